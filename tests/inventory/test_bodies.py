"""What bodies and units are called, and how they nest, comes from data: the program's or theirs."""

from pathlib import Path

import pytest

from orchestrator import bodies
from orchestrator.cli.showing.language import said
from orchestrator.errors import InventoryError
from orchestrator.inventory import district, load
from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import Area, Duty, UnitType
from orchestrator.model.district import District
from tests.inventory.trees import write

AUTHORITY = "authority: {{name: {name}, committee: UBND, campaign: C{more}}}\n"
UNIT = "u: {vars: {unit: {name: U, type: primary_school}}, hosts: {m: }}\n"
NESTED = """
q:
  vars: {area: {name: Ba Đình, level: district}}
  children:
    p:
      vars: {ward: Phúc Xá}
      children:
        u: {vars: {unit: {name: U, type: primary_school}}, hosts: {m: }}
"""


def read(folder: Path, hosts: str = UNIT, name: str = "Phường Mẫu", more: str = "") -> District:
    head, _, rest = more.partition("\n")
    of_all = AUTHORITY.format(name=name, more=head) + rest
    return district(load([write(folder, {"group_vars/all.yml": of_all, "a.yml": hosts})]))


def problems(folder: Path, hosts: str = UNIT, more: str = "") -> list[tuple[str, str]]:
    with pytest.raises(InventoryError) as caught:
        read(folder, hosts, more=more)
    found = caught.value.problems
    assert all(problem.place is not None for problem in found)
    told = [[said(problem, lang) for lang in ("vi", "en")] for problem in found]
    return [(f"{vi.what}; {vi.mend}", f"{en.what}; {en.mend}") for vi, en in told]


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("Quận Ba Đình", "", "district"),
        ("phường Ba Đình", "", "ward"),
        ("Xã Minh Châu", "", "commune"),
        ("Đặc khu Cát Hải", "", "special_zone"),
        ("Thành phố Hà Nội", "", "city"),
        ("Thị xã Sơn Tây", "", "town"),
        ("Thị trấn X", "", "township"),
        ("Huyện Y", "", "rural_district"),
        ("Sở Z", "", "area"),
        ("Xãm", "", "area"),
        ("Ba Đình", ", level: ward", "ward"),
        ("Quận Ba Đình", ", level: city", "city"),
    ],
)
def test_the_level_is_what_is_said_or_what_the_name_begins_with(
    name: str, more: str, code: str, tmp_path: Path
):
    assert read(tmp_path, name=name, more=more).authority.level == bodies.level(code)


def test_an_authority_may_bear_its_older_name(tmp_path: Path):
    text = AUTHORITY.format(name="Xã X", more="").replace("authority", "district")
    found = district(load([write(tmp_path, {"group_vars/all.yml": text, "a.yml": UNIT})]))
    assert found.authority.level == bodies.level("commune")


def test_bodies_nest_to_any_depth(tmp_path: Path):
    (unit,) = read(tmp_path, NESTED, name="Thành phố X").units
    assert unit.within == (
        Area(level=bodies.level("district"), name="Ba Đình"),
        Area(level=bodies.level("ward"), name="Phúc Xá"),
    )
    assert unit.ward == "Phúc Xá"


def test_a_unit_of_the_authority_itself_lies_in_no_ward(tmp_path: Path):
    (unit,) = read(tmp_path).units
    assert (unit.within, unit.ward) == ((), None)


def test_a_plain_ward_may_say_that_it_is_a_commune(tmp_path: Path):
    hosts = f"w: {{vars: {{ward: Xã Minh Châu}}, children: {{{UNIT.strip()}}}}}\n"
    (unit,) = read(tmp_path, hosts).units
    assert unit.within == (Area(level=bodies.level("commune"), name="Xã Minh Châu"),)
    assert unit.within[0].level.named(unit.within[0].name, "vi") == "Xã Minh Châu"
    assert unit.within[0].level.named(unit.within[0].name, "en") == "Minh Châu commune"


def test_types_and_levels_are_added_and_renamed(tmp_path: Path):
    more = """
unit_types:
  commune_committee: {vi: UBND xã, en: Commune committee, evaluates: true}
  primary_school: {vi: Trường cấp một, en: Grade school}
body_levels:
  cluster: {vi: cụm trường, en: cluster}
  ward: {vi: phường, en: quarter, en_many: quarters, en_form: quarter of {name}}
"""
    more = more.replace("quarter of {name}", "'quarter of {name}'")
    hosts = """
g:
  vars: {area: {name: Một, level: cluster}}
  children:
    c: {vars: {unit: {name: C, type: commune_committee}}, hosts: {n: }}
    u: {vars: {unit: {name: U, type: primary_school}}, hosts: {m: }}
w: {vars: {ward: Hai}, children: {v: {vars: {unit: {name: V, type: department}}, hosts: {o: }}}}
"""
    first, second, third = read(tmp_path, hosts, more=f"\n{more}").units
    assert first.type == UnitType(
        code="commune_committee", name=Bilingual("UBND xã", "Commune committee"), evaluates=True
    )
    assert second.type.name == Bilingual("Trường cấp một", "Grade school")
    cluster, ward = first.within[0].level, third.within[0].level
    assert (cluster.named("Một", "vi"), cluster.named("Một", "en")) == (
        "Cụm trường Một", "Một cluster",
    )  # fmt: skip
    assert cluster.many == Bilingual("cụm trường", "clusters")
    assert (ward.many.en, ward.named("Hai", "en")) == ("quarters", "quarter of Hai")


