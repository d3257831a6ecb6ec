"""`ioc update`: bring what the sources have, and let it count only if nothing speaks against it.

Whatever goes wrong, the version in force stays in force and a doubt is kept in the state, from
where it goes into every set of indicators and every report until it is mended or accepted.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from orchestrator.ioc import versions
from orchestrator.ioc.bring import Brought, Opener, Wire, bring
from orchestrator.ioc.judged import Judged, judge
from orchestrator.ioc.load import load
from orchestrator.ioc.paths import grouped, holds_lists, kept_list
from orchestrator.ioc.reach import Listed
from orchestrator.ioc.sources import Source, Sources, UrlOrigin
from orchestrator.ioc.standing import Row, Standing, kept_values, row_of, settled
from orchestrator.ioc.state import Doubt, Fault, Known, Refused, State, Version, read_state
from orchestrator.ioc.values import Value
from orchestrator.model.fetch import Unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    folder: Path
    now: datetime
    wire: Wire
    check: bool


def update(
    sources: Sources,
    *,
    opener: Opener,
    now: datetime,
    check: bool = False,
    begins: Callable[[Source], None] = lambda _: None,
) -> tuple[Row, ...]:
    """Update every source, one after the other; each is kept before the next is asked.

    Args:
        sources: What to update.
        opener: The way to web servers.
        now: The time, aware.
        check: Bring and judge, but let nothing count and keep nothing (but events of MISP).
        begins: Told of each source before it is asked.

    Raises:
        InputError: The folder cannot be written, its lists or state cannot be read, or another
            update is at work.
    """
    folder = sources.folder
    if not sources.sources:
        return ()  # and nothing is made in the folder
    with versions.locked(folder):
        state = read_state(folder)
        _heal(sources, state)
        wire = Wire(open=opener, listed=_listed(sources, now))
        desk = _Desk(folder=folder, now=now, wire=wire, check=check)
        rows = []
        for source in sources.sources:
            begins(source)
            known = state.of(source.name) or Known(role=source.role)
            row, known = _update(source, replace(known, role=source.role), desk)
            state = state.with_known(source.name, known)
            if not check:
                versions.settle(folder, source.name, state)
            rows.append(settled(row, source, known, folder, now.date()))
        return tuple(rows)


def _update(source: Source, known: Known, desk: _Desk) -> tuple[Row, Known]:
    with versions.draft(desk.folder, source.name) as made:
        brought = bring(source, known, folder=desk.folder, made=made, wire=desk.wire)
        match brought:
            case Fault():
                return _failed(source, known, brought, desk)
            case Unchanged():
                return _unchanged(source, known, desk)
            case Brought():
                return _judge(source, known, brought, made, desk)


def _judge(
    source: Source, known: Known, brought: Brought, made: Path, desk: _Desk
) -> tuple[Row, Known]:
    judged = judge(source, brought.form, made, folder=desk.folder, today=desk.now.date())
    if isinstance(judged, Fault):
        return _failed(source, known, judged, desk)
    if known.in_force and known.in_force.sha256 == judged.sha256:
        return _unchanged(source, _as_said(known, brought), desk)
    version = _version(judged, brought, desk)
    standing = _standing(known, version)
    row = row_of(source, standing, _in_force(source, known, desk), judged.values)
    checked = replace(known, checked_at=desk.now, fault=None)
    if known.refused and known.refused.version.sha256 == version.sha256:
        return row, checked
    counts = standing is not Standing.SHRUNK
    if not desk.check:
        versions.keep(made, version)
        if counts:
            versions.put_in_force(desk.folder, source.name, version)
    if not counts:
        return row, replace(checked, refused=Refused(version=version, why=Doubt.SHRUNK))
    before = versions.history(known)
    counting = replace(checked, in_force=version, before=before, refused=None)
    return row, _as_said(counting, brought)


def _as_said(known: Known, brought: Brought) -> Known:
    return replace(known, said=brought.said, said_by=brought.said_by)


def _version(judged: Judged, brought: Brought, desk: _Desk) -> Version:
    return Version(
        id=versions.version_id(desk.now, judged.sha256),
        sha256=judged.sha256,
        form=brought.form,
        indicators=len(judged.values),
        dated=judged.dated,
    )


def _in_force(source: Source, known: Known, desk: _Desk) -> frozenset[Value] | None:
    if known.in_force is None:
        return None
    return kept_values(source, known.in_force, desk.folder, desk.now.date())


def _standing(known: Known, version: Version) -> Standing:
    if known.refused and known.refused.version.sha256 == version.sha256:
        return Standing(known.refused.why.value)
    if known.in_force is None:
        return Standing.NEW
    halved = version.indicators * 2 <= known.in_force.indicators
    return Standing.SHRUNK if halved else Standing.UPDATED


def _failed(source: Source, known: Known, fault: Fault, desk: _Desk) -> tuple[Row, Known]:
    old = known.in_force.indicators if known.in_force else None
    row = Row(name=source.name, role=source.role, standing=Standing.FAILED, old=old, fault=fault)
    return row, replace(known, checked_at=desk.now, fault=fault)


def _unchanged(source: Source, known: Known, desk: _Desk) -> tuple[Row, Known]:
    count = known.in_force.indicators if known.in_force else None
    row = Row(name=source.name, role=source.role, standing=Standing.UNCHANGED, old=count, new=count)
    return row, replace(known, checked_at=desk.now, fault=None, refused=None)


def _heal(sources: Sources, state: State) -> None:
    """Put back what was in force and is gone."""
    for source in sources.sources:
        known = state.of(source.name)
        if known is None or known.in_force is None:
            continue
        if not kept_list(sources.folder, source.name, known.in_force).exists():
            versions.put_in_force(sources.folder, source.name, known.in_force)


def _listed(sources: Sources, now: datetime) -> Listed:
    """Return the test for what must not be reached; before the first list there is nothing."""
    on_the_web = any(isinstance(source.origin, UrlOrigin) for source in sources.sources)
    folder = sources.folder
    if not on_the_web or not holds_lists(folder) or not grouped([folder]).iocs:
        return Listed(())
    return Listed(load([folder], today=now.date()).indicators)
