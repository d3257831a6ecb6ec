"""What is kept, asked: who ever said a value, what few say, what a list would meet.

Nobody is asked anything, and no list comes into force.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import evidence, ioc, match
from orchestrator.checks.listing import find
from orchestrator.errors import UsageError
from orchestrator.findings.canaries import Canaries
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.normalise import normalise
from orchestrator.model.answer import NotApplicable
from orchestrator.model.clock_word import Redating
from orchestrator.model.indicator import Indicator, Unused
from orchestrator.model.ioc_table import IocTable, as_table, columns_of
from orchestrator.model.look import met_value
from orchestrator.model.observation import mentioned
from orchestrator.model.result import Hit, ScopeRow, Status, Weakness
from orchestrator.sweep.clock import now
from orchestrator.sweep.judging import asked_at, hits_in, nonce_of
from orchestrator.sweep.kept_answers import KeptAnswer, KeptAnswers
from orchestrator.sweep.reading_again import bring_up_if_free
from orchestrator.text.message import say
from orchestrator.text.reasons import refusal

RARE = 3
"""On how many machines a value is found at most that is called rare."""


class Hunted(Struct, frozen=True, kw_only=True):
    """One value on one machine, over all looks that hold it.

    `indicator`, `status` and `weakness` are set where a list met it; `looks` is in how many looks
    it was, between `first` and `last`.
    """

    machine: ScopeRow
    observed: str
    indicator: str | None = None
    status: Status | None = None
    weakness: Weakness | None = None
    first: datetime
    last: datetime
    looks: int = 1


class Hunt(Struct, frozen=True, kw_only=True):
    """What was found, and in how much: what could not be looked into is counted, never left out.

    `looks` and `machines` were looked into; `unread` looks wait to be read first.
    """

    found: tuple[Hunted, ...]
    looks: int
    machines: int
    unread: int

    def as_json(self) -> Mapping[str, object]:
        """Return what `hunt --json` prints."""
        return {
            "looks": self.looks,
            "machines": self.machines,
            "unread": self.unread,
            "found": [_as_json(one) for one in self.found],
        }


def hunt_value(state: Path, given: str) -> Hunt:
    """Return which machines ever said a name or one below it, an address, or one in a range.

    Args:
        state: The state folder.
        given: An address, a range, a name or a URL (then its host), defanged or not.

    Raises:
        UsageError: It is none of these.
        StateError: There is no such folder, or it is damaged.
    """
    value = normalise(refang(given.strip()))
    if isinstance(value, Unused):
        raise UsageError.one(
            say("hunt.not_a_value", given=given, why=refusal(value)), say("hunt.mend.value")
        )
    one = Indicator(value=value.text, kind=value.kind, port=value.port, citations=())
    probe = match.Probe(match.difference(None, _table_of(one)))
    with _kept(state) as store:
        return _hunt(store, _said(store, probe))


def hunt_rare(state: Path, check: str) -> Hunt:
    """Return the names and addresses of a check's answers that at most `RARE` machines ever said.

    Raises:
        UsageError: There is no such check.
        StateError: There is no such folder, or it is damaged.
    """
    asked = find(check).id
    with _kept(state) as store:
        return _hunt(store, _rare(store, asked))


def hunt_list(state: Path, paths: Sequence[Path]) -> Hunt:
    """Return what lists would meet in all that is kept, weak hits among it.

    Raises:
        ListError: They cannot be used.
        StateError: There is no such folder, or it is damaged.
    """
    at = now()
    table = as_table(ioc.load(paths, today=at.date()))
    with _kept(state) as store:
        return _hunt(store, _met(store, table, at))


def _table_of(one: Indicator) -> IocTable:
    columns = columns_of((one,))
    return IocTable(columns=columns, files=(), refused=(), sha256="", dated="", warnings=())


@contextmanager
def _kept(state: Path) -> Iterator[evidence.Store]:
    """Open a store, all of it read unless a sweep is at work."""
    with closing(evidence.open_store(state, create=False)) as store:
        bring_up_if_free(store, state, now())
        yield store


class _What(NamedTuple):
    """What makes two sightings on a machine one: what was said, and what met it."""

    observed: str
    indicator: str | None = None
    status: Status | None = None
    weakness: Weakness | None = None


class _Sighting(NamedTuple):
    """One value in one look at one machine, between when."""

    machine: int
    what: _What
    first: datetime
    last: datetime


def _said(store: evidence.Store, probe: match.Probe) -> Iterator[_Sighting]:
    for seen in store.seen(probe.concerns):
        for value in seen.values:
            yield _Sighting(seen.machine, _What(value), seen.first, seen.last)


def _rare(store: evidence.Store, check: str) -> Iterator[_Sighting]:
    """Yield what is rare and stands in a check's own answer: its body says which check it was."""
    answers = KeptAnswers(store)
    for seen in store.rare(RARE):
        for value in seen.values & _mentions(answers.of(seen.evidence), check):
            yield _Sighting(seen.machine, _What(value), seen.first, seen.last)


