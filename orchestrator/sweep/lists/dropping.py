"""`ioc drop`: a person says that a source of lists is none any more."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.findings.act_content import tidy
from orchestrator.findings.act_refusals import signature_refusals
from orchestrator.findings.sources import newest_versions
from orchestrator.ioc.keeping.kept_suffix import KEPT_SUFFIX
from orchestrator.ioc.sets.absent_lists import without
from orchestrator.model.deed import Signed
from orchestrator.model.ioc_table import IocTable, as_table
from orchestrator.model.list_source import ListRead, SourceVersion
from orchestrator.sweep.absent_sources import is_there
from orchestrator.sweep.acting import refusal
from orchestrator.sweep.judging import table_kept
from orchestrator.sweep.list_in_force import list_in_force
from orchestrator.sweep.lists.kept_again import HeldAgainst, changed, rows_by_key
from orchestrator.sweep.reading_again import bring_up_to_date, read_waiting
from orchestrator.sweep.rematch import come_into_force, let_go
from orchestrator.sweep.standing import judge_all
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.visible import visible


def drop_source(state: Path, given: str, signed: Signed, at: datetime) -> HeldAgainst:
    """Let a source count no more: what only it named is withdrawn, and awaits a look.

    Args:
        state: The state folder.
        given: The source as `sources.yml` names it, its file's name, or its path.
        signed: Who says so, and why.
        at: Now (aware UTC).

    Returns:
        What that changed.

    Raises:
        UsageError: There is no such source, it is still there, it is the only one left, or nobody
            answers for it.
        StateError: The state folder cannot be used, or a sweep is at work.
    """
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        bring_up_to_date(store, at)
        refused = signature_refusals(judge_all(store, at), store.acts(), signed)
        if problems := tuple(map(refusal, refused)):
            raise UsageError(problems)
        before = rows_by_key(store, at)
        looks = _drop(store, _named(store, given), signed, at)
        read_waiting(store, at)
        return changed(before, rows_by_key(store, at), looks, at)


def _drop(store: evidence.Store, source: SourceVersion, signed: Signed, at: datetime) -> int:
    table = table_kept(store, list_in_force(store).sha256)
    others = tuple(_others(store, table, source))
    named = frozenset(name for one in others for name in one.origin.cited_as)
    cited_as = source.origin.cited_as - named  # one that lies elsewhere now has the name
    in_use = not cited_as.isdisjoint(file.name for file in table.files)
    if in_use and is_there(source.origin.path):
        what = say("update.still_there", path=visible(source.origin.path))
        raise UsageError.one(what, say("mend.take_away"))
    left = without(table, cited_as) if in_use else None
    if left is not None and not left.indicators:
        what = say("update.only_one", name=visible(source.origin.name))
        raise UsageError.one(what, say("mend.other_list"))
    store.drop_source(source.origin.path, at, tidy(signed.actor), tidy(signed.reason))
    if left is None:
        let_go(store, table, at)
        return 0
    return come_into_force(store, as_table(left), at, others)


def _others(store: evidence.Store, table: IocTable, dropped: SourceVersion) -> Iterator[ListRead]:
    """Yield what the other sources of the list in force held, those that are there."""
    for one in newest_versions(store.source_versions()):
        there = one.dropped_at is None and is_there(one.origin.path)
        if there and one.ioc_set == table.sha256 and one.origin.path != dropped.origin.path:
            yield ListRead(origin=one.origin, sha256=one.sha256)


def _named(store: evidence.Store, given: str) -> SourceVersion:
    """Return the one source that is meant."""
    known = tuple(one for one in newest_versions(store.source_versions()) if one.dropped_at is None)
    meant = tuple(one for one in known if given in _names(one))
    if len(meant) == 1:
        return meant[0]
    if meant:
        paths = ", ".join(visible(one.origin.path) for one in meant)
        raise UsageError.one(
            say("update.several", name=visible(given), paths=paths), say("mend.path")
        )
    names = tuple(dict.fromkeys(one.origin.name for one in known))
    near = did_you_mean(given, names)
    words = ", ".join(map(visible, names)) or "-"
    mend = say("mend.did_you_mean", meant=near) if near else say("mend.one_of", words=words)
    raise UsageError.one(say("update.unknown", name=visible(given)), mend)


def _names(one: SourceVersion) -> frozenset[str]:
    origin = one.origin
    return frozenset((str(origin), origin.path, origin.name, origin.name.removesuffix(KEPT_SUFFIX)))
