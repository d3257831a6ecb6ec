"""The one way by which a site's result message becomes evidence: `take`.

Who signed it was proven before. What it says is a site's word all the same: it speaks for machines
of that site's units alone, the rows are ours, and so is the list that judges.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator import evidence, match
from orchestrator.files.typed_json import compact_json
from orchestrator.findings.looks import ListInForce
from orchestrator.model.look import Carrier
from orchestrator.model.outcome import Why
from orchestrator.roads.kit_keys import OpenKey
from orchestrator.roads.message_heads import ResultHead
from orchestrator.roads.messages import SignedMessage
from orchestrator.roads.sealing import StillSealed, unenveloped
from orchestrator.roads.shard_content import (
    CarriedMachine,
    ContentError,
    ShardContent,
    read_shard,
)
from orchestrator.sweep.judging import hits_in, read, table_of
from orchestrator.sweep.list_in_force import list_in_force
from orchestrator.sweep.looking import in_force_at, looked_at
from orchestrator.sweep.relayed_tries import (
    ArrivingTry,
    Coming,
    SweepRows,
    answer_of,
    arriving_tries,
    receipt_of,
    relayed_rows,
    ruled,
    trip_of,
    wait_reason,
)
from orchestrator.sweep.scope import JudgedScope, scope_of
from orchestrator.sweep.site_questions import KnownScripts, is_known, scripts_of


class TakeFault(StrEnum):
    """Why a message that its site signed is not taken."""

    UNREADABLE = "unreadable"  # whatever was wrong with seal, packing or head: never which
    OTHER_SWEEP = "other_sweep"  # a sweep of that id is ours, or another site's
    OTHER_VERSION = "other_version"  # it asks what this version does not know
    OTHER_UNITS = "other_units"  # none of its units is that site's


class NotTaken(Struct, frozen=True, kw_only=True):
    """A message of which nothing is kept; `bundle` is the part's digest, empty if unknown."""

    fault: TakeFault
    bundle: str = ""


class TakenPart(Struct, frozen=True, kw_only=True):
    """A part that is kept; tries are counted.

    Attributes:
        bundle: The digest of what was sealed.
        sweep: The sweep that it is of.
        taken: Those that are new.
        before: Those that came already.
        waiting: Those that wait for a person's word.
        out_of_scope: Those of machines that are not that site's.
    """

    bundle: str
    sweep: str
    taken: int = 0
    before: int = 0
    waiting: int = 0
    out_of_scope: int = 0


class _SweepHere(Struct, frozen=True):
    """A sweep as a site's part of it is judged here.

    Attributes:
        record: Its head.
        rows: Its machines.
        index: Its list.
        in_force: Since when that list counts.
        scope: To be written where the sweep is new here.
        given: The machines that our own sweep gave that site; None of a sweep of the site's own.
    """

    record: evidence.SweepRecord
    rows: SweepRows
    index: match.Index
    in_force: ListInForce
    scope: tuple[evidence.Scoped, ...] | None
    given: frozenset[evidence.Key] | None

    @property
    def is_ours(self) -> bool:
        """Whether it is our sweep, of which the site was given some machines."""
        return self.given is not None

    def is_theirs(self, machine: CarriedMachine, site: evidence.SiteRow) -> bool:
        """Whether a site may speak for a machine in this sweep."""
        mine = machine.unit in site.units
        return mine and (self.given is None or (machine.unit, machine.machine) in self.given)


class _Sorted(Struct):
    """The tries of a message, sorted while it is gone through."""

    tries: list[evidence.RelayedTry] = field(default_factory=list)
    taken: int = 0
    before: int = 0
    waiting: int = 0


