"""Some lines of a list as they stand there, to show in which column something is."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from orchestrator.ioc.reading.readers.formats import TEXT_FORMATS

_MAX_LINE_BYTES = 64 * 1024
_WRAPPED = (b"\x1f\x8b", b"\xfd7zXZ", b"PK", b"\xff\xfe", b"\xfe\xff")


def some_lines(path: Path, form: str, wanted: frozenset[int]) -> Mapping[int, str]:
    """Return lines of a text list by their numbers; none of a document, a packed list or a folder.

    Args:
        path: The list.
        form: Its format.
        wanted: Numbers from 1.
    """
    if not wanted or form not in TEXT_FORMATS or not path.is_file():
        return {}
    found: dict[int, str] = {}
    with path.open("rb") as file:
        if file.peek(_MAX_LINE_BYTES).startswith(_WRAPPED):
            return {}
        for number, line in enumerate(islice(file, max(wanted)), 1):
            if number in wanted:
                text = line[:_MAX_LINE_BYTES].decode("utf-8-sig", "replace").rstrip("\r\n")
                found[number] = text
    return found
