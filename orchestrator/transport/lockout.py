"""The lock-out guard: no wrong password may be tried on more than two machines.

An account that many machines share is locked for all of them by a few bad logons, and then the
sweep has done more harm than what it looks for. So a credential that has not yet worked anywhere
is tried on at most two machines at once, and after two rejections on no other. A password is also
written down before it leaves: what earlier runs were told counts too (`LogonLedger`).
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from orchestrator.model.logon import LogonOutcome, LogonRefusal
from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.plan import Agent, Credential, KeyFile, Nobody, Password, Ticket
from orchestrator.model.secret import Secret
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.library_errors import LibraryError

MAX_UNPROVEN = 2
PATIENCE_S = 90.0
"""How long a machine waits for others to prove its credential: servers drop an idle logon after
two minutes."""


class LogonLedger(Protocol):
    """What earlier runs were told of passwords, and where this one's log-ons are written down.

    Called from any thread; it never sees a password.
    """

    def refusal(self, user: str, machine: str) -> LogonRefusal | None:
        """Return why an account must not be sent to a machine, None if it may be."""

    def tries_left(self, user: str, machine: str) -> int:
        """Return on how many machines the account may be tried before one accepts it."""

    def sent(self, user: str, machine: str, *, proven: bool) -> int | None:
        """Write down durably that a password is about to leave.

        Args:
            user: The account.
            machine: The machine.
            proven: Whether a machine took this very password in this run: if nobody can say what
                became of it, it was hardly rejected.

        Returns:
            The row; None where it cannot be written: the password must not leave.
        """

    def ended(self, row: int, end: LogonOutcome) -> None:
        """Write down what came of it."""


@dataclass(slots=True, eq=False)
class _Principal:
    """What is known of one credential; kept under the lock of the lock-out guard.

    `spent` counts the rejections of earlier runs that still hold.
    """

    proven: bool = False
    spent: int = 0
    in_flight: int = 0
    rejected_by: set[str] = field(default_factory=set)

    @property
    def paused(self) -> bool:
        return not self.proven and self.spent + len(self.rejected_by) >= MAX_UNPROVEN

    @property
    def open(self) -> bool:
        used = self.spent + self.in_flight + len(self.rejected_by)
        return self.proven or used < MAX_UNPROVEN


class GuardedLogon:
    """One credential on its way to one machine; say how it ended, or leave it unsaid.

    A logon that ends without a word (it stalled, the connection broke) counts neither way.
    """

    def __init__(
        self,
        guard: "LockoutGuard",
        principal: _Principal,
        machine: str,
        written: Callable[[LogonOutcome], None],
    ) -> None:
        """Belong to one machine's attempt; `written` keeps the end as soon as it is known."""
        self._guard = guard
        self._principal = principal
        self._machine = machine
        self._written = written
        self._ended = False

    def accepted(self) -> None:
        """The machine let us in: the credential is good, whatever other machines say."""
        with self._guard.changed:
            self._principal.proven = True
            self._guard.changed.notify_all()
        self._end(LogonOutcome.ACCEPTED)

    def rejected(self) -> None:
        """The machine looked at the credential and said no."""
        with self._guard.changed:
            self._principal.rejected_by.add(self._machine)
        self._end(LogonOutcome.REJECTED)

    def close(self) -> None:
        """Leave it unsaid, if nothing was said."""
        self._end(LogonOutcome.UNHEARD)

    def _end(self, end: LogonOutcome) -> None:
        if not self._ended:
            self._ended = True
            self._written(end)