class Taker:
    """Takes result messages; what many of them have in common is read once."""

    def __init__(
        self,
        store: evidence.Store,
        keys: Collection[OpenKey],
        carrier: Carrier,
        *,
        dry_run: bool = False,
    ) -> None:
        """Read nothing yet; `carrier` brings the messages. With `dry_run` nothing is written."""
        self._store = store
        self._keys = keys
        self._carrier = carrier
        self._dry_run = dry_run
        self._sweeps: dict[tuple[str, str], _SweepHere] = {}
        self._scope: JudgedScope | None = None
        self._scripts = KnownScripts(store)

    def take(
        self, message: SignedMessage, site: evidence.SiteRow, at: datetime
    ) -> TakenPart | NotTaken:
        """Keep what a message brought, in one step, or say why nothing of it is kept.

        Args:
            message: Proven to be that site's.
            site: Who may speak for which units.
            at: Now (aware UTC): when it came.

        Raises:
            StateError: Nothing was swept here yet, or the state folder is damaged.
            UnwrittenError: It cannot be written: nothing of this message is.
        """
        content = self._opened(message)
        if content is None:
            return NotTaken(fault=TakeFault.UNREADABLE)
        if self._store.came_before(content.sha256):
            return _all_before(content)
        fault = self._fault(content, site)
        if fault is not None:
            return NotTaken(fault=fault, bundle=content.sha256)
        here = self._here(content, site, at)
        if not _is_same(content, here):
            return NotTaken(fault=TakeFault.OTHER_SWEEP, bundle=content.sha256)
        return self._taken(content, site, here, at)

    def _opened(self, message: SignedMessage) -> ShardContent | None:
        """Return what was sealed; None for whatever is wrong with it: a stranger learns nothing."""
        head = message.head
        plain = unenveloped(message.body, self._keys)
        if isinstance(plain, StillSealed) or not isinstance(head, ResultHead):
            return None
        try:
            content = read_shard(plain)
        except ContentError:
            return None
        said = (content.sweep.site, content.sweep.sweep, content.sweep.shard)
        return content if said == (message.site, head.sweep, head.shard) else None

    def _fault(self, content: ShardContent, site: evidence.SiteRow) -> TakeFault | None:
        known, whose = self._store.sweep_site(content.sweep.sweep)
        ours = whose is None and bool(self._given(content, site))
        if known and whose != site.name and not ours:
            return TakeFault.OTHER_SWEEP
        if not (is_known(content) and self._scripts.are_believed(content)):
            return TakeFault.OTHER_VERSION
        if not known and not self._theirs(content, site):
            return TakeFault.OTHER_UNITS
        return None

    def _here(self, content: ShardContent, site: evidence.SiteRow, at: datetime) -> _SweepHere:
        name = (content.sweep.sweep, site.name)
        if name not in self._sweeps:
            known, _ = self._store.sweep_site(content.sweep.sweep)
            here = self._known(content, site) if known else self._new(content, site, at)
            self._sweeps[name] = here
        return self._sweeps[name]

    def _given(self, content: ShardContent, site: evidence.SiteRow) -> frozenset[evidence.Key]:
        return self._store.given_to(content.sweep.sweep, site.name)

    def _known(self, content: ShardContent, site: evidence.SiteRow) -> _SweepHere:
        record = self._store.sweep(content.sweep.sweep)
        rows = {one.key: one for one in self._store.machines(record.id)}
        return self._held(record, rows, None, self._given(content, site) or None)

    def _held(
        self,
        record: evidence.SweepRecord,
        rows: Mapping[evidence.Key, evidence.Stored],
        scope: tuple[evidence.Scoped, ...] | None,
        given: frozenset[evidence.Key] | None,
    ) -> _SweepHere:
        index = match.Index(table_of(self._store, record))
        return _SweepHere(record, rows, index, in_force_at(record), scope, given)

    def _new(self, content: ShardContent, site: evidence.SiteRow, at: datetime) -> _SweepHere:
        """Return a site's sweep with our rows as its denominator, and our list."""
        scope = self._in_force()
        theirs = self._theirs(content, site)
        placed = [one for one in scope.placed if one.row.unit in theirs and one.removed_at is None]
        said = content.sweep
        record = evidence.SweepRecord(
            id=said.sweep,
            playbook=said.playbook,
            playbook_sha256=said.playbook_sha256,
            rules=said.rules,
            selection={},
            ioc_sha256=list_in_force(self._store).sha256,
            nonce=said.nonce,
            authority=scope.authority,
            units=tuple(unit for unit in scope.units if unit.code in theirs),
            demo=scope.demo,
            started_at=min(said.started_at.astimezone(UTC), at),
        )
        scoped = {one.number: _scoped(one) for one in placed}
        rows = {
            (one.row.unit, one.row.machine): evidence.Stored(
                number=one.number, scoped=scoped[one.number]
            )
            for one in placed
        }
        return self._held(record, rows, tuple(scoped.values()), None)

    def _theirs(self, content: ShardContent, site: evidence.SiteRow) -> frozenset[str]:
        """Return those units of a sweep that are its site's, and in our inventory."""
        return frozenset(content.sweep.units) & frozenset(site.units) - self._in_force().left

    def _in_force(self) -> JudgedScope:
        if self._scope is None:
            self._scope = scope_of(self._store)
        return self._scope

    def _taken(
        self, content: ShardContent, site: evidence.SiteRow, here: _SweepHere, at: datetime
    ) -> TakenPart:
        coming = Coming(site=site.name, carrier=self._carrier, at=at)
        mine = [one for one in content.machines if here.is_theirs(one, site)]
        others = (one for one in content.machines if not here.is_theirs(one, site))
        outside = sum(max(1, len(one.tries)) for one in others)
        arriving = [
            one
            for machine in mine
            for one in arriving_tries(content, machine, here.rows, coming, ours=here.is_ours)
        ]
        numbers = {one.stored.number for one in arriving if one.stored is not None}
        known = self._store.known_tries(here.record.id, {one.key for one in arriving}, numbers)
        found = _Sorted()
        bodies = {machine: set(some) for machine, some in known.bodies.items()}
        for one in arriving:
            self._sort(one, content, here, known.digests[one.key], bodies, found)
        if not self._dry_run:
            self._write(content, mine, here, found, coming)
        return TakenPart(
            bundle=content.sha256,
            sweep=here.record.id,
            taken=found.taken,
            before=found.before,
            waiting=found.waiting,
            out_of_scope=outside,
        )

    def _write(
        self,
        content: ShardContent,
        machines: list[CarriedMachine],
        here: _SweepHere,
        found: _Sorted,
        coming: Coming,
    ) -> None:
        said = content.sweep
        part = evidence.RelayedPart(
            receipt=evidence.Receipt(
                kind="bundle",
                carrier=coming.carrier,
                source=coming.site,
                sha256=content.sha256,
                key=f"bundle {said.sweep} {said.shard}",
                head=compact_json({"sweep": said.sweep, "shard": said.shard}),
                received_at=coming.at,
            ),
            sweep=said.sweep,
            rows=tuple(relayed_rows(machines, here.rows, ours=here.is_ours)),
            tries=tuple(found.tries),
        )
        began = None if here.scope is None else (here.record, here.scope)
        over = None if here.is_ours else said.ended_at  # of ours, we say when it ended
        ended = None if over is None else min(over.astimezone(UTC), coming.at)
        self._store.take_part(part, scripts_of(content), began, ended)
        self._sweeps[said.sweep, coming.site] = replace(here, scope=None)

    def _sort(
        self,
        one: ArrivingTry,
        content: ShardContent,
        here: _SweepHere,
        before: Collection[str],
        bodies: Mapping[int | None, set[str]],
        found: _Sorted,
    ) -> None:
        """Sort one try: new, known, or waiting for a word."""
        if one.sha256 in before:
            found.before += 1
            return
        waits = wait_reason(one, other=bool(before))
        number = None if one.stored is None or waits is not None else one.stored.number
        arrival = None
        if one.told.sha256 is not None and one.told.sha256 not in bodies[number]:
            bodies[number].add(one.told.sha256)
            arrival = self._arrival(one, content, here, waits)
        found.waiting += waits is not None and arrival is not None
        found.taken += waits is None
        # Of what waits, only answers do; the rest is told of, and changes nothing.
        found.before += waits is not None and arrival is None
        found.tries.append(
            evidence.RelayedTry(
                receipt=receipt_of(one, content),
                machine=number,
                n=None if here.is_ours else one.told.n,
                trip=trip_of(one),
                arrival=arrival,
            )
        )

    def _arrival(
        self,
        one: ArrivingTry,
        content: ShardContent,
        here: _SweepHere,
        waits: evidence.WaitReason | None,
    ) -> evidence.Arrival:
        answer = answer_of(one, content)
        stored = None if waits is not None else one.stored
        looked = None
        if stored is not None:
            reading = read(here.record, answer)
            hits = hits_in(reading, here.index, answer.collected_at, content.sweep.nonce)
            looked = looked_at(
                here.record,
                stored if here.is_ours else ruled(stored, one.machine),
                answer.collected_at,
                reading,
                hits,
                here.in_force,
                road=answer.road,
            )
        return evidence.Arrival(
            receipt=receipt_of(one, content),
            answer=answer,
            sweep=here.record.id,
            unit=one.machine.unit,
            machine=None if stored is None else stored.number,
            trip=trip_of(one),
            looked=looked,
            waits=waits,
        )


def _is_same(content: ShardContent, here: _SweepHere) -> bool:
    """Whether a part asked what the sweep's other parts did: machines name its rules by number.

    Of our own sweep, our rules count: the site asked by a playbook that is the same.
    """
    said, record = content.sweep, here.record
    if here.is_ours:
        return said.playbook_sha256 == record.playbook_sha256
    told = (said.rules, said.nonce, said.playbook_sha256)
    return told == (record.rules, record.nonce, record.playbook_sha256)


def _all_before(content: ShardContent) -> TakenPart:
    before = sum(len(one.tries) for one in content.machines)
    return TakenPart(bundle=content.sha256, sweep=content.sweep.sweep, before=before)


def _scoped(placed: evidence.Placed) -> evidence.Scoped:
    """Return our row of a machine, until its site says what it asked of it."""
    row = placed.row
    return evidence.Scoped(row=row, skipped=None if row.excluded is None else Why.EXCLUDED)
