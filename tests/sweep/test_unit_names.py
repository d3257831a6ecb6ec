"""Which unit a person means."""

import unicodedata

import pytest

from orchestrator.bodies import unit_type
from orchestrator.model.district import Unit
from orchestrator.sweep.unit_names import code_meant

UNITS = tuple(
    Unit(code=code, name=name, type=unit_type("primary_school"))
    for code, name in (
        ("th_hoa_sen", "Trường Tiểu học Hoa Sen"),
        ("th_a", "Trường Sao Mai"),
        ("th_b", "Trường Sao Mai"),
        ("hoa_sen", "th_hoa_sen"),
        ("mn_hoa_mai", "Trường Mầm non Hoa Mai"),
    )
)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("th_a", "th_a"),
        ("Trường Tiểu học Hoa Sen", "th_hoa_sen"),
        (unicodedata.normalize("NFD", "trường tiểu học hoa sen"), "th_hoa_sen"),
        ("truong tieu hoc hoa sen", "th_hoa_sen"),
        ("Trường Sao Mai", "Trường Sao Mai"),  # two have that name: neither is guessed
        ("th_hoa_sen", "th_hoa_sen"),  # a code wins, whatever another unit is called
        ("Trường Hoa Cúc", "Trường Hoa Cúc"),
        ("TH Hoa Sen", "TH Hoa Sen"),  # in short it is the name of two
        ("MN Hoa Mai", "mn_hoa_mai"),
    ],
)
def test_a_unit_is_meant_by_its_code_or_by_a_name_that_it_has_alone(given: str, code: str):
    assert code_meant(given, UNITS) == code
