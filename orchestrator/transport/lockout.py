"""The lock-out guard: no wrong password may be tried on more than two machines in a row.

An account that many machines share is locked for all of them by a few bad logons, and then the
sweep has done more harm than what it looks for. What may be sent is said by the one rule of
`model.lockout`; here it is kept by threads: a log-on that is under way may be the next rejection,
so it holds a place. A password is also written down before it leaves (`run_ledger.LogonLedger`).
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from enum import Enum
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.errors import UnwrittenError
from orchestrator.model.lockout import NO_ACCOUNT, Refused, RememberedAccount
from orchestrator.model.logon import Logon, LogonOutcome, LogonRefusal
from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.plan import Agent, Credential, KeyFile, Nobody, Password, Ticket
from orchestrator.model.secret import Secret
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.run_ledger import LogonLedger, RunLedger

PATIENCE_S = 2.0
"""How long a connected machine waits for a place while no machine has taken its credential: one
that does takes a moment; for one that stalls nobody waits, the machine is asked later."""
STEADY_PATIENCE_S = 30.0
"""And once one has: places are free all the time. Servers drop an idle logon after two minutes."""
HOLD_S = 20.0
"""How long a log-on that nobody answers keeps its place from others. Who rejects a password says so
within seconds, and machines that stall must not stop all others of their account."""
_LOOK_S = 0.5

_HELD_BACK = {
    LogonRefusal.PAUSED: (Why.CREDENTIAL_PAUSED, "two machines in a row rejected it"),
    LogonRefusal.REJECTED_TODAY: (
        Why.CREDENTIAL_PAUSED,
        "this machine rejected it within 24 hours",
    ),
    LogonRefusal.REJECTED_TWICE: (Why.CREDENTIAL_PAUSED, "this machine rejected it twice before"),
    LogonRefusal.UNKNOWN_END: (
        Why.ACCOUNT_HELD,
        "an earlier run ended before the machine had answered: it may have been rejected",
    ),
}


class LogonProof(Enum):
    """What a machine's yes is worth."""

    SURE = "sure"
    DOUBTFUL = "doubtful"  # by a machine that may be anybody's: whoever listens may say yes


class _Known(Struct, eq=False):
    """What this run knows of one credential; kept under the lock of the lock-out guard.

    `account` counts this very secret's log-ons of this run, `places` are those under way and since
    when, `kin` are all credentials of the same account, this one among them.
    """

    principal: str
    locks: bool  # whether a machine that rejects it counts against the account
    kin: list["_Known"]
    account: RememberedAccount = NO_ACCOUNT
    proofs: int = 0
    places: dict[str, float] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return self.account.accepted is not None


class GuardedLogon:
    """One credential on its way to one machine; say how it ended, or leave it unsaid.

    A logon that ends without a word (it stalled, the connection broke) counts neither way.
    """

    def __init__(self, said: Callable[[LogonOutcome, LogonProof], None]) -> None:
        """Belong to one machine's attempt; `said` is told the end once."""
        self._said = said
        self._ended = False

    def accepted(self, proof: LogonProof) -> None:
        """The machine let us in: the credential is good, as far as machines are to be believed."""
        self._end(LogonOutcome.ACCEPTED, proof)

    def rejected(self) -> None:
        """The machine looked at the credential and said no."""
        self._end(LogonOutcome.REJECTED)

    def close(self) -> None:
        """Leave it unsaid, if nothing was said."""
        self._end(LogonOutcome.UNHEARD)

    def _end(self, end: LogonOutcome, proof: LogonProof = LogonProof.DOUBTFUL) -> None:
        if not self._ended:
            self._ended = True
            self._said(end, proof)


