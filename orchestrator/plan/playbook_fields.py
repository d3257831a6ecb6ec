"""What is particular to the mappings of a playbook: expressions, and words or lists of them."""

from collections.abc import Iterable, Iterator

from orchestrator.errors import Problem
from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import ListNode, MapNode, Node, ScalarNode
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.playbook import Spot, WrittenValue
from orchestrator.plan.templating import Templar, is_templated
from orchestrator.text.message import say


class PlaybookProblems(Problems):
    """Collects every problem of one file; expressions are compiled on the way, to be judged."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        """Start with the problems that the file's reader found."""
        super().__init__(problems)
        self._templar = Templar()

    def text(self, spot: Spot) -> None:
        """Note a text whose expressions cannot be understood."""
        try:
            self._templar.text(spot.text)
        except BadValueError as error:
            self.extend((error.at(spot.place),))

    def condition(self, spot: Spot) -> None:
        """Note a condition that cannot be understood."""
        try:
            self._templar.condition(spot.text)
        except BadValueError as error:
            self.extend((error.at(spot.place),))


def texts(fields: MappingReader, name: str) -> tuple[str, ...]:
    """Return a text, or a list of texts, as a tuple."""
    node = fields.node(name)
    items = node.items if isinstance(node, ListNode) else () if node is None else (node,)
    found = (_as_written(item, name, fields.problems) for item in items)
    return tuple(text for text in found if text is not None)


def words(fields: MappingReader, name: str) -> tuple[str, ...]:
    """Return a text with commas, or a list of such texts, as single words."""
    parts = ",".join(texts(fields, name)).split(",")
    return tuple(dict.fromkeys(word for part in parts if (word := part.strip())))


def _as_written(node: Node, name: str, problems: Problems) -> str | None:
    # `tags: [2026]` and the like: a number that stands for a word is taken as written.
    if isinstance(node, ScalarNode) and node.value is not None and node.text.strip():
        return node.text.strip()
    problems.add(node.place, say("field.texts", name=name))
    return None


def written(node: Node, problems: PlaybookProblems) -> WrittenValue:
    """Return a value with its expressions, each of them judged."""
    spots = tuple(_spots(node))
    for spot in spots:
        problems.text(spot)
    return WrittenValue(value=node.value, place=node.place, spots=spots)


def _spots(node: Node) -> Iterator[Spot]:
    match node:
        case ScalarNode(value=str(text)) if is_templated(text):
            yield Spot(text=text, place=node.place)
        case ScalarNode():
            return
        case ListNode():
            for item in node.items:
                yield from _spots(item)
        case MapNode():
            for entry in node.entries:
                yield from _spots(entry.node)
