"""The ledger of log-ons at work: which password may leave for which machine, over all runs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from orchestrator.campaign import LockoutMemory
from orchestrator.errors import UnwrittenError, UsageError
from orchestrator.evidence.ledger import Ledger
from orchestrator.model.district import District
from orchestrator.model.logon import LogonOutcome, LogonRefusal, principal_of
from orchestrator.model.plan import Assignment, Password, is_local
from orchestrator.sweep.clock import Clock, now
from orchestrator.text.message import say

_PASSWORDS = frozenset({"ansible_password", "ansible_ssh_pass", "ansible_winrm_password"})


@dataclass(frozen=True, slots=True)
class Accounts:
    """Whose account a user name is: `own` are machines whose password is theirs alone."""

    own: frozenset[str] = frozenset()

    @classmethod
    def of(cls, district: District, laps: Iterable[str]) -> "Accounts":
        """Return it for a district; `laps` names the machines that LAPS has a password for."""
        written = (one.name for one in district.machines if one.own & _PASSWORDS)
        return cls(frozenset((*laps, *written)))

    def principal(self, user: str, machine: str) -> str:
        """Return the one name of an account, as the ledger has it."""
        alone = machine in self.own and is_local(user, machine)
        return principal_of(user, machine if alone else "")


class Logons:
    """What earlier runs were told, as of the beginning of this one, and where it writes its own."""

    def __init__(self, ledger: Ledger, accounts: Accounts, clock: Clock = now) -> None:
        """Remember what the ledger says now, by that clock."""
        self._ledger = ledger
        self._accounts = accounts
        self._clock = clock
        self._memory = LockoutMemory(ledger.rows(), clock())

    def refusal(self, user: str, machine: str) -> LogonRefusal | None:
        """Return why an account must not be sent to a machine, None if it may be."""
        refused = self._memory.refused(self._accounts.principal(user, machine), machine)
        return refused.why if refused else None

    def tries_left(self, user: str, machine: str) -> int:
        """Return on how many machines the account may be tried before one accepts it."""
        return self._memory.tries_left(self._accounts.principal(user, machine))

    def sent(self, user: str, machine: str, *, proven: bool) -> int | None:
        """Write down that a password is about to leave; None where that cannot be written."""
        try:
            principal = self._accounts.principal(user, machine)
            return self._ledger.sent(principal, machine, self._clock(), proven=proven)
        except UnwrittenError:
            return None

    def ended(self, row: int, end: LogonOutcome) -> None:
        """Write down what came of it; where that cannot be, the row counts as a rejection."""
        with suppress(UnwrittenError):  # what the machine said cannot be kept either, and is told
            self._ledger.ended(row, end)


@contextmanager
def logons(
    state: Path, assignments: Iterable[Assignment], accounts: Accounts, clock: Clock = now
) -> Iterator[Logons | None]:
    """Open the ledger for a run; None where no password is to leave: nothing is written then.

    Raises:
        StateError: The state folder cannot be used.
    """
    if not any(isinstance(row.target.credential, Password) for row in assignments):
        yield None
        return
    with Ledger(state) as ledger:
        yield Logons(ledger, accounts, clock)


def forget_rejections(state: Path, names: Iterable[str], actor: str) -> None:
    """Write down that the rejections of accounts so far are forgotten, by a person's word.

    Args:
        state: The state folder.
        names: The accounts, as typed; one that machines have each their own of means all of them.
        actor: Who answers for it.

    Raises:
        UsageError: Nothing is remembered of an account, or nobody answers for it.
        StateError: The state folder cannot be used.
    """
    with Ledger(state) as ledger:
        known = sorted({row.principal for row in ledger.rows()})
        at = now()
        for name in names:
            typed = principal_of(name)
            meant = [one for one in known if one == typed or one.startswith(f"{typed} (")]
            if not meant:
                raise UsageError.one(
                    say("campaign.no_account", name=name), say("campaign.mend.account")
                )
            for principal in meant:
                ledger.forget(principal, at, actor)
