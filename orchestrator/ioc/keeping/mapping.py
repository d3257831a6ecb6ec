"""Taking a written mapping apart, key by key; everything wrong with it is said at once."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from orchestrator.errors import Place, Problem
from orchestrator.files.yaml_nodes import MapNode, Node, ScalarNode
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean


class ListProblems:
    """Collects every problem of one file."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        """Start with what the file's reader found."""
        self.problems = list(problems)

    def add(self, place: Place, what: str, mend: str = "") -> None:
        """Note one problem."""
        self.problems.append(Problem(place=place, what=what, mend=mend))

    def unknown(self, place: Place, what: str, word: str, known: Collection[str]) -> None:
        """Note a word that is not known, with the nearest one or all that there are."""
        near = did_you_mean(word, known)
        if near:
            self.add(place, what, say("mend.did_you_mean", meant=near))
            return
        words = ", ".join(f"`{name}`" for name in known)
        self.add(place, what, say("known.there_are", words=words))


class Bounds(NamedTuple):
    """A whole number's least and greatest value, and what it is where nothing is written."""

    least: int
    most: int
    usual: int


class MappingReader:
    """A mapping whose keys are known; an unknown one is a problem.

    Args:
        node: The mapping.
        known: Its keys.
        complaints: Where problems go.
    """

    def __init__(self, node: MapNode, known: Collection[str], complaints: ListProblems) -> None:
        """Index the keys."""
        self.place = node.place
        self._complaints = complaints
        self._nodes: Mapping[str, Node] = {entry.key.text: entry.node for entry in node.entries}
        for entry in node.entries:
            if entry.key.value not in known:
                what = say("known.unknown", key=entry.key.text)
                complaints.unknown(entry.key.place, what, entry.key.text, known)

    def node(self, key: str) -> Node | None:
        """Return what stands behind a key, None if nothing does."""
        return self._nodes.get(key)

    def at(self, key: str) -> Place:
        """Return where a key's value stands; the mapping's own place if it is not there."""
        found = self._nodes.get(key)
        return found.place if found else self.place

    def text(self, key: str) -> str | None:
        """Return a text that is not empty; None if it is missing or wrong."""
        match self._nodes.get(key):
            case None:
                return None
            case ScalarNode(value=str(text)) if text.strip():
                return text.strip()
            case node:
                self._complaints.add(node.place, say("known.text", key=key), say("mend.quote"))
                return None

    def word(self, key: str, known: Collection[str], usual: str) -> str:
        """Return one of the known words."""
        found = self.text(key)
        if found is None or found in known:
            return found or usual
        what = say("known.word", word=found, key=key)
        self._complaints.unknown(self.at(key), what, found, known)
        return usual

    def number(self, key: str, bounds: Bounds) -> int:
        """Return a whole number between bounds."""
        match self._nodes.get(key):
            case None:
                return bounds.usual
            case ScalarNode(value=int(number)) if bounds.least <= number <= bounds.most:
                if not isinstance(number, bool):
                    return number
        what = say("known.number", key=key, least=bounds.least, most=bounds.most)
        self._complaints.add(self.at(key), what)
        return bounds.usual

    def flag(self, key: str) -> bool:
        """Return true or false; false where nothing is written."""
        match self._nodes.get(key):
            case None:
                return False
            case ScalarNode(value=bool(flag)):
                return flag
            case node:
                self._complaints.add(node.place, say("known.flag", key=key))
                return False
