"""A set of indicators to its canonical bytes and back: what the store keeps and digests."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any

from orchestrator.model.indicator import (
    Allowed,
    Citation,
    Class,
    Indicator,
    IocSet,
    Kind,
    ListFile,
    Refusal,
    Scope,
)

_SCHEMA = 2
_READ = (1, _SCHEMA)  # stores keep what older versions wrote
_INDICATORS, _PIECE = "indicators", 1000
_ORDER = {kind: number for number, kind in enumerate(Kind)}


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
        allowed=tuple(sorted(allowed, key=dataclasses.astuple)),
    )
    return dataclasses.replace(unsealed, sha256=_digest(_pieces(unsealed)))


def to_body(iocs: IocSet) -> bytes:
    """Return the whole set as canonical JSON; equal sets give equal bytes.

    The set's digest is over these bytes and therefore not among them.
    """
    return b"".join(_pieces(iocs))


def _pieces(iocs: IocSet) -> Iterator[bytes]:
    """Yield the body in pieces, its keys in order: a million indicators are not held as text."""
    around = {
        "schema": _SCHEMA,
        "dated": iocs.dated,
        "warnings": iocs.warnings,
        "files": [dataclasses.astuple(file) for file in iocs.files],
        "refused": [(one.file, one.line, one.text, one.reason) for one in iocs.refused],
        "allowed": [dataclasses.asdict(one) for one in iocs.allowed],
    }
    before = _json({key: value for key, value in around.items() if key < _INDICATORS})
    after = _json({key: value for key, value in around.items() if key > _INDICATORS})
    yield before.removesuffix(b"}") + b',"indicators":['
    for start in range(0, len(iocs.indicators), _PIECE):
        rows = [_row(one) for one in iocs.indicators[start : start + _PIECE]]
        yield b"," * (start > 0) + _json(rows)[1:-1]
    yield b"]," + after.removeprefix(b"{")


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def from_body(body: bytes) -> IocSet:
    """Return the set that `to_body` wrote.

    Raises:
        ValueError: The bytes are not such a body.
    """
    read = json.loads(body.decode("utf-8", "surrogatepass"))
    if not isinstance(read, dict) or read.get("schema") not in _READ:
        msg = f"not a list body of schema {_SCHEMA}"
        raise ValueError(msg)
    return IocSet(
        indicators=tuple(_indicator(*row) for row in read["indicators"]),
        files=tuple(
            ListFile(name=name, sha256=sha256, dated=dated, indicators=count)
            for name, sha256, dated, count in read["files"]
        ),
        refused=tuple(
            Refusal(file=file, line=line, text=text, reason=reason)
            for file, line, text, reason in read["refused"]
        ),
        sha256=_digest((body,)),
        dated=read["dated"],
        warnings=tuple(read["warnings"]),
        allowed=allowed_from(read.get("allowed", ())),
    )


def allowed_from(rows: Iterable[dict[str, Any]]) -> tuple[Allowed, ...]:
    """Return entries of allow lists from their JSON form."""
    return tuple(Allowed(**{**row, "kind": Kind(row["kind"])}) for row in rows)


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
    return (
        one.value,
        one.kind,
        one.scope,
        one.klass,
        one.port,
        one.valid_from.isoformat() if one.valid_from else None,
        one.valid_until.isoformat() if one.valid_until else None,
        one.test,
        [(c.list, c.version, c.line, c.published, c.confidence) for c in one.citations],
        one.shared,
    )


def _indicator(  # noqa: PLR0913, PLR0917 - one argument a column of the row
    value: str,
    kind: str,
    scope: str,
    klass: str,
    port: int | None,
    valid_from: str | None,
    valid_until: str | None,
    test: bool,  # noqa: FBT001 - likewise
    citations: list[tuple[str, str, int, str, int | None]],
    shared: str | None = None,
) -> Indicator:
    return Indicator(
        value=value,
        kind=Kind(kind),
        scope=Scope(scope),
        klass=Class(klass),
        port=port,
        valid_from=datetime.fromisoformat(valid_from) if valid_from else None,
        valid_until=datetime.fromisoformat(valid_until) if valid_until else None,
        test=test,
        shared=shared,
        citations=tuple(
            Citation(list=name, version=version, line=line, published=published, confidence=sure)
            for name, version, line, published, sure in citations
        ),
    )
