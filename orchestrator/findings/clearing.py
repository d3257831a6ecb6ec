"""When a later look shows that a finding is gone: all of a list of conditions, or it does not."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from orchestrator.findings.identity import MachineIdentity
from orchestrator.model.act import EvidenceClass, Handled, Handling
from orchestrator.model.campaign import Shortfall
from orchestrator.model.look import Look, MachineTry, Met, Origin, Trust
from orchestrator.model.outcome import Ended
from orchestrator.model.plan import ControlRule
from orchestrator.model.result import AnswerKind, ControlVerdict
from orchestrator.model.rules import Rules

_SCANS = (Handling.SCAN_CLEAN, Handling.SCAN_REMOVED)


class Clearing(Struct, frozen=True, kw_only=True):
    """What later looks say of one handling.

    `done` if one shows that the finding is gone, `evidence` which (None for a unit's). Else only
    a look after `next_look` can, and `wanting` says why the newest one does not.
    """

    done: bool
    evidence: int | None = None
    next_look: datetime
    wanting: tuple[Shortfall, ...] = ()


class Proof(Protocol):
    """What looks can prove of the findings of one machine, or of one unit."""

    def clearing(self, handled: Handled, seen: tuple[Met, ...]) -> Clearing:
        """Return whether a look shows that what was handled is gone."""

    def whole_after(self, moment: datetime, seen: tuple[Met, ...]) -> bool:
        """Whether it was looked at whole after a person's word that nothing is there."""

    def tried_after(self, moment: datetime) -> bool:
        """Whether anybody tried to look since."""

    def unseen_at(self, moment: datetime, seen: tuple[Met, ...]) -> datetime | None:
        """Return the newest whole look later than that, which read what had shown it."""

    def remedy_shown(self, handled: Handled) -> int | None:
        """Return the look that shows the remedy that a person attests."""


def refutes(met: Met, handled: Handled) -> bool:
    """Whether a sighting is surely later than what a person says to have handled."""
    return met.span.lo > _claimed(handled)


def _claimed(handled: Handled) -> datetime:
    return min(handled.claimed, handled.recorded)


def surely_after(handled: Handled, seen: Iterable[Met]) -> datetime:
    """Return after what a look must begin, whatever a cache may keep.

    After the recording, and after every sighting that may be later than the handling.
    """
    claimed = _claimed(handled)
    later = (met.span.hi for met in seen if met.span.hi > claimed)
    return max((handled.recorded, *later))


def wait_after(seen: Iterable[Met], rules: Rules) -> timedelta | None:
    """Return how long a look may still show what was there before; None for a setting.

    A setting is state: what is there is there, and what is gone is gone.
    """
    if all(met.klass is EvidenceClass.CONFIG for met in seen):
        return None
    return rules.verify_after


class Wanted(Struct, frozen=True, kw_only=True):
    """What a look must have to clear one handling of one finding.

    Attributes:
        base: After what it must begin at least.
        wait: How much later, a cache that keeps longer apart; None for state.
        checks: What the machine itself must have answered again.
        devices: Who else must have been read again, and what of it.
        boxes: Which boxes showed it, None for those that nobody knows.
    """

    base: datetime
    wait: timedelta | None
    checks: frozenset[str]
    devices: frozenset[tuple[str, str]]
    boxes: frozenset[str | None]

    def after(self, cap_s: int) -> datetime:
        """Return the moment after which a look with such a cache can clear."""
        if self.wait is None:
            return self.base
        return self.base + max(self.wait, timedelta(seconds=cap_s))


def is_whole(look: Look, rules: Rules) -> bool:
    """Whether one look of the machine itself, rightly dated, read all that is required."""
    return look.dated is None and _is_all_read(look, rules)


def _is_all_read(look: Look, rules: Rules) -> bool:
    return look.is_own and all(reads(look, check, rules) for check in rules.required)


def reads(look: Look, check: str, rules: Rules) -> bool:
    """Whether a look has what a pass needs of a check: its answer, or that there is no source.

    An answer that was cut has nothing: its other half is what was not looked at.
    """
    said = look.answers.get(check)
    if not look.complete or said is None or said.kind is AnswerKind.UNANSWERED:
        return False
    return said.kind is AnswerKind.ANSWERED or check != rules.indispensable


def _answered(look: Look, check: str) -> bool:
    said = look.answers.get(check)
    return said is not None and said.kind is AnswerKind.ANSWERED


def _is_after(look: Look, moment: datetime) -> bool:
    """Whether a look was surely taken after a moment."""
    return look.dated is None and look.span.lo > moment


def has_watched(look: Look, rules: Rules) -> bool:
    """Whether the machine had been remembering long enough for an empty look to say anything."""
    return look.watch_from is not None and look.span.lo - look.watch_from >= rules.min_watch


def _own_shortfalls(look: Look, rules: Rules) -> Iterator[Shortfall]:
    """Yield what a look lacks to clear anything, whatever and whenever that was."""
    if not _is_all_read(look, rules):
        yield Shortfall.NOT_WHOLE
    if not has_watched(look, rules):
        yield Shortfall.JUST_STARTED
    if look.dated is not None:
        yield Shortfall.MISDATED


def clears_by_itself(look: Look, rules: Rules) -> bool:
    """Whether a look is good enough to clear something, whatever and whenever that was."""
    return look.trust is not Trust.DECLARED and is_whole(look, rules) and has_watched(look, rules)


class MachineProof(Struct, frozen=True, kw_only=True):
    """What the looks of one machine prove.

    `foreign` are readings of routers, logs and servers of its unit; `attempts` are all tries.
    """

    identity: MachineIdentity
    rules: Rules
    attempts: tuple[MachineTry, ...]
    foreign: tuple[Look, ...]
    whole: tuple[Look, ...]

    @classmethod
    def of(
        cls, identity: MachineIdentity, rules: Rules, attempts: tuple[MachineTry, ...]
    ) -> "MachineProof":
        """Return the proof of a machine from whose looks are whose."""
        return cls(
            identity=identity,
            rules=rules,
            attempts=attempts,
            foreign=tuple(look for look in identity.about.values() if look.origin is Origin.INGEST),
            whole=tuple(look for look in identity.own if is_whole(look, rules)),
        )

    def clearing(self, handled: Handled, seen: tuple[Met, ...]) -> Clearing:
        """Return whether a look shows that what was handled is gone."""
        wanted = self._wanted(handled, seen)
        newest = None
        for look in self.identity.own:
            if look.span.lo > handled.recorded:
                newest = look
                if not any(self._shortfalls(look, wanted)):
                    return Clearing(done=True, evidence=look.evidence, next_look=look.span.lo)
        return Clearing(
            done=False,
            next_look=wanted.after(newest.cache_cap_s if newest else 0),
            wanting=tuple(self._shortfalls(newest, wanted)) if newest else (),
        )

    def _wanted(self, handled: Handled, seen: tuple[Met, ...]) -> Wanted:
        return Wanted(
            base=surely_after(handled, seen),
            wait=wait_after(seen, self.rules),
            checks=self._own_checks(seen),
            devices=self._devices(seen),
            boxes=self._boxes(seen),
        )

    def _shortfalls(self, look: Look, wanted: Wanted) -> Iterator[Shortfall]:
        after = wanted.after(look.cache_cap_s)
        if look.span.lo <= after:
            yield Shortfall.TOO_EARLY
        yield from _own_shortfalls(look, self.rules)
        if not all(_answered(look, check) for check in wanted.checks):
            yield Shortfall.SOURCE_UNREAD
        if look.trust is Trust.DECLARED:
            yield Shortfall.DECLARED
        if not self._is_of(look, wanted.boxes):
            yield Shortfall.OTHER_BOX
        if not all(self._read_later(device, after) for device in wanted.devices):
            yield Shortfall.FOREIGN_UNREAD

    def _own_checks(self, seen: tuple[Met, ...]) -> frozenset[str]:
        """Return the checks of the machine itself that showed it."""
        return frozenset(met.check for met in seen if not self._is_foreign(met))

    def _is_foreign(self, met: Met) -> bool:
        look = self.identity.about.get(met.evidence)
        return look is not None and not look.is_own

    def _devices(self, seen: tuple[Met, ...]) -> frozenset[tuple[str, str]]:
        """Return the devices that named the machine, by what of them was read."""
        named = ((self.identity.about.get(met.evidence), met.check) for met in seen)
        return frozenset(
            (look.source, check)
            for look, check in named
            if look is not None and look.origin is Origin.INGEST
        )

    def _read_later(self, device: tuple[str, str], after: datetime) -> bool:
        source, check = device
        of_it = (look for look in self.foreign if look.source == source)
        return any(_answered(look, check) for look in of_it if _is_after(look, after))

    def _boxes(self, seen: tuple[Met, ...]) -> frozenset[str | None]:
        """Return the boxes that showed it, None for those that nobody knows."""
        looks = (self.identity.about.get(met.evidence) for met in seen)
        return frozenset(one.box if one is not None else None for one in looks)

    def _is_of(self, look: Look, boxes: frozenset[str | None]) -> bool:
        """Whether a look is of every box that showed it, or of one confirmed before the look."""
        who = self.identity
        if look.box == who.box and who.confirmed_at is not None and who.confirmed_at < look.span.lo:
            return True
        return all(self._is_box(look.box, box) for box in boxes)

    def _is_box(self, box: str | None, infected: str | None) -> bool:
        """Whether a box is the one that was seen; of two nobody knows, if no other ever came."""
        if infected is not None:
            return box == infected
        return box is None or len(self.identity.boxes) == 1

    def whole_after(self, moment: datetime, seen: tuple[Met, ...]) -> bool:
        """Whether it was looked at whole after a person's word that nothing is there."""
        boxes = self._boxes(seen)
        return any(
            look.span.lo > moment and look.trust is not Trust.DECLARED and self._is_of(look, boxes)
            for look in self.whole
        )

    def tried_after(self, moment: datetime) -> bool:
        """Whether anybody tried to look since."""
        if any(look.span.lo > moment for look in self.identity.own):
            return True
        tries = (one for one in self.attempts if one.outcome.ended is not Ended.NOT_ATTEMPTED)
        return any(one.at > moment for one in tries)

    def unseen_at(self, moment: datetime, seen: tuple[Met, ...]) -> datetime | None:
        """Return the newest whole look later than that, which read what had shown it."""
        checks = self._own_checks(seen)
        for look in reversed(self.whole):
            if look.span.lo > moment and all(_answered(look, check) for check in checks):
                return look.span.lo
        return None

    def remedy_shown(self, handled: Handled) -> int | None:
        """Return the look that shows the remedy that a person attests."""
        since = _claimed(handled)
        before = {one.installation for one in self.identity.own if one.span.hi <= since} - {None}
        for look in self.identity.own:
            shown = look.dated is None and look.span.hi > since
            if shown and _shows(look, handled.remedy, before):
                return look.evidence
        return None


def _shows(look: Look, remedy: Handling, before: set[str | None]) -> bool:
    """Whether a look shows a new installation, or the run of a tool that found nothing left."""
    if remedy is Handling.REIMAGED:
        return bool(before) and look.installation is not None and look.installation not in before
    return remedy in _SCANS and any(
        ControlRule.CAMPAIGN_TOOL in one.rules and one.result.verdict is ControlVerdict.PASS
        for one in look.controls
    )


class UnitProof(Struct, frozen=True, kw_only=True):
    """What the machines of a unit prove of what nobody could name a machine for.

    `whole_at`: the newest look of each machine in scope that clears, None where there is none;
    a unit without machines proves nothing. `left`: when each other machine left the unit, and the
    same look of it: it may be the one that nobody named, if it was there when that was seen.
    """

    whole_at: tuple[datetime | None, ...]
    rules: Rules
    foreign: tuple[Look, ...]
    left: tuple[tuple[datetime, datetime | None], ...] = ()

    def clearing(self, handled: Handled, seen: tuple[Met, ...]) -> Clearing:
        """Return whether all machines, and the device that told, were looked at since."""
        after = surely_after(handled, seen) + (wait_after(seen, self.rules) or timedelta())
        wanting = tuple(self._shortfalls(after, seen))
        return Clearing(done=not wanting, next_look=after, wanting=wanting)

    def _shortfalls(self, after: datetime, seen: tuple[Met, ...]) -> Iterator[Shortfall]:
        if not self.whole_after(after, seen):
            yield Shortfall.NOT_WHOLE
        rows = {met.evidence for met in seen}
        told = {look.source for look in self.foreign if look.evidence in rows}
        later = {look.source for look in self.foreign if _is_after(look, after)}
        if told - later:
            yield Shortfall.FOREIGN_UNREAD

    def whole_after(self, moment: datetime, seen: tuple[Met, ...]) -> bool:
        """Whether every machine was looked at whole after a person's word."""
        first = min(met.span.lo for met in seen)
        gone = tuple(whole for left_at, whole in self.left if left_at > first)
        return bool(self.whole_at) and all(
            one is not None and one > moment for one in (*self.whole_at, *gone)
        )

    def tried_after(self, moment: datetime) -> bool:
        """Whether any machine was looked at whole since."""
        return any(one is not None and one > moment for one in self.whole_at)

    def unseen_at(self, moment: datetime, seen: tuple[Met, ...]) -> datetime | None:  # noqa: ARG002
        """Return nothing: who is not named cannot be seen to be silent."""
        return None

    def remedy_shown(self, handled: Handled) -> int | None:  # noqa: ARG002
        """Return nothing: no look is of the one that nobody named."""
        return None
