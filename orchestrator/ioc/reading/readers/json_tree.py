"""JSON read with bounds, and small looks into its tree that are right for any shape."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import MAX_TREE_CHARS, check_size
from orchestrator.ioc.reading.line_tokens import each_line
from orchestrator.text.message import say

Node = object
_NO_SPACE = re.compile(r"[\s,]*+\S")
_SHOWN_CHARS = 200
MAX_NODES = 400_000  # a tree takes several times the memory of its text


class BrokenLine(NamedTuple):
    """A line of JSON Lines that is no JSON."""

    number: int
    text: str


class Trees(NamedTuple):
    """What a JSON text holds: one tree or several, and the lines that are none."""

    trees: tuple[Node, ...]
    broken: tuple[BrokenLine, ...] = ()

    @property
    def whole(self) -> Node:
        """The only tree, or a list of all."""
        return self.trees[0] if len(self.trees) == 1 else list(self.trees)


def parse(text: str) -> Node:
    """Return the tree of a JSON text.

    Raises:
        ListError: It is no JSON, too large, or nested without end.
    """
    _check(text)
    try:
        tree: Node = json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_json(error) from error
    except (RecursionError, ValueError) as error:
        raise _endless() from error
    return tree


def parse_all(text: str) -> Trees:
    """Return the trees of a JSON text, of JSON Lines, or of texts one behind the other.

    A line that is no JSON costs that line, as long as the first text, or most lines, are sound.

    Raises:
        ListError: As `parse`.
    """
    _check(text)
    try:
        return Trees((json.loads(text),))
    except json.JSONDecodeError as error:
        found = _joined(text)
        if found is None or found.broken:
            found = _lined(text) or found
        if found is None:
            raise _no_json(error) from error
        return found
    except (RecursionError, ValueError) as error:
        raise _endless() from error


def _check(text: str) -> None:
    check_size(text, MAX_TREE_CHARS, say("list_file.of_json"))
    if sum(map(text.count, "[{")) > MAX_NODES or text.count(",") > 2 * MAX_NODES:
        raise ListError.one(say("list_file.json_objects", n=MAX_NODES), say("mend.split"))


def _no_json(error: json.JSONDecodeError) -> ListError:
    place = Place(file="", line=error.lineno, column=error.colno)
    return ListError.one(say("list_file.json", why=error.msg), say("list_file.mend.export"), place)


def _endless() -> ListError:
    # ValueError: a number of more digits than Python turns into one.
    return ListError.one(say("list_file.json_deep"), say("list_file.mend.export"))


def _lined(text: str) -> Trees | None:
    """Return the trees of JSON Lines; None if the text is none."""
    lines = [(at, line) for at, line in enumerate(each_line(text), 1) if line.strip()]
    if not lines or any(line[0] != "{" for _, line in lines[:1]):
        return None
    trees, broken = list[Node](), list[BrokenLine]()
    for number, line in lines:
        tree = _object(line)
        if tree is None:
            broken.append(BrokenLine(number, line))
        else:
            trees.append(tree)
    sound = len(lines) > 1 and len(trees) > len(broken)
    return Trees(tuple(trees), tuple(broken)) if sound else None


def _object(line: str) -> Node:
    """Return the object that a line holds, None if it holds none."""
    try:
        tree: Node = json.loads(line)
    except (RecursionError, ValueError):
        return None
    return tree if isinstance(tree, Mapping) else None


def _joined(text: str) -> Trees | None:
    """Return trees that stand behind each other; what follows the last sound one is broken."""
    decoder, trees, at = json.JSONDecoder(), list[Node](), 0
    broken: tuple[BrokenLine, ...] = ()
    while at < len(text):
        start = _NO_SPACE.match(text, at)
        if start is None:
            break
        at = start.end() - 1
        try:
            tree, at = decoder.raw_decode(text, at)
        except (RecursionError, ValueError):
            broken = (BrokenLine(text.count("\n", 0, at) + 1, text[at : at + _SHOWN_CHARS]),)
            break
        trees.append(tree)
    return Trees(tuple(trees), broken) if trees else None


def rows(node: Node) -> tuple[Mapping[str, Node], ...]:
    """Return the objects of a list; nothing for any other node."""
    found = node if isinstance(node, list) else ()
    return tuple(each for each in found if isinstance(each, Mapping))


def word(node: Node) -> str:
    """Return a string node, stripped; an empty text for any other."""
    return node.strip() if isinstance(node, str) else ""


def walk(tree: Node) -> Iterator[Mapping[str, Node]]:
    """Yield every object in the tree, outer before inner, in the order of the file."""
    waiting: list[Node] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            yield node
            waiting.extend(reversed(tuple(node.values())))
        elif isinstance(node, list):
            waiting.extend(reversed(node))


def lines_of_values(text: str, key: str) -> Mapping[str, int]:
    """Return the first line on which each string stands as the value of a key.

    Args:
        text: The JSON text.
        key: With its quotes.
    """
    found: dict[str, int] = {}
    line, at = 1, 0
    for match in re.finditer(rf'{key}\s*:\s*("(?:[^"\\]|\\.)*+")', text):
        line += text.count("\n", at, match.start())
        at = match.start()
        found.setdefault(str(json.loads(match[1], strict=False)), line)
    return found
