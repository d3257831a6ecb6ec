"""The lock-out guard: no wrong password may be tried on more than two machines.

An account that many machines share is locked for all of them by a few bad logons, and then the
sweep has done more harm than what it looks for. So a credential that has not yet worked anywhere
is tried on at most two machines at once, and after two rejections on no other.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.plan import Agent, Credential, KeyFile, Nobody, Password, Ticket
from orchestrator.model.secret import Secret
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.library_errors import LibraryError

MAX_UNPROVEN = 2
PATIENCE_S = 90.0
"""How long a machine waits for others to prove its credential: servers drop an idle logon after
two minutes."""


@dataclass(slots=True, eq=False)
class _Principal:
    """What is known of one credential; kept under the lock of the lock-out guard."""

    proven: bool = False
    in_flight: int = 0
    rejected_by: set[str] = field(default_factory=set)

    @property
    def paused(self) -> bool:
        return not self.proven and len(self.rejected_by) >= MAX_UNPROVEN

    @property
    def open(self) -> bool:
        return self.proven or self.in_flight + len(self.rejected_by) < MAX_UNPROVEN


class GuardedLogon:
    """One credential on its way to one machine; say how it ended, or leave it unsaid.

    A logon that ends without a word (it stalled, the connection broke) counts neither way.
    """

    def __init__(self, guard: "LockoutGuard", principal: _Principal, machine: str) -> None:
        """Belong to one machine's attempt."""
        self._guard = guard
        self._principal = principal
        self._machine = machine

    def accepted(self) -> None:
        """The machine let us in: the credential is good, whatever other machines say."""
        with self._guard.changed:
            self._principal.proven = True
            self._guard.changed.notify_all()

    def rejected(self) -> None:
        """The machine looked at the credential and said no."""
        with self._guard.changed:
            self._principal.rejected_by.add(self._machine)


class LockoutGuard:
    """Asked just before a credential leaves the controller; one serves a sweep's threads."""

    def __init__(
        self, *, patience_s: float = PATIENCE_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Know no credential yet."""
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
        principal = self._principal(credential)
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
        principal = self._principal(credential)
        self._admit(principal, machine, attempt)
        try:
            yield GuardedLogon(self, principal, machine)
        finally:
            with self.changed:
                principal.in_flight -= 1
                self.changed.notify_all()

    def close(self) -> None:
        """Send away everyone who waits, now and later: the sweep was stopped."""
        with self.changed:
            self._closed = True
            self.changed.notify_all()

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
            raise _refusal(Why.CREDENTIAL_PAUSED, "rejected by two machines, accepted by none")
        if machine in principal.rejected_by:
            raise _refusal(Why.CREDENTIAL_PAUSED, "this machine has rejected it already")

    def _principal(self, credential: Credential) -> _Principal:
        key = self._key(credential)
        with self.changed:
            # A ticket that a machine refuses locks no account: it needs no proof.
            fresh = _Principal(proven=isinstance(credential, Ticket))
            return self._principals.setdefault(key, fresh)

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


def _refusal(why: Why, detail: str = "") -> LibraryError:
    return LibraryError(Outcome(ended=Ended.NOT_ATTEMPTED, why=why, detail=detail))
