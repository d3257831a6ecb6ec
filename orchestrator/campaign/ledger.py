"""The lock-out memory: what the ledger of all runs says of sending an account to a machine now.

The lock-out guard counts within one run; this counts over all of them, so that neither a restart
nor a round every half hour sends a wrong password until the account is locked. Log-ons that are
still under way are the guard's: rows of other runs come here.

Rows that claim to be of the future (a clock went back) count against sending, never for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from orchestrator.model.logon import Forgotten, LedgerRow, Logon, LogonOutcome, LogonRefusal

REMEMBERED = timedelta(hours=24)
MAX_UNPROVEN = 2
"""So many rejections without a success between them pause an account; the guard's own number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A refusal; `until` is None where only a success elsewhere or a person's word ends it."""

    why: LogonRefusal
    until: datetime | None


class LockoutMemory:
    """What the ledger says at one moment; made once, asked for every machine of a round."""

    def __init__(self, rows: Iterable[LedgerRow], now: datetime) -> None:
        """Remember the rows, which may come in any order.

        Args:
            rows: The ledger; all that is kept of it, since a machine's second rejection holds
                until a success elsewhere.
            now: When; aware UTC.
        """
        self._now = now
        self._accounts = {
            principal: _Account.of(own, now) for principal, own in _by_principal(rows).items()
        }

    def refused(self, principal: str, machine: str) -> Refused | None:
        """Return why an account must not be sent to a machine now; None if it may be.

        Args:
            principal: The account, as `principal_of` writes it.
            machine: The machine's name.
        """
        account = self._accounts.get(principal, _NO_ACCOUNT)
        here = _since_success(account.by_machine.get(machine, ()), self._now)
        if len(here) >= MAX_UNPROVEN and not account.accepted_after(here[-1]):
            return Refused(why=LogonRefusal.REJECTED_TWICE, until=None)
        if here and self._now < (until := here[-1].sent_at + REMEMBERED):
            return Refused(why=LogonRefusal.REJECTED_TODAY, until=until)
        if len(account.recent) >= MAX_UNPROVEN:
            until = account.recent[-MAX_UNPROVEN].sent_at + REMEMBERED
            return Refused(why=LogonRefusal.PAUSED, until=until)
        return None

    def tries_left(self, principal: str) -> int:
        """Return on how many machines a run may try an account before one accepts it: 0 to 2."""
        return max(0, MAX_UNPROVEN - len(self._accounts.get(principal, _NO_ACCOUNT).recent))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """What is remembered of one account; log-ons oldest first.

    `recent` are the rejections of the last 24 hours that no success came after, `accepted` is when
    it last succeeded anywhere.
    """

    by_machine: Mapping[str, Sequence[Logon]] = field(default_factory=dict)
    recent: Sequence[Logon] = ()
    accepted: datetime | None = None

    @classmethod
    def of(cls, rows: Iterable[LedgerRow], now: datetime) -> "_Account":
        logons = _remembered(rows, now)
        by_machine = defaultdict[str, list[Logon]](list)
        for row in logons:
            by_machine[row.machine].append(row)
        recent = (row for row in _since_success(logons, now) if now < row.sent_at + REMEMBERED)
        return cls(by_machine=by_machine, recent=tuple(recent), accepted=_accepted(logons, now))

    def accepted_after(self, last: Logon) -> bool:
        """Whether a machine took it after that rejection, the last since its machine did."""
        return self.accepted is not None and self.accepted > last.sent_at


_NO_ACCOUNT = _Account()


def _by_principal(rows: Iterable[LedgerRow]) -> Mapping[str, Sequence[LedgerRow]]:
    found = defaultdict[str, list[LedgerRow]](list)
    for row in rows:
        found[row.principal].append(row)
    return found


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


def _since_success(logons: Sequence[Logon], now: datetime) -> list[Logon]:
    """Return the rejections that no success came after."""
    last = _accepted(logons, now)
    # One that was sent at the same moment came after, as far as anybody can tell.
    return [row for row in logons if row.rejected and (last is None or row.sent_at >= last)]


def _accepted(logons: Iterable[Logon], now: datetime) -> datetime | None:
    """Return when one was last accepted, as far as the clock can be believed."""
    accepted = (row.sent_at for row in logons if row.end is LogonOutcome.ACCEPTED)
    return max((at for at in accepted if at <= now), default=None)
