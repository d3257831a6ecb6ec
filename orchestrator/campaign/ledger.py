"""The lock-out memory: what the ledger of all runs says of sending an account to a machine now.

The lock-out guard counts within one run; this counts over all of them, so that neither a restart
nor a round every half hour sends a wrong password until the account is locked. Log-ons that are
still under way are the guard's: rows of other runs come here.

Rows that claim to be of the future (a clock went back) count against sending, never for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from orchestrator.model.logon import Forgotten, LedgerRow, Logon, LogonEnd

REMEMBERED = timedelta(hours=24)
MAX_UNPROVEN = 2
"""So many rejections without a success between them pause an account; the guard's own number."""


class LogonRefusal(StrEnum):
    """Why an account is not sent to a machine now."""

    PAUSED = "paused"  # rejected twice in 24 hours, and accepted nowhere since
    REJECTED_TODAY = "rejected_today"  # by this machine
    REJECTED_TWICE = "rejected_twice"  # by this machine, and accepted nowhere else since


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A refusal; `until` is None where only a success elsewhere or a person's word ends it."""

    why: LogonRefusal
    until: datetime | None


def refused(
    rows: Iterable[LedgerRow], principal: str, machine: str, now: datetime
) -> Refused | None:
    """Return why an account must not be sent to a machine now; None if it may be.

    Args:
        rows: The ledger, in any order; those of other accounts say nothing.
        principal: The account, as `principal_of` writes it.
        machine: The machine's name.
        now: When; aware UTC.
    """
    logons = _remembered(rows, principal, now)
    here = _since_success([row for row in logons if row.machine == machine], now)
    if len(here) >= MAX_UNPROVEN and not _accepted_elsewhere(logons, here[-1], now):
        return Refused(why=LogonRefusal.REJECTED_TWICE, until=None)
    if here and now < (until := here[-1].sent_at + REMEMBERED):
        return Refused(why=LogonRefusal.REJECTED_TODAY, until=until)
    recent = _recent(logons, now)
    if len(recent) >= MAX_UNPROVEN:
        return Refused(why=LogonRefusal.PAUSED, until=recent[-MAX_UNPROVEN].sent_at + REMEMBERED)
    return None


def tries_left(rows: Iterable[LedgerRow], principal: str, now: datetime) -> int:
    """Return on how many machines a run may try an account before one accepts it: 0 to 2."""
    return max(0, MAX_UNPROVEN - len(_recent(_remembered(rows, principal, now), now)))


def _remembered(rows: Iterable[LedgerRow], principal: str, now: datetime) -> list[Logon]:
    """Return an account's log-ons that nobody had forgotten, the oldest first."""
    own = [row for row in rows if row.principal == principal]
    words = [row.at for row in own if isinstance(row, Forgotten) and row.at <= now]
    logons = [row for row in own if isinstance(row, Logon)]
    if words:
        logons = [row for row in logons if row.sent_at > max(words) or not row.rejected]
    return sorted(logons, key=lambda row: row.sent_at)


def _since_success(logons: Sequence[Logon], now: datetime) -> list[Logon]:
    """Return the rejections that no success came after."""
    successes = [row.sent_at for row in logons if _is_success(row, now)]
    rejections = [row for row in logons if row.rejected]
    if not successes:
        return rejections
    # One that was sent at the same moment came after, as far as anybody can tell.
    return [row for row in rejections if row.sent_at >= max(successes)]


def _recent(logons: Sequence[Logon], now: datetime) -> list[Logon]:
    return [row for row in _since_success(logons, now) if now < row.sent_at + REMEMBERED]


def _accepted_elsewhere(logons: Sequence[Logon], last: Logon, now: datetime) -> bool:
    return any(
        _is_success(row, now) and row.machine != last.machine and row.sent_at > last.sent_at
        for row in logons
    )


def _is_success(row: Logon, now: datetime) -> bool:
    return row.end is LogonEnd.ACCEPTED and row.sent_at <= now
