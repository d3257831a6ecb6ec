"""The district as the inventory describes it: its units and their machines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from orchestrator.errors import Place
from orchestrator.model.bodies import Area, Duty, Level, UnitType


class Role(StrEnum):
    """What a machine is for."""

    PC = "pc"
    SERVER = "server"
    RESOLVER = "resolver"
    GATEWAY = "gateway"
    MAIL = "mail"


class AccountScope(StrEnum):
    """Whose the accounts of a machine are: how far a wrong password on one of them reaches."""

    DISTRICT = "district"  # one account, or one password, wherever the name stands
    UNIT = "unit"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Why a machine is out of scope, who approved it and when (ISO date)."""

    reason: str
    approver: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """What a unit declares for the letter's annex; None stays a dotted line, never a zero.

    `people` and `org_people` count people who heard of the campaign: only a person can know
    them, they are never derived from machines.
    """

    scope: str | None = None
    people: int | None = None
    org_scope: str | None = None
    org_people: int | None = None
    evaluation: str | None = None
    proposals: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The letter that ordered the campaign, as printed on the annex; None is a dotted line."""

    number: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who consolidates: its own words for report heads, its level, and to whom it reports.

    Source: the inventory's variable `authority:` or `district:` (usually `group_vars/all.yml`).
    """

    name: str
    committee: str
    campaign: str
    deadline: str | None = None  # ISO date
    letter: Letter = Letter()
    level: Level
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A school, an office or a committee; `code` is the key of its inventory group.

    `within` are the bodies between the authority and the unit, the outermost first. `networks`
    are those that it has to itself, as `ipaddress` prints them: its rooms, and the address that
    it goes out by.
    """

    code: str
    name: str
    type: UnitType
    within: tuple[Area, ...] = ()
    contact: str | None = None
    annex: Annex = Annex()
    networks: tuple[str, ...] = ()

    @property
    def ward(self) -> str | None:
        """The name of the body that it lies in: the innermost one, None below the authority."""
        return self.within[-1].name if self.within else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One row of the inventory, with the variables that hold for it.

    `variables` are merged as Ansible merges them, not yet templated; they may hold passwords and
    therefore stay out of every repr. `own` are the names of those that are set on the machine
    itself, by no group. `jump_place` is where its jump hosts are named.
    """

    name: str
    unit: str
    label: str | None = None
    room: str | None = None
    role: Role = Role.PC
    os: str | None = None
    account_scope: AccountScope = AccountScope.DISTRICT
    excluded: Exclusion | None = None
    variables: Mapping[str, object] = field(default_factory=dict, repr=False)
    own: frozenset[str] = frozenset()
    place: Place | None = None
    jump_place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is the district's own and therefore no indicator, whoever lists it.

    `names` are lower-case A-labels, each with all below it; `networks` and `addresses` as
    `ipaddress` prints them. `addresses` are those of its machines.
    """

    names: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    addresses: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """Everything in scope: the denominator of every figure.

    `units` are sorted by code, `machines` by unit, then name; each machine's unit is among them.
    """

    authority: Authority
    units: tuple[Unit, ...]
    machines: tuple[Machine, ...]
    demo: bool = False
    own: Own = Own()
