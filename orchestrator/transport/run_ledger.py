"""What a ledger of log-ons must offer, and one that forgets all with the run."""

import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from orchestrator.model.lockout import NO_ACCOUNT, RememberedAccount
from orchestrator.model.logon import Logon, LogonOutcome, principal_of


class LogonLedger(Protocol):
    """Where log-ons by password are written down, and what is remembered of each account.

    The lock-out guard calls it, one thread at a time; it never sees a password.
    """

    def principal(self, user: str, machine: str) -> str:
        """Return the one name of an account."""

    def account(self, principal: str) -> RememberedAccount:
        """Return what is remembered of an account now; what is under way here is not in it."""

    def now(self) -> datetime:
        """Return the time by which it remembers."""

    def permit(self, principal: str) -> bool:
        """Whether whoever shares the account lets it be tried once now; may wait for the answer.

        It is asked without the guard's lock.
        """

    def sent(self, logon: Logon, *, proven: bool) -> int | None:
        """Write down durably that a password is about to leave.

        Args:
            logon: The account, the machine, and when.
            proven: Whether a machine took this very password in this run: if nobody can say what
                became of it, it was hardly rejected.

        Returns:
            The row; None where another command has written meanwhile: what `account` says has
            changed, and the password must not leave before it has been asked again.

        Raises:
            UnwrittenError: It cannot be written: the password must not leave.
        """

    def ended(self, row: int, logon: Logon) -> None:
        """Write down what came of it."""


class RunLedger:
    """A ledger of one run: for tests, and for what locks no account."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._accounts: dict[str, RememberedAccount] = {}
        self._rows = itertools.count(1)

    def principal(self, user: str, machine: str) -> str:  # noqa: ARG002 - the protocol's
        """Return the one name of an account, which is the whole district's."""
        return principal_of(user)

    def account(self, principal: str) -> RememberedAccount:
        """Return what is remembered of an account now."""
        return self._accounts.get(principal, NO_ACCOUNT)

    def now(self) -> datetime:
        """Return the time of a clock that never goes back; only its differences mean anything."""
        return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=time.monotonic())

    def permit(self, principal: str) -> bool:  # noqa: ARG002 - likewise
        """Let it be tried: nobody shares it."""
        return True

    def sent(self, logon: Logon, *, proven: bool) -> int | None:  # noqa: ARG002 - likewise
        """Count it; nothing outlasts the run."""
        return next(self._rows)

    def ended(self, row: int, logon: Logon) -> None:  # noqa: ARG002 - likewise
        """Remember what came of it."""
        if logon.end is not LogonOutcome.UNHEARD:
            heard = self.account(logon.principal).heard(logon, self.now())
            self._accounts[logon.principal] = heard