def test_section_3_is_for_the_types_that_evaluate(tmp_path: Path):
    hosts = UNIT.replace("type: primary_school}", "type: station}, annex: {evaluation: Tốt}")
    types = "\nunit_types: {station: {vi: Trạm, en: Station%s}}\n"
    (unit,) = read(tmp_path / "a", hosts, more=types % ", evaluates: true").units
    assert unit.annex.evaluation == "Tốt"
    ((vi, en),) = problems(tmp_path / "b", hosts, more=types % "")
    assert "không dành cho loại đơn vị này" in vi
    assert "not for units of this type" in en


def test_duties_are_read_after_those_of_the_program(tmp_path: Path):
    more = """, reports_to: [{to: UBND thành phố, law: Luật 1, form: Mẫu 2, source: Công báo,
      valid_from: 2025-07-01, valid_until: 2030-12-31, verified: true}]"""
    duties = read(tmp_path, more=more.replace("\n", "")).authority.duties
    assert duties[:-1] == bodies.duties_of(bodies.level("ward"))
    assert duties[-1] == Duty(
        to=Bilingual("UBND thành phố", "UBND thành phố"), law=Bilingual("Luật 1", "Luật 1"),
        form=Bilingual("Mẫu 2", "Mẫu 2"), valid_from="2025-07-01", valid_until="2030-12-31",
        source="Công báo", verified=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hosts", "more", "vi", "en"),
    [
        (UNIT.replace("primary_school", "primary_scool"), "",
         "có phải ý là `primary_school`", "did you mean `primary_school`"),
        (UNIT.replace("primary_school", "health_station"),
         "\nunit_types: {heath_station: {vi: Trạm, en: Station}}\n",
         "có phải ý là `heath_station`", "did you mean `heath_station`"),
        (UNIT, ", level: comune", "có phải ý là `commune`", "did you mean `commune`"),
        (UNIT, "\nunit_types: {Trạm: {vi: T, en: S}}\n", "không dùng làm mã", "cannot be a code"),
        (UNIT, "\nunit_types: [a]\n", "phải là các cặp", "must be a mapping"),
        (UNIT, "\nunit_types: {a: {vi: T}}\n", "`a` thiếu `en`", "`a` lacks `en`"),
        (UNIT, "\nbody_levels: {a: {vi: T, en: S, fom: x}}\n", "không có trường", "no field `fom`"),
        (UNIT, ", reports_to: {to: A}", "phải là danh sách", "must be a list"),
        (UNIT, ", reports_to: [{to: A}]", "thiếu `source`", "lacks `source`"),
        (UNIT, "\ndistrict: {name: X, committee: Y, campaign: Z}\n", "là một", "are one thing"),
        (UNIT.replace("vars: {", "vars: {ward: A, area: {name: B, level: commune}, "), "",
         "vừa có `ward` vừa có `area`", "carries both `ward` and `area`"),
        (NESTED.replace("level: district", "level: ward"), "",
         "nhiều địa bàn cùng cấp", "several areas of one level"),
        (f"{NESTED}x: {{vars: {{area: {{name: C, level: commune}}}}, children: {{u: }}}}\n", "",
         "nhiều địa bàn cùng cấp", "several areas of one level"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_both_languages_with_its_place(
    hosts: str, more: str, vi: str, en: str, tmp_path: Path
):
    ((said_vi, said_en),) = problems(tmp_path, hosts, more)
    assert vi in said_vi
    assert en in said_en


def test_what_is_shipped_is_whole():
    assert list(bodies.unit_types()) == [
        "department", "public_service", "kindergarten", "primary_school",
        "lower_secondary_school", "ward_committee",
    ]  # fmt: skip
    assert {"city", "district", "ward", "commune", "special_zone"} <= set(bodies.levels())
    for level in bodies.levels().values():
        assert all("{name}" in form for form in (level.form.vi, level.form.en))
        for duty in bodies.duties_of(level):
            assert duty.source
            assert not duty.verified  # nobody has read them in their source yet
