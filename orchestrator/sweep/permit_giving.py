"""What a hub answers to sites that ask whether a shared account may be tried: two at a time.

Its own ledger of log-ons decides, by the one rule of `model.lockout`: a try that a site was allowed
is a row of it, and counts as a rejection until the site has said what came of it. A hub that was
killed forgets none.
"""

from datetime import datetime, timedelta
from typing import Final

from orchestrator.evidence.ledger import Ledger
from orchestrator.model.lockout import MAX_REJECTIONS, RememberedAccount
from orchestrator.model.logon import Logon, LogonOutcome
from orchestrator.roads.message_heads import PermitHead, PermitSaid, PermittedHead, PermitWord

PROVEN_DAYS: Final = timedelta(days=7)
"""For so long an account is good that machines of two sites took."""
_PROVING_SITES: Final = 2
_GIVEN_UP: Final = timedelta(minutes=10)
"""A try of which nothing is heard for so long is waited for no more: it counts as a rejection."""
_ENDS: Final = {
    PermitSaid.ACCEPTED: LogonOutcome.ACCEPTED,
    PermitSaid.REJECTED: LogonOutcome.REJECTED,
    PermitSaid.UNHEARD: LogonOutcome.UNHEARD,
}


def permitted(ledger: Ledger, site: str, head: PermitHead, at: datetime) -> PermittedHead:
    """Return the answer to a site; whatever it allows is written down before.

    Args:
        ledger: The hub's.
        site: Who asks, or says what came of it.
        head: What it says.
        at: Now (aware UTC).

    Raises:
        StateError: The ledger cannot be read.
        UnwrittenError: It cannot be written: nothing is allowed.
    """
    rows = [one for one in ledger.since(0).items() if one[1].principal == head.account]
    own = {number: row for number, row in rows if row.machine == _place(site, head.ask)}
    if head.said is PermitSaid.ASKING:
        ends = [row.end for row in own.values()]
        word = _again(ends) if ends else _answer(ledger, site, head, at)
    else:
        _note(ledger, site, head, at, own)
        word = PermitWord.NOTED
    return PermittedHead(ask=head.ask, word=word)


def _again(ends: list[LogonOutcome | None]) -> PermitWord:
    """Return the answer to who asks once more: the first was lost, and counts until the end."""
    return PermitWord.YES if None in ends else PermitWord.NO


def _answer(ledger: Ledger, site: str, head: PermitHead, at: datetime) -> PermitWord:
    newest = ledger.newest()
    logons = [row for row in ledger.rows() if row.principal == head.account]
    account = RememberedAccount.of(logons, at)
    held = account.recent(at)
    if len(held) >= MAX_REJECTIONS:
        waits = any(one.end is None and at < one.sent_at + _GIVEN_UP for one in held)
        return PermitWord.WAIT if waits else PermitWord.NO
    sites = {_site(row) for row in logons if isinstance(row, Logon) and _proves(row, at)}
    if not account.in_a_row and len(sites - {None}) >= _PROVING_SITES:
        return PermitWord.PROVEN
    row = ledger.sent(head.account, _place(site, head.ask), at, newest=newest)
    return PermitWord.WAIT if row is None else PermitWord.YES  # a sweep here wrote meanwhile


def _note(ledger: Ledger, site: str, head: PermitHead, at: datetime, own: dict[int, Logon]) -> None:
    """Write down what came of a try; a rejection also where no try was asked for."""
    end = _ENDS[head.said]
    waiting = [number for number, row in own.items() if row.end is None]
    for number in waiting:
        ledger.ended(number, end)
    if not own and end is LogonOutcome.REJECTED:
        row = ledger.sent(head.account, _place(site, head.ask), at)
        if row is not None:
            ledger.ended(row, end)


def _proves(row: Logon, at: datetime) -> bool:
    return row.end is LogonOutcome.ACCEPTED and at - PROVEN_DAYS < row.sent_at <= at


def _place(site: str, ask: str) -> str:
    """Return what stands for the machine of a site's try: no inventory has such a name."""
    return f"@{site} {ask}"


def _site(row: Logon) -> str | None:
    """Return whose try a row is, None for a try of the hub's own."""
    return row.machine[1:].partition(" ")[0] if row.machine.startswith("@") else None
