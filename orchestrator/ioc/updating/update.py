"""`ioc update`: bring what the sources have, and let it count only if nothing speaks against it."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.errors import InputError, UnwrittenError
from orchestrator.ioc.keeping import versions
from orchestrator.ioc.keeping.list_paths import grouped, holds_lists, kept_list
from orchestrator.ioc.keeping.sources_file import ListSource, SourcesFile, UrlOrigin
from orchestrator.ioc.keeping.version_state import (
    HeldBack,
    HeldVersion,
    Known,
    KnownSources,
    UpdateFault,
    Version,
    read_state,
)
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.ioc.sets.load import load
from orchestrator.ioc.updating.fetching import Brought, Opener, WebAccess, bring
from orchestrator.ioc.updating.update_rows import (
    SourceUpdate,
    UpdateStanding,
    kept_values,
    row_of,
    settled,
)
from orchestrator.ioc.updating.version_check import CheckedVersion, judge
from orchestrator.model.fetch import Unchanged
from orchestrator.model.indicator import Class, Indicator, Kind, Scope, Unused
from orchestrator.text.message import say


class ListedHosts:
    """A test for names and addresses; a known sinkhole counts as listed, too.

    Args:
        indicators: The list in force.
    """

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        """Sort them by what they are."""
        every = tuple(indicators)
        names = tuple(one for one in every if one.kind is Kind.DOMAIN)
        self._names = frozenset(one.value for one in names)
        self._trees = frozenset(one.value for one in names if one.scope is Scope.TREE)
        self._addresses = frozenset(
            one.value for one in every if one.kind in (Kind.IPV4, Kind.IPV6)
        )
        self._ranges = tuple(
            ipaddress.ip_network(one.value)
            for one in every
            if one.kind in (Kind.CIDR4, Kind.CIDR6) and one.klass is Class.MALICIOUS
        )

    def __call__(self, host: str) -> bool:
        """Tell whether a host, a name or an address as text, is listed."""
        value = normalise(host)
        if isinstance(value, Unused):
            return False
        if value.kind is Kind.DOMAIN:
            return value.text in self._names or any(
                parent in self._trees for parent in _parents(value.text)
            )
        return value.text in self._addresses or any(
            ipaddress.ip_address(value.text) in one for one in self._ranges
        )


def _parents(name: str) -> Iterable[str]:
    labels = name.split(".")
    return (".".join(labels[at:]) for at in range(1, len(labels)))


class _Desk(Struct, frozen=True, kw_only=True):
    folder: Path
    now: datetime
    wire: WebAccess
    check: bool


def update(
    sources: SourcesFile,
    *,
    opener: Opener,
    now: datetime,
    check: bool = False,
    begins: Callable[[ListSource], None] = lambda _: None,
) -> tuple[SourceUpdate, ...]:
    """Update every source, one after the other; each is kept before the next is asked.

    Args:
        sources: What to update.
        opener: The way to web servers.
        now: The time, aware.
        check: Bring and judge, but let nothing count and keep nothing (but events of MISP).
        begins: Told of each source before it is asked.

    Raises:
        InputError: The folder cannot be written, its lists or state cannot be read, or another
            update is at work; no source was asked.
        UnwrittenError: A source was asked, and what it has cannot be kept or compared.
    """
    folder = sources.folder
    if not sources.sources:
        return ()  # and nothing is made in the folder
    with versions.locked(folder):
        state = read_state(folder)
        _heal(sources, state)
        wire = WebAccess(open=opener, listed=_listed(sources, now))
        desk = _Desk(folder=folder, now=now, wire=wire, check=check)
        rows = []
        for source in sources.sources:
            begins(source)
            known = state.of(source.name) or Known(role=source.role)
            with _begun(folder):
                row, known = _update(source, replace(known, role=source.role), desk)
                state = state.with_known(source.name, known)
                if not check:
                    versions.settle(folder, source.name, state)
                rows.append(settled(row, source, known, folder, now.date()))
        return tuple(rows)


@contextmanager
def _begun(folder: Path) -> Iterator[None]:
    """Let what goes wrong once a source was asked end as what it is.

    Raises:
        UnwrittenError: The folder cannot be written, or a kept list cannot be read.
    """
    try:
        yield
    except OSError as error:
        what = say("update.no_write", folder=folder, why=error.strerror or str(error))
        raise UnwrittenError.one(what, say("mend.free_space")) from error
    except InputError as error:
        raise UnwrittenError(error.problems) from error


def _update(source: ListSource, known: Known, desk: _Desk) -> tuple[SourceUpdate, Known]:
    with versions.draft(desk.folder, source.name) as made:
        brought = bring(source, known, folder=desk.folder, made=made, wire=desk.wire)
        match brought:
            case UpdateFault():
                return _failed(source, known, brought, desk)
            case Unchanged():
                return _unchanged(source, known, desk)
            case Brought():
                return _judge(source, known, brought, made, desk)


def _judge(
    source: ListSource, known: Known, brought: Brought, made: Path, desk: _Desk
) -> tuple[SourceUpdate, Known]:
    judged = judge(source, brought.form, made, folder=desk.folder, today=desk.now.date())
    if isinstance(judged, UpdateFault):
        return _failed(source, known, judged, desk)
    if known.in_force and known.in_force.sha256 == judged.sha256:
        return _unchanged(source, _as_said(known, brought), desk)
    version = _version(judged, brought, desk)
    standing = _standing(known, version)
    row = row_of(source, standing, _in_force(source, known, desk), judged.values)
    checked = replace(known, checked_at=desk.now, fault=None)
    if known.refused and known.refused.version.sha256 == version.sha256:
        return row, checked
    counts = standing is not UpdateStanding.SHRUNK
    if not desk.check:
        versions.keep(made, version)
        if counts:
            versions.put_in_force(desk.folder, source.name, version)
    if not counts:
        return row, replace(checked, refused=HeldVersion(version=version, why=HeldBack.SHRUNK))
    before = versions.history(known)
    counting = replace(checked, in_force=version, before=before, refused=None)
    return row, _as_said(counting, brought)


def _as_said(known: Known, brought: Brought) -> Known:
    return replace(known, said=brought.said, said_by=brought.said_by)


def _version(judged: CheckedVersion, brought: Brought, desk: _Desk) -> Version:
    return Version(
        id=versions.version_id(desk.now, judged.sha256),
        sha256=judged.sha256,
        form=brought.form,
        indicators=len(judged.values),
        dated=judged.dated,
    )


def _in_force(source: ListSource, known: Known, desk: _Desk) -> frozenset[Value] | None:
    if known.in_force is None:
        return None
    return kept_values(source, known.in_force, desk.folder, desk.now.date())


def _standing(known: Known, version: Version) -> UpdateStanding:
    if known.refused and known.refused.version.sha256 == version.sha256:
        return UpdateStanding(known.refused.why.value)
    if known.in_force is None:
        return UpdateStanding.NEW
    halved = version.indicators * 2 <= known.in_force.indicators
    return UpdateStanding.SHRUNK if halved else UpdateStanding.UPDATED


def _failed(
    source: ListSource, known: Known, fault: UpdateFault, desk: _Desk
) -> tuple[SourceUpdate, Known]:
    old = known.in_force.indicators if known.in_force else None
    row = SourceUpdate(
        name=source.name, role=source.role, standing=UpdateStanding.FAILED, old=old, fault=fault
    )
    return row, replace(known, checked_at=desk.now, fault=fault)


def _unchanged(source: ListSource, known: Known, desk: _Desk) -> tuple[SourceUpdate, Known]:
    count = known.in_force.indicators if known.in_force else None
    row = SourceUpdate(
        name=source.name, role=source.role, standing=UpdateStanding.UNCHANGED, old=count, new=count
    )
    return row, replace(known, checked_at=desk.now, fault=None, refused=None)


def _heal(sources: SourcesFile, state: KnownSources) -> None:
    """Put back what was in force and is gone."""
    for source in sources.sources:
        known = state.of(source.name)
        if known is None or known.in_force is None:
            continue
        if not kept_list(sources.folder, source.name, known.in_force).exists():
            versions.put_in_force(sources.folder, source.name, known.in_force)


def _listed(sources: SourcesFile, now: datetime) -> ListedHosts:
    """Return the test for what must not be reached; before the first list there is nothing."""
    on_the_web = any(isinstance(source.origin, UrlOrigin) for source in sources.sources)
    folder = sources.folder
    if not on_the_web or not holds_lists(folder) or not grouped([folder]).iocs:
        return ListedHosts(())
    return ListedHosts(load([folder], today=now.date()).indicators)
