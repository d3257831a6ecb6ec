"""`inventory add --from-waiting`: a machine that somebody brought word of, and no row is for.

What its name and its place are is that PC's word, or its site's: it is read as a cell of a school's
sheet is, and what the inventory would take for more than a word is not taken.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.inventory.editing import Addition, add
from orchestrator.inventory.reading.machine_address import is_hostname
from orchestrator.sweep.kit_settling import WaitingRow, waiting_rows
from orchestrator.text.message import say
from orchestrator.text.viet import nfc
from orchestrator.text.visible import visible
from orchestrator.vault import Vault

_MOST_ROOM = 200
_TEMPLATE = re.compile(r"\{[{%#]")  # Ansible, and we, would fill it in


class WaitingMachine(Struct, frozen=True, kw_only=True):
    """What a clerk says of a machine that waits; what is left empty is taken from its result.

    Attributes:
        number: Under which the result waits.
        name: Its name in the inventory.
        unit: The unit's code or name.
        variables: What it sets itself.
    """

    number: int
    name: str = ""
    unit: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


def add_waiting(
    sources: Sequence[str], state: Path, wanted: WaitingMachine, vault: Vault | None = None
) -> Addition:
    """Return the change that puts a machine that waits into its unit; see `inventory.editing.add`.

    Raises:
        UsageError: Nothing undecided waits under that number as a machine without a row, or its
            name is none.
        InputError: The state folder cannot be used, or the inventory would be refused with it.
    """
    row = _unknown(state, wanted.number)
    name = wanted.name or row.head.name or row.head.row
    if not is_hostname(name):
        raise UsageError.one(
            say("add.waiting_name", name=visible(name), number=wanted.number),
            say("add.mend.waiting_name", number=wanted.number),
        )
    told = {"room": room} if (room := _room(row)) else {}
    unit = wanted.unit or row.answer.unit
    return add(sources, name, unit, {**told, **wanted.variables}, vault)


def _unknown(state: Path, number: int) -> WaitingRow:
    """Return what waits under a number, if it is of a machine that no row is for."""
    for row in waiting_rows(state):
        if row.answer.number == number:
            if row.answer.kind is evidence.WaitKind.UNKNOWN:
                return row
            what = say("add.waiting_kind", number=number)
            raise UsageError.one(what, say("add.mend.waiting_kind", number=number))
    what = say("kit_waiting.no_number", number=number)
    raise UsageError.one(what, say("kit_waiting.mend.number"))


def _room(row: WaitingRow) -> str:
    """Return where whoever ran the kit said that the machine stands; empty if that is no place."""
    said = nfc(" ".join(row.head.said.split()))
    plain = said.isprintable() and len(said) <= _MOST_ROOM and not _TEMPLATE.search(said)
    return said if plain else ""
