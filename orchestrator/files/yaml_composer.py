"""What may be wrong with a scalar or a key of YAML, each as a problem with its place."""

import unicodedata

import yaml
from msgspec import Struct, field

from orchestrator.errors import InputError, Place, Problem
from orchestrator.files.secret_keys import HIDDEN, is_secret
from orchestrator.files.yaml_nodes import (
    ListNode,
    MapEntry,
    MapNode,
    Node,
    ScalarNode,
    Unsafe,
    Vaulted,
)
from orchestrator.files.yaml_scalars import Typed, Typing, YamlTyping
from orchestrator.text.message import Message, say


def lossy(node: ScalarNode, *, shown: str) -> Problem:
    """Return that a plain scalar is read as something else than its text."""
    if shown != node.text:
        return Problem(place=node.place, what=say("yaml.lossy_secret"), mend=say("mend.quote"))
    what = say("yaml.lossy", word=node.text, value=node.value)
    return Problem(place=node.place, what=what, mend=say("mend.write", word=node.text))


def decomposed(node: ScalarNode, *, shown: str) -> Problem:
    """Return that a text is not composed (NFC)."""
    mend = say("mend.type_again", word=unicodedata.normalize("NFC", shown))
    return Problem(place=node.place, what=say("yaml.nfd"), mend=mend)


def duplicate(key: ScalarNode, first: ScalarNode) -> Problem:
    """Return that a key stands twice in one mapping."""
    what = say("yaml.duplicate", key=key.text, line=first.line)
    return Problem(place=key.place, what=what, mend=say("mend.delete_one"))


MAX_DEPTH = 32
MAX_ALIASED_NODES = 100_000

_JSON_VAULT = "__ansible_vault"
_YAML_TAG = "tag:yaml.org,2002:"
_UNSAFE = "!unsafe"
_LIST_TAGS = frozenset({None, "!", _UNSAFE, f"{_YAML_TAG}seq"})
_MAP_TAGS = frozenset({None, "!", _UNSAFE, f"{_YAML_TAG}map"})


class _Frame(Struct, kw_only=True):
    """A list or mapping that is still open."""

    anchor: str | None
    is_map: bool
    line: int
    column: int
    weight_before: int
    is_flow: bool
    end_line: int
    is_unsafe: bool
    items: list[Node] = field(default_factory=list)
    entries: list[MapEntry] = field(default_factory=list)
    key: ScalarNode | None = None


