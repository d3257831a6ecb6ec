"""Names of sites stand in names of files and of subjects at the broker."""

import pytest

from orchestrator.model.site_names import SITE_NAME


@pytest.mark.parametrize("name", ["p", "px", "phuc-xa_2", "a" * 32])
def test_small_letters_and_digits_make_a_name(name: str):
    assert SITE_NAME.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["", "-px", "px-", "Px", "p.x", "p>x", "p*", "px\n", "phúc", "٣", "a" * 33]
)
def test_nothing_else_does(name: str):
    assert not SITE_NAME.fullmatch(name)
