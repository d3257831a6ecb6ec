"""The ledger of log-ons at work: which password may leave for which machine, over all runs."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from orchestrator.errors import UnwrittenError, UsageError
from orchestrator.evidence.ledger import Ledger
from orchestrator.model.district import AccountScope, District, Machine
from orchestrator.model.lockout import NO_ACCOUNT, RememberedAccount, accounts_of
from orchestrator.model.logon import Logon, LogonOutcome, principal_of
from orchestrator.model.plan import Assignment, Password, is_local
from orchestrator.sweep.asked import machines_asked
from orchestrator.sweep.clock import Clock, now
from orchestrator.sweep.permit_asking import Permits
from orchestrator.sweep.permit_giving import PROVEN_DAYS
from orchestrator.text.message import say


class Accounts(Struct, frozen=True):
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

    def __init__(
        self,
        ledger: Ledger,
        accounts: Accounts,
        clock: Clock = now,
        permits: Permits | None = None,
    ) -> None:
        """Remember what the ledger says now, by that clock.

        `permits` asks the hub for shared accounts; None where there is none to ask.
        """
        self._ledger = ledger
        self._clock = clock
        self._whose = accounts
        self._permits = permits
        self._not_shared: set[str] = set()
        self._asks: dict[int, str | None] = {}
        self._newest = ledger.newest()
        self._accounts = dict(accounts_of(ledger.rows(), clock()))

    def principal(self, user: str, machine: str) -> str:
        """Return the one name of an account."""
        found = self._whose.principal(user, machine)
        if found != principal_of(user):  # a machine's own, or a unit's
            self._not_shared.add(found)
        return found

    def permit(self, principal: str) -> bool:
        """Whether the hub lets a shared account be tried; one that was good lately is not asked."""
        asked = self._asked(principal)
        return asked is None or asked.ask(principal)

    def _asked(self, principal: str) -> Permits | None:
        """Return who is asked for an account, None where nobody has to be."""
        accepted = self.account(principal).accepted
        lately = accepted is not None and self._clock() < accepted + PROVEN_DAYS
        return None if lately or principal in self._not_shared else self._permits

    def account(self, principal: str) -> RememberedAccount:
        """Return what is remembered of an account now; what is under way here is not in it."""
        return self._accounts.get(principal, NO_ACCOUNT)

    def now(self) -> datetime:
        """Return the time."""
        return self._clock()

    def sent(self, logon: Logon, *, proven: bool) -> int | None:
        """Write down that a password is about to leave.

        None if others have written meanwhile, or the hub's leave does not hold any more.
        """
        asked = self._asked(logon.principal)
        if asked is not None and not asked.holds(logon.principal):
            return None
        row = self._ledger.sent(
            logon.principal, logon.machine, logon.sent_at, proven=proven, newest=self._newest
        )
        if row is None:
            self._catch_up()
        else:
            self._newest = row
            if asked is not None:
                self._asks[row] = asked.spend(logon.principal)
        return row

    def ended(self, row: int, logon: Logon) -> None:
        """Write down what came of it; where that cannot be, the row counts as a rejection."""
        self._hear(logon)
        if self._permits is not None and logon.principal not in self._not_shared:
            end = logon.end or LogonOutcome.UNHEARD
            self._permits.ended(logon.principal, self._asks.pop(row, None), end)
        with suppress(UnwrittenError):  # what the machine said cannot be kept either, and is told
            self._ledger.ended(row, logon.end or LogonOutcome.UNHEARD)

    def _catch_up(self) -> None:
        """Hear of what another command has written since."""
        with machines_asked():  # else what cannot be read would be each machine's fault
            rows = self._ledger.since(self._newest)
        for row, logon in rows.items():
            self._newest = max(self._newest, row)
            self._hear(logon)

    def _hear(self, logon: Logon) -> None:
        self._accounts[logon.principal] = self.account(logon.principal).heard(logon, self._clock())


@contextmanager
def logons(
    state: Path,
    assignments: Iterable[Assignment],
    accounts: Accounts,
    clock: Clock = now,
    permits: Permits | None = None,
) -> Iterator[Logons | None]:
    """Open the ledger for a run; None where no password is to leave: nothing is written then.

    Raises:
        StateError: The state folder cannot be used.
    """
    if not any(isinstance(one, Password) for row in assignments for one in row.target.credentials):
        yield None
        return
    with Ledger(state) as ledger:
        yield Logons(ledger, accounts, clock, permits)


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
