"""An inventory in Ansible's INI form: `[group]`, `[group:children]`, `[group:vars]`."""

import ast
import re
import shlex
import unicodedata
import warnings

from msgspec import Struct

from orchestrator.errors import Place
from orchestrator.files.yaml_nodes import ListNode, MapEntry, MapNode, Node, ScalarNode, Unsafe
from orchestrator.inventory.reading.draft import Draft, port_entry
from orchestrator.inventory.reading.host_names import expand
from orchestrator.inventory.source_problems import SourceProblems, UnfitError
from orchestrator.text.message import say
from orchestrator.text.viet import nfc

_HEADER = re.compile(r"\[(?P<name>[^:\]\s]+)(?::(?P<kind>\w+))?\]\s*(?:#.*)?")
_CHILD = re.compile(r"(?P<name>[^:\]\s]+)\s*(?:#.*)?")


class _Line(Struct, frozen=True, kw_only=True):
    """One line without the space around it."""

    text: str
    source: str
    number: int
    column: int

    @property
    def place(self) -> Place:
        return Place(file=self.source, line=self.number, column=self.column)

    def scalar(self, value: object, text: str) -> ScalarNode:
        """Return a word of this line."""
        column = self.column + max(self.text.find(text), 0)
        return ScalarNode(
            value=value, text=text, plain=False, source=self.source, line=self.number, column=column
        )

    def node(self, value: object, text: str) -> Node:
        """Return a value written in this line, with all that is in it."""
        where = self.scalar(value, text)
        match value:
            case dict():
                entries = tuple(
                    MapEntry(key=self.scalar(key, str(key)), node=self.node(item, str(item)))
                    for key, item in value.items()
                )
                return MapNode(
                    entries=entries,
                    value=value,
                    source=self.source,
                    line=self.number,
                    column=where.column,
                )
            case list():
                return ListNode(
                    items=tuple(self.node(item, str(item)) for item in value),
                    value=value,
                    source=self.source,
                    line=self.number,
                    column=where.column,
                )
            case _:
                return where


class _Promise(Struct, frozen=True, kw_only=True):
    """A group that was used before, or without, its own section."""

    line: _Line
    kind: str
    parents: tuple[str, ...] = ()


def read_ini(text: str, source: str, draft: Draft, problems: SourceProblems) -> None:
    """Add what an INI inventory says to the draft; note what it says wrongly."""
    reader = _Reader(draft, problems)
    composed = unicodedata.is_normalized("NFC", text)
    for number, written in enumerate(text.splitlines(), start=1):
        stripped = written.strip()
        if stripped and stripped[0] not in "#;":
            column = len(written) - len(written.lstrip()) + 1
            line = _Line(text=stripped, source=source, number=number, column=column)
            if not composed and not unicodedata.is_normalized("NFC", stripped):
                mend = say("mend.type_again", word=nfc(stripped))
                problems.warnings.add(line.place, say("yaml.nfd"), mend)
            reader.line(line)
    reader.end()


