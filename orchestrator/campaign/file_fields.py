"""Fields that a campaign file has and other mappings have not: spans of time, paths, texts."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from orchestrator.files.mapping import MappingReader, refused_as_vaulted
from orchestrator.files.yaml_nodes import ListNode, Node, ScalarNode
from orchestrator.text.message import say

_SPAN = re.compile(r"(?P<number>[0-9]{1,5})(?P<unit>[hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


class Spans(NamedTuple):
    """The shortest and the longest span of time that a field may hold."""

    least: timedelta
    most: timedelta


def span(fields: MappingReader, name: str, bounds: Spans) -> timedelta | None:
    """Return a span of time (`24h`, `14d`, `2w`) that may be left out."""
    entry = fields.entry(name)
    if entry is None or refused_as_vaulted(entry, fields.problems):
        return None
    node = entry.node
    found = _SPAN.fullmatch(node.text.strip()) if isinstance(node, ScalarNode) else None
    if found is None:
        what = say("campaign.span", name=name)
        fields.problems.add(node.place, what, say("campaign.mend.span"))
        return None
    value = int(found["number"]) * _UNITS[found["unit"]]
    if bounds.least <= value <= bounds.most:
        return value
    what = say("campaign.span_bounds", name=name, word=found[0])
    mend = say("campaign.mend.span_bounds", least=written(bounds.least), most=written(bounds.most))
    fields.problems.add(node.place, what, mend)
    return None


def written(value: timedelta) -> str:
    """Return a span of whole hours as a campaign file writes it."""
    hours = value // timedelta(hours=1)
    return f"{hours}h" if hours % 24 or hours == 24 else f"{hours // 24}d"  # noqa: PLR2004  a day


def texts(fields: MappingReader, name: str) -> Iterator[ScalarNode]:
    """Yield the words of a field that holds one or a list of them; what is none is noted."""
    node = fields.node(name)
    items: tuple[Node, ...] = node.items if isinstance(node, ListNode) else (node,) if node else ()
    if isinstance(node, ListNode) and not items:
        fields.problems.add(node.place, say("field.texts", name=name), say("mend.delete"))
    for item in items:
        if isinstance(item, ScalarNode) and item.value is not None and item.text.strip():
            yield item
        else:
            fields.problems.add(item.place, say("field.texts", name=name))


def paths(fields: MappingReader, name: str, folder: Path) -> tuple[str, ...]:
    """Return the files or folders that a field names, each once; they must be there.

    Args:
        fields: The mapping.
        name: The field.
        folder: Where relative paths start.
    """
    found = list[str]()
    for node in texts(fields, name):
        path = folder / node.text.strip()
        if not path.exists():
            what = say("campaign.no_path", path=path)
            fields.problems.add(node.place, what, say("campaign.mend.path", folder=folder))
        found.append(str(path))
    return tuple(dict.fromkeys(found))
