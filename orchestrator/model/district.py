"""The district as the inventory describes it: its units and their machines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

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


class Exclusion(Struct, frozen=True, kw_only=True):
    """Why a machine is out of scope, who approved it and when (ISO date)."""

    reason: str
    approver: str
    date: str


class Declaration(Struct, frozen=True, kw_only=True):
    """Who last set a unit's figures by a command, and the ISO day on which."""

    by: str
    date: str


class Submission(Struct, frozen=True, kw_only=True):
    """That a unit handed its form in.

    Attributes:
        date: The ISO day on which it did.
        document: The number of the unit's own document.
        by: Who recorded it.
        recorded: The ISO day on which.
    """

    date: str
    document: str | None = None
    by: str | None = None
    recorded: str | None = None


class Annex(Struct, frozen=True, kw_only=True):
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
    declared: Declaration | None = None
    submitted: Submission | None = None


class Letter(Struct, frozen=True, kw_only=True):
    """The letter that ordered the campaign, as printed on the annex; None is a dotted line.

    Attributes:
        number: Number and symbol; one that begins with `/` is the symbol alone.
        date: ISO, or what is known of it: `2022-09`, `2022`.
        wards: How many bodies fill in section 3, where the form names their number.
    """

    number: str | None = None
    date: str | None = None
    wards: int | None = None


class Letterhead(Struct, frozen=True, kw_only=True):
    """What stands around the text of a body's own documents; None is a dotted line.

    Attributes:
        superior: The body above it, first line of the head.
        body: The body that issues; None is its own name.
        place: Where it is, before the date.
        basis: What ordered the report: a letter with its number, its day and who sent it.
        letter_symbol: What follows the number of a letter: `UBND-VHTT`.
        report_symbol: What follows the number of a report: `BC-UBND`.
        to: Whom its documents are addressed to.
        on_behalf: In whose name is signed: `TM. ỦY BAN NHÂN DÂN`.
        title: The signer's office: `CHỦ TỊCH`.
        signer: The signer's name.
        recipients: The lines of `Nơi nhận`; none given is what is usual.
    """

    superior: str | None = None
    body: str | None = None
    place: str | None = None
    basis: str | None = None
    letter_symbol: str | None = None
    report_symbol: str | None = None
    to: tuple[str, ...] = ()
    on_behalf: str | None = None
    title: str | None = None
    signer: str | None = None
    recipients: tuple[str, ...] = ()


class CleaningTool(Struct, frozen=True, kw_only=True):
    """What units clean a machine with, and where they get it; `where` None is not said."""

    name: str
    where: str | None = None


class Authority(Struct, frozen=True, kw_only=True):
    """Who consolidates: its own words for report heads, its level, and to whom it reports.

    Source: the inventory's variable `authority:` or `district:` (usually `group_vars/all.yml`).
    """

    name: str
    committee: str
    campaign: str
    contact: str | None = None  # whom units call
    cleaning_tool: CleaningTool | None = None
    deadline: str | None = None  # ISO date
    letter: Letter = Letter()
    level: Level
    duties: tuple[Duty, ...] = ()
    letterhead: Letterhead = Letterhead()


class Unit(Struct, frozen=True, kw_only=True):
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
    letterhead: Letterhead = Letterhead()

    @property
    def ward(self) -> str | None:
        """The name of the body that it lies in: the innermost one, None below the authority."""
        return self.within[-1].name if self.within else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One row of the inventory, with the variables that hold for it.

    `variables` are merged as Ansible merges them, not yet templated; they may hold passwords and
    therefore stay out of every repr. `own` are the names of those that are set on the machine
    itself, by no group. `jump_place` is where its jump hosts are named, `site_place` its site.
    `site` is where the controller stands that reaches it; None: it is reached from anywhere.
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
    site: str | None = None
    site_place: Place | None = None


class Own(Struct, frozen=True, kw_only=True):
    """What is the district's own and therefore no indicator, whoever lists it.

    `names` are lower-case A-labels, each with all below it; `networks` and `addresses` as
    `ipaddress` prints them. `addresses` are those of its machines.
    """

    names: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class District(Struct, frozen=True, kw_only=True):
    """Everything in scope: the denominator of every figure.

    `units` are sorted by code, `machines` by unit, then name; each machine's unit is among them.
    """

    authority: Authority
    units: tuple[Unit, ...]
    machines: tuple[Machine, ...]
    demo: bool = False
    own: Own = Own()