class Composer:
    """Builds the tree of one document.

    Args:
        source: The name of the file, for places.
        typing: How unquoted words are typed.
        check_nfc: Whether a text may be decomposed, so that each scalar must be looked at.
        hidden: Whether no text may be shown in a message.
    """

    def __init__(self, *, source: str, typing: Typing, check_nfc: bool, hidden: bool) -> None:
        """Start an empty document."""
        self.root: Node | None = None
        self._source = source
        self._typing = typing
        self._check_nfc = check_nfc
        self._hidden = hidden
        self._problems: list[Problem] = []
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._weight = 0  # nodes so far, those behind aliases counted again
        self._aliased = 0
        self._documents = 0
        self._unsafe = False  # whether `!unsafe` was met: hardly any file has it

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What a strict reader refuses, in the order of the file."""
        return tuple(sorted(self._problems, key=_position))

    def take(self, event: yaml.Event) -> None:
        """Build on with the next event.

        Raises:
            InputError: A limit is passed, or a key, tag or alias cannot be used.
        """
        match event:
            case yaml.ScalarEvent():
                self._weight += 1
                self._add(self._scalar(event), event.anchor, 1)
            case yaml.CollectionStartEvent():
                self._open(event)
            case yaml.CollectionEndEvent():
                self._close(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self._error(event, say("yaml.documents"), say("mend.one_document"))
            case _:
                pass

    def _scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        typed = self._typed(event)
        self._unsafe = self._unsafe or event.tag == _UNSAFE
        line, column = _at(event)
        node = ScalarNode(
            value=self._marked(typed.value, event.tag) if self._unsafe else typed.value,
            text=event.value,
            plain=event.implicit[0],
            source=self._source,
            line=line,
            column=column,
            end_line=_end(event),
        )
        if typed.lossy:
            self._problems.append(lossy(node, shown=self._shown(node.text)))
        if self._check_nfc and not unicodedata.is_normalized("NFC", node.text):
            self._problems.append(decomposed(node, shown=self._shown(node.text)))
        return node

    def _marked(self, value: object, tag: str | None) -> object:
        """Return a text under `!unsafe` as such; a key is never a template anyway."""
        frame = self._frames[-1] if self._frames else None
        if not isinstance(value, str) or (frame and frame.is_map and frame.key is None):
            return value
        return Unsafe(value) if tag == _UNSAFE or (frame and frame.is_unsafe) else value

    def _shown(self, text: str) -> str:
        """Return a text for a message, unless it stands under a key that names a secret."""
        keys = (frame.key.text for frame in self._frames if frame.key is not None)
        return HIDDEN if self._hidden or any(map(is_secret, keys)) else text

    def _typed(self, event: yaml.ScalarEvent) -> Typed:
        try:
            if event.implicit[0]:
                return self._typing(event.value)
            return self._typed_by_tag(event)
        except ValueError as error:
            what = say("yaml.no_value", word=self._shown(event.value))
            raise self._error(event, what, say("mend.quote_text")) from error

    def _typed_by_tag(self, event: yaml.ScalarEvent) -> Typed:
        tag, text = event.tag, event.value
        if tag is None or tag == "!":
            return Typed(text)
        if tag == _UNSAFE:
            return Typed(text) if event.style else self._typing(text)
        if tag in {"!vault", "!vault-encrypted"}:
            line, column = _at(event)
            return Typed(Vaulted(text, Place(file=self._source, line=line, column=column)))
        if tag.startswith(_YAML_TAG):
            return YamlTyping().tagged(tag, text)
        raise self._unknown_tag(event, tag)

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        if len(self._frames) >= MAX_DEPTH:
            raise self._error(event, say("yaml.deep", limit=MAX_DEPTH), say("mend.flatten"))
        is_map = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (_MAP_TAGS if is_map else _LIST_TAGS):
            raise self._unknown_tag(event, event.tag)
        line, column = _at(event)
        frame = _Frame(
            anchor=event.anchor,
            is_map=is_map,
            line=line,
            column=column,
            weight_before=self._weight,
            is_flow=bool(event.flow_style),
            end_line=line,
            is_unsafe=event.tag == _UNSAFE or any(frame.is_unsafe for frame in self._frames[-1:]),
        )
        self._weight += 1
        self._unsafe = self._unsafe or frame.is_unsafe
        self._frames.append(frame)

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self._frames.pop()
        if frame.is_flow:
            frame.end_line = _end(event)
        node = _vaulted(self._map(frame)) if frame.is_map else self._list(frame)
        self._add(node, frame.anchor, self._weight - frame.weight_before)

    def _list(self, frame: _Frame) -> ListNode:
        return ListNode(
            items=tuple(frame.items),
            value=[item.value for item in frame.items],
            source=self._source,
            line=frame.line,
            column=frame.column,
            end_line=frame.end_line,
        )

    def _map(self, frame: _Frame) -> MapNode:
        merged = [
            entry
            for source in frame.entries
            if _is_merge(source.key)
            for entry in self._merged(source)
        ]
        own = [entry for entry in frame.entries if not _is_merge(entry.key)]
        self._refuse_duplicates(own)
        last = {entry.key.value: entry for entry in (*merged, *own)}
        return MapNode(
            entries=tuple(last.values()),
            value={key: entry.node.value for key, entry in last.items()},
            source=self._source,
            line=frame.line,
            column=frame.column,
            end_line=frame.end_line,
        )

    def _merged(self, entry: MapEntry) -> list[MapEntry]:
        """Return what `<<` brings in, what counts most last: the first of a list wins."""
        match entry.node:
            case MapNode(entries=entries):
                return list(entries)
            case ListNode(items=items):
                maps = [item for item in items if isinstance(item, MapNode)]
                if len(maps) == len(items):
                    return [found for item in reversed(maps) for found in item.entries]
            case ScalarNode():
                pass
        raise InputError.one(say("yaml.merge"), say("mend.name_anchor"), entry.node.place)

    def _refuse_duplicates(self, entries: list[MapEntry]) -> None:
        seen: dict[object, ScalarNode] = {}
        for entry in entries:
            first = seen.setdefault(entry.key.value, entry.key)
            if first is not entry.key:
                self._problems.append(duplicate(entry.key, first))

    def _alias(self, event: yaml.AliasEvent) -> None:
        anchor = event.anchor or ""
        if anchor not in self._anchors:
            what = say("yaml.no_anchor", name=self._shown(anchor))
            raise self._error(event, what, say("mend.quote_or_write_out"))
        node, weight = self._anchors[anchor]
        self._weight += weight
        self._aliased += weight
        if self._aliased > MAX_ALIASED_NODES:
            raise self._error(event, say("yaml.aliases"), say("mend.write_out"))
        self._add(node, None, weight, end_line=_end(event))

    def _add(
        self, node: Node, anchor: str | None, weight: int, *, end_line: int | None = None
    ) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, weight)
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        frame.end_line = max(frame.end_line, end_line or node.end_line)
        if not frame.is_map:
            frame.items.append(node)
        elif frame.key is not None:
            frame.entries.append(MapEntry(key=frame.key, node=node))
            frame.key = None
        elif isinstance(node, ScalarNode):
            frame.key = node
        else:
            raise InputError.one(say("yaml.key"), say("mend.quote"), node.place)

    def _unknown_tag(self, event: yaml.Event, tag: str | None) -> InputError:
        return self._error(event, say("yaml.tag", tag=self._shown(tag or "")), say("mend.tags"))

    def _error(self, event: yaml.Event, what: Message, mend: Message) -> InputError:
        line, column = _at(event)
        return InputError.one(what, mend, Place(file=self._source, line=line, column=column))


def _at(event: yaml.Event) -> tuple[int, int]:
    """Return line and column, counted from 1; every event of a parser has its mark."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _vaulted(node: MapNode) -> MapNode | ScalarNode:
    """Return the value that JSON can only write as a mapping: `{"__ansible_vault": ...}`."""
    text = node.value.get(_JSON_VAULT) if len(node.value) == 1 else None
    if not isinstance(text, str):
        return node
    return ScalarNode(
        value=Vaulted(text, node.place),
        text=text,
        plain=False,
        source=node.source,
        line=node.line,
        column=node.column,
    )


def _end(event: yaml.Event) -> int:
    """Return the last line of an event, from 1; a block text ends where the next line begins."""
    mark = event.end_mark
    return (mark.line + 1 if mark.column else max(mark.line, 1)) if mark else 1


def _is_merge(key: ScalarNode) -> bool:
    return key.plain and key.text == "<<"


def _position(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)
