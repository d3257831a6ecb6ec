"""How large a list of each kind may be, and how long reading one may take.

Lists are far smaller; what is larger was made to stop the program, or is no list. Measured:
within these bounds no reader takes more than 200 MB.
"""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from orchestrator.errors import ListError
from orchestrator.text.message import Message, say

MIB = 1024 * 1024
MAX_FILE_BYTES = 32 * MIB
MAX_LINES = 1_800_000
MAX_TABLE_CHARS = 12 * MIB  # rules, CSV: a row becomes objects
MAX_PAGE_CHARS = 4 * MIB  # words and tags become objects
MAX_TREE_CHARS = 12 * MIB
MAX_COLUMNS = 256
# The largest honest table took 7 s where this was measured; an old PC is three times as slow.
READING_SECONDS = 24.0
_LOOKS_EVERY = 256

_One = TypeVar("_One")


class Deadline:
    """Ends a reading that takes more than `READING_SECONDS` of the processor's time."""

    def __init__(self) -> None:
        """Start to count."""
        self._until = time.process_time() + READING_SECONDS
        self._looks = 0

    def look(self) -> None:
        """Call often; the clock is read now and then.

        Raises:
            ListError: The time is over.
        """
        self._looks += 1
        if self._looks % _LOOKS_EVERY == 0 and time.process_time() > self._until:
            raise ListError.one(say("list_file.slow", n=int(READING_SECONDS)), say("mend.split"))


def in_time(every: Iterable[_One]) -> Iterator[_One]:
    """Yield what is given, until the time is over."""
    deadline = Deadline()
    for one in every:
        deadline.look()
        yield one


def check_lines(lines: int) -> None:
    """Refuse a list of too many lines.

    Raises:
        ListError: There are more than `MAX_LINES`.
    """
    if lines > MAX_LINES:
        raise ListError.one(say("list_file.lines", n=MAX_LINES), say("mend.split"))


def check_size(text: str, most: int, what: Message) -> None:
    """Refuse a text that is too long for its reader.

    Args:
        text: The text.
        most: In characters.
        what: The kind of list: `list_file.of_page`.

    Raises:
        ListError: It is longer.
    """
    if len(text) > most:
        raise ListError.one(say("list_file.larger", what=what, n=most // MIB), say("mend.split"))
