"""Reader of the Windows sections: Internet Settings of the machine and of each loaded hive."""

from collections.abc import Iterator

from orchestrator.checks.base import Context, Part
from orchestrator.checks.proxy.packed import Packed, unpack
from orchestrator.checks.table import Table, answer, joined, nothing, now, sight, text_lines
from orchestrator.checks.texts import configured
from orchestrator.model.answer import Answer
from orchestrator.model.observation import ConfiguredText, Sight

_PARTS = ("machine", "users")
_SWITCH = "ProxyEnable"
_SWITCHED = frozenset({"ProxyServer", "ProxyOverride"})  # of no effect while the switch is off
_PACKED = "#"


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return every proxy and proxy script; one that is switched off is not in force."""
    known = tuple(part for part in parts if part.name in _PARTS)
    answers = (answer(part, _table(part, sight(part, context)), now(context)) for part in known)
    return joined(tuple(answers)) if known else nothing()


def _table(part: Part, seen: Sight) -> Table:
    lines = text_lines(part.body)
    rows = tuple(tuple(line.split("\t", 1)) for line in lines)
    broken = next((line for line, row in zip(lines, rows, strict=True) if len(row) == 1), "")
    values = {row[0]: row[1] for row in rows if len(row) > 1}
    found: list[ConfiguredText] = []
    for where, text in values.items():
        read = _value(where, text, values, seen)
        if read is None:
            broken = broken or where
        else:
            found.extend(read)
    return Table(observations=tuple(found), rows=len(lines), broken=broken)


def _value(
    where: str, text: str, values: dict[str, str], seen: Sight
) -> tuple[ConfiguredText, ...] | None:
    key, _, name = where.rpartition("\\")
    if name == _SWITCH:
        return ()
    if not text.startswith(_PACKED):
        off = name in _SWITCHED and values.get(f"{key}\\{_SWITCH}") == "0"
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
    for text, on in (
        (found.proxy, found.proxy_on),
        (found.bypass, found.proxy_on),
        (found.script, found.script_on),
    ):
        if text:
            yield configured(where, text, seen, in_force=on)
