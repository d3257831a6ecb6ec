"""One inventory file as lines and a tree with places, and its safe replacement."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import InventoryError, Place
from orchestrator.files import write_atomic, yaml_documents
from orchestrator.files.yaml_nodes import MapEntry, MapNode, Node
from orchestrator.inventory.model import Inventory
from orchestrator.text.message import say

KeyPath = tuple[MapEntry, ...]


class InventoryFile(Struct, frozen=True, kw_only=True):
    """A file's text in lines without their ends, and what YAML makes of it."""

    source: str
    lines: tuple[str, ...]
    root: MapNode | None

    @classmethod
    def read(cls, text: str, source: str) -> "InventoryFile":
        """Return the document of a text.

        Raises:
            InventoryError: It is no mapping of groups.
            InputError: It is no YAML.
        """
        root = yaml_documents.read(text, source=source).root
        if root is not None and not isinstance(root, MapNode):
            place = Place(file=source)
            raise InventoryError.one(say("edit.no_groups"), say("mend.other_file"), place)
        return cls(source=source, lines=tuple(text.splitlines()), root=root)

    @property
    def text(self) -> str:
        """The lines, each with its end."""
        return "".join(f"{line}\n" for line in self.lines)

    def group(self, name: str) -> KeyPath:
        """Return the entries that lead to a group, its own the last.

        A group that is named in several places is taken where most of it stands.

        Raises:
            InventoryError: The file does not hold it.
        """
        found = [path for path in _groups(self.root, ()) if path[-1].key.value == name]
        if not found:
            what, place = say("edit.no_group", name=name), Place(file=self.source)
            raise InventoryError.one(what, say("mend.other_file"), place)
        return max(found, key=_weight)

    def spliced(self, splices: "Iterable[Splice]") -> "InventoryFile":
        """Return the document with pieces replaced; they do not overlap.

        Of two at one place the deeper one comes first: it belongs to what stands above.
        """
        ordered = sorted(splices, key=lambda piece: (-piece.first, piece.indent))
        if not ordered:
            return self
        lines = list(self.lines)
        for piece in ordered:
            lines[piece.first - 1 : piece.last] = piece.lines
        return InventoryFile.read("".join(f"{line}\n" for line in lines), self.source)

    def opens_line(self, entry: MapEntry) -> bool:
        """Tell whether an entry begins its line, as in block style."""
        return not self.lines[entry.key.line - 1][: entry.key.column - 1].strip()

    def is_block(self, node: Node) -> bool:
        """Tell whether a mapping has entries, and each begins a line of its own right there."""
        if not isinstance(node, MapNode) or not node.entries:
            return False
        columns = {entry.key.column for entry in node.entries}
        return columns == {node.column} and all(map(self.opens_line, node.entries))


class Splice(Struct, frozen=True, kw_only=True):
    """Lines that take the place of the lines `first` to `last`, counted from 1.

    With `last` = `first` - 1 they come before line `first`.
    """

    first: int
    last: int
    lines: tuple[str, ...]

    @property
    def indent(self) -> int:
        """By how many columns the first line is indented."""
        return next((len(line) - len(line.lstrip(" ")) for line in self.lines), 0)


def last_line(entry: MapEntry) -> int:
    """Return the last line that an entry takes."""
    return max(entry.key.end_line, entry.node.end_line)


def section(entry: MapEntry, name: str) -> MapEntry | None:
    """Return `hosts`, `children` or `vars` of a group."""
    return entry.node.find(name) if isinstance(entry.node, MapNode) else None


def _groups(node: Node | None, above: KeyPath) -> Iterator[KeyPath]:
    if not isinstance(node, MapNode):
        return
    for entry in node.entries:
        path = (*above, entry)
        yield path
        children = section(entry, "children")
        if children is not None:
            yield from _groups(children.node, (*path, children))


def _weight(path: KeyPath) -> tuple[bool, bool]:
    return section(path[-1], "hosts") is not None, isinstance(path[-1].node, MapNode)


_YAML = (".yml", ".yaml")
_NEW_FILE_MODE = 0o644  # an inventory holds no secrets; colleagues read it


def file_of_unit(inventory: Inventory, code: str) -> Path:
    """Return the file whose group carries the unit.

    Raises:
        InventoryError: It is no YAML file.
    """
    entry = inventory.groups[code].variables.get("unit")
    return _editable(entry.key.place) if entry else file_of_group(inventory, code)


def file_of_group(inventory: Inventory, name: str) -> Path:
    """Return the file that names a group first.

    Raises:
        InventoryError: It is no YAML file.
    """
    return _editable(inventory.groups[name].place)


def save(path: Path, data: bytes) -> None:
    """Put a file's new content in its place in one step; its rights stay.

    Raises:
        InventoryError: It cannot be written; the old content is untouched.
    """
    try:
        target = path.resolve()  # a link stays one
        mode = target.stat().st_mode & 0o777 if target.exists() else _NEW_FILE_MODE
        write_atomic(target, data, mode)
    except OSError as error:
        what = say("write.failed", path=path, why=error.strerror or error)
        raise InventoryError.one(what, say("mend.check_rights"), Place(file=str(path))) from error


def _editable(place: Place | None) -> Path:
    if place is not None and Path(place.file).suffix in _YAML:
        return Path(place.file)
    raise InventoryError.one(say("edit.only_yaml"), say("mend.to_yaml"), place)
