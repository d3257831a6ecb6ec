"""The lock-out rule: what the log-ons of an account so far say of sending its password once more.

The one place that says it: for one run and for all of them, for a sweep, a ping and a campaign.
Windows and directories lock accounts, whatever password was wrong, so rejections count by account.

Rows that claim to be of the future (a clock went back) count against sending, never for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.model.logon import Forgotten, LedgerRow, Logon, LogonOutcome, LogonRefusal

REMEMBERED = timedelta(hours=24)
MAX_REJECTIONS = 2
"""So many rejections in a row pause an account, before its first success and after any."""


class Refused(Struct, frozen=True, kw_only=True):
    """A refusal; `until` is None where only a success elsewhere or a person's word ends it."""

    why: LogonRefusal
    until: datetime | None


class RememberedAccount(Struct, frozen=True, kw_only=True):
    """What is remembered of one account.

    Attributes:
        in_a_row: The rejections that no success came after, oldest first.
        by_machine: Each machine's rejections since it last accepted, oldest first.
        accepted: When the newest log-on that a machine accepted was sent; aware UTC.
    """

    in_a_row: tuple[Logon, ...] = ()
    by_machine: Mapping[str, tuple[Logon, ...]] = field(default_factory=dict)
    accepted: datetime | None = None

    @classmethod
    def of(cls, rows: Iterable[LedgerRow], now: datetime) -> "RememberedAccount":
        """Return what one account's rows say, in whatever order they come."""
        account = cls()
        for row in _remembered(rows, now):
            account = account.heard(row, now)
        return account

    def heard(self, row: Logon, now: datetime) -> "RememberedAccount":
        """Return the account after one more log-on whose end is known, or never will be.

        Args:
            row: The log-on; one that was sent earlier than others may be heard of later.
            now: When it is heard of; aware UTC.
        """
        match row.end:
            case LogonOutcome.UNHEARD:
                return self
            case LogonOutcome.ACCEPTED:
                return self if row.sent_at > now else self._accepted(row)
            case LogonOutcome.REJECTED | None:
                return self._rejected(row)

    def refused(self, machine: str, now: datetime) -> Refused | None:
        """Return why the account must not be sent to a machine now; None if it may be."""
        here = self.by_machine.get(machine, ())
        if len(here) >= MAX_REJECTIONS and not self._accepted_after(here[-1]):
            return Refused(why=_told(here, LogonRefusal.REJECTED_TWICE), until=None)
        if here and now < (until := here[-1].sent_at + REMEMBERED):
            return Refused(why=_told(here[-1:], LogonRefusal.REJECTED_TODAY), until=until)
        recent = self.recent(now)
        if len(recent) >= MAX_REJECTIONS:
            until = recent[-MAX_REJECTIONS].sent_at + REMEMBERED
            return Refused(why=_told(recent, LogonRefusal.PAUSED), until=until)
        return None

    def recent(self, now: datetime) -> tuple[Logon, ...]:
        """Return the rejections in a row that are still held against it, oldest first."""
        return tuple(row for row in self.in_a_row if now < row.sent_at + REMEMBERED)

    def has_room(self, now: datetime, *, under_way: int, proofs: int) -> bool:
        """Whether one more log-on may be under way beside others.

        Each proof lets one more go at once, so that the first machine which takes a password does
        not let it loose on all the others, and a hundred do.

        Args:
            now: When; aware UTC.
            under_way: Log-ons whose end is not known yet.
            proofs: How often this very password was accepted by who cannot have lied, in this run.
        """
        held_against = len(self.recent(now))
        if held_against >= MAX_REJECTIONS:
            return False
        return under_way + held_against < MAX_REJECTIONS + proofs

    def _accepted(self, row: Logon) -> "RememberedAccount":
        accepted = max(self.accepted or row.sent_at, row.sent_at)
        by_machine = self.by_machine
        if row.machine in by_machine:
            left = tuple(one for one in by_machine[row.machine] if one.sent_at >= row.sent_at)
            by_machine = {**by_machine, row.machine: left}
        # One that was sent at the same moment came after, as far as anybody can tell.
        in_a_row = tuple(one for one in self.in_a_row if one.sent_at >= accepted)
        return replace(self, in_a_row=in_a_row, by_machine=by_machine, accepted=accepted)

    def _rejected(self, row: Logon) -> "RememberedAccount":
        here = _in_order((*self.by_machine.get(row.machine, ()), row))
        rejected = replace(self, by_machine={**self.by_machine, row.machine: here})
        if self._accepted_after(row):
            return rejected
        return replace(rejected, in_a_row=_in_order((*self.in_a_row, row)))

    def _accepted_after(self, last: Logon) -> bool:
        return self.accepted is not None and self.accepted > last.sent_at


NO_ACCOUNT = RememberedAccount()
"""One of which nothing is remembered."""


def accounts_of(rows: Iterable[LedgerRow], now: datetime) -> Mapping[str, RememberedAccount]:
    """Return every account of a ledger by its name, as `principal_of` writes it.

    Args:
        rows: All that is kept, in any order: a machine's second rejection has no end of its own.
        now: When; aware UTC.
    """
    found = defaultdict[str, list[LedgerRow]](list)
    for row in rows:
        found[row.principal].append(row)
    return {principal: RememberedAccount.of(own, now) for principal, own in found.items()}


def _remembered(rows: Iterable[LedgerRow], now: datetime) -> list[Logon]:
    """Return one account's log-ons since it was last forgotten, the oldest first."""
    forgotten, logons = datetime.min.replace(tzinfo=UTC), list[Logon]()
    for row in rows:
        match row:
            case Logon():
                logons.append(row)
            case Forgotten(at=at) if at <= now:
                forgotten = max(forgotten, at)
            case Forgotten():
                pass
    return sorted((row for row in logons if row.sent_at > forgotten), key=lambda row: row.sent_at)


def _in_order(rows: tuple[Logon, ...]) -> tuple[Logon, ...]:
    return tuple(sorted(rows, key=lambda row: row.sent_at))


def _told(rows: tuple[Logon, ...], said: LogonRefusal) -> LogonRefusal:
    """Return a refusal by rejections as such only where the machines did reject."""
    heard = sum(row.end is LogonOutcome.REJECTED for row in rows)
    return said if heard >= min(len(rows), MAX_REJECTIONS) else LogonRefusal.UNKNOWN_END
