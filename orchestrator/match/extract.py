"""Words of a log to the names and addresses that they may be; any text, no format assumed."""

import ipaddress
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

# Word characters: names, addresses with ports, and non-ASCII bytes; all else parts words.
_KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789.-_:\n" + bytes(range(0x80, 0x100))
_WORDS = bytes(
    byte if byte in _KEPT else byte + 32 if 0x41 <= byte <= 0x5A else 0x20  # noqa: PLR2004 - A-Z
    for byte in range(256)
)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_QUAD = re.compile(rf"({_OCTET}(?:\.{_OCTET}){{3}})(?:\.([0-9]{{1,5}}))?")
_PORT = re.compile(r"[0-9]{1,5}")
_NAME = re.compile(r"(?!.*\.[0-9]+$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")
_COUNTED = re.compile(rb"(?:\([0-9]{1,2}\)[A-Za-z0-9_-]{1,63})+\(0\)")
_COUNT = re.compile(rb"\([0-9]{1,2}\)")
_MAX_WORD = 2048
_MIN_COLONS6 = 2


class Extracted(StrEnum):
    """How a value was read out of a line."""

    NAME = "name"
    ADDRESS = "address"
    ADDRESS_PORT = "address_port"
    URL = "url"


class Reading(NamedTuple):
    """One name or address that a word holds."""

    how: Extracted
    text: str
    port: int | None = None


def words_of(block: bytes) -> bytes:
    """Return lines in lower case with one space or more between words; lines stay lines.

    Names as the Windows DNS server's log counts them, `(3)www(7)example(3)com(0)`, are joined.
    """
    if b"(0)" in block:
        block = _COUNTED.sub(_joined, block)
    return block.translate(_WORDS)


def readings(word: bytes) -> Iterator[Reading]:
    """Yield the names and addresses of one word of `words_of`."""
    if len(word) > _MAX_WORD or (b"." not in word and word.count(b":") < _MIN_COLONS6):
        return
    text = word.decode("utf-8", "replace")
    if text.count(":") >= _MIN_COLONS6:
        address = _address6(text)
        if address is not None:
            yield address
            return
    pieces = text.split(":")
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else ""
        reading = _piece(piece.strip(".-"), following.strip(".-"))
        if reading is not None:
            yield reading


def _joined(found: re.Match[bytes]) -> bytes:
    return b" " + _COUNT.sub(b".", found[0]).strip(b".") + b" "


def _address6(text: str) -> Reading | None:
    plain, dot, port = text.rstrip(":-").partition(".")
    if dot and _PORT.fullmatch(port):  # as tcpdump writes an address with its port
        text = plain
    else:
        text, port = text.strip(".-"), ""
    for tried in (text, text.removesuffix(":")):
        try:
            address = ipaddress.IPv6Address(tried)
        except ValueError:
            continue
        mapped = address.ipv4_mapped
        how = Extracted.ADDRESS_PORT if port else Extracted.ADDRESS
        return Reading(how, str(mapped or address), int(port) if port else None)
    return None


def _piece(piece: str, following: str) -> Reading | None:
    if "." not in piece:
        return None
    quad = _QUAD.fullmatch(piece)
    if quad:
        port = quad[2] or (following if _PORT.fullmatch(following) else "")
        how = Extracted.ADDRESS_PORT if port else Extracted.ADDRESS
        return Reading(how, quad[1], int(port) if port else None)
    name = piece if piece.isascii() else _a_labels(piece)
    return Reading(Extracted.NAME, name) if name and _NAME.fullmatch(name) else None


def _a_labels(name: str) -> str | None:
    import idna  # noqa: PLC0415 - logs without a non-ASCII name do not pay for its tables

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None
