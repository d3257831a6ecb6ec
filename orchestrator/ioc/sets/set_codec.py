"""A set of indicators as bytes: the canonical body that a digest is over, and a quick table.

The body is JSON and is kept with every sweep; the text of the table loads a million indicators in
a second, and is only ever a copy of what lists say. What both say beside the indicators has one
form.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import asdict, astuple, replace

from orchestrator.files.typed_json import load_json, typed
from orchestrator.files.uncollected import uncollected
from orchestrator.model.indicator import (
    Allowed,
    Citation,
    Class,
    Indicator,
    IocSet,
    Kind,
    ListedContext,
    ListFile,
    Refusal,
    Scope,
    context_as_json,
)
from orchestrator.model.ioc_table import Columns, IocTable, Sizes, columns_of

TABLE_SCHEMA = 4
_SCHEMA = 2
_READ = (1, _SCHEMA)  # stores keep what older versions wrote
_INDICATORS, _PIECE = "indicators", 1000
_ORDER = {kind: number for number, kind in enumerate(Kind)}


class _CitationRow(NamedTuple):
    """A citation, as an array; it ends before `context` where a list says nothing more."""

    name: str
    version: str
    line: int
    published: str
    confidence: int | None
    context: ListedContext | None = None


class _IndicatorRow(NamedTuple):
    """An indicator, as an array; in a body of schema 1 it ends before `shared`."""

    value: str
    kind: Kind
    scope: Scope
    klass: Class
    port: int | None
    valid_from: str | None
    valid_until: str | None
    test: bool
    citations: tuple[_CitationRow, ...]
    shared: str | None = None


class _About(Struct, frozen=True, kw_only=True):
    """What a set says beside its indicators; files and refusals as arrays."""

    dated: str
    warnings: tuple[str, ...]
    files: tuple[tuple[str, str, str, int], ...]
    refused: tuple[tuple[str, int, str, str], ...]
    allowed: tuple[Allowed, ...] = ()


class _TableHead(Struct, frozen=True, kw_only=True):
    """The first line of a table's text: all but values (`size_bytes` of them) and records."""

    schema: int
    sizes: Sizes
    size_bytes: int
    lists: tuple[tuple[str, str], ...]
    sinkholes: tuple[int, ...]
    sha256: str
    about: _About


def sealed(
    *,
    indicators: Iterable[Indicator],
    files: Iterable[ListFile],
    refused: Iterable[Refusal],
    dated: str,
    warnings: Iterable[str],
    allowed: Iterable[Allowed] = (),
) -> IocSet:
    """Return the set in canonical order with the digest of its body."""
    unsealed = IocSet(
        indicators=_ranked(indicators),
        files=tuple(sorted(files, key=lambda file: (file.name, file.sha256))),
        refused=tuple(sorted(refused, key=lambda one: (one.file, one.line, one.text, one.reason))),
        sha256="",
        dated=dated,
        warnings=tuple(sorted(warnings)),
        allowed=tuple(sorted(allowed, key=astuple)),
    )
    return replace(unsealed, sha256=_digest(_pieces(unsealed)))


def to_body(iocs: IocSet) -> bytes:
    """Return the whole set as canonical JSON; equal sets give equal bytes.

    The set's digest is over these bytes and therefore not among them.
    """
    return b"".join(_pieces(iocs))


@uncollected()
def from_body(body: bytes) -> IocTable:
    """Return the set that `to_body` wrote, as a table.

    Raises:
        ValueError: The bytes are not such a body.
    """
    read = load_json(body)
    if not isinstance(read, dict) or read.pop("schema", None) not in _READ:
        msg = f"not a list body of schema {_SCHEMA}"
        raise ValueError(msg)
    rows = typed(read.pop(_INDICATORS, None), tuple[_IndicatorRow, ...])
    about = typed(read, _About)
    return _table(columns_of(map(_indicator, rows)), about, _digest((body,)))


def to_text(table: IocTable) -> bytes:
    """Return the table as bytes to keep; equal tables give equal bytes."""
    columns = table.columns
    values = "\n".join(columns.values).encode()
    head = {
        "schema": TABLE_SCHEMA,
        "sizes": columns.sizes,
        "size_bytes": len(values),
        "lists": columns.lists,
        "sinkholes": columns.sinkholes,
        "sha256": table.sha256,
        "about": _about(table),
    }
    return b"%s\n%s\n%s" % (_json(head), values, columns.records)


