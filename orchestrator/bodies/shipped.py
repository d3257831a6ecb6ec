"""Reads `levels.toml`, `unit_types.toml` and `duties.toml` beside it.

They are the program's own: whatever is wrong with one raises, and a test reads them all.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import Duty, Level, UnitType

_HERE = Path(__file__).parent
UNKNOWN = "area"  # the neutral level: of a body whose name and inventory say none

_Row = dict[str, Any]


def levels() -> Mapping[str, Level]:
    """Return the levels by code, the largest first."""
    return _levels()


def unit_types() -> Mapping[str, UnitType]:
    """Return the unit types by code: those of the letter, in its order."""
    return _unit_types()


def level(code: str) -> Level:
    """Return a level of the program; KeyError if there is none."""
    return _levels()[code]


def unit_type(code: str) -> UnitType:
    """Return a unit type of the program; KeyError if there is none."""
    return _unit_types()[code]


def level_of_name(name: str, known: Mapping[str, Level], default: str = UNKNOWN) -> Level:
    """Return the level that a body's name begins with: `phường Ba Đình` is a ward.

    The longest word wins, so that `Thị xã` is no commune.

    Args:
        name: The name, which may say no level.
        known: The levels by code; `default` is among them.
        default: The level of a name that says none.
    """
    said = f"{name} ".casefold()
    found = [one for one in known.values() if said.startswith(f"{one.word.vi} ".casefold())]
    return max(found, key=lambda one: len(one.word.vi), default=known[default])


def duties_of(level: Level) -> tuple[Duty, ...]:
    """Return what the program knows of the duty to report of a level's bodies."""
    return tuple(duty for codes, duty in _duties() if level.code in codes)


@cache
def _levels() -> Mapping[str, Level]:
    rows = _read("levels").items()
    return {code: Level(code=code, **_words(row)) for code, row in rows}


@cache
def _unit_types() -> Mapping[str, UnitType]:
    rows = _read("unit_types").items()
    return {code: UnitType(code=code, **_words(row)) for code, row in rows}


@cache
def _duties() -> tuple[tuple[tuple[str, ...], Duty], ...]:
    rows = _read("duties").values()
    return tuple((tuple(row.pop("levels")), Duty(**_words(row))) for row in rows)


def _read(name: str) -> dict[str, _Row]:
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))


def _words(row: _Row) -> _Row:
    """Return a row with its names in both languages; a key that is none of its class raises."""
    return {
        key: Bilingual(**value) if isinstance(value, dict) else value for key, value in row.items()
    }
