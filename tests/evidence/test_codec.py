import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator import bodies
from orchestrator.evidence.codec import pack_body, pack_seen, to_json, unpack_body, unpack_seen
from orchestrator.evidence.district_column import DistrictColumn
from orchestrator.files.typed_json import read_json
from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import Area, Duty, Level, UnitType
from orchestrator.model.district import Annex, Authority, CleaningTool, Letter, Unit

# Written before levels, areas and types were kept: codes, and a ward's name.
OF_BEFORE = """{"authority": {"campaign": "Chiến dịch", "committee": "UBND quận Ba Đình",
"deadline": "2022-09-30", "letter": {"date": null, "number": "1"}, "name": "Quận Ba Đình"},
"demo": true, "units": [{"annex": {"evaluation": null, "org_people": null, "org_scope": null,
"people": 3, "proposals": null, "scope": null}, "code": "a", "contact": null, "name": "Trường A",
"type": "primary_school", "ward": "Phúc Xá"}, {"annex": {"evaluation": null, "org_people": null,
"org_scope": null, "people": null, "proposals": null, "scope": null}, "code": "b",
"contact": "x", "name": "Phòng B", "type": "department", "ward": null}]}"""
CLUSTER = Level(
    code="cluster",
    word=Bilingual("cụm", "cluster"),
    many=Bilingual("cụm", "clusters"),
    form=Bilingual("Cụm {name}", "{name} cluster"),
)


@given(st.lists(st.integers(min_value=0, max_value=2**32 - 1)))
def test_ids_come_back_sorted_and_once(ids):
    assert list(unpack_seen(pack_seen(ids))) == sorted(set(ids))


def test_ids_lie_lowest_byte_first_on_every_machine():
    assert pack_seen([0x01020304, 1]) == b"\1\0\0\0\4\3\2\1"


@pytest.mark.parametrize("ids", [[-1], [2**32]])
def test_an_id_that_is_none_is_refused(ids):
    with pytest.raises(OverflowError):
        pack_seen(ids)


def test_ids_that_are_cut_are_refused():
    with pytest.raises(ValueError, match="multiple"):
        unpack_seen(b"\1\0\0")


@given(st.binary(max_size=4000))
def test_a_body_comes_back(body):
    assert unpack_body(pack_body(body), len(body)) == body


def test_a_body_that_inflates_past_its_size_is_refused():
    bomb = zlib.compress(b"0" * 10_000_000)
    with pytest.raises(ValueError, match="size"):
        unpack_body(bomb, 10)


def test_a_district_of_before_levels_were_kept_is_read_as_it_was():
    column = read_json(OF_BEFORE, DistrictColumn)
    authority, (first, second) = column.opened_authority(), column.opened_units()
    assert column.demo
    assert authority == Authority(
        name="Quận Ba Đình", committee="UBND quận Ba Đình", campaign="Chiến dịch",
        deadline="2022-09-30", letter=Letter(number="1"), level=bodies.level("district"),
    )  # fmt: skip
    assert first == Unit(
        code="a", name="Trường A", type=bodies.unit_type("primary_school"),
        within=(Area(level=bodies.level("ward"), name="Phúc Xá"),), annex=Annex(people=3),
    )  # fmt: skip
    office = bodies.unit_type("department")
    assert second == Unit(code="b", name="Phòng B", type=office, contact="x")


def test_a_district_comes_back_with_the_words_that_it_had():
    authority = Authority(
        name="Ba Đình", committee="UBND", campaign="C", level=bodies.level("district"),
        duties=(Duty(to=Bilingual("Nơi", "Place"), source="Công báo", verified=True),),
        contact="Tổ công nghệ thông tin", cleaning_tool=CleaningTool(name="T", where="kho chung"),
    )  # fmt: skip
    within = (Area(level=CLUSTER, name="Một"), Area(level=bodies.level("ward"), name="Hai"))
    station = UnitType(code="station", name=Bilingual("Trạm", "Station"), evaluates=True)
    units = (
        Unit(code="a", name="A", type=station, within=within),
        Unit(code="b", name="B", type=bodies.unit_type("kindergarten")),
    )
    kept = to_json(DistrictColumn.of(authority, units, demo=False))
    column = read_json(kept, DistrictColumn)
    assert (column.opened_authority(), column.opened_units()) == (authority, units)
    assert not column.demo
