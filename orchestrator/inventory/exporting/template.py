"""The inventory as the workbook that schools fill in; imported as it is, it changes nothing."""

from collections.abc import Iterable, Mapping
from itertools import count

from orchestrator.inventory.exporting.columns import Columns
from orchestrator.inventory.exporting.machines import MachineRow, machine_rows
from orchestrator.inventory.exporting.workbook import Choice, Prose, Table, workbook_bytes
from orchestrator.inventory.importing.units import known_units
from orchestrator.inventory.model import Inventory
from orchestrator.model.district import Unit
from orchestrator.text.pair import Pair
from orchestrator.text.sheet_words import (
    GUIDE,
    GUIDE_SHEET,
    MACHINES_SHEET,
    ROLES,
    SYSTEMS,
    TITLES,
)
from orchestrator.text.viet import sort_key

_COLUMNS = (
    "number",
    "ward",
    "unit",
    "name",
    "label",
    "room",
    "address",
    "os",
    "role",
    "connection",
)
_CONNECTIONS = ("winrm", "ssh")


def template_workbook(
    inventory: Inventory, names: Iterable[str], lang: str, status: Columns | None = None
) -> bytes:
    """Return the workbook.

    Args:
        inventory: Where the machines and the units stand.
        names: The machines to show; the drop-downs offer their units, all of them if there is none.
        lang: `vi` or `en`.
        status: What the newest sweep says of them, if that is wanted beside them.
    """
    rows = machine_rows(inventory, names)
    numbers = count(1)
    table = Table(
        name=_said(MACHINES_SHEET, lang),
        header=(
            *(_said(TITLES[column], lang) for column in _COLUMNS),
            *(status.titles if status else ()),
        ),
        rows=tuple(
            (*_cells(row, next(numbers), lang), *(status.of(row.name) if status else ()))
            for row in rows
        ),
        choices={
            **_choices(_offered(inventory, rows), lang),
            **({len(_COLUMNS): Choice(values=status.verdicts)} if status else {}),
        },
    )
    guide = Prose(name=_said(GUIDE_SHEET, lang), lines=GUIDE[lang])
    return workbook_bytes((table, guide))


def _offered(inventory: Inventory, rows: tuple[MachineRow, ...]) -> list[Unit]:
    shown = {row.unit.code: row.unit for row in rows if row.unit is not None}
    return list((shown or known_units(inventory)).values())


def _choices(units: list[Unit], lang: str) -> Mapping[int, Choice]:
    wards = sorted({unit.ward for unit in units if unit.ward}, key=sort_key)
    names = sorted({unit.name for unit in units}, key=sort_key)
    offered = {
        "ward": Choice(values=tuple(wards)),
        "unit": Choice(values=tuple(names)),
        "os": Choice(values=SYSTEMS, strict=False),
        "role": Choice(values=tuple(_said(word, lang) for word in ROLES.values())),
        "connection": Choice(values=_CONNECTIONS, strict=False),
    }
    return {_COLUMNS.index(column): choice for column, choice in offered.items() if choice.values}


def _cells(row: MachineRow, number: int, lang: str) -> tuple[str, ...]:
    unit = row.unit
    return (
        str(number),
        (unit.ward or "") if unit else "",
        unit.name if unit else "",
        row.name,
        row.label,
        row.room,
        row.address,
        row.os,
        _said(ROLES[row.role], lang),
        row.connection,
    )


def _said(pair: Pair, lang: str) -> str:
    return pair.vi if lang == "vi" else pair.en
