"""A newer list, held against all that is kept: whom it concerns at once, what they met in batches.

The index of values tells whom a list concerns without a body being read. They wait as `rejudging`
until their evidence is read again; an end in between loses one batch at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from orchestrator import evidence, match
from orchestrator.findings.carrying import ListWord, untouched
from orchestrator.findings.sources import authorities, dropped_names
from orchestrator.ioc.keeping.kept_suffix import KEPT_SUFFIX
from orchestrator.model.indicator import ListDoubt, Unused
from orchestrator.model.ioc_table import IocTable
from orchestrator.model.list_source import ListRead
from orchestrator.model.look import Met, met_value
from orchestrator.sweep.judging import table_kept, to_keep
from orchestrator.sweep.listed_values import listed_in

# What makes it doubtful that a list has let go what it lacks.
_LACKING = frozenset({ListDoubt.SHRUNK, ListDoubt.TAKEN_BACK, ListDoubt.MOSTLY_UNREAD})

Mets = Mapping[int, tuple[Met, ...]]
"""What looks met, by their evidence."""


def come_into_force(
    store: evidence.Store, table: IocTable, at: datetime, sources: Iterable[ListRead] = ()
) -> int:
    """Let a list count from now on, and return how many looks wait to be read again by it.

    One commit: until what waits is read, its machines are not said to pass.

    Args:
        store: Where the writer's lock is held.
        table: The list.
        at: Since when it is in force (aware UTC).
        sources: Which sources it was made of.

    Raises:
        StateError: An older list is damaged, or the store cannot be written.
    """
    at = never_before(store, at)
    store.keep_sources(to_keep(table), sources, at)
    if store.is_matched_by(table.sha256):
        return 0
    concerned = frozenset(_concerned(store, table))
    met = mets(store)
    word = word_of(store, table, met.values(), at)
    store.come_into_force(to_keep(table), concerned, dict(_carried(met, concerned, word)))
    return len(concerned)


def mets(store: evidence.Store) -> Mets:
    """Return all that looks met, by their evidence."""
    found, told = defaultdict[int, list[Met]](list), store.redating()
    for one in store.met():
        found[one.evidence].append(told.listed(one))
    return {evidence: tuple(some) for evidence, some in found.items()}


def never_before(store: evidence.Store, at: datetime) -> datetime:
    """Return a moment that is after all that is kept, whatever the clock says.

    Else a look of before would be one after what a list let go.
    """
    newest = store.newest_moment()
    return at if newest is None else max(at, newest)


def let_go(store: evidence.Store, table: IocTable, at: datetime) -> None:
    """Let what only dropped sources named be withdrawn, by the list that is in force."""
    at, met = never_before(store, at), mets(store)
    word = word_of(store, table, met.values(), at)
    store.come_into_force(to_keep(table), (), dict(_carried(met, frozenset(), word)))


def word_of(
    store: evidence.Store, table: IocTable, met: Iterable[Iterable[Met]], at: datetime
) -> ListWord:
    """Return what a list says of some that was met by others."""
    versions = store.source_versions()
    names = tuple(file.name for file in table.files)
    sure = frozenset(_sure_of(table))
    wanted = frozenset(one.value for some in met for one in some)
    naming: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for indicator in listed_in(table, wanted):
        naming[met_value(indicator)] |= indicator.lists
    return ListWord(
        sha256=table.sha256,
        at=at,
        files=sure | dropped_names(versions, names),
        authorities=authorities(versions, table.sha256, sure - _holding_own(table)),
        asked=wanted,
        naming=dict(naming),
    )


def _concerned(store: evidence.Store, table: IocTable) -> Iterator[int]:
    """Yield the evidence that a list may meet otherwise than the one it was last matched by."""
    for name, some in store.evidence_by_list().items():
        if name is None:  # an older matcher's: nothing tells what it would find now
            yield from some
        elif name != table.sha256:
            probe = match.Probe(match.difference(table_kept(store, name), table))
            yield from store.holding(probe.concerns, some)


def _carried(
    met: Mets, concerned: frozenset[int], word: ListWord
) -> Iterator[tuple[int, tuple[Met, ...]]]:
    """Yield what the others met where the list has another word about who names it."""
    for number, some in met.items():
        if number not in concerned:
            now = tuple(untouched(one, word) for one in some)
            if now != some:
                yield number, now


def _sure_of(table: IocTable) -> Iterator[str]:
    """Yield the files that lack what they lack: none about which a doubt is open."""
    open_doubts = [warning.partition(" ") for warning in table.warnings]
    doubtful = {name for word, _, name in open_doubts if word in _LACKING}
    for file in table.files:
        name = file.name.rpartition("/")[2]
        if doubtful.isdisjoint((file.name, name, name.removesuffix(KEPT_SUFFIX))):
            yield file.name


def _holding_own(table: IocTable) -> frozenset[str]:
    """Return the files of which a part is kept off as the district's own: it may be what lacks."""
    return frozenset(one.file for one in table.refused if one.reason is Unused.OWN)
