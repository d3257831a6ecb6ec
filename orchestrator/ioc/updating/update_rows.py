"""What became of each source, as a row for people and programs."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.errors import ListError
from orchestrator.ioc.keeping.source_warnings import warnings_of
from orchestrator.ioc.keeping.sources_file import ListRole, ListSource
from orchestrator.ioc.keeping.version_state import (
    VERSIONS,
    Known,
    UpdateFault,
    Version,
    VersionForm,
)
from orchestrator.ioc.reading.normalise import Value
from orchestrator.ioc.updating.version_check import CheckedVersion, judge
from orchestrator.model.indicator import ListDoubt
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.visible import visible


class UpdateStanding(StrEnum):
    """What became of one source; closed."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SHRUNK = "shrunk"  # half or more is gone: the old version stays until a person accepts
    TAKEN_BACK = "taken_back"  # the source still has what a person went back from
    ACCEPTED = "accepted"
    RETURNED = "returned"


class SourceUpdate(Struct, frozen=True, kw_only=True):
    """One source after an update.

    `old` and `new` count the distinct indicators that were in force and that the source has
    now; None where there are none. `warnings` are words of the report catalogue. `compare` are
    the kept versions in force and held back, where a person must choose between two.
    """

    name: str
    role: ListRole
    standing: UpdateStanding
    old: int | None = None
    new: int | None = None
    added: int = 0
    removed: int = 0
    fault: UpdateFault | None = None
    warnings: tuple[str, ...] = ()
    compare: tuple[Path, Path] | None = None

    def state(self, words: Catalogue) -> str:
        """Return how the source stands, and why it is no better, in a few words."""
        said = words.word("standing", self.standing)
        if self.fault:
            detail = f" ({visible(words.text(self.fault.detail))})" if self.fault.detail else ""
            said = f"{said}: {words.word('fault', self.fault.why)}{detail}"
        return words("update.stale", state=said) if ListDoubt.STALE in self.warnings else said

    def as_json(self) -> Mapping[str, object]:
        """Return the row as JSON data."""
        return {
            "name": self.name,
            "role": self.role,
            "state": self.standing,
            "old": self.old,
            "new": self.new,
            "added": self.added,
            "removed": self.removed,
            "fault": {"why": self.fault.why, "detail": self.fault.detail} if self.fault else None,
            "warnings": list(self.warnings),
            "compare": [str(path) for path in self.compare] if self.compare else None,
        }


def updates_as_json(rows: Iterable[SourceUpdate], *, check: bool) -> Mapping[str, object]:
    """Return what `ioc update --json` prints; under `check` nothing was let count."""
    return {"sources": [row.as_json() for row in rows], "check": check}


def row_of(
    source: ListSource,
    standing: UpdateStanding,
    old: frozenset[Value] | None,
    new: frozenset[Value],
) -> SourceUpdate:
    """Return the row of a source that has another version than the one in force."""
    before = old or frozenset()
    return SourceUpdate(
        name=source.name,
        role=source.role,
        standing=standing,
        old=None if old is None else len(old),
        new=len(new),
        added=len(new - before),
        removed=len(before - new),
    )


def settled(
    row: SourceUpdate, source: ListSource, known: Known, folder: Path, today: date
) -> SourceUpdate:
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
    whole = all(one.form is not VersionForm.FEED for one in pair) and all(map(Path.is_dir, paths))
    return paths if whole else None


def kept_values(
    source: ListSource, version: Version, folder: Path, today: date
) -> frozenset[Value]:
    """Return the distinct indicators of a kept version.

    Raises:
        ListError: It was damaged since it was kept.
    """
    kept = folder / VERSIONS / source.name / version.id
    judged = judge(source, version.form, kept, folder=folder, today=today)
    if isinstance(judged, CheckedVersion):
        return judged.values
    raise ListError.one(
        say("update.damaged", path=kept, why=judged.detail or judged.why),
        say("mend.delete_versions", path=folder / VERSIONS),
    )
