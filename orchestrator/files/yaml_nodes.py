"""What a YAML or JSON file holds, each part with the place where it was written."""

from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct

from orchestrator.errors import Place


class Unsafe(str):
    """A text that is never a template, whatever braces it holds (`!unsafe`)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Vaulted:
    """A value encrypted with Ansible Vault, still closed; equal if its text is."""

    ciphertext: str = field(repr=False)
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarNode:
    """One word, number or text.

    `value` is typed as YAML 1.1 (PyYAML, hence Ansible) types it; `text` is what was written,
    `plain` says that it stood without quotes, so that the type was guessed from the text.
    `end_line` is the last line it takes; 0 where it was not read from YAML.
    """

    value: object = field(repr=False)  # it may be a password
    text: str = field(repr=False)
    plain: bool
    source: str
    line: int
    column: int
    end_line: int = 0

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(file=self.source, line=self.line, column=self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode:
    """A list; `value` is the same as plain data, to be read only; `end_line` is its last line."""

    items: "tuple[Node, ...]" = field(repr=False)
    value: list[object] = field(repr=False)
    source: str
    line: int
    column: int
    end_line: int = 0

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(file=self.source, line=self.line, column=self.column)


class MapEntry(Struct, frozen=True, kw_only=True):
    """One `key: value` of a mapping."""

    key: ScalarNode
    node: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """A mapping in the order of the file; `value` is the same as plain data, to be read only.

    `end_line` is the last line it takes, comments after it left out.
    """

    entries: tuple[MapEntry, ...] = field(repr=False)
    value: dict[object, object] = field(repr=False)
    source: str
    line: int
    column: int
    end_line: int = 0

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(file=self.source, line=self.line, column=self.column)

    def find(self, key: str) -> MapEntry | None:
        """Return the entry under a key, if there is one."""
        return next((entry for entry in self.entries if entry.key.value == key), None)


Node: TypeAlias = ScalarNode | ListNode | MapNode
