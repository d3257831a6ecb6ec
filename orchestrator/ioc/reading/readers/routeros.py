"""Exports of RouterOS: address lists of its firewall, names that its resolver answers itself."""

import re
from collections.abc import Iterator, Mapping

from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import each_line
from orchestrator.model.indicator import Unused

LINE = re.compile(
    r"(?:/ip(?:v6)?[ /](?:firewall[ /]address-list|dns[ /]static).*"
    r"|(?::do\s*\{\s*)?add\s+(?:[a-z-]+=\S.*)?\b(?:address|name|regexp)=\S.*)"
)
_SECTION = re.compile(r"/(?P<path>[a-z0-9][a-z0-9 /-]*?)(?P<rest>\s+(?:add|set|remove)\b.*)?")
_ADD = re.compile(r"\badd\s+(?P<words>.*)")
_WORD = re.compile(r"(?P<key>[a-z-]+)=(?P<value>\"(?:[^\"\\]|\\.)*+\"|[^\s}]*)")
_ESCAPED = re.compile(r"\\([0-9A-F]{2}|.)")
_NOWHERE = ("127.0.0.1", "0.0.0.0", "::1", "::", "240.0.0.1")  # noqa: S104 - nothing is bound
_DENIED = ("nxdomain",)


def read(text: str) -> Iterator[ListCell]:
    """Yield what the lines add; what is disabled or leads a name elsewhere blocks nothing."""
    section = ""
    for number, line in _lines(text):
        found = _SECTION.fullmatch(line) if line.startswith("/") else None
        section = found["path"] if found else section
        said = (found["rest"] or "").strip() if found else line
        if said and not said.startswith("#"):
            yield from _cells(number, said, section)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines, those that a backslash continues as one, each with its first number."""
    held, first = "", 1
    for number, line in enumerate(each_line(text), 1):
        held += line.strip() if not held else f" {line.strip()}"
        if held.endswith("\\"):
            held = held[:-1].rstrip()
            continue
        yield first, held
        held, first = "", number + 1
    if held:
        yield first, held


def _cells(number: int, line: str, section: str) -> Iterator[ListCell]:
    added = _ADD.search(line)
    words = _words(added["words"]) if added else {}
    if words.get("disabled") == "yes":
        yield ListCell(number, line, Unused.EXCEPTION)
    elif regexp := words.get("regexp"):
        yield ListCell(number, regexp, Unused.EXPRESSION)
    elif name := words.get("name"):
        yield ListCell(number, name, name if _blocks(words) else Unused.NO_RULE)
    elif _is_listed(words, section):
        yield ListCell(number, words["address"], words["address"])
    else:
        yield ListCell(number, line, Unused.NO_RULE)


def _is_listed(words: Mapping[str, str], section: str) -> bool:
    named = "address-list" in section or ("list" in words and not section)
    return named and bool(words.get("address"))


def _blocks(words: Mapping[str, str]) -> bool:
    """Whether a name is led nowhere."""
    return words.get("address") in _NOWHERE or words.get("type", "").lower() in _DENIED


def _words(text: str) -> dict[str, str]:
    return {one["key"]: _plain(one["value"]) for one in _WORD.finditer(text)}


def _plain(value: str) -> str:
    return _ESCAPED.sub(_unescaped, value[1:-1]) if value[:1] == '"' else value


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code, 16)) if len(code) > 1 else code
