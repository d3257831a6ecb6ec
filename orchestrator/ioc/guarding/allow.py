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
from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems, in_order
from orchestrator.files.yaml_nodes import ListNode, Node
from orchestrator.ioc.guarding.guard import Guard
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.list_file import names_of
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.ioc.reading.validity_dates import day_of
from orchestrator.model.indicator import Allowed, Kind, Refusal, Unused
from orchestrator.text.message import say
from orchestrator.text.reasons import refusal

MAX_DAYS = 180
_KEYS = ("value", "owner", "reason", "expires")


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
        problems.extend(in_order(reader.problems))
    if problems:
        raise ListError(problems)
    force = (one for one in found if one.expires >= today.isoformat())
    gone = (one for one in found if one.expires < today.isoformat())
    return AllowLists(tuple(force), tuple(map(_expired, gone)))


def _expired(one: Allowed) -> Refusal:
    text = f".{one.value}" if one.tree else one.value
    return Refusal(file=one.list, line=one.line, text=text, reason=Unused.ALLOW_EXPIRED)


class _Reader:
    """Reads one file; `problems` gathers what is wrong with it."""

    def __init__(self, name: str, guard: Guard, today: date) -> None:
        self.problems = Problems()
        self._name = name
        self._guard = guard
        self._latest = today + timedelta(days=MAX_DAYS)
        self._met: dict[tuple[str, bool], Place] = {}

    def read(self, path: Path) -> Iterator[Allowed]:
        try:
            data = read_bounded(path, yaml_documents.LIMIT_BYTES)
            document = yaml_documents.read(data, source=str(path))
        except InputError as error:
            self.problems.extend(error.problems)
            return
        self.problems.extend(document.problems)
        match document.root:
            case None:
                return
            case ListNode(items=items):
                entries = map(self._entry, items)
                yield from (entry for entry in entries if entry is not None)
            case node:
                self.problems.add(node.place, say("allow.list"), say("mend.begin_value"))

    def _entry(self, node: Node) -> Allowed | None:
        mend = say("mend.begin_value")
        fields = MappingReader.of("entry", node, _KEYS, self.problems, mend=mend)
        if fields is None:
            return None
        written = {key: fields.needed(key) for key in _KEYS}
        place = fields.value_place("value") or node.place
        value = self._value(written["value"], place)
        expires = self._day(written["expires"], fields.value_place("expires"))
        owner, reason = written["owner"], written["reason"]
        if value is None or expires is None or not owner or not reason:
            return None
        tree = (written["value"] or "").startswith(".")
        self._note_twin(value, place, tree=tree)
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

    def _value(self, text: str | None, place: Place | None) -> Value | None:
        if text is None:
            return None
        value = normalise(refang(text))
        if isinstance(value, Unused):
            what = say("allow.unused", word=text, why=refusal(value))
            self.problems.add(place, what, say("mend.correct"))
        elif value.kind is Kind.URL or value.port is not None or text.startswith("*"):
            self.problems.add(place, say("allow.kind", word=text), say("mend.allow_kind"))
        elif isinstance(judged := self._guard.judge(value), Unused):
            what = say("allow.never", word=text, why=refusal(judged))
            self.problems.add(place, what, say("mend.allow_narrow"))
        else:
            return value
        return None

    def _day(self, text: str | None, place: Place | None) -> date | None:
        if text is None:
            return None
        found = day_of(text)
        if found is None:
            self.problems.add(place, say("allow.day", word=text), say("mend.day"))
        elif found > self._latest:
            what = say("allow.too_long", days=MAX_DAYS)
            self.problems.add(place, what, say("mend.earlier", latest=self._latest))
        else:
            return found
        return None

    def _note_twin(self, value: Value, place: Place, *, tree: bool) -> None:
        first = self._met.setdefault((value.text, tree), place)
        if first is not place:
            what = say("allow.twice", word=value.text, line=first.line)
            self.problems.add(place, what, say("mend.delete_one"))