class LockoutGuard:
    """Asked just before a credential leaves the controller; one serves a sweep's threads."""

    def __init__(
        self,
        *,
        ledger: LogonLedger | None = None,
        patience_s: float = PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Know no credential yet but what the ledger says of it."""
        self._ledger = ledger
        self.changed = threading.Condition()
        self._patience_s = patience_s
        self._clock = clock
        self._salt = os.urandom(16)
        self._principals: dict[tuple[str, str, str], _Principal] = {}
        self._closed = False

    def check(self, credential: Credential, machine: str) -> None:
        """Refuse, before anything is dialled, what `logon` would refuse in any case.

        Raises:
            LibraryError: not_attempted: no credential, an empty password, a paused one,
                or one that this machine has rejected already.
        """
        principal = self._principal(credential, machine)
        self._remember(credential, machine)
        with self.changed:
            self._refuse(principal, machine)

    @contextmanager
    def logon(
        self, credential: Credential, machine: str, attempt: Attempt
    ) -> Iterator[GuardedLogon]:
        """Wait until this credential may be tried on one more machine, and hold that place.

        The machine's own clock stands still meanwhile.

        Raises:
            LibraryError: not_attempted: as `check`, or waited too long, or the sweep was stopped.
        """
        principal = self._principal(credential, machine)
        self._remember(credential, machine)
        self._admit(principal, machine, attempt)
        try:
            written = self._write(credential, machine, proven=principal.proven)
            with closing(GuardedLogon(self, principal, machine, written)) as logon:
                yield logon
        finally:
            with self.changed:
                principal.in_flight -= 1
                self.changed.notify_all()

    def close(self) -> None:
        """Send away everyone who waits, now and later: the sweep was stopped."""
        with self.changed:
            self._closed = True
            self.changed.notify_all()

    def _remember(self, credential: Credential, machine: str) -> None:
        """Refuse what earlier runs were told not to send."""
        if self._ledger is None or not isinstance(credential, Password):
            return
        match self._ledger.refusal(credential.user, machine):
            case LogonRefusal.REJECTED_TWICE:
                raise _refusal(Why.CREDENTIAL_PAUSED, "this machine rejected it twice before")
            case LogonRefusal.REJECTED_TODAY:
                raise _refusal(Why.CREDENTIAL_PAUSED, "this machine rejected it within 24 hours")
            case LogonRefusal.PAUSED | None:
                pass  # counted in what is left of its tries

    def _write(
        self, credential: Credential, machine: str, *, proven: bool
    ) -> Callable[[LogonOutcome], None]:
        """Write down that a password leaves, and return what writes down its end.

        Other credentials lock no account, and are not written down.
        """
        if self._ledger is None or not isinstance(credential, Password):
            return _unwritten
        row = self._ledger.sent(credential.user, machine, proven=proven)
        if row is None:
            raise _refusal(Why.CREDENTIAL_PAUSED, "the ledger of log-ons cannot be written")
        return partial(self._ledger.ended, row)

    def _admit(self, principal: _Principal, machine: str, attempt: Attempt) -> None:
        with self.changed:
            self._refuse(principal, machine)
            if not principal.open:
                with attempt.waiting():
                    self._wait(principal, machine)
            principal.in_flight += 1

    def _wait(self, principal: _Principal, machine: str) -> None:
        until = self._clock() + self._patience_s
        while not principal.open:
            if not self.changed.wait(max(0.0, until - self._clock())) and not principal.open:
                raise _refusal(Why.CREDENTIAL_PAUSED, "waited too long for its first success")
            self._refuse(principal, machine)

    def _refuse(self, principal: _Principal, machine: str) -> None:
        if self._closed:
            raise _refusal(Why.INTERRUPTED)
        if principal.paused:
            if principal.spent:
                raise _refusal(Why.CREDENTIAL_PAUSED, "rejected twice before, accepted by none")
            raise _refusal(Why.CREDENTIAL_PAUSED, "rejected by two machines, accepted by none")
        if machine in principal.rejected_by:
            raise _refusal(Why.CREDENTIAL_PAUSED, "this machine has rejected it already")

    def _principal(self, credential: Credential, machine: str) -> _Principal:
        key = self._key(credential)
        with self.changed:
            # A ticket that a machine refuses locks no account: it needs no proof.
            fresh = _Principal(
                proven=isinstance(credential, Ticket), spent=self._spent(credential, machine)
            )
            return self._principals.setdefault(key, fresh)

    def _spent(self, credential: Credential, machine: str) -> int:
        if self._ledger is None or not isinstance(credential, Password):
            return 0
        return MAX_UNPROVEN - self._ledger.tries_left(credential.user, machine)

    def _key(self, credential: Credential) -> tuple[str, str, str]:
        """Name a credential without keeping its secret; case of user names is not trusted."""
        match credential:
            case Password(user=user, secret=secret) if secret.reveal():
                return ("password", user.casefold(), secret.fingerprint(self._salt))
            case KeyFile(user=user, path=path, passphrase=passphrase):
                opened_by = (passphrase or Secret("")).fingerprint(self._salt)
                return (f"key {path}", user.casefold(), opened_by)
            case Agent(user=user):
                return ("agent", user.casefold(), "")
            case Ticket(user=user):
                return ("ticket", user.casefold(), "")
            case Password():
                raise _refusal(Why.NO_CREDENTIAL, "the password is empty")
            case Nobody():
                raise _refusal(Why.NO_CREDENTIAL)


def _unwritten(_end: LogonOutcome) -> None:
    """Keep nothing."""


def _refusal(why: Why, detail: str = "") -> LibraryError:
    return LibraryError(Outcome(ended=Ended.NOT_ATTEMPTED, why=why, detail=detail))
