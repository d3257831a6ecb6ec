"""The judged sweep, from a hit to the district: all that a report shows."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from orchestrator.model.answer import Facts, Note, Unread
from orchestrator.model.district import Authority, Exclusion, Unit
from orchestrator.model.indicator import Allowed, Indicator, ListFile, Refusal
from orchestrator.model.observation import Connection, Observation, OwnAddress, Trait
from orchestrator.model.outcome import Outcome


class Rule(StrEnum):
    """How the indicator matched."""

    EXACT = "exact"
    PARENT = "parent"
    RANGE = "range"


class Status(StrEnum):
    """What a hit means; `HOSTS_BLOCK` is a defence, every other one is a failure."""

    CONNECTED = "CONNECTED"
    ATTEMPTED = "ATTEMPTED"
    SINKHOLED = "SINKHOLED"
    RESOLVED = "RESOLVED"
    LOOKED_UP_NOT_RESOLVED = "LOOKED_UP_NOT_RESOLVED"
    LOOKED_UP_BLOCKED = "LOOKED_UP_BLOCKED"
    CONFIGURED = "CONFIGURED"
    HOSTS_REDIRECT = "HOSTS_REDIRECT"
    HOSTS_BLOCK = "HOSTS_BLOCK"


class Weakness(StrEnum):
    """Why a hit is shown and fails nobody."""

    EXPIRED = "expired"  # what was seen is later than the indicator's validity
    NOT_YET_VALID = "not_yet_valid"
    NOT_IN_FORCE = "not_in_force"  # a setting that is there and switched off
    OTHER_PORT = "other_port"  # listed with another port
    URL_HOST = "url_host"  # the host of a listed URL, of which the rest was not seen
    URL_QUERY = "url_query"  # named in the query of a URL, or as the page that led to one
    SHARED_ADDRESS = "shared_address"  # of many sites, and no listed name was met beside it
    OLD_TRACE = "old_trace"  # dated, and old already when it was read


class Hit(Struct, frozen=True, kw_only=True):
    """One observation met one indicator.

    `observed` is the name or address that matched, as seen (raw, not defanged). `weakness` is
    None for a hit that counts, and so is `allowed`, the entry of an allow list that excuses it.
    """

    indicator: Indicator
    rule: Rule
    status: Status
    check: str
    observed: str
    observation: Observation
    weakness: Weakness | None = None
    allowed: Allowed | None = None

    @property
    def weak(self) -> bool:
        """Whether this hit is shown only."""
        return self.weakness is not None

    @property
    def of_own_address(self) -> bool:
        """Whether what is listed is the machine itself, and not what it met."""
        match self.observation:
            case OwnAddress():
                return True
            case Connection(local_address=local, remote_address=remote):
                return self.observed == local != remote
            case _:
                return False

    @property
    def fails(self) -> bool:
        """Whether this hit makes its machine fail."""
        return not self.weak and self.allowed is None and self.status is not Status.HOSTS_BLOCK


class Verdict(StrEnum):
    """What is known of one machine."""

    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"
    EXCLUDED = "excluded"


class UnitVerdict(StrEnum):
    """What is known of one unit."""

    PASS = "pass"
    FAIL = "fail"
    INSUFFICIENT = "insufficient"


class Reason(StrEnum):
    """Why a machine is not assessed: the words of `report.json`."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    TIMEOUT = "timeout"
    FLOODED = "flooded"
    HOST_KEY = "host_key"
    AUTH = "auth"
    PROTOCOL = "protocol"
    TOO_OLD = "too_old"
    PARTIAL = "partial"
    SCRIPT_BLOCKED = "script_blocked"
    UNSUPPORTED = "unsupported"
    CREDENTIAL_PAUSED = "credential_paused"
    ACCOUNT_HELD = "account_held"
    NO_CREDENTIAL = "no_credential"
    CONTROLLER_BUSY = "controller_busy"
    NOT_SELECTED = "not_selected"
    INTERRUPTED = "interrupted"
    NOT_RUN = "not_run"
    AT_SITE = "at_site"
    BEHIND_SITE = "behind_site"
    NOT_AT_SITE = "not_at_site"
    NOT_ASKED = "not_asked"  # checks without which nothing is known of contact were left out
    BUG = "bug"
    # of a campaign, where looks that were good do not carry a pass
    AGED = "aged"  # the last whole reading is too old
    IDENTITY = "identity"  # another box answers under the name
    AWAITING_LOOK = "awaiting_look"  # excused here, and no whole look came after that
    REJUDGING = "rejudging"  # a new list concerns a look that was not read again yet
    DECLARED_ONLY = "declared_only"  # by its own word alone, which does not do
    MISDATED = "misdated"  # a wrong clock dated the newest reading: nobody knows how old it is


