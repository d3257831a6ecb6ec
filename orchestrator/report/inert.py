"""The one place that every text passes on its way into a file that is no page.

What a machine, a list or an inventory said is data there: it has no line of its own, turns no
writing round, is no formula, and is no link where a person reads it.
"""

from collections.abc import Iterable
from typing import NewType

from msgspec import Struct

from orchestrator.text.defang import Defanger, defang
from orchestrator.text.visible import visible

Inert = NewType("Inert", str)
"""A text that may stand in a cell, an attribute or a line."""
EMPTY = Inert("")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def raw(text: str) -> Inert:
    """Return a text for a program, with its values as they are and every character shown."""
    return Inert(visible(text))


def in_cell(text: str) -> str:
    """Return the text of a cell of CSV, marked as text if a spreadsheet would compute it."""
    return f"'{visible(text)}" if text.lstrip(" ").startswith(_FORMULA) else visible(text)


class ForPeople(Struct, frozen=True):
    """Makes texts for files that people open: listed names and addresses are defanged."""

    defanger: Defanger

    @classmethod
    def of(cls, listed: Iterable[str]) -> "ForPeople":
        """Return what knows these listed values, raw."""
        return cls(Defanger.of(listed))

    def text(self, text: str | None) -> Inert:
        """Return any text with the listed values in it defanged; None is empty."""
        return raw(self.defanger.text(text or ""))

    def listed(self, value: str) -> Inert:
        """Return a listed name, address, range or URL, or what was met of one."""
        return raw(defang(value))
