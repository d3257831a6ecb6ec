"""A set of indicators as a table, and the table as the normalised text that is kept on disk."""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, astuple

from orchestrator.ioc.sets.body import allowed_from
from orchestrator.model.indicator import (
    Citation,
    Class,
    Indicator,
    IocSet,
    IocTable,
    Kind,
    ListFile,
    Refusal,
    Scope,
)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the collector of cycles back: values form none, and each search visits them all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


SCHEMA = 2
_GROUPS = 6
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@uncollected()
def as_table(iocs: IocSet) -> IocTable:
    """Return the set as columns."""
    groups = _grouped(iocs.indicators)
    lists = sorted({(c.list, c.version) for one in iocs.indicators for c in one.citations})
    numbers = {cited: number for number, cited in enumerate(lists)}
    return IocTable(
        sizes=_sizes(map(len, groups)),
        values=tuple(_key(one) for group in groups for one in group),
        records="".join(_record(one, numbers) for group in groups for one in group).encode(),
        lists=tuple(lists),
        files=iocs.files,
        refused=iocs.refused,
        sha256=iocs.sha256,
        dated=iocs.dated,
        warnings=iocs.warnings,
        allowed=iocs.allowed,
    )


def to_text(table: IocTable) -> bytes:
    """Return the table as bytes to keep; equal tables give equal bytes."""
    values = "\n".join(table.values).encode()
    head = {
        "schema": SCHEMA,
        "sizes": table.sizes,
        "bytes": len(values),
        "lists": table.lists,
        "files": [astuple(one) for one in table.files],
        "refused": [(one.file, one.line, one.text, one.reason) for one in table.refused],
        "sha256": table.sha256,
        "dated": table.dated,
        "warnings": table.warnings,
        "allowed": [asdict(one) for one in table.allowed],
    }
    return b"%s\n%s\n%s" % (_json(head).encode(), values, table.records)


def from_text(text: bytes) -> IocTable:
    """Return the table that `to_text` wrote.

    Raises:
        ValueError: The bytes are not such a text, or not the whole of it.
    """
    end = text.find(b"\n")
    head = json.loads(text[: max(end, 0)])
    if not isinstance(head, dict) or head.get("schema") != SCHEMA:
        msg = f"not a table of schema {SCHEMA}"
        raise ValueError(msg)
    border = end + 1 + head["bytes"]
    values = text[end + 1 : border].decode().split("\n") if head["bytes"] else []
    records = text[border + 1 :]
    sizes = _sizes(head["sizes"])
    if not sum(sizes) == len(values) == records.count(b"\n"):
        msg = "a part of the table is missing"
        raise ValueError(msg)
    return IocTable(
        sizes=sizes,
        values=tuple(values),
        records=records,
        lists=tuple((name, version) for name, version in head["lists"]),
        files=tuple(
            ListFile(name=name, sha256=sha256, dated=dated, indicators=count)
            for name, sha256, dated, count in head["files"]
        ),
        refused=tuple(
            Refusal(file=file, line=line, text=text, reason=reason)
            for file, line, text, reason in head["refused"]
        ),
        sha256=head["sha256"],
        dated=head["dated"],
        warnings=tuple(head["warnings"]),
        allowed=allowed_from(head["allowed"]),
    )


def _sizes(counts: Iterable[int]) -> tuple[int, int, int, int, int, int]:
    domains, addresses, ports, ranges4, ranges6, urls = counts
    return domains, addresses, ports, ranges4, ranges6, urls


def _grouped(indicators: Iterable[Indicator]) -> tuple[list[Indicator], ...]:
    groups: tuple[list[Indicator], ...] = tuple([] for _ in range(_GROUPS))
    places = {Kind.DOMAIN: 0, Kind.IPV4: 1, Kind.IPV6: 1, Kind.CIDR4: 3, Kind.CIDR6: 4, Kind.URL: 5}
    for one in indicators:
        groups[places[one.kind] + (one.port is not None)].append(one)
    return groups


def _key(one: Indicator) -> str:
    return one.value if one.port is None else f"{one.value} {one.port}"


def _record(one: Indicator, numbers: Mapping[tuple[str, str], int]) -> str:
    extra = _json(dict(_extra(one)))
    if len(one.citations) == 1:
        (only,) = one.citations
        if only.published == one.value and only.confidence is None:  # as most are
            return f"[[{numbers[only.list, only.version]},{only.line}],{extra}]\n"
    cited = (_json(list(_cited(citation, one.value, numbers))) for citation in one.citations)
    return f"[{','.join((*cited, extra))}]\n"


def _cited(
    citation: Citation, value: str, numbers: Mapping[tuple[str, str], int]
) -> Iterator[object]:
    yield numbers[citation.list, citation.version]
    yield citation.line
    own = citation.published != value
    if own or citation.confidence is not None:
        yield citation.published if own else None
    if citation.confidence is not None:
        yield citation.confidence


def _extra(one: Indicator) -> Iterator[tuple[str, object]]:
    if one.scope is not Scope.TREE:
        yield "scope", one.scope
    if one.klass is not Class.MALICIOUS:
        yield "class", one.klass
    if one.valid_from:
        yield "from", one.valid_from.isoformat()
    if one.valid_until:
        yield "until", one.valid_until.isoformat()
    if one.test:
        yield "test", True
    if one.shared:
        yield "shared", one.shared


def _json(value: object) -> str:
    return _ENCODER.encode(value)