class AnswerKind(StrEnum):
    """The three kinds of answer, as `report.json` names them."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not_applicable"


class ControlVerdict(StrEnum):
    """What a control says of one machine."""

    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"


class CheckResult(Struct, frozen=True, kw_only=True):
    """One check on one machine.

    `reason` is set for `unanswered`; `why` (short English words) for `not_applicable`. A check of
    how the machine stands has its `traits`, and `stands`: what its rule says of them. `old_table`
    is the day of a table that told of the system and is too old to say that it is still mended.
    """

    check: str
    required: bool
    answer: AnswerKind
    reason: Unread | None = None
    why: str = ""
    detail: str = ""
    source: str | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    rows: int = 0
    notes: tuple[Note, ...] = ()
    traits: tuple[Trait, ...] = ()
    stands: ControlVerdict | None = None
    old_table: date | None = None

    @property
    def missed(self) -> bool:
        """Whether the check is required and was not read: its machine cannot pass."""
        return self.required and self.answer is AnswerKind.UNANSWERED


class ControlResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One control of the playbook on one machine; `seen` says in raw words what broke it.

    `checks` are those that its tasks ask.
    """

    control: str
    title: str
    severity: str
    verdict: ControlVerdict
    seen: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


class Evidence(Struct, frozen=True, kw_only=True):
    """Where the raw answer lies: row of the store and digest of its bytes."""

    id: int
    sha256: str
    script_sha256: str
    size_bytes: int
    clock_offset_s: float | None = None


class ScopeRow(Struct, frozen=True, kw_only=True):
    """One machine as the inventory had it when the sweep began."""

    machine: str
    unit: str
    ward: str | None = None
    label: str | None = None
    room: str | None = None
    role: str = "pc"
    os: str | None = None
    address: str | None = None
    via: str | None = None
    excluded: Exclusion | None = None
    selected: bool = True


class MachineResult(Struct, frozen=True, kw_only=True):
    """One machine, judged.

    `reason` is set exactly where the verdict is `not_assessed`. `outcome` is the last attempt's.
    `hits` are in a fixed order (gravest first), canaries taken out; `suppressed` are those that
    an allow list excuses, likewise.
    """

    scope: ScopeRow
    verdict: Verdict
    reason: Reason | None = None
    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    suppressed: tuple[Hit, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    controls: tuple[ControlResult, ...] = ()
    facts: Facts | None = None
    evidence: tuple[Evidence, ...] = ()
    attempted_at: datetime | None = None


class UnitResult(Struct, frozen=True, kw_only=True):
    """One unit, judged; its machines are sorted by name and are all of the unit's machines."""

    unit: Unit
    verdict: UnitVerdict
    machines: tuple[MachineResult, ...]

    def count(self, verdict: Verdict) -> int:
        """Return the number of machines with that verdict."""
        return sum(machine.verdict is verdict for machine in self.machines)

    @property
    def in_scope(self) -> int:
        """Machines that count: all but the excluded ones."""
        return len(self.machines_in_scope)

    @property
    def machines_in_scope(self) -> tuple[MachineResult, ...]:
        """The machines that count, sorted by name."""
        return tuple(row for row in self.machines if row.verdict is not Verdict.EXCLUDED)

    @property
    def assessed(self) -> int:
        """Machines that passed or failed."""
        return self.count(Verdict.PASS) + self.count(Verdict.FAIL)


class ListInfo(Struct, frozen=True, kw_only=True):
    """The list that a sweep was judged by; `warnings` are words of the report catalogue."""

    sha256: str
    indicators: int
    dated: str
    files: tuple[ListFile, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()
    domains: int = 0
    addresses: int = 0
    ranges: int = 0
    allowed: tuple[Allowed, ...] = ()


class Subject(StrEnum):
    """What a sweep can speak of, by what its playbook asked."""

    CONTACT = "contact"  # verdicts, and results of controls
    CONTROLS = "controls"  # results of controls alone: nothing was asked about contact


class SweepResult(Struct, frozen=True, kw_only=True):
    """One sweep, judged: units sorted by code; the same value gives the same report bytes.

    `finished` is False while machines of the selection were not tried. `demo` marks the pretend
    district, whose list holds test indicators on purpose. `list_bars_pass`: the list alone keeps
    every unit from passing. `units` may be read one by one; `units_left_out` counts units of the
    inventory that are not among them.
    """

    sweep: str
    playbook: str
    subject: Subject = Subject.CONTACT
    checks: tuple[str, ...]
    finished: bool
    started_at: datetime
    ended_at: datetime
    authority: Authority
    list: ListInfo
    units: Sequence[UnitResult]
    demo: bool = False
    list_bars_pass: bool = False
    units_left_out: int = 0

    @property
    def machines(self) -> Iterator[MachineResult]:
        """All machines, unit by unit."""
        return (machine for unit in self.units for machine in unit.machines)
