"""A site asks its hub whether a shared account may be tried: thirty sites share its two tries.

A sweep's threads ask and wait; the thread that holds the connection carries questions and answers.
What cannot be asked is not tried.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct, field

from orchestrator.model.logon import LogonOutcome, principal_of
from orchestrator.roads.message_heads import PermitHead, PermitSaid, PermittedHead, PermitWord

ANSWER_SECONDS: Final = 30.0
"""So long a log-on waits for leave; then the machine is told of as not tried."""
VALID_SECONDS: Final = 60.0
"""So long leave holds, by a clock that only goes forward."""
_AGAIN_SECONDS: Final = 2.0
_REFUSED_SECONDS: Final = 60.0
_MOST_NOTES: Final = 1000
_SAID: Final = {
    LogonOutcome.ACCEPTED: PermitSaid.ACCEPTED,
    LogonOutcome.REJECTED: PermitSaid.REJECTED,
    LogonOutcome.UNHEARD: PermitSaid.UNHEARD,
}


class _Leave(Struct):
    """Leave to try an account once; `given` is when, 0 while it is only asked for."""

    account: str
    ask: str = field(default_factory=lambda: secrets.token_hex(16))
    due: float = 0.0
    given: float = 0.0


class Permits:
    """What a site may try, as its hub says; use from any thread."""

    def __init__(
        self,
        alone: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
        answer_s: float = ANSWER_SECONDS,
    ) -> None:
        """Know no leave yet.

        Args:
            alone: Accounts that a person lets this site try without leave, as typed.
            clock: Tells seconds, and only goes forward.
            answer_s: How long a log-on waits.
        """
        self._alone = frozenset(map(principal_of, alone))
        self._clock = clock
        self._answer_s = answer_s
        self._changed = threading.Condition()
        self._asked: dict[str, _Leave] = {}
        self._free: dict[str, list[_Leave]] = {}
        self._claimed: dict[tuple[int, str], _Leave] = {}
        self._proven: dict[str, float] = {}
        self._refused: dict[str, float] = {}
        self._notes: dict[str, _Note] = {}
        self._closed = False

    def ask(self, account: str) -> bool:
        """Wait until an account may be tried once more; False where it may not."""
        if account in self._alone:
            return True
        until = self._clock() + self._answer_s
        with self._changed:
            leave = _Leave(account)
            while not self._closed:
                if self._has_claim(account):
                    self._forget(leave)
                    return True
                now = self._clock()
                if now >= until or now < self._refused.get(account, 0):
                    break
                self._asked.setdefault(leave.ask, leave)
                self._changed.wait(min(until - now, _AGAIN_SECONDS))
            self._forget(leave)
            return False

    def _forget(self, leave: _Leave) -> None:
        """Ask no more; what the hub may have given by now is given back."""
        if self._asked.pop(leave.ask, None) is not None and leave.due:
            self._note(leave.account, leave.ask, LogonOutcome.UNHEARD)

    def _is_proven(self, account: str) -> bool:
        return self._clock() < self._proven.get(account, 0)

    def _has_claim(self, account: str) -> bool:
        """Whether this thread may try an account now; free leave becomes its own."""
        self._drop_old()
        if account in self._alone or self._is_proven(account):
            return True
        mine = (threading.get_ident(), account)
        if mine not in self._claimed and self._free.get(account):
            self._claimed[mine] = self._free[account].pop()
        return mine in self._claimed

    def _drop_old(self) -> None:
        """Give back leave that does not hold any more: it was not used."""
        oldest = self._clock() - VALID_SECONDS
        for mine, leave in tuple(self._claimed.items()):
            if leave.given <= oldest:
                del self._claimed[mine]
                self._note(leave.account, leave.ask, LogonOutcome.UNHEARD)
        for account, some in self._free.items():
            for leave in some:
                if leave.given <= oldest:
                    self._note(account, leave.ask, LogonOutcome.UNHEARD)
            self._free[account] = [leave for leave in some if leave.given > oldest]

    def holds(self, account: str) -> bool:
        """Whether this thread, which asked, may still try an account."""
        with self._changed:
            return self._has_claim(account)

    def spend(self, account: str) -> str | None:
        """Use up this thread's leave for a try that begins; return its name, None if it has none.

        None is needed where the account is proven, or a person said so.
        """
        with self._changed:
            leave = self._claimed.pop((threading.get_ident(), account), None)
            return None if leave is None else leave.ask

    def ended(self, account: str, ask: str | None, end: LogonOutcome) -> None:
        """Tell the hub what came of a try; of one without leave only a rejection."""
        with self._changed:
            if ask is not None:
                self._note(account, ask, end)
            elif end is LogonOutcome.REJECTED:
                self._note(account, secrets.token_hex(16), end)

    def _note(self, account: str, ask: str, end: LogonOutcome) -> None:
        if end is LogonOutcome.REJECTED:
            self._proven.pop(account, None)
        if len(self._notes) < _MOST_NOTES:
            self._notes[ask] = _Note(account, _SAID[end])

    def to_say(self) -> tuple[PermitHead, ...]:
        """Return what is to be said to the hub now, again and again until it answers."""
        now, heads = self._clock(), list[PermitHead]()
        with self._changed:
            self._drop_old()
            for leave in self._asked.values():
                if now >= leave.due:
                    leave.due = now + _AGAIN_SECONDS
                    said = PermitSaid.ASKING
                    heads.append(PermitHead(account=leave.account, ask=leave.ask, said=said))
            for ask, note in self._notes.items():
                if now >= note.due:
                    note.due = now + _AGAIN_SECONDS
                    heads.append(PermitHead(account=note.account, ask=ask, said=note.said))
        return tuple(heads)

    def hear(self, head: PermittedHead) -> None:
        """Take an answer of the hub; one to nothing that was asked means nothing."""
        with self._changed:
            if head.word is PermitWord.NOTED:
                self._notes.pop(head.ask, None)
            elif (leave := self._asked.get(head.ask)) is not None:
                self._answered(leave, head.word)
            self._changed.notify_all()

    def _answered(self, leave: _Leave, word: PermitWord) -> None:
        now = self._clock()
        match word:
            case PermitWord.YES:
                leave.given = now
                del self._asked[leave.ask]
                self._free.setdefault(leave.account, []).append(leave)
            case PermitWord.PROVEN:
                del self._asked[leave.ask]
                self._proven[leave.account] = now + VALID_SECONDS
            case PermitWord.NO:
                del self._asked[leave.ask]
                self._refused[leave.account] = now + _REFUSED_SECONDS
            case PermitWord.WAIT | PermitWord.NOTED:
                pass

    @property
    def is_told(self) -> bool:
        """Whether the hub has heard of all that came of tries."""
        with self._changed:
            return not self._notes

    def close(self) -> None:
        """Refuse whoever waits, now and later."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class _Note(Struct):
    """What came of a try, until the hub says that it knows."""

    account: str
    said: PermitSaid
    due: float = 0.0
