"""What is summed, over whom, and that nothing missing becomes a nought."""

from orchestrator.bodies import level, unit_type
from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import Area, UnitType
from orchestrator.model.district import Annex, Submission, Unit
from orchestrator.report.consolidation import consolidate, consolidate_areas

WARD, SCHOOL = unit_type("ward_committee"), unit_type("primary_school")
RIVER, HILL = (Area(level=level("ward"), name=name) for name in ("Bến Nứa", "Đồi Gió"))


def unit(code: str, kind: UnitType = SCHOOL, annex: Annex | None = None, *within: Area) -> Unit:
    return Unit(code=code, name=f"Đơn vị {code}", type=kind, annex=annex or Annex(), within=within)


def test_sums_are_over_the_units_that_declared_and_the_rest_are_named():
    total = consolidate((
        unit("a", annex=Annex(scope="x", people=40, org_people=7)),
        unit("b", annex=Annex(scope="x", people=0)),
        unit("c"),
    ))  # fmt: skip
    assert (total.people.total, total.people.declared, total.people.units) == (40, 2, 3)
    assert total.people.missing == ("Đơn vị c",)
    assert (total.org_people.total, total.org_people.declared) == (7, 1)
    assert total.org_people.missing == ("Đơn vị b", "Đơn vị c")
    assert (total.whole, [one.unit.code for one in total.lacking]) == (2, ["c"])


def test_what_nobody_declared_has_no_sum():
    total = consolidate((unit("a"), unit("b")))
    assert total.people.total is None
    assert total.blocks[0].org_people.total is None


def test_no_units_are_no_blocks():
    assert consolidate(()).blocks == ()
    assert consolidate(()).people.total is None


def test_blocks_follow_the_letters_order_and_then_the_inventorys_own_types():
    own = UnitType(code="health_station", name=Bilingual("Trạm y tế", "Health station"))
    found = consolidate((unit("d", own), unit("c", WARD), unit("b"), unit("a")))
    assert [block.kind.code for block in found.blocks] == [
        "primary_school", "ward_committee", "health_station",
    ]  # fmt: skip
    assert [one.code for one in found.blocks[0].units] == ["a", "b"]


def test_section_3_is_of_types_that_report_it_and_section_4_of_who_proposes():
    total = consolidate((
        unit("w", WARD, Annex(scope="x", people=1, evaluation="Tốt", proposals="Máy mới")),
        unit("v", WARD, Annex(scope="x", people=1)),
        unit("s", annex=Annex(proposals="Đào tạo", submitted=Submission(date="2022-09-20"))),
    ))  # fmt: skip
    assert [one.code for one in total.evaluating] == ["v", "w"]
    assert [one.code for one in total.proposing] == ["s", "w"]
    assert {one.unit.code: one.lacks for one in total.lacking} == {
        "v": ("annex.missing_evaluation",),
        "s": ("annex.missing_scope", "annex.missing_people"),
    }
    assert (total.submitted, total.unsubmitted) == (1, ("Đơn vị v", "Đơn vị w"))


def test_each_innermost_body_has_a_form_and_units_below_the_authority_none():
    areas = consolidate_areas((unit("a", SCHOOL, None, HILL), unit("b", SCHOOL, None, RIVER),
                               unit("c", SCHOOL, None, RIVER), unit("d")))  # fmt: skip
    assert [(one.within[-1].name, one.units) for one in areas] == [("Bến Nứa", 2), ("Đồi Gió", 1)]