def from_text(text: bytes) -> IocTable:
    """Return the table that `to_text` wrote.

    Raises:
        ValueError: The bytes are not such a text, or not the whole of it.
    """
    end = text.find(b"\n")
    read = load_json(text[: max(end, 0)])
    if not isinstance(read, dict) or read.get("schema") != TABLE_SCHEMA:
        msg = f"not a table of schema {TABLE_SCHEMA}"
        raise ValueError(msg)
    head = typed(read, _TableHead)
    border = end + 1 + head.size_bytes
    values = text[end + 1 : border].decode().split("\n") if head.size_bytes else []
    records = text[border + 1 :]
    if not sum(head.sizes) == len(values) == records.count(b"\n"):
        msg = "a part of the table is missing"
        raise ValueError(msg)
    columns = Columns(head.sizes, tuple(values), records, head.lists, head.sinkholes)
    return _table(columns, head.about, head.sha256)


def _pieces(iocs: IocSet) -> Iterator[bytes]:
    """Yield the body in pieces, its keys in order: a million indicators are not held as text."""
    around = {"schema": _SCHEMA, **_about(iocs)}
    before = _json({key: value for key, value in around.items() if key < _INDICATORS})
    after = _json({key: value for key, value in around.items() if key > _INDICATORS})
    yield before.removesuffix(b"}") + b',"indicators":['
    for start in range(0, len(iocs.indicators), _PIECE):
        rows = [_row(one) for one in iocs.indicators[start : start + _PIECE]]
        yield b"," * (start > 0) + _json(rows)[1:-1]
    yield b"]," + after.removeprefix(b"{")


def _about(one: IocSet | IocTable) -> dict[str, object]:
    return {
        "dated": one.dated,
        "warnings": one.warnings,
        "files": [astuple(file) for file in one.files],
        "refused": [(text.file, text.line, text.text, text.reason) for text in one.refused],
        "allowed": [asdict(entry) for entry in one.allowed],
    }


def _table(columns: Columns, about: _About, sha256: str) -> IocTable:
    return IocTable(
        columns=columns,
        files=tuple(
            ListFile(name=name, sha256=digest, dated=dated, indicators=count)
            for name, digest, dated, count in about.files
        ),
        refused=tuple(
            Refusal(file=file, line=line, text=text, reason=reason)
            for file, line, text, reason in about.refused
        ),
        sha256=sha256,
        dated=about.dated,
        warnings=about.warnings,
        allowed=about.allowed,
    )


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _digest(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _ranked(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Sort by kind, value and port: a million texts by themselves sort faster than in tuples."""
    ranked = sorted(indicators, key=lambda one: one.port or 0)
    ranked.sort(key=attrgetter("value"))
    ranked.sort(key=lambda one: _ORDER[one.kind])
    return tuple(ranked)


def _row(one: Indicator) -> tuple[object, ...]:
    """Return an `_IndicatorRow`; a plain tuple, since making a million named ones takes twice."""
    return (
        one.value,
        one.kind,
        one.scope,
        one.klass,
        one.port,
        one.valid_from.isoformat() if one.valid_from else None,
        one.valid_until.isoformat() if one.valid_until else None,
        one.test,
        [_cited(citation) for citation in one.citations],
        one.shared,
    )


def _cited(one: Citation) -> tuple[object, ...]:
    plain = (one.list, one.version, one.line, one.published, one.confidence)
    return plain if one.context is None else (*plain, context_as_json(one.context))


def _indicator(row: _IndicatorRow) -> Indicator:
    return Indicator(
        value=row.value,
        kind=row.kind,
        scope=row.scope,
        klass=row.klass,
        port=row.port,
        valid_from=datetime.fromisoformat(row.valid_from) if row.valid_from else None,
        valid_until=datetime.fromisoformat(row.valid_until) if row.valid_until else None,
        test=row.test,
        shared=row.shared,
        citations=tuple(
            Citation(
                list=cited.name,
                version=cited.version,
                line=cited.line,
                published=cited.published,
                confidence=cited.confidence,
                context=cited.context,
            )
            for cited in row.citations
        ),
    )
