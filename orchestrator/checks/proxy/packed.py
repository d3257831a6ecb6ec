"""The packed settings under `Connections`: a version, a counter, flags, and three texts.

The layout is the one of `INTERNET_PER_CONN_OPTION_LIST` as Windows writes it: little-endian
32-bit numbers; each text stands behind its length in bytes.
"""

import struct
from typing import NamedTuple

_HEAD = struct.Struct("<III")
_LENGTH = struct.Struct("<I")
_PROXY, _SCRIPT = 2, 4  # bits of the flags: by a proxy, by a script


class Packed(NamedTuple):
    """What one packed value says; texts are empty where it has none."""

    proxy: str
    proxy_on: bool
    bypass: str
    script: str
    script_on: bool


def unpack(packed: bytes) -> Packed | None:
    """Return the settings, None for bytes of another shape."""
    if len(packed) < _HEAD.size:
        return None
    flags = _HEAD.unpack_from(packed)[2]
    texts, at = [], _HEAD.size
    for _ in range(3):
        text, at = _text(packed, at)
        if text is None:
            return None
        texts.append(text)
    proxy, bypass, script = texts
    return Packed(proxy, bool(flags & _PROXY), bypass, script, bool(flags & _SCRIPT))


def _text(packed: bytes, at: int) -> tuple[str | None, int]:
    """Return the text at a place and where the next begins; WinHTTP's value ends early."""
    if at >= len(packed):
        return "", at
    if at + _LENGTH.size > len(packed):
        return None, at
    (length,) = _LENGTH.unpack_from(packed, at)
    end = at + _LENGTH.size + length
    if end > len(packed):
        return None, at
    return packed[at + _LENGTH.size : end].decode("latin-1"), end
