"""Made sweeps for the report tests: a small district with every kind of verdict in it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from orchestrator.bodies import level, unit_type
from orchestrator.model.answer import Facts, Unread
from orchestrator.model.bodies import Area, UnitType
from orchestrator.model.district import Annex, Authority, Exclusion, Letter, Unit
from orchestrator.model.indicator import Citation, Indicator, Kind, ListFile, Refusal
from orchestrator.model.observation import (
    CachedName,
    Connection,
    ConnectionState,
    HostsLine,
    Lookup,
    Observation,
    Process,
    ResolverSetting,
    SetBy,
    Sight,
)
from orchestrator.model.outcome import OK, Ended, Outcome, Phase, Why, not_attempted, stalled
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    ControlResult,
    ControlVerdict,
    Evidence,
    Hit,
    ListInfo,
    MachineResult,
    Reason,
    Rule,
    ScopeRow,
    Status,
    UnitResult,
    UnitVerdict,
    Verdict,
    Weakness,
)

PRIMARY = unit_type("primary_school")
CHECKS = ("connections", "dns_cache", "hosts_file", "resolvers")
START = datetime(2022, 9, 12, 1, 10, tzinfo=UTC)
END = START + timedelta(minutes=42)
SHA = "9c41" * 16

AUTHORITY = Authority(
    name="Quận Sông Xanh",
    committee="Ủy ban nhân dân quận Sông Xanh",
    campaign="Chiến dịch làm sạch mã độc trên không gian mạng năm 2022",
    deadline="2022-09-15",
    letter=Letter(number="1234/UBND-VHTT", date="2022-09-05", wards=14),
    level=level("district"),
)

LIST = ListInfo(
    sha256="ab12" * 16,
    indicators=4,
    dated="2022-09-11",
    files=(ListFile(name="cuc-attt.txt", sha256="cd34" * 16, dated="2022-09-11", indicators=4),),
    refused=(
        Refusal(file="cuc-attt.txt", line=7, text="gov.vn", reason="hậu tố công cộng"),
        Refusal(file="cuc-attt.txt", line=9, text="10.0.0.0/8", reason="dải địa chỉ nội bộ"),
    ),
    domains=2,
    addresses=1,
    ranges=1,
)


def indicator(value: str, kind: Kind, line: int, published: str | None = None) -> Indicator:
    source = Citation(
        list="cuc-attt.txt", version="2022-09-11", line=line, published=published or value
    )
    return Indicator(value=value, kind=kind, test=True, citations=(source,))


ADDRESS = indicator("203.0.113.45", Kind.IPV4, 218, "203[.]0[.]113[.]45")
RANGE = indicator("198.51.100.0/24", Kind.CIDR4, 12)
NAME = indicator("capnhat-trinhduyet.example", Kind.DOMAIN, 64)
SIXES = indicator("2001:db8::bad", Kind.IPV6, 90)


def connected(
    to: str = "203.0.113.45", by: Process | None = None, raw: str | None = None
) -> Connection:
    owner = by or Process(pid=4312, path=r"C:\Users\vanthu\AppData\Roaming\svch0st.exe")
    return Connection(
        sight=Sight(source="MSFT_NetTCPConnection", seen_from=START, seen_to=START),
        protocol="tcp",
        local_address="10.20.12.11",
        local_port=50412,
        remote_address=to,
        remote_port=443,
        state=ConnectionState.ESTABLISHED,
        process=owner,
        raw=raw or f"TCP 10.20.12.11:50412 {to}:443 Established {owner.pid}",
    )


def cached(name: str = "www.capnhat-trinhduyet.example", raw: str | None = None) -> CachedName:
    return CachedName(
        sight=Sight(source="MSFT_DNSClientCache", seen_from=START - timedelta(minutes=8)),
        name=name,
        lookup=Lookup.ANSWERED,
        record_type=1,
        address="198.51.100.77",
        ttl_s=287,
        raw=raw or f"{name} A 198.51.100.77 TTL 287",
    )


def hosts_line() -> HostsLine:
    return HostsLine(
        sight=Sight(source="hosts"),
        address="0.0.0.0",  # noqa: S104 - a blocked name, nothing is bound
        names=("capnhat-trinhduyet.example",),
        line=14,
        raw="0.0.0.0 capnhat-trinhduyet.example",
    )


def resolver() -> ResolverSetting:
    return ResolverSetting(
        sight=Sight(source="Win32_NetworkAdapterConfiguration"),
        address="2001:db8::bad",
        origin=SetBy.STATIC,
        interface="Ethernet",
        raw="Ethernet 2001:DB8:0:0::BAD",
    )


def hit(
    status: Status,
    of: Indicator,
    seen: str,
    observation: Observation,
    check: str = "connections",
    rule: Rule = Rule.EXACT,
    *,
    weakness: Weakness | None = None,
) -> Hit:
    return Hit(
        indicator=of, rule=rule, status=status, check=check, observed=seen,
        observation=observation, weakness=weakness,
    )  # fmt: skip


def live_hit() -> Hit:
    return hit(Status.CONNECTED, ADDRESS, "203.0.113.45", connected())


def name_hit() -> Hit:
    seen = "www.capnhat-trinhduyet.example"
    return hit(Status.RESOLVED, NAME, seen, cached(), "dns_cache", Rule.PARENT)


def range_hit() -> Hit:
    seen = "198.51.100.77"
    return hit(Status.CONNECTED, RANGE, seen, connected(seen), rule=Rule.RANGE)


def block_hit() -> Hit:
    return hit(Status.HOSTS_BLOCK, NAME, "capnhat-trinhduyet.example", hosts_line(), "hosts_file")


def setting_hit() -> Hit:
    return hit(Status.CONFIGURED, SIXES, "2001:db8::bad", resolver(), "resolvers")


def read(check: str, *, back: timedelta = timedelta(0), rows: int = 30) -> CheckResult:
    return CheckResult(
        check=check, required=True, answer=AnswerKind.ANSWERED, source=f"source of {check}",
        window_from=START - back, window_to=START, rows=rows,
    )  # fmt: skip


def unread(check: str, reason: Unread = Unread.DENIED) -> CheckResult:
    return CheckResult(
        check=check, required=True, answer=AnswerKind.UNANSWERED, reason=reason,
        detail="access is denied",
    )  # fmt: skip


ALL_READ = (
    read("connections"),
    read("dns_cache", back=timedelta(hours=20)),
    read("hosts_file", rows=2),
    read("resolvers", rows=1),
)


def row(name: str, unit: str, room: str | None = "Văn phòng", **more: object) -> ScopeRow:
    filled = {
        "machine": name, "unit": unit, "ward": "Bến Nứa", "room": room, "os": "Windows 10",
        "address": "10.20.12.11", "via": "winrm", **more,
    }  # fmt: skip
    return ScopeRow(**filled)  # type: ignore[arg-type] - the tests' own keywords


def assessed(
    scope: ScopeRow, *hits: Hit, checks: Sequence[CheckResult] = ALL_READ
) -> MachineResult:
    fails = any(hit.fails for hit in hits)
    return MachineResult(
        scope=scope,
        verdict=Verdict.FAIL if fails else Verdict.PASS,
        outcome=OK,
        hits=tuple(hit for hit in hits if hit.allowed is None),
        suppressed=tuple(hit for hit in hits if hit.allowed is not None),
        checks=tuple(checks),
        controls=(
            ControlResult(
                control="CD-05",
                title="Không còn kết nối đến địa chỉ độc hại",
                severity="critical",
                verdict=ControlVerdict.FAIL if fails else ControlVerdict.PASS,
                seen=tuple(hit.observed for hit in hits if hit.fails),
            ),
        ),
        facts=Facts(name=scope.machine, os="Windows 10 Pro 22H2", elevated=True),
        evidence=(Evidence(id=1, sha256=SHA, script_sha256="ee55" * 16, size_bytes=20481),),
        attempted_at=START,
    )


def not_assessed(
    scope: ScopeRow, reason: Reason, outcome: Outcome, checks: Sequence[CheckResult] = ()
) -> MachineResult:
    return MachineResult(
        scope=scope, verdict=Verdict.NOT_ASSESSED, reason=reason, outcome=outcome,
        checks=tuple(checks), attempted_at=START,
    )  # fmt: skip


def excluded(scope: ScopeRow) -> MachineResult:
    why = Exclusion(
        reason="máy chiếu không quản trị được", approver="Trưởng phòng", date="2022-08-30"
    )
    return MachineResult(
        scope=replace(scope, excluded=why),
        verdict=Verdict.EXCLUDED,
        outcome=not_attempted(Why.EXCLUDED),
    )


def unit(
    code: str,
    name: str,
    verdict: UnitVerdict,
    *machines: MachineResult,
    kind: UnitType = PRIMARY,
    ward: str | None = "Bến Nứa",
    annex: Annex | None = None,
) -> UnitResult:
    within = (Area(level=level("ward"), name=ward),) if ward else ()
    return UnitResult(
        unit=Unit(code=code, name=name, type=kind, within=within, annex=annex or Annex()),
        verdict=verdict,
        machines=tuple(sorted(machines, key=lambda machine: machine.scope.machine)),
    )


ENDINGS: tuple[tuple[Reason, Outcome], ...] = (
    (Reason.UNREACHABLE, Outcome(ended=Ended.UNREACHABLE, detail="10.20.12.19:5986")),
    (Reason.REFUSED, Outcome(ended=Ended.REFUSED)),
    (Reason.NO_ROUTE, Outcome(ended=Ended.NO_ROUTE)),
    (Reason.TIMEOUT, stalled(Phase.READ)),
    (Reason.FLOODED, Outcome(ended=Ended.FLOODED)),
    (Reason.HOST_KEY, Outcome(ended=Ended.HOSTKEY_CHANGED)),
    (Reason.AUTH, Outcome(ended=Ended.AUTH_REJECTED)),
    (Reason.PROTOCOL, Outcome(ended=Ended.PROTOCOL_ERROR)),
    (Reason.TOO_OLD, Outcome(ended=Ended.TOO_OLD)),
    (Reason.PARTIAL, Outcome(ended=Ended.PARTIAL)),
    (Reason.UNSUPPORTED, not_attempted(Why.UNSUPPORTED)),
    (Reason.CREDENTIAL_PAUSED, not_attempted(Why.CREDENTIAL_PAUSED)),
    (Reason.NO_CREDENTIAL, not_attempted(Why.NO_CREDENTIAL)),
    (Reason.NOT_SELECTED, not_attempted(Why.NOT_SELECTED)),
    (Reason.INTERRUPTED, not_attempted(Why.INTERRUPTED)),
    (Reason.NOT_RUN, not_attempted(Why.NOT_RUN)),
    (Reason.BUG, Outcome(ended=Ended.BUG)),
)
