"""Allow lists: what a district lets be although a list names it.

- value: .cdn.example            # a leading dot: with all names below it; also addresses, ranges
  owner: Phòng Văn hóa và Thông tin
  reason: Trang dùng chung với cổng thông tin của quận
  expires: 31/12/2026            # or 2026-12-31; at most 180 days ahead
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from orchestrator.errors import InputError, ListError, Place, Problem
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.files.yaml_nodes import ListNode, MapNode, Node, ScalarNode
from orchestrator.ioc.guarding.guard import Guard
from orchestrator.ioc.keeping.list_paths import names_of
from orchestrator.ioc.keeping.mapping import ListProblems, MappingReader
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.ioc.reading.validity_dates import day_of
from orchestrator.model.indicator import Allowed, Kind, Refusal, Unused
from orchestrator.text.reasons import refusal

MAX_DAYS = 180
_KEYS = ("value", "owner", "reason", "expires")
_EXAMPLE = "begin each entry with `- value:`"


class AllowLists(NamedTuple):
    """All allow lists of a run: what is in force, and what has run out."""

    allowed: tuple[Allowed, ...]
    expired: tuple[Refusal, ...]


def read_allow(files: Sequence[Path], guard: Guard, today: date) -> AllowLists:
    """Read allow lists.

    Args:
        files: The files.
        guard: What judges whether a value may be an indicator at all.
        today: The day by which entries run out; the last day still counts.

    Raises:
        ListError: A file cannot be read, or an entry is not whole, allows too much or for too
            long; all such problems at once.
    """
    found: list[Allowed] = []
    problems: list[Problem] = []
    for path, name in zip(files, names_of(files), strict=True):
        reader = _Reader(name, guard, today)
        found.extend(reader.read(path))
        problems.extend(sorted(reader.complaints.problems, key=_in_file_order))
    if problems:
        raise ListError(problems)
    force = (one for one in found if one.expires >= today.isoformat())
    gone = (one for one in found if one.expires < today.isoformat())
    return AllowLists(tuple(force), tuple(map(_expired, gone)))


def _expired(one: Allowed) -> Refusal:
    text = f".{one.value}" if one.tree else one.value
    return Refusal(file=one.list, line=one.line, text=text, reason=Unused.ALLOW_EXPIRED)


def _in_file_order(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


class _Reader:
    """Reads one file; `complaints` gathers what is wrong with it."""

    def __init__(self, name: str, guard: Guard, today: date) -> None:
        self.complaints = ListProblems()
        self._name = name
        self._guard = guard
        self._latest = today + timedelta(days=MAX_DAYS)
        self._met: dict[tuple[str, bool], Place] = {}

    def read(self, path: Path) -> Iterator[Allowed]:
        try:
            data = read_bounded(path, yaml_documents.LIMIT_BYTES)
            document = yaml_documents.read(data, source=str(path))
        except InputError as error:
            self.complaints.problems.extend(error.problems)
            return
        self.complaints.problems.extend(document.problems)
        match document.root:
            case None:
                return
            case ListNode(items=items):
                entries = map(self._entry, items)
                yield from (entry for entry in entries if entry is not None)
            case node:
                self.complaints.add(node.place, "an allow list is a list of entries", _EXAMPLE)

    def _entry(self, node: Node) -> Allowed | None:
        if not isinstance(node, MapNode):
            self.complaints.add(node.place, "an entry must be a mapping", _EXAMPLE)
            return None
        fields = MappingReader(node, _KEYS, self.complaints)
        written = {key: self._needed(fields, key) for key in _KEYS}
        value = self._value(written["value"], fields.at("value"))
        expires = self._day(written["expires"], fields.at("expires"))
        owner, reason = written["owner"], written["reason"]
        if value is None or expires is None or not owner or not reason:
            return None
        tree = (written["value"] or "").startswith(".")
        self._note_twin(value, fields.at("value"), tree=tree)
        return Allowed(
            value=value.text,
            kind=value.kind,
            tree=tree,
            owner=owner,
            reason=reason,
            expires=expires.isoformat(),
            list=self._name,
            line=node.line,
        )

    def _needed(self, fields: MappingReader, key: str) -> str | None:
        """Return a field as written, typed as whatever: `2026-12-31` is a date to YAML."""
        match fields.node(key):
            case ScalarNode(text=text) if text.strip():
                return text.strip()
            case None | ScalarNode():
                self.complaints.add(fields.at(key), f"the entry lacks `{key}`", "add it")
            case node:
                self.complaints.add(node.place, f"`{key}` must be a text", "quote it")
        return None

    def _value(self, text: str | None, place: Place) -> Value | None:
        if text is None:
            return None
        value = normalise(refang(text))
        if isinstance(value, Unused):
            self.complaints.add(place, f"`{text}`: {refusal(value)}", "correct it")
        elif value.kind is Kind.URL or value.port is not None or text.startswith("*"):
            what = f"`{text}` is no name, address or range"
            self.complaints.add(place, what, "write a.example, .a.example or 203.0.113.0/24")
        elif isinstance(judged := self._guard.judge(value), Unused):
            what = f"`{text}` is never an indicator: {refusal(judged)}"
            self.complaints.add(place, what, "allow what a list can name, as narrow as may be")
        else:
            return value
        return None

    def _day(self, text: str | None, place: Place) -> date | None:
        if text is None:
            return None
        found = day_of(text)
        if found is None:
            self.complaints.add(place, f"`{text}` is no day", "write 2026-12-31 or 31/12/2026")
        elif found > self._latest:
            what = f"the entry expires more than {MAX_DAYS} days ahead"
            self.complaints.add(place, what, f"write {self._latest} or earlier, then look again")
        else:
            return found
        return None

    def _note_twin(self, value: Value, place: Place, *, tree: bool) -> None:
        first = self._met.setdefault((value.text, tree), place)
        if first is not place:
            what = f"`{value.text}` was already allowed in line {first.line}"
            self.complaints.add(place, what, "delete one of the two")
