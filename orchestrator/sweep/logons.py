"""The ledger of log-ons at work: which password may leave for which machine, over all runs."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from orchestrator.errors import UnwrittenError, UsageError
from orchestrator.evidence.ledger import Ledger
from orchestrator.model.district import AccountScope, District, Machine
from orchestrator.model.lockout import NO_ACCOUNT, RememberedAccount, accounts_of
from orchestrator.model.logon import Logon, LogonOutcome, principal_of
from orchestrator.model.plan import Assignment, Password, is_local
from orchestrator.sweep.clock import Clock, now
from orchestrator.text.message import say


@dataclass(frozen=True, slots=True)
class Accounts:
    """Whose account a local user name is, where it is not the whole district's.

    `own` names for a machine whose it is: the machine itself, or its unit.
    """

    own: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, district: District, laps: Iterable[str]) -> "Accounts":
        """Return it for a district; `laps` names the machines that LAPS has a password for."""
        written = {one.name: _whose(one) for one in district.machines}
        return cls({name: whose for name, whose in written.items() if whose} | {n: n for n in laps})

    def principal(self, user: str, machine: str) -> str:
        """Return the one name of an account, as the ledger has it."""
        return principal_of(user, self.own.get(machine, "") if is_local(user, machine) else "")


def _whose(machine: Machine) -> str:
    match machine.account_scope:
        case AccountScope.DISTRICT:
            return ""
        case AccountScope.UNIT:
            return machine.unit
        case AccountScope.MACHINE:
            return machine.name


class Logons:
    """The ledger at work for one run: what all runs were told, and where this one writes its own.

    See `run_ledger.LogonLedger`, for which it stands.
    """

    def __init__(self, ledger: Ledger, accounts: Accounts, clock: Clock = now) -> None:
        """Remember what the ledger says now, by that clock."""
        self._ledger = ledger
        self._clock = clock
        self._whose = accounts
        self._newest = ledger.newest()
        self._accounts = dict(accounts_of(ledger.rows(), clock()))

    def principal(self, user: str, machine: str) -> str:
        """Return the one name of an account."""
        return self._whose.principal(user, machine)

    def account(self, principal: str) -> RememberedAccount:
        """Return what is remembered of an account now; what is under way here is not in it."""
        return self._accounts.get(principal, NO_ACCOUNT)

    def now(self) -> datetime:
        """Return the time."""
        return self._clock()

    def sent(self, logon: Logon, *, proven: bool) -> int | None:
        """Write down that a password is about to leave; None if others have written meanwhile."""
        row = self._ledger.sent(
            logon.principal, logon.machine, logon.sent_at, proven=proven, newest=self._newest
        )
        if row is None:
            self._catch_up()
        else:
            self._newest = row
        return row

    def ended(self, row: int, logon: Logon) -> None:
        """Write down what came of it; where that cannot be, the row counts as a rejection."""
        self._hear(logon)
        with suppress(UnwrittenError):  # what the machine said cannot be kept either, and is told
            self._ledger.ended(row, logon.end or LogonOutcome.UNHEARD)

    def _catch_up(self) -> None:
        """Hear of what another command has written since."""
        for row, logon in self._ledger.since(self._newest).items():
            self._newest = max(self._newest, row)
            self._hear(logon)

    def _hear(self, logon: Logon) -> None:
        self._accounts[logon.principal] = self.account(logon.principal).heard(logon, self._clock())


@contextmanager
def logons(
    state: Path, assignments: Iterable[Assignment], accounts: Accounts, clock: Clock = now
) -> Iterator[Logons | None]:
    """Open the ledger for a run; None where no password is to leave: nothing is written then.

    Raises:
        StateError: The state folder cannot be used.
    """
    if not any(isinstance(one, Password) for row in assignments for one in row.target.credentials):
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
