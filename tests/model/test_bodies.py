"""How a body is named, and on which days a duty may be printed."""

import pytest

from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import Area, Duty, Level, UnitType
from orchestrator.model.district import Unit

WARD = Level(
    code="ward",
    word=Bilingual("phường", "ward"),
    many=Bilingual("phường", "wards"),
    form=Bilingual("Phường {name}", "{name} ward"),
)
CITY = Level(
    code="city",
    word=Bilingual("thành phố", "city"),
    many=Bilingual("thành phố", "cities"),
    form=Bilingual("Thành phố {name}", "{name} city"),
)


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        ("Sen", "Phường Sen", "Sen ward"),
        ("Phường Sen", "Phường Sen", "Sen ward"),
        ("phường Sen", "Phường Sen", "Sen ward"),
        ("Phườngsen", "Phường Phườngsen", "Phườngsen ward"),
        ("{name}", "Phường {name}", "{name} ward"),
    ],
)
def test_a_body_is_named_by_its_level_once(name: str, vi: str, en: str):
    assert (WARD.named(name, "vi"), WARD.named(name, "en")) == (vi, en)


def test_a_unit_lies_in_the_innermost_body():
    kind = UnitType(code="primary_school", name=Bilingual("tiểu học", "primary school"))
    city, ward = Area(level=CITY, name="Mẫu"), Area(level=WARD, name="Sen")
    wards = [
        Unit(code="u", name="U", type=kind, within=within).ward
        for within in ((), (city,), (city, ward))
    ]
    assert wards == [None, "Mẫu", "Sen"]


@pytest.mark.parametrize(
    ("day", "changes", "holds"),
    [
        ("2025-07-01", {}, True),
        ("2025-06-30", {}, False),
        ("2030-12-31", {}, True),
        ("2031-01-01", {}, False),
        ("2026-01-01", {"verified": False}, False),
        ("1999-01-01", {"valid_from": None}, True),
        ("2099-01-01", {"valid_until": None}, True),
    ],
)
def test_a_duty_holds_from_its_first_day_to_its_last_if_it_is_verified(
    day: str, changes: dict[str, object], *, holds: bool
):
    given = {"valid_from": "2025-07-01", "valid_until": "2030-12-31", "verified": True, **changes}
    assert Duty(to=Bilingual("a", "b"), source="s", **given).holds(day) == holds
