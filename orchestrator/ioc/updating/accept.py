"""`ioc update --accept` and `--back`: a person decides which version counts."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from orchestrator.errors import UsageError
from orchestrator.ioc.keeping import versions
from orchestrator.ioc.keeping.sources_file import ListSource, SourcesFile
from orchestrator.ioc.keeping.version_state import HeldBack, HeldVersion, Known, Version, read_state
from orchestrator.ioc.updating.update_rows import (
    SourceUpdate,
    UpdateStanding,
    kept_values,
    row_of,
    settled,
)
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean


def accept(sources: SourcesFile, name: str, *, now: datetime) -> SourceUpdate:
    """Let the version count that was refused.

    Raises:
        InputError: There is no such source or no such version, the folder cannot be written,
            or an update is at work.
    """
    return _switch(sources, name, now, _accepted)


def back(sources: SourcesFile, name: str, *, now: datetime) -> SourceUpdate:
    """Return to the version that was in force before; the one left is refused from now on.

    Raises:
        InputError: As `accept` raises it.
    """
    return _switch(sources, name, now, _returned)


def _accepted(name: str, known: Known) -> tuple[UpdateStanding, Version, Known]:
    if known.refused is None:
        raise UsageError.one(say("update.nothing_held", name=name), say("mend.see_check"))
    new = known.refused.version
    return UpdateStanding.ACCEPTED, new, _with(known, new, versions.history(known), None)


def _returned(name: str, known: Known) -> tuple[UpdateStanding, Version, Known]:
    if not known.before or known.in_force is None:
        raise UsageError.one(say("update.nothing_before", name=name))
    left = HeldVersion(version=known.in_force, why=HeldBack.TAKEN_BACK)
    new = known.before[-1]
    return UpdateStanding.RETURNED, new, _with(known, new, known.before[:-1], left)


def _with(
    known: Known, new: Version, before: tuple[Version, ...], refused: HeldVersion | None
) -> Known:
    """Return what is known from now on; what the server said was of the version left."""
    return replace(known, in_force=new, before=before, refused=refused, fault=None, said_by="")


def _switch(
    sources: SourcesFile,
    name: str,
    now: datetime,
    decide: Callable[[str, Known], tuple[UpdateStanding, Version, Known]],
) -> SourceUpdate:
    source, folder, today = _named(sources, name), sources.folder, now.date()
    with versions.locked(folder):
        state = read_state(folder)
        known = state.of(name) or Known(role=source.role)
        standing, new, changed = decide(name, known)
        old = kept_values(source, known.in_force, folder, today) if known.in_force else None
        row = row_of(source, standing, old, kept_values(source, new, folder, today))
        versions.put_in_force(folder, name, new)
        versions.settle(folder, name, state.with_known(name, changed))
        return settled(row, source, changed, folder, today)


def _named(sources: SourcesFile, name: str) -> ListSource:
    known = {source.name: source for source in sources.sources}
    if name in known:
        return known[name]
    near = did_you_mean(name, known)
    words = ", ".join(known) or "-"
    mend = say("mend.did_you_mean", meant=near) if near else say("mend.one_of", words=words)
    raise UsageError.one(say("update.no_such", path=sources.path, name=name), mend)
