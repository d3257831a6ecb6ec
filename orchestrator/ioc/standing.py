"""What became of each source, as a row for people and programs."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from orchestrator.errors import ListError
from orchestrator.ioc.doubts import warnings_of
from orchestrator.ioc.judged import Judged, judge
from orchestrator.ioc.sources import Role, Source
from orchestrator.ioc.state import VERSIONS, Fault, Form, Known, Version
from orchestrator.ioc.values import Value
from orchestrator.text.messages import say


class Standing(StrEnum):
    """What became of one source; closed."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SHRUNK = "shrunk"  # half or more is gone: the old version stays until a person accepts
    TAKEN_BACK = "taken_back"  # the source still has what a person went back from
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One source after an update.

    `old` and `new` count the distinct indicators that were in force and that the source has
    now; None where there are none. `warnings` are words of the report catalogue. `compare` are
    the kept versions in force and held back, where a person must choose between two.
    """

    name: str
    role: Role
    standing: Standing
    old: int | None = None
    new: int | None = None
    added: int = 0
    removed: int = 0
    fault: Fault | None = None
    warnings: tuple[str, ...] = ()
    compare: tuple[Path, Path] | None = None


def row_of(
    source: Source, standing: Standing, old: frozenset[Value] | None, new: frozenset[Value]
) -> Row:
    """Return the row of a source that has another version than the one in force."""
    before = old or frozenset()
    return Row(
        name=source.name,
        role=source.role,
        standing=standing,
        old=None if old is None else len(old),
        new=len(new),
        added=len(new - before),
        removed=len(before - new),
    )


def settled(row: Row, source: Source, known: Known, folder: Path, today: date) -> Row:
    """Return a row with what is doubtful from now on, and what a person may compare."""
    return replace(
        row,
        warnings=tuple(warnings_of(source, known, today)),
        compare=_comparable(folder / VERSIONS / source.name, known),
    )


def _comparable(versions: Path, known: Known) -> tuple[Path, Path] | None:
    if not known.in_force or not known.refused:
        return None
    pair = known.in_force, known.refused.version
    paths = versions / pair[0].id, versions / pair[1].id
    # A version of a feed is its manifest alone, and what was only looked at was not kept.
    whole = all(one.form is not Form.FEED for one in pair) and all(map(Path.is_dir, paths))
    return paths if whole else None


def kept_values(source: Source, version: Version, folder: Path, today: date) -> frozenset[Value]:
    """Return the distinct indicators of a kept version.

    Raises:
        ListError: It was damaged since it was kept.
    """
    kept = folder / VERSIONS / source.name / version.id
    judged = judge(source, version.form, kept, folder=folder, today=today)
    if isinstance(judged, Judged):
        return judged.values
    raise ListError.one(
        say("update.damaged", path=kept, why=judged.detail or judged.why),
        say("mend.delete_versions", path=folder / VERSIONS),
    )
