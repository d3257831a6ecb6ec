"""How values lie in the store: arrays of ids, compressed bodies, JSON of frozen data."""

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from orchestrator.model.plan import Question

Json = dict[str, Any]


def pack_seen(ids: Iterable[int]) -> bytes:
    """Return distinct ids in ascending order, each as four bytes, the lowest first.

    Raises:
        OverflowError: An id is negative or does not fit into 32 bits.
    """
    return pack_ascending(sorted(set(ids)))


def pack_ascending(ids: Iterable[int]) -> bytes:
    """Return ids that are distinct and in ascending order already, as `pack_seen` does."""
    return _little(array("I", ids)).tobytes()


def unpack_seen(blob: bytes) -> "array[int]":
    """Return the ids of `pack_seen`; ValueError if the blob is no whole number of ids."""
    ids = array("I")
    ids.frombytes(blob)
    return _little(ids)


def _little(ids: "array[int]") -> "array[int]":
    """Turn the bytes of each id on a machine that has them the other way round."""
    if sys.byteorder == "big":
        ids.byteswap()
    return ids


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
    """Return canonical JSON of values, enums, mappings and tuples.

    `files.typed_json` reads it.
    """
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> Json:
    if isinstance(value, Struct):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def stamp(moment: datetime) -> str:
    """Return an aware time as ISO UTC with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Return the time of `stamp`; ValueError for what is none, or says no zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        msg = f"a time without a zone: {text!r}"
        raise ValueError(msg)
    return at


Rules = tuple[tuple[Question, ...], ...]
"""The `rules` column: the distinct question lists of a sweep."""
