"""Readers of settings and command lines: which names and addresses stand in a text."""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import chain

from orchestrator.checks.base import Context, Part
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
from orchestrator.checks.values import address, name
from orchestrator.model.answer import Answer
from orchestrator.model.observation import ConfiguredText, Sight
from orchestrator.text.host_texts import loose_ipv4

# Another source of the same part: the first that was read to its end stands for both.
_INSTEAD = {"schtasks": "tasks"}
_LONGEST = 32_768  # characters of one text that are looked at; Windows takes no longer command line
_CELLS = 2
# Behind one backslash stands a part of a path (`C:\\app.example\\1.2.3.4\\`), behind two a server.
_START = r"(?<![\w.-])(?:(?<!\\)|(?<=\\\\))"
_NAME = re.compile(
    _START
    + r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.){1,30}(?:xn--[a-z0-9-]{1,59}|[a-z]{2,63})(?![\w-])",
    re.ASCII | re.IGNORECASE,
)
_IPV4 = re.compile(_START + r"\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)", re.ASCII)
_URL_HOST = re.compile(
    r"//(?:[^\s/@]{0,256}@)?([0-9a-fx.]{1,60})(?=[:/?#\s\"']|\Z)", re.ASCII | re.IGNORECASE
)
# PowerShell takes every beginning of `-EncodedCommand`, behind any of its dashes or a slash.
_ENCODED = re.compile(
    r"(?<!\w)[-/\u2013\u2014\u2015](e[a-z]{0,13})[\s:]+[\"']?([A-Za-z0-9+/]{16,}={0,2})",
    re.IGNORECASE,
)
_ENCODED_COMMAND, _ITS_ALIAS = "encodedcommand", "ec"
_DEPTH = 3
_IPV6 = re.compile(
    r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.ASCII | re.IGNORECASE
)


def names_in(text: str) -> tuple[str, ...]:
    """Return the DNS names in a text, lower case, each once; a file's name may look like one."""
    return tuple(dict.fromkeys(name(found[0]) for found in _NAME.finditer(text[:_LONGEST])))


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses in a text as `ipaddress` writes them, each once.

    Behind `//` also those that are written as one number, in octal or in hexadecimal digits.
    """
    text = text[:_LONGEST]
    words = (found[0] for found in chain(_IPV4.finditer(text), _IPV6.finditer(text)))
    plain = (found for word in words if (found := address(word)) is not None)
    hosts = (loose_ipv4(found[1]) for found in _URL_HOST.finditer(text))
    return tuple(dict.fromkeys((*plain, *(found for found in hosts if found is not None))))


def decoded(text: str) -> Iterator[str]:
    """Yield what the encoded commands in a text say, one inside another at most three deep."""
    for _ in range(_DEPTH):
        inner = tuple(filter(None, map(_undone, _ENCODED.finditer(text[:_LONGEST]))))
        if not inner:
            return
        yield from inner
        text = "\n".join(inner)


def _undone(found: re.Match[str]) -> str | None:
    """Return the text behind the base64 of UTF-16 that PowerShell takes."""
    option, packed = found[1].lower(), found[2] + "=" * (-len(found[2]) % 4)
    if not _ENCODED_COMMAND.startswith(option) and option != _ITS_ALIAS:
        return None
    try:
        text = base64.b64decode(packed, validate=True).decode("utf-16-le")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return " ".join(text.split())


def read_rows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the texts of sections whose rows are a place, a tab and a text."""
    return _read(tuple(_without_replaced(parts)), context)


def read_files(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the lines of files; `>` and a path before a file, or one file by itself."""
    return _read(parts, context)


def _read(parts: tuple[Part, ...], context: Context) -> Answer:
    known = tuple(part for part in parts if part.name in _TABLES)
    answers = (answer(part, _TABLES[part.name](part, context), now(context)) for part in known)
    return joined(tuple(answers)) if known else nothing()


def _without_replaced(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Leave out a part that was not read and has another source that was."""
    replaced = {_INSTEAD[part.name] for part in parts if part.name in _INSTEAD}
    return (part for part in parts if part.name not in replaced or part.status == "ok")


def _rows(part: Part, context: Context) -> ParsedSection:
    seen = sight(part, context)
    return tabulate(part.body, lambda line: _row(line, seen))


def _row(line: str, seen: Sight) -> tuple[ConfiguredText, ...] | None:
    cells = line.split("\t", 1)
    return (configured(cells[0], cells[1], seen),) if len(cells) == _CELLS else None


def _lines(part: Part, context: Context) -> ParsedSection:
    """Read files one behind the other; a comment starts nothing."""
    seen, where = sight(part, context), part.source
    found: list[ConfiguredText] = []
    for line in text_lines(part.body):
        text = line.strip()
        if line.startswith(">"):
            where = line[1:]
        elif not text.startswith("#"):
            found.append(configured(where, text, seen))
    return ParsedSection(observations=tuple(found), rows=len(found))


def configured(where: str, text: str, seen: Sight, *, in_force: bool = True) -> ConfiguredText:
    """Return a setting with the names and addresses that stand in it, encoded commands undone."""
    line = f"{where}\t{text}"
    text = "\n".join((text, *decoded(text)))
    return ConfiguredText(
        sight=seen,
        where=where,
        text=text,
        names=names_in(text),
        addresses=addresses_in(text),
        in_force=in_force,
        raw=line,
    )


_TABLES = {
    "machine": _rows,
    "users": _rows,
    "services": _rows,
    "tasks": _rows,
    "schtasks": _rows,
    "subscriptions": _rows,
    "environment": _lines,
    "cron": _lines,
    "units": _lines,
}
