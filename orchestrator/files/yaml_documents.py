"""Strict YAML and JSON: every part keeps its place, every doubt is said.

The C parser of PyYAML gives the events; the tree is built here with a stack of its own, so no
nesting can exhaust Python's. JSON is read by the same parser (it is YAML), but its words are typed
as JSON types them, as Ansible does.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml
from msgspec import Struct

from orchestrator.errors import InputError, Place, Problem
from orchestrator.files.bounded import read_bounded
from orchestrator.files.yaml_composer import Composer
from orchestrator.files.yaml_loader import LOADER
from orchestrator.files.yaml_nodes import Node
from orchestrator.files.yaml_scalars import YamlTyping, json_typing
from orchestrator.text.message import parser_said, say

LIMIT_BYTES = 16 * 1024 * 1024

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class YamlDocument(Struct, frozen=True, kw_only=True):
    """What one file holds.

    `root` is None for an empty file. `problems` are what a strict reader refuses and Ansible lets
    pass: keys given twice (the last one counts), words turned into other numbers, decomposed text.
    """

    root: Node | None
    problems: tuple[Problem, ...]


def load(path: Path) -> Node | None:
    """Return the tree of a file, or None for an empty one.

    Raises:
        InputError: The file cannot be read, is no YAML, or holds anything doubtful; all at once.
    """
    document = read(read_bounded(path, LIMIT_BYTES), source=str(path))
    if document.problems:
        raise InputError(document.problems)
    return document.root


def read(data: bytes | str, *, source: str, hidden: bool = False) -> YamlDocument:
    """Return what a YAML or JSON text holds.

    Args:
        data: The text, as bytes in UTF-8 or decoded.
        source: The name of the file, for places.
        hidden: Whether the text was vaulted, so that no message may show any of it.

    Raises:
        InputError: The text cannot be parsed, or goes beyond the limits (depth 32, 100,000 nodes
            through aliases, one document).
    """
    text = decoded(data, source) if isinstance(data, bytes) else data
    _refuse_control_characters(text, source)
    composer = Composer(
        source=source,
        typing=json_typing if _is_json(text) else YamlTyping(),
        check_nfc=not unicodedata.is_normalized("NFC", text),
        hidden=hidden,
    )
    for event in _events(text, source):
        composer.take(event)
    return YamlDocument(root=composer.root, problems=composer.problems)


def decoded(data: bytes, source: str) -> str:
    """Return a file's text, without the mark that some editors put before UTF-8.

    Raises:
        InputError: The bytes are no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        place = Place(file=source, line=before.count(b"\n") + 1, column=column)
        raise InputError.one(say("file.not_utf8"), say("mend.save_utf8"), place) from error


def _events(text: str, source: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        raise InputError((_syntax_problem(error, text, source),)) from error


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, source: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file=source, line=mark.line + 1, column=mark.column + 1) if mark else None
    said = error.problem or error.context or "not readable"
    if mark and _begins_with_a_tab(text, mark):
        return Problem(place=place, what=say("yaml.tab"), mend=say("mend.spaces"))
    what = say("yaml.invalid", why=parser_said(said))
    return Problem(place=place, what=what, mend=say("mend.look_around"))


def _begins_with_a_tab(text: str, mark: yaml.Mark) -> bool:
    """Whether a tab is why: it stands where the parser stopped, or in front of that line."""
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return "\t" in indent or line[mark.column : mark.column + 1] == "\t"


def _refuse_control_characters(text: str, source: str) -> None:
    if (found := _FORBIDDEN.search(text)) is None:
        return
    at = found.start()
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    place = Place(file=source, line=text.count("\n", 0, at) + 1, column=column)
    code = f"U+{ord(found.group()):04X}"
    raise InputError.one(say("yaml.control", code=code), say("mend.delete"), place)


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
