"""What stands around a body's own documents: `letterhead:` of the authority and of a unit."""

from orchestrator.files.mapping import MappingReader, text_of
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import ListNode, MapEntry
from orchestrator.inventory.district.field_table import LETTERHEAD
from orchestrator.model.district import Letterhead


def letterhead_of(entry: MapEntry | None, problems: Problems) -> Letterhead:
    """Return a letterhead; note what is wrong with it. What is not said stays a dotted line."""
    fields = (
        None
        if entry is None
        else MappingReader.of(entry.key.text, entry.node, LETTERHEAD.names, problems)
    )
    if fields is None:
        return Letterhead()
    return Letterhead(
        superior=fields.text("superior"),
        body=fields.text("body"),
        place=fields.text("place"),
        basis=fields.text("basis"),
        letter_symbol=fields.text("letter_symbol"),
        report_symbol=fields.text("report_symbol"),
        to=_texts(fields, "to"),
        on_behalf=fields.text("on_behalf"),
        title=fields.text("title"),
        signer=fields.text("signer"),
        recipients=_texts(fields, "recipients"),
    )


def _texts(fields: MappingReader, name: str) -> tuple[str, ...]:
    """Return one text or several; each that is none is noted."""
    entry = fields.entry(name)
    if entry is None:
        return ()
    nodes = entry.node.items if isinstance(entry.node, ListNode) else (entry.node,)
    read = (text_of(MapEntry(key=entry.key, node=node), fields.problems) for node in nodes)
    return tuple(text for text in read if text is not None)
