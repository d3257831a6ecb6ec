"""Reader of the Windows sections: Internet Settings of the machine and of each loaded hive."""

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.mentions import configured
from orchestrator.checks.odd_rows import as_setting
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    joined,
    nothing,
    now,
    sight,
    tabulate,
    text_lines,
)
from orchestrator.model.answer import Answer, Answered, Unread
from orchestrator.model.observation import ConfiguredText, Sight

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


_PARTS = ("machine", "users", "ports")
_SWITCH = "ProxyEnable"
_SWITCHED = frozenset({"ProxyServer", "ProxyOverride"})  # of no effect while the switch is off
_PACKED = "#"
_SCRIPT_OF_PACKED = " (PAC)"
_MODE = "ProxyMode"
_MODES_WITHOUT_SERVER = frozenset({"direct", "system", "auto_detect", "pac_script"})
_SCRIPTS = frozenset({"AutoConfigURL", "ProxyPacUrl"})
_IN_SETTINGS = re.compile(r"pac_?(?:script|url)", re.IGNORECASE)


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return every proxy and proxy script; one that is switched off is not in force.

    A script that is set decides by what it says, and nobody has read that: whoever asks whether
    the proxies are sound has no answer then.
    """
    known = tuple(part for part in parts if part.name in _PARTS)
    answers = (answer(part, _table(part, sight(part, context)), now(context)) for part in known)
    read = joined(tuple(answers)) if known else nothing()
    if not isinstance(read, Answered):
        return read
    scripts = (one for one in read.observations if isinstance(one, ConfiguredText))
    script = next((one for one in scripts if one.in_force and is_script(one)), None)
    if script is None:
        return read
    return read.withdrawn(Unread.PAC_UNREAD, script.raw.replace("\t", " "))


def is_script(setting: ConfiguredText) -> bool:
    """Whether a setting names a proxy script (PAC), by whatever value it is set."""
    name = setting.where.rpartition("\\")[2]
    if name in _SCRIPTS or setting.where.endswith(_SCRIPT_OF_PACKED):
        return True
    return name == "ProxySettings" and _IN_SETTINGS.search(setting.text) is not None


def _table(part: Part, seen: Sight) -> ParsedSection:
    lines = text_lines(part.body)
    values = dict(line.split("\t", 1) for line in lines if "\t" in line)
    table = tabulate(part.body, lambda line: _row(line, values, seen), seen, odd=_odd)
    return replace(table, broken=table.broken.partition("\t")[0])


def _row(line: str, values: dict[str, str], seen: Sight) -> tuple[ConfiguredText, ...] | None:
    where, tab, text = line.partition("\t")
    return _value(where, text, values, seen) if tab else None


def _odd(line: str, seen: Sight) -> tuple[ConfiguredText, ...]:
    """Read what stands in a row; a packed value's texts are between its numbers."""
    where, _, text = line.partition("\t")
    packed = _bytes(text.removeprefix(_PACKED)) if text.startswith(_PACKED) else None
    return as_setting(line if packed is None else f"{where} {packed.decode('latin-1')}", seen)


def _value(
    where: str, text: str, values: dict[str, str], seen: Sight
) -> tuple[ConfiguredText, ...] | None:
    key, _, name = where.rpartition("\\")
    if name == _SWITCH:
        return ()
    if not text.startswith(_PACKED):
        off = name in _SWITCHED and values.get(f"{key}\\{_SWITCH}") == "0"
        mode = values.get(f"{key}\\{_MODE}", "")
        off = off or (name == "ProxyServer" and mode in _MODES_WITHOUT_SERVER)
        return (configured(where, text, seen, in_force=not off),)
    packed = _bytes(text.removeprefix(_PACKED))
    found = unpack(packed) if packed is not None else None
    return None if found is None else tuple(_unpacked(where, found, seen))


def _bytes(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text.replace("-", ""))
    except ValueError:
        return None


def _unpacked(where: str, found: Packed, seen: Sight) -> Iterator[ConfiguredText]:
    for place, text, on in (
        (where, found.proxy, found.proxy_on),
        (where, found.bypass, found.proxy_on),
        (f"{where}{_SCRIPT_OF_PACKED}", found.script, found.script_on),
    ):
        if text:
            yield configured(place, text, seen, in_force=on)