class LockoutGuard:
    """Asked just before a credential leaves the controller; one serves a sweep's threads.

    Attributes:
        changed: Notified whenever a place may have come free; its lock is the guard's.
    """

    def __init__(
        self,
        *,
        ledger: LogonLedger | None = None,
        patience_s: float = PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Know no credential yet but what the ledger says of its account."""
        self._ledger = ledger or RunLedger()
        self.changed = threading.Condition()
        self._patience_s = patience_s
        self._clock = clock
        self._salt = os.urandom(16)
        self._known: dict[tuple[str, ...], _Known] = {}
        self._kin: dict[str, list[_Known]] = {}
        self._reserved: dict[str, _Known] = {}
        self._unaccepted: set[str] = set()
        self._closed = False

    def check(self, credential: Credential, machine: str) -> None:
        """Refuse, before anything is dialled, what `logon` would refuse in any case.

        Raises:
            LibraryError: not_attempted: no credential, an empty password, a paused account, or one
                that this machine has rejected already.
        """
        with self.changed:
            self._refuse(self._find(credential, machine), machine)

    @contextmanager
    def logon(
        self, credential: Credential, machine: str, attempt: Attempt
    ) -> Iterator[GuardedLogon]:
        """Wait a moment until this credential may be tried on one more machine, and hold a place.

        The machine's own clock stands still meanwhile.

        Raises:
            LibraryError: not_attempted: as `check`; or its account waits for others, and the
                machine is to be asked later (`Why.ACCOUNT_WAITS`); or the sweep was stopped.
        """
        with closing(self._admitted(credential, machine, attempt)) as logon:
            yield logon

    def reserve(self, credential: Credential, machine: str) -> bool:
        """Whether a machine whose account had to wait may be asked now; its place is kept for it.

        One that would be refused may: it ends at once. `leave` gives the place back.
        """
        with self.changed:
            known = self._find(credential, machine)
            if self._closed or self._refused(known, machine) is not None:
                return True
            if not self._has_room(known, machine):
                return False
            self._reserved[machine] = known
            known.places[machine] = self._clock()
            return True

    def leave(self, machine: str) -> None:
        """Give back what `reserve` kept, if the machine did not come as far as logging on."""
        with self.changed:
            known = self._reserved.pop(machine, None)
            if known is not None:
                known.places.pop(machine, None)
                self.changed.notify_all()

    def may_have_rejected(self, machine: str) -> bool:
        """Whether a password went to a machine in this run and was not accepted there."""
        with self.changed:
            return machine in self._unaccepted

    def close(self) -> None:
        """Send away everyone who waits, now and later: the sweep was stopped."""
        with self.changed:
            self._closed = True
            self.changed.notify_all()

    def _admitted(self, credential: Credential, machine: str, attempt: Attempt) -> GuardedLogon:
        with self.changed:
            known = self._find(credential, machine)
            while True:
                self._refuse(known, machine)
                if not self._has_room(known, machine):
                    with attempt.waiting():
                        self._wait(known, machine)
                if known.locks:
                    self._be_permitted(known, machine, attempt)
                logon = Logon(principal=known.principal, machine=machine, sent_at=self._now())
                row = self._written(logon, known)
                if row is not None:
                    known.places[machine] = self._clock()
                    return GuardedLogon(partial(self._end, known, logon, row))

    def _be_permitted(self, known: _Known, machine: str, attempt: Attempt) -> None:
        """Hold a place while whoever shares the account is asked; others go on meanwhile."""
        known.places[machine] = self._clock()
        self.changed.release()
        try:
            with attempt.waiting():
                is_permitted = self._ledger.permit(known.principal)
        finally:
            self.changed.acquire()
        known.places.pop(machine, None)
        self.changed.notify_all()
        self._refuse(known, machine)
        if not is_permitted:
            raise _refusal(Why.CREDENTIAL_PAUSED, "the hub gives no leave to try it")

    def _written(self, logon: Logon, known: _Known) -> int | None:
        """Write down that a password leaves; other credentials lock no account, and are not."""
        if not known.locks:
            return 0
        try:
            return self._ledger.sent(logon, proven=known.accepted)
        except UnwrittenError as error:
            detail = "the ledger of log-ons cannot be written"
            raise _refusal(Why.ACCOUNT_HELD, detail) from error

    def _end(
        self, known: _Known, logon: Logon, row: int, end: LogonOutcome, proof: LogonProof
    ) -> None:
        ended = replace(logon, end=end)
        with self.changed:
            known.places.pop(logon.machine, None)
            known.account = known.account.heard(ended, self._now())
            if end is LogonOutcome.ACCEPTED and proof is LogonProof.SURE:
                known.proofs += 1
            if known.locks:
                self._ledger.ended(row, ended)
                self._note(logon.machine, end)
            self.changed.notify_all()

    def _note(self, machine: str, end: LogonOutcome) -> None:
        if end is LogonOutcome.ACCEPTED:
            self._unaccepted.discard(machine)
        else:
            self._unaccepted.add(machine)

    def _wait(self, known: _Known, machine: str) -> None:
        began = self._clock()
        while not self._has_room(known, machine):
            patience_s = STEADY_PATIENCE_S if known.accepted else self._patience_s
            left_s = began + patience_s - self._clock()
            if left_s <= 0:
                raise _refusal(Why.ACCOUNT_WAITS, "other machines are being tried with it first")
            self.changed.wait(min(left_s, _LOOK_S))  # a place may also come free by time alone
            self._refuse(known, machine)

    def _has_room(self, known: _Known, machine: str) -> bool:
        if machine in known.places or (known.accepted and not known.locks):
            return True
        # Who else is under way with a password that a machine has taken will hardly be rejected.
        rivals = [one for one in known.kin if one is known or not one.proofs]
        under_way = sum(self._held(one) for one in rivals)
        return all(
            account.has_room(self._now(), under_way=under_way, proofs=known.proofs)
            for account in (self._account(known), known.account)
        )

    def _held(self, known: _Known) -> int:
        since = self._clock() - HOLD_S
        return sum(began > since for began in known.places.values())

    def _refuse(self, known: _Known, machine: str) -> None:
        if self._closed:
            raise _refusal(Why.INTERRUPTED)
        refused = self._refused(known, machine)
        if refused is not None:
            raise _refusal(*_HELD_BACK[refused.why])

    def _refused(self, known: _Known, machine: str) -> Refused | None:
        here = known.account.refused(machine, self._now())
        if known.locks:
            return self._account(known).refused(machine, self._now()) or here
        # A key locks no account: once it is good somewhere, a no is the machine's own affair.
        paused = here is not None and here.why is LogonRefusal.PAUSED
        return None if paused and known.accepted else here

    def _account(self, known: _Known) -> RememberedAccount:
        return self._ledger.account(known.principal) if known.locks else known.account

    def _now(self) -> datetime:
        return self._ledger.now()

    def _find(self, credential: Credential, machine: str) -> _Known:
        key = self._key(credential, machine)
        if key not in self._known:
            locks = isinstance(credential, Password)
            kin = self._kin.setdefault(key[1], []) if locks else list[_Known]()
            known = _Known(principal=key[1], locks=locks, kin=kin)
            if isinstance(credential, Ticket):  # one that a machine refuses is good all the same
                known.account = RememberedAccount(accepted=self._now())
            kin.append(known)
            self._known[key] = known
        return self._known[key]

    def _key(self, credential: Credential, machine: str) -> tuple[str, ...]:
        """Name a credential without keeping its secret; case of user names is not trusted."""
        match credential:
            case Password(user=user, secret=secret) if secret.reveal():
                account = self._ledger.principal(user, machine)
                return ("password", account, secret.fingerprint(self._salt))
            case KeyFile(user=user, path=path, passphrase=passphrase):
                opened_by = (passphrase or Secret("")).fingerprint(self._salt)
                return (f"key {path}", user.casefold(), opened_by)
            case Agent(user=user):
                return ("agent", user.casefold())
            case Ticket(user=user):
                return ("ticket", user.casefold())
            case Password():
                raise _refusal(Why.NO_CREDENTIAL, "the password is empty")
            case Nobody():
                raise _refusal(Why.NO_CREDENTIAL)


def _refusal(why: Why, detail: str = "") -> LibraryError:
    return LibraryError(Outcome(ended=Ended.NOT_ATTEMPTED, why=why, detail=detail))
