"""Readers of a hosts file's bytes; Windows and POSIX agree on its form."""

from orchestrator.checks.base import Context, Part
from orchestrator.checks.sections import ParsedSection, answer, nothing, now, sight
from orchestrator.checks.values import address, name
from orchestrator.model.answer import Answer, Note
from orchestrator.model.observation import HostsLine, Sight

_USUAL_END = "\\system32\\drivers\\etc\\hosts"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_posix(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the effective lines of `/etc/hosts`."""
    return _read(parts, context, ())


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the effective lines of the hosts file; note `moved` if it is elsewhere."""
    moved = any(part.source and not part.source.lower().endswith(_USUAL_END) for part in parts)
    return _read(parts, context, (Note.MOVED,) if moved else ())


def _read(parts: tuple[Part, ...], context: Context, notes: tuple[Note, ...]) -> Answer:
    part = next((part for part in parts if part.name == "file"), None)
    if part is None:
        return nothing()
    odd = (Note.ODD_ROWS,) if b"\0" in part.body else ()
    table = _table(part.body, sight(part, context))
    return answer(part, table, now(context), notes=(*notes, *odd))


def _table(body: bytes, seen: Sight) -> ParsedSection:
    """Read the made row, which the script put first, and then the file.

    Bytes as the resolvers of Windows and POSIX read them: a file saved as UTF-16 names nothing,
    and its lines neither block nor lead anywhere.
    """
    made, _, content = body.partition(b"\n")
    lines = (made.decode("utf-8", "replace"), *_decode(content).split("\n"))
    rows = tuple(
        row for number, line in enumerate(lines) if (row := _row(line, number, seen)) is not None
    )
    return ParsedSection(observations=rows, rows=len(rows))


def _decode(content: bytes) -> str:
    """Return the file's text: UTF-8, else bytes as they are."""
    content = content.removeprefix(_BYTE_ORDER_MARK)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _row(line: str, number: int, seen: Sight) -> HostsLine | None:
    """Read one line; the made row has number 0, so that the file's own lines count from 1."""
    words = line.partition("#")[0].split()
    found = address(words[0]) if words else None
    if found is None or not words[1:] or "\0" in line:
        return None
    names = tuple(name(word) for word in words[1:])
    return HostsLine(sight=seen, address=found, names=names, line=number, raw=line.strip())
