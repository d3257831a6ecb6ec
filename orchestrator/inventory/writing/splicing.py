"""The two ways a file is changed: lines put in, and a piece written anew by ruamel.yaml."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from orchestrator.files.yaml_nodes import MapEntry, MapNode, ScalarNode
from orchestrator.inventory.writing.inventory_file import (
    InventoryFile,
    KeyPath,
    Splice,
    last_line,
    section,
)
from orchestrator.inventory.writing.ruamel_form import Tree, as_text, parse, written

_STEP = 2  # columns a level where the file does not show its own


def inserted(
    document: InventoryFile, path: KeyPath, name: str, new: Mapping[str, Tree | None]
) -> Splice | None:
    """Return what puts entries at the end of a group's `hosts` or `children`, as lines.

    Args:
        document: The file.
        path: The way to the group.
        name: The section; made if the group has none.
        new: The entries, which the section does not hold yet.

    Returns:
        None if the group or its section is written in flow style: `rewritten` is for those.
    """
    group, step = path[-1], _step(path)
    target = section(group, name)
    tree = Tree({as_text(key): value for key, value in new.items()})
    if target is not None and document.is_block(target.node):
        return _after(last_line(target), tree, target.node.column - 1, step)
    if target is not None and _is_bare(document, target):
        return _after(last_line(target), tree, target.key.column - 1 + step, step)
    whole = Tree({name: tree})
    if target is None and document.is_block(group.node):
        return _after(last_line(group), whole, group.node.column - 1, step)
    if target is None and _is_bare(document, group):
        return _after(last_line(group), whole, group.key.column - 1 + step, step)
    return None


def rewritten(document: InventoryFile, path: KeyPath, change: Callable[[Tree], None]) -> Splice:
    """Return what writes an entry anew, with the least of what stands around it.

    Args:
        document: The file.
        path: The way to the entry.
        change: Changes the entry's own mapping in place.
    """
    depth = max((at for at, entry in enumerate(path) if document.opens_line(entry)), default=None)
    if depth is None:
        first, last, indent = 1, len(document.lines), 0
    else:
        entry = path[depth]
        first, last, indent = entry.key.line, last_line(entry), entry.key.column - 1
    lines = (_outdented(line, indent) for line in document.lines[first - 1 : last])
    tree = parse("".join(f"{line}\n" for line in lines), document.source)
    change(_inner(tree, path[depth or 0 :]))
    new = written(tree, _step(path)).splitlines()
    return Splice(first=first, last=last, lines=_indented(new, indent))


def renewed(
    document: InventoryFile, entries: Sequence[MapEntry], change: Callable[[Tree], None]
) -> tuple[Splice, ...]:
    """Return what writes entries of one block mapping anew, each in its own lines.

    Args:
        document: The file.
        entries: The entries, in the order of the file.
        change: Changes the mapping that they make in place; adds and removes none.
    """
    if not entries:
        return ()
    indent = entries[0].key.column - 1
    pieces = ("\n".join(_lines(document, entry, indent)) for entry in entries)
    tree = parse("".join(f"{piece}\n" for piece in pieces), document.source)
    change(tree)
    after = InventoryFile.read(written(tree), document.source)
    written_entries = after.root.entries if after.root else ()
    ends = [entry.key.line - 1 for entry in written_entries[1:]] + [len(after.lines)]
    return tuple(
        Splice(
            first=entry.key.line,
            last=last_line(entry),
            lines=_indented(after.lines[new.key.line - 1 : end], indent),
        )
        for entry, new, end in zip(entries, written_entries, ends, strict=True)
    )


def section_of(group: Tree, name: str) -> Tree:
    """Return a group's `hosts` or `children` as a mapping, made if there is none."""
    target = group.get(name)
    if not isinstance(target, Tree):
        given = target if isinstance(target, str) else None  # `hosts: name`, as Ansible allows
        target = group[name] = Tree({given: None} if given else {})
    return target


def _inner(tree: Tree, path: KeyPath) -> Tree:
    """Return the mapping at the end of a path; an empty one takes the place of nothing."""
    for entry in path:
        inner = tree[entry.key.value]
        if not isinstance(inner, Tree):
            inner = tree[entry.key.value] = Tree()
            inner.fa.set_flow_style()
        tree = inner
    return tree


def _is_bare(document: InventoryFile, entry: MapEntry) -> bool:
    """Tell whether an entry stands alone on its line with nothing after the colon."""
    node = entry.node
    return isinstance(node, ScalarNode) and not node.text and document.opens_line(entry)


def _step(path: KeyPath) -> int:
    """Return by how many columns the file indents, from the group and what is in it."""
    found = [
        entry.node.column - entry.key.column
        for entry in path
        if isinstance(entry.node, MapNode) and entry.node.line > entry.key.line
    ]
    return found[-1] if found and found[-1] > 0 else _STEP


def _after(line: int, tree: Tree, indent: int, step: int) -> Splice:
    return Splice(
        first=line + 1, last=line, lines=_indented(written(tree, step).splitlines(), indent)
    )


def _lines(document: InventoryFile, entry: MapEntry, indent: int) -> Iterator[str]:
    for line in document.lines[entry.key.line - 1 : last_line(entry)]:
        yield _outdented(line, indent)


def _indented(lines: Sequence[str], columns: int) -> tuple[str, ...]:
    return tuple(f"{' ' * columns}{line}" if line else "" for line in lines)


def _outdented(line: str, columns: int) -> str:
    """Return a line without its indentation; one that has less is a text's or a bracket's."""
    return line[columns:] if not line[:columns].strip() else line.lstrip(" ")
