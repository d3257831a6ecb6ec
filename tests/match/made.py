"""Made observations and lists for the tests of matching and judging."""

from collections.abc import Iterable
from datetime import UTC, datetime

from orchestrator.ioc.guarding.guard import Guard, Passed
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.match import Index
from orchestrator.model.answer import Answered, canary_address, canary_name
from orchestrator.model.indicator import Allowed, Citation, Class, Indicator, IocSet
from orchestrator.model.ioc_table import as_table
from orchestrator.model.observation import (
    CachedName,
    Connection,
    ConnectionState,
    HostsLine,
    LookedUp,
    Lookup,
    Observation,
    Process,
    ResolverSetting,
    Sight,
)

AT = datetime(2026, 11, 20, tzinfo=UTC)
NONCE = "0123456789abcdef"
NULL = "0.0.0.0"  # noqa: S104 - what a filter answers
SIGHT = Sight(source="made")
A, CNAME, PTR, MX, TXT, AAAA = 1, 5, 12, 15, 16, 28


def indicator(text: str, klass: Class = Class.MALICIOUS, line: int = 1) -> Indicator:
    value = normalise(text)
    assert isinstance(value, Value)
    passed = Guard().judge(value)
    assert isinstance(passed, Passed)
    return Indicator(
        value=value.text,
        kind=value.kind,
        port=value.port,
        scope=passed.scope,
        test=passed.test,
        shared=passed.shared,
        klass=klass,
        citations=(Citation(list="a.txt", version="2026-11-01", line=line, published=text),),
    )


def iocs(indicators: Iterable[Indicator], allowed: tuple[Allowed, ...] = ()) -> IocSet:
    return IocSet(
        indicators=tuple(indicators), files=(), refused=(), sha256="0" * 64, dated="2026-11-01",
        allowed=allowed,
    )  # fmt: skip


def index(*texts: str, sinkholes: tuple[str, ...] = ()) -> Index:
    indicators = (
        *(indicator(text, line=n) for n, text in enumerate(texts, start=1)),
        *(indicator(text, Class.SINKHOLE) for text in sinkholes),
    )
    return Index(as_table(iocs(indicators)))


def connection(
    remote: str,
    state: ConnectionState = ConnectionState.ESTABLISHED,
    port: int = 443,
    protocol: str = "tcp",
    local: str = "192.168.1.5",
) -> Connection:
    return Connection(
        sight=SIGHT,
        protocol=protocol,
        local_address=local,
        local_port=50000,
        remote_address=remote,
        remote_port=port,
        state=state,
        raw=f"{remote}:{port} {state}",
    )


def cached(
    name: str,
    address: str | None = None,
    target: str | None = None,
    lookup: Lookup = Lookup.ANSWERED,
    kind: int | None = None,
) -> CachedName:
    guessed = CNAME if target else AAAA if address and ":" in address else A
    return CachedName(
        sight=SIGHT,
        name=name,
        lookup=lookup,
        record_type=guessed if kind is None else kind,
        address=address,
        target=target,
        raw=f"{name} {address or target or lookup}",
    )


def negative(name: str, lookup: Lookup = Lookup.NO_SUCH_NAME) -> CachedName:
    return cached(name, lookup=lookup)


def looked_up(
    name: str,
    *addresses: str,
    targets: tuple[str, ...] = (),
    lookup: Lookup = Lookup.ANSWERED,
    pid: int = 7,
) -> LookedUp:
    return LookedUp(
        sight=SIGHT,
        name=name,
        lookup=lookup,
        addresses=addresses,
        targets=targets,
        process=Process(pid=pid),
        raw=name,
    )


def hosts(address: str, *names: str) -> HostsLine:
    return HostsLine(sight=SIGHT, address=address, names=names, line=1, raw=f"{address} {names}")


def resolver(address: str) -> ResolverSetting:
    return ResolverSetting(sight=SIGHT, address=address, raw=address)


def canary(check: str, nonce: str = NONCE) -> Observation:
    """Return the made row that a section of that check prints."""
    match check:
        case "connections":
            return connection(canary_address(nonce))
        case "dns_cache":
            return cached(canary_name(nonce), canary_address(nonce))
        case "hosts_file":
            return hosts(canary_address(nonce), canary_name(nonce))
        case _:
            return resolver(canary_address(nonce))


def answered(*observations: Observation) -> Answered:
    return Answered(observations=observations, source="made", rows=len(observations))
