"""What a STIX 2 bundle says of its indicators: marks, malware, phases of the kill chain, makers."""

from collections.abc import Mapping

from orchestrator.ioc.reading.contexts import context_of, strictest, tlp_of
from orchestrator.ioc.reading.readers.json_tree import Node, rows, walk, word
from orchestrator.model.indicator import ListedContext, Tlp

# The marks that the standard itself defines, by their ids.
_TLP = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": Tlp.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Tlp.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": Tlp.AMBER,
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": Tlp.AMBER_STRICT,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": Tlp.RED,
}
_NAMED = ("malware", "tool", "campaign", "intrusion-set", "threat-actor", "identity")


class BundleContext:
    """Knows the objects of a bundle that say something of others."""

    def __init__(self, tree: Node) -> None:
        """Look for them."""
        self._marks: dict[str, Tlp] = dict(_TLP)
        self._names: dict[str, str] = {}
        self._indicated: dict[str, list[str]] = {}
        for one in walk(tree):
            self._note(one)

    def _note(self, one: Mapping[str, Node]) -> None:
        kind, key = word(one.get("type")), word(one.get("id"))
        if kind == "marking-definition" and (level := _level(one)):
            self._marks[key] = level
        elif kind in _NAMED:
            self._names[key] = word(one.get("name"))
        elif kind == "relationship" and one.get("relationship_type") == "indicates":
            source, target = word(one.get("source_ref")), word(one.get("target_ref"))
            self._indicated.setdefault(source, []).append(target)

    def of(self, one: Mapping[str, Node]) -> ListedContext | None:
        """Return what is said of an indicator."""
        targets = self._indicated.get(word(one.get("id")), ())
        levels = (self._marks.get(ref) for ref in _words(one.get("object_marking_refs")))
        return context_of(
            family=", ".join(filter(None, (self._names.get(target, "") for target in targets))),
            tags=(*_words(one.get("labels")), *_words(one.get("indicator_types"))),
            first_seen=word(one.get("valid_from")),
            phases=[word(phase.get("phase_name")) for phase in rows(one.get("kill_chain_phases"))],
            tlp=strictest(level for level in levels if level),
            description=word(one.get("description")),
            source=self._names.get(word(one.get("created_by_ref")), ""),
        )


def _level(one: Mapping[str, Node]) -> Tlp | None:
    definition = one.get("definition")
    said = word(definition.get("tlp")) if isinstance(definition, Mapping) else ""
    return tlp_of(said or word(one.get("name")))


def _words(node: Node) -> tuple[str, ...]:
    return tuple(filter(None, map(word, node))) if isinstance(node, list) else ()
