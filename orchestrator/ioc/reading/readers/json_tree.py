"""JSON read with bounds, and small looks into its tree that are right for any shape."""

import json
import re
from collections.abc import Iterator, Mapping

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import MAX_TREE_CHARS, check_size
from orchestrator.text.message import say

Node = object
MAX_NODES = 400_000  # a tree takes several times the memory of its text


def parse(text: str) -> Node:
    """Return the tree of a JSON text.

    Raises:
        ListError: It is no JSON, too large, or nested without end.
    """
    check_size(text, MAX_TREE_CHARS, say("list_file.of_json"))
    if sum(map(text.count, "[{")) > MAX_NODES or text.count(",") > 2 * MAX_NODES:
        raise ListError.one(say("list_file.json_objects", n=MAX_NODES), say("mend.split"))
    try:
        tree: Node = json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(file="", line=error.lineno, column=error.colno)
        what = say("list_file.json", why=error.msg)
        raise ListError.one(what, say("list_file.mend.export"), place) from error
    except (RecursionError, ValueError) as error:
        # ValueError: a number of more digits than Python turns into one.
        raise ListError.one(say("list_file.json_deep"), say("list_file.mend.export")) from error
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
