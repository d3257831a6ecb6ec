"""The JSON of systemd-resolved's cache, taken apart with every shape checked.

Source: `dns_cache_to_json` and `dns_resource_record_to_json` in systemd's sources.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping

from msgspec import Struct

_WHITE = " \t\r\n"
_MAX_ADDRESS_BYTES = 16
_RAW_BYTES = 2048  # a longer record is none that leads to an address
_LONGEST_US = 10**15  # a machine up for 31 years
_POINTER = 0xC0


class NotACacheError(ValueError):
    """The text is not what systemd-resolved prints."""


class ResolvedRecord(Struct, frozen=True, kw_only=True):
    """One record of an entry: where it leads, and how long it was good for when it came."""

    address: bytes | None = None
    target: str | None = None
    ttl_s: int | None = None


class CacheEntry(Struct, frozen=True, kw_only=True):
    """One name and type in the cache; no record and no `absent` means: no such record."""

    name: str
    record_type: int
    absent: str
    until_us: int
    records: tuple[ResolvedRecord, ...]
    raw: str


class OddEntry(Struct, frozen=True, kw_only=True):
    """An entry of another shape, as JSON."""

    text: str


def documents(text: str) -> Iterator[object]:
    """Yield the JSON values that stand in `text` one after another.

    Raises:
        ValueError, RecursionError: It is no JSON; what was yielded before it holds.
    """
    decoder, at = json.JSONDecoder(), _skip(text, 0)
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        yield document
        at = _skip(text, at)


def entries(document: object) -> Iterator[CacheEntry | OddEntry]:
    """Yield the entries of all scopes of one document.

    Raises:
        NotACacheError: The document has another shape; what was yielded before it holds.
    """
    for scope in _list(document):
        for item in _list(_object(scope).get("cache")):
            try:
                yield _entry(_object(item))
            except NotACacheError:
                yield OddEntry(text=_plain(item))


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _WHITE:
        at += 1
    return at


def _entry(item: Mapping[str, object]) -> CacheEntry:
    key = _object(item.get("key"))
    return CacheEntry(
        name=_text(key.get("name")),
        record_type=_number(key.get("type"), 0xFFFF),
        absent=_text(item.get("type", "")),
        until_us=_number(item.get("until"), _LONGEST_US),
        records=tuple(_record(_object(record)) for record in _list(item.get("rrs", []))),
        raw=_plain(item),
    )


def _record(item: Mapping[str, object]) -> ResolvedRecord:
    rr = _object(item.get("rr"))
    packed = tuple(_number(byte, 0xFF) for byte in _list(rr.get("address", [])))
    return ResolvedRecord(
        address=bytes(packed) if packed and len(packed) <= _MAX_ADDRESS_BYTES else None,
        target=_text(rr["name"]) if "name" in rr else None,
        ttl_s=_ttl(_text(item.get("raw", ""))),
    )


def _ttl(raw: str) -> int | None:
    """Return the TTL of a record in wire form (RFC 1035, 3.2.1): name, type, class, TTL."""
    try:
        wire = base64.b64decode(raw, validate=True)[:_RAW_BYTES]
    except binascii.Error:
        return None
    at = 0
    while at < len(wire) and 0 < wire[at] < _POINTER:
        at += wire[at] + 1
    ttl = wire[at + 5 : at + 9]
    return int.from_bytes(ttl, "big") if len(ttl) == 4 else None  # noqa: PLR2004 -- 32 bits


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise NotACacheError("an object is missing")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise NotACacheError("a list is missing")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotACacheError("a text is missing")
    return _clean(value)


def _plain(item: object) -> str:
    return _clean(json.dumps(item, ensure_ascii=False, separators=(",", ":")))


def _clean(text: str) -> str:
    """Return a text that can be written: JSON may escape half a character, UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def _number(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise NotACacheError("a number is missing or out of range")
    return value
