"""Where a list of machines goes is settled before anything is read."""

import pytest

from orchestrator.errors import UsageError
from orchestrator.inventory.importing import Destination, NewUnit, destination


def test_a_new_unit_has_a_code_a_name_and_a_type():
    new = NewUnit(name="Trường X", type="kindergarten")
    made = destination("Phúc Xá", "th_x", "Trường X", "kindergarten")
    assert made == Destination(ward="Phúc Xá", unit="th_x", new_unit=new)
    assert destination(None, None, None, None) == Destination()


@pytest.mark.parametrize(
    ("unit", "name", "kind", "id_"),
    [
        ("th_x", "Trường X", None, "import.half_unit"),
        ("th_x", None, "kindergarten", "import.half_unit"),
        (None, "Trường X", "kindergarten", "import.no_code"),
    ],
)
def test_half_a_unit_is_refused(unit: str | None, name: str | None, kind: str | None, id_: str):
    with pytest.raises(UsageError) as caught:
        destination(None, unit, name, kind)
    assert [getattr(problem.what, "id", None) for problem in caught.value.problems] == [id_]