def _mentions(kept: KeptAnswer, check: str) -> frozenset[str]:
    """Return what an answer is about, without the sweep's own made rows."""
    answer = kept.reading.answers.get(check)
    if answer is None or isinstance(answer, NotApplicable):
        return frozenset()
    canaries = Canaries(nonce_of(kept.record, kept.answer))
    real = (one for one in answer.observations if not canaries.is_made(one))
    return frozenset(value for one in real for value in mentioned(one).values)


def _met(store: evidence.Store, table: IocTable, at: datetime) -> Iterator[_Sighting]:
    answers, index = KeptAnswers(store), match.Index(table)
    probe = match.Probe(match.difference(None, table))
    told = store.redating()
    for seen in store.seen(probe.concerns):
        kept = answers.of(seen.evidence)
        for what in dict.fromkeys(map(_what, _hits(kept, index, told, at))):
            yield _Sighting(seen.machine, what, seen.first, seen.last)


def _hits(kept: KeptAnswer, index: match.Index, told: Redating, at: datetime) -> tuple[Hit, ...]:
    record, stored, answer, reading = kept
    asked, nonce = told.moment(asked_at(record, stored, answer)), nonce_of(record, answer)
    return Canaries(nonce).taken_out(hits_in(reading, index, asked, nonce, at))


def _what(hit: Hit) -> _What:
    return _What(hit.observed, met_value(hit.indicator), hit.status, hit.weakness)


def _hunt(store: evidence.Store, sightings: Iterable[_Sighting]) -> Hunt:
    rows = {one.number: one.row for one in store.placed()}
    found: dict[tuple[int, _What], Hunted] = {}
    for one in sightings:
        key = one.machine, one.what
        made = _hunted(rows[one.machine], one)
        found[key] = _both(found[key], made) if key in found else made
    looks, machines = store.looked()
    return Hunt(
        found=tuple(sorted(found.values(), key=_order)),
        looks=looks,
        machines=machines,
        unread=len(store.unread_evidence()),
    )


def _hunted(row: ScopeRow, one: _Sighting) -> Hunted:
    observed, indicator, status, weakness = one.what
    return Hunted(
        machine=row,
        observed=observed,
        indicator=indicator,
        status=status,
        weakness=weakness,
        first=one.first,
        last=one.last,
    )


def _both(one: Hunted, other: Hunted) -> Hunted:
    return replace(
        one,
        first=min(one.first, other.first),
        last=max(one.last, other.last),
        looks=one.looks + other.looks,
    )


def _order(one: Hunted) -> tuple[str, ...]:
    return one.indicator or "", one.observed, one.machine.unit, one.machine.machine, f"{one.status}"


def _as_json(one: Hunted) -> Mapping[str, object]:
    return {
        "unit": one.machine.unit,
        "machine": one.machine.machine,
        "label": one.machine.label,
        "observed": one.observed,
        "indicator": one.indicator,
        "status": one.status,
        "weakness": one.weakness,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "looks": one.looks,
    }
