"""How values lie in the store: delta-coded ids, compressed bodies, JSON of frozen data."""

import dataclasses
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from orchestrator.model.plan import Question

Json = dict[str, Any]


def pack_ids(ids: Iterable[int]) -> bytes:
    """Return distinct ids as sorted deltas in base-128 groups, least significant first."""
    out = bytearray()
    last = 0
    for one in sorted(set(ids)):
        delta = one - last
        last = one
        while delta > 127:  # noqa: PLR2004  seven bits a byte, the eighth says "more"
            out.append(delta & 127 | 128)
            delta >>= 7
        out.append(delta)
    return bytes(out)


def pack_body(body: bytes) -> bytes:
    """Return the compressed body; the fastest level, since the wire is slower than the disk."""
    return zlib.compress(body, 1)


def unpack_body(blob: bytes, size: int) -> bytes:
    """Return the body of `pack_body`; zlib.error or ValueError if it is not `size` bytes long."""
    inflate = zlib.decompressobj()
    body = inflate.decompress(blob, size + 1)
    if len(body) != size:
        msg = "wrong size"
        raise ValueError(msg)
    return body


def to_json(value: object) -> str:
    """Return canonical JSON of frozen dataclasses, enums, mappings and tuples.

    `files.typed_json` reads it.
    """
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> Json:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: getattr(value, field.name) for field in fields}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def stamp(moment: datetime) -> str:
    """Return an aware time as ISO UTC with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Return the time of `stamp`."""
    return datetime.fromisoformat(text)


Rules = tuple[tuple[Question, ...], ...]
"""The `rules` column: the distinct question lists of a sweep."""
