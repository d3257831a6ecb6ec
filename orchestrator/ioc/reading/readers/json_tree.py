"""JSON read with bounds, and small looks into its tree that are right for any shape."""

import json
import re
from collections.abc import Iterator, Mapping

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import MAX_TREE_CHARS, check_size

Node = object
MAX_NODES = 400_000  # a tree takes several times the memory of its text


def parse(text: str) -> Node:
    """Return the tree of a JSON text.

    Raises:
        ListError: It is no JSON, too large, or nested without end.
    """
    check_size(text, MAX_TREE_CHARS, "a JSON list")
    if sum(map(text.count, "[{")) > MAX_NODES or text.count(",") > 2 * MAX_NODES:
        raise ListError.one(f"the JSON has more than {MAX_NODES} objects", "split it")
    try:
        tree: Node = json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(file="", line=error.lineno, column=error.colno)
        raise ListError.one(f"this is no JSON: {error.msg}", "export it again", place) from error
    except (RecursionError, ValueError) as error:
        # ValueError: a number of more digits than Python turns into one.
        what = "the JSON is nested too deeply, or holds a number without end"
        raise ListError.one(what, "export it again") from error
    return tree


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