class _Reader:
    def __init__(self, draft: Draft, problems: SourceProblems) -> None:
        self._draft = draft
        self._problems = problems
        self._group = "ungrouped"
        self._kind = "hosts"
        self._promises: dict[str, _Promise] = {}

    def line(self, line: _Line) -> None:
        """Read one line that is neither empty nor a comment."""
        if header := _HEADER.fullmatch(line.text):
            self._header(line, header["name"], header["kind"] or "hosts")
        elif line.text.startswith("[") and line.text.endswith("]"):
            self._problems.errors.add(line.place, say("ini.section"), say("mend.ini_section"))
        elif self._kind == "vars":
            self._variable(line)
        elif self._kind == "children":
            self._child(line)
        elif self._kind == "hosts":
            self._hosts(line)

    def end(self) -> None:
        """Note the groups that were promised and never came."""
        for name, promise in self._promises.items():
            what, mend = say("ini.promise", group=name), say("mend.ini_add", group=name)
            self._problems.errors.add(promise.line.place, what, mend)

    def _header(self, line: _Line, name: str, kind: str) -> None:
        self._group, self._kind = name, kind
        if kind not in {"hosts", "children", "vars"}:
            self._problems.errors.add(line.place, say("ini.kind", kind=kind), say("mend.ini_kinds"))
            return
        if name not in self._draft.groups:
            if kind == "vars" and name not in self._promises:
                self._promises[name] = _Promise(line=line, kind=kind)
            self._draft.group(name, line.place)
        if kind != "vars" and name in self._promises:
            self._keep_promise(name)

    def _keep_promise(self, name: str) -> None:
        waiting = [name]
        while waiting:
            promise = self._promises.pop(waiting[0], None)
            child = waiting.pop(0)
            for parent in promise.parents if promise else ():
                self._add_child(promise.line if promise else None, parent, child)
                waiting.append(parent)

    def _child(self, line: _Line) -> None:
        found = _CHILD.fullmatch(line.text)
        if not found:
            self._problems.errors.add(line.place, say("ini.group"), say("mend.one_name"))
            return
        child = found["name"]
        if child in self._draft.groups:
            self._add_child(line, self._group, child)
            return
        earlier = self._promises.get(child)
        parents = (*(earlier.parents if earlier else ()), self._group)
        self._promises[child] = _Promise(line=line, kind="children", parents=parents)

    def _add_child(self, line: _Line | None, parent: str, child: str) -> None:
        try:
            self._draft.add_child(parent, child)
        except UnfitError as error:
            place = line.place if line else None
            self._problems.errors.add(place, error.why, say("mend.out_of_descendants"))

    def _variable(self, line: _Line) -> None:
        name, equals, written = line.text.partition("=")
        if not equals:
            self._problems.errors.add(line.place, say("ini.variable"), say("mend.assign"))
            return
        entry = _entry(line, name.strip(), written.strip())
        try:
            self._draft.set_group_variable(self._draft.groups[self._group], name.strip(), entry)
        except UnfitError as error:
            self._problems.errors.add(line.place, error.why, say("mend.number"))

    def _hosts(self, line: _Line) -> None:
        try:
            pattern, *assignments = _words(line.text)
            names, port = _expanded(pattern)
            variables = _assignments(line, assignments)
        except UnfitError as error:
            what = say("ini.host", why=error.why)
            self._problems.errors.add(line.place, what, say("mend.ini_host"))
            return
        entry = None if port is None else port_entry(line.place, port)
        group = self._draft.groups[self._group]
        for name in names:
            host = self._draft.add_host(name, group, line.place, entry)
            host.set(variables)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError as error:
        raise UnfitError(say("ini.quotes")) from error


def _expanded(pattern: str) -> tuple[tuple[str, ...], int | None]:
    """Return the names and the port of a host; what only YAML writes is refused, as by Ansible."""
    names, port = expand(pattern)
    if port is None and pattern.endswith(":"):
        raise UnfitError(say("ini.colon"))
    if "---" in names:
        raise UnfitError(say("ini.yaml"))
    return names, port


def _assignments(line: _Line, words: list[str]) -> dict[str, MapEntry]:
    variables = {}
    for word in words:
        name, equals, written = word.partition("=")
        if not equals:
            raise UnfitError(say("ini.word"))
        variables[name] = _entry(line, name, written)
    return variables


def _entry(line: _Line, name: str, written: str) -> MapEntry:
    return MapEntry(key=line.scalar(name, name), node=line.node(_value(written), written))


def _value(written: str) -> object:
    """Return a Python literal as its value and anything else as text, as Ansible does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return _plain(ast.literal_eval(written))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return written


def _plain(value: object) -> object:
    match value:
        case list() | tuple() | set():
            return [_plain(item) for item in value]
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case bytes():
            return Unsafe(value.decode("utf-8", "surrogateescape"))
        case complex():
            return str(value)
        case _ if value is ...:
            return "..."
        case _:
            return value
