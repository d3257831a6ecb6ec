"""Reading a mapping key by key, and saying everything that is wrong with it."""

from collections.abc import Collection, Iterable, Iterator

from orchestrator.errors import Place, Problem
from orchestrator.files.yaml_nodes import ListNode, MapNode, Node, ScalarNode
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.playbook import Spot, WrittenValue
from orchestrator.plan.templating import Templar, is_templated
from orchestrator.text.suggest import did_you_mean


class PlaybookProblems:
    """Collects every problem of one file; expressions are compiled on the way, to be judged."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        """Start with the problems that the file's reader found."""
        self.problems = list(problems)
        self._templar = Templar()

    def add(self, place: Place, what: str, mend: str = "") -> None:
        """Note one problem."""
        self.problems.append(Problem(place=place, what=what, mend=mend))

    def unknown(self, place: Place, what: str, word: str, known: Collection[str]) -> None:
        """Note a word that is not known, with the nearest one or all that there are."""
        near = did_you_mean(word, known)
        choice = "there are " + ", ".join(f"`{name}`" for name in known)
        self.add(place, what, f"did you mean `{near}`?" if near else choice)

    def text(self, spot: Spot) -> None:
        """Note a text whose expressions cannot be understood."""
        try:
            self._templar.text(spot.text)
        except BadValueError as error:
            self.problems.append(error.at(spot.place))

    def condition(self, spot: Spot) -> None:
        """Note a condition that cannot be understood."""
        try:
            self._templar.condition(spot.text)
        except BadValueError as error:
            self.problems.append(error.at(spot.place))


class KeyReader:
    """A mapping whose keys are taken one by one.

    Args:
        node: The mapping.
        complaints: Where problems go.
        whose: `a play`, `a task` ...: the subject of the sentences.
    """

    def __init__(self, node: MapNode, complaints: PlaybookProblems, whose: str) -> None:
        """Index the keys; one that is no word is a problem."""
        self.place = node.place
        self._complaints = complaints
        self._whose = whose
        self._nodes: dict[str, tuple[ScalarNode, Node]] = {}
        for entry in node.entries:
            if isinstance(entry.key.value, str):
                self._nodes[entry.key.value] = (entry.key, entry.node)
            else:
                complaints.add(entry.key.place, f"the key `{entry.key.text}` is not a word")

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys, in the order of the file."""
        return iter(self._nodes)

    def key_place(self, key: str) -> Place:
        """Return where the key stands (the mapping's own place if it is not there)."""
        return self._nodes[key][0].place if key in self._nodes else self.place

    def value_place(self, key: str) -> Place:
        """Return where the value of the key stands (the mapping's own place if it is not there)."""
        return self._nodes[key][1].place if key in self._nodes else self.place

    def node(self, key: str) -> Node | None:
        """Return what stands behind the key; None if it is missing, or empty."""
        found = self._nodes.get(key, (None, None))[1]
        empty = isinstance(found, ScalarNode) and found.value is None
        return None if empty else found

    def text(self, key: str) -> str | None:
        """Return a text that is not empty; None if the key is missing or wrong."""
        match self.node(key):
            case None:
                return None
            case ScalarNode(value=str(text)) if text.strip():
                return text
            case node:
                self._complaints.add(node.place, f"`{key}` of {self._whose} must be a text")
                return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a text, or a list of texts, as a tuple."""
        node = self.node(key)
        items = node.items if isinstance(node, ListNode) else () if node is None else (node,)
        return tuple(text for item in items if (text := self._word(key, item)) is not None)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a text with commas, or a list of such texts, as single words."""
        parts = ",".join(self.texts(key)).split(",")
        return tuple(dict.fromkeys(word for part in parts if (word := part.strip())))

    def _word(self, key: str, node: Node) -> str | None:
        # `tags: [2026]` and the like: a number that stands for a word is taken as written.
        if isinstance(node, ScalarNode) and node.value is not None and node.text.strip():
            return node.text.strip()
        self._complaints.add(
            node.place, f"`{key}` of {self._whose} must be a text or a list of texts"
        )
        return None


def written(node: Node, complaints: PlaybookProblems) -> WrittenValue:
    """Return a value with its expressions, each of them judged."""
    spots = tuple(_spots(node))
    for spot in spots:
        complaints.text(spot)
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
