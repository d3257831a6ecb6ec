"""What is pinned is what is asked for, extras included: then no day decides what is installed."""

from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.later_day import pinned

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def asked_of_others(pins: list[Requirement]) -> Iterator[tuple[str, Requirement]]:
    """Yield who asks for what, of the pinned packages that this platform has."""
    for pin in pins:
        found = installed(pin.name)
        for text in (found.requires or ()) if found else ():
            asked = Requirement(text)
            contexts = ({"extra": extra} for extra in ("", *pin.extras))
            if asked.marker is None or any(map(asked.marker.evaluate, contexts)):
                yield pin.name, asked


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # another platform's, or another Python's
        return None


def missing(pins: list[Requirement]) -> list[str]:
    """Return what is asked for with an extra that is not pinned with it."""
    have = {(canonicalize_name(pin.name), extra) for pin in pins for extra in pin.extras}
    return [
        f"{who} asks for {asked}"
        for who, asked in asked_of_others(pins)
        for extra in asked.extras
        if (canonicalize_name(asked.name), extra) not in have
    ]


@pytest.fixture
def pins() -> list[Requirement]:
    return pinned(REQUIREMENTS.read_text(encoding="utf-8"))


def test_extras_are_pinned_as_they_are_asked_for(pins: list[Requirement]):
    assert missing(pins) == []


def test_a_pin_without_its_extra_is_found(pins: list[Requirement]):
    bare = [Requirement(f"{pin.name}{pin.specifier}") for pin in pins]
    assert [line.split()[0] for line in missing(bare)] == ["pytest-cov"]


def test_every_asked_package_is_pinned(pins: list[Requirement]):
    names = {canonicalize_name(pin.name) for pin in pins}
    asked = list(asked_of_others(pins))
    assert len(asked) > len(names) // 2
    assert [who for who, need in asked if canonicalize_name(need.name) not in names] == []
