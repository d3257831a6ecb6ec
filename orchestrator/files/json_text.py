"""The one form of the JSON that this program writes for others: its schema's number comes first."""

import json
from collections.abc import Mapping

from orchestrator.files.typed_json import indented_json


def json_text(schema: int, data: Mapping[str, object], *, indent: int | None = 2) -> str:
    """Return a document as a text that ends its last line.

    Args:
        schema: The number of its form; it rises when a key goes or changes its meaning.
        data: Everything else, in the order in which it is to stand.
        indent: Spaces a level; None for a document on one line.
    """
    document = {"schema": schema, **data}
    if indent is None:
        return json.dumps(document, ensure_ascii=False) + "\n"
    return indented_json(document, indent) + "\n"
