"""The workbooks that schools fill in: the inventory, or the rows that an import refused."""

from collections.abc import Iterable, Mapping
from itertools import count

from msgspec import Struct

from orchestrator.documents.book_contents import Choice, ProseSheet, TableSheet
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.files.yaml_nodes import MapEntry, ScalarNode
from orchestrator.inventory.district.units import known_units
from orchestrator.inventory.exporting.unit_status import StatusColumns
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.ansible_names import CONNECTIONS
from orchestrator.inventory.reading.variables import Precedence
from orchestrator.inventory.sheets.columns import Column, Header, column_of
from orchestrator.inventory.sheets.machine_list import Taken
from orchestrator.inventory.sheets.rows import RowRefused
from orchestrator.model.district import Role, Unit
from orchestrator.text.area_words import AreaWords, capital
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.viet import sort_key

_ROLES = {role.value: role for role in Role}


class ExportedMachine(Struct, frozen=True, kw_only=True):
    """One machine; what the inventory does not say in plain words is empty."""

    name: str
    unit: Unit | None
    label: str
    room: str
    address: str
    os: str
    role: Role
    connection: str


def machine_rows(inventory: Inventory, names: Iterable[str]) -> tuple[ExportedMachine, ...]:
    """Return machines by unit, then in the order of the names."""
    units, precedence = known_units(inventory), Precedence(inventory)
    order = {code: place for place, code in enumerate(units)}
    rows = [_row(inventory, units, precedence.of_host(name), name) for name in names]
    return tuple(sorted(rows, key=lambda row: order[row.unit.code] if row.unit else len(order)))


def _row(
    inventory: Inventory, units: Mapping[str, Unit], settings: Mapping[str, MapEntry], name: str
) -> ExportedMachine:
    codes = [code for code in inventory.hosts[name].groups if code in units]
    role, connection = _plain(settings, "role"), _plain(settings, "ansible_connection")
    return ExportedMachine(
        name=name,
        unit=units[codes[-1]] if codes else None,
        label=_plain(settings, "label"),
        room=_plain(settings, "room"),
        address=_plain(settings, "ansible_host"),
        os=_plain(settings, "os"),
        role=_ROLES.get(role, Role.PC),
        connection=connection if connection in CONNECTIONS else "",
    )


def _plain(settings: Mapping[str, MapEntry], variable: str) -> str:
    """Return a variable as it is written; a template is no plain word."""
    entry = settings.get(variable)
    node = entry.node if entry is not None else None
    if not isinstance(node, ScalarNode) or node.value is None or "{{" in node.text:
        return ""
    return node.text


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
_SYSTEMS = ("Windows 11", "Windows 10", "Windows 8.1", "Windows 7", "debian", "ubuntu", "routeros")
_GUIDE = ("title", "rows", "name", "label", "address", "choices", "connection", "person", "back")


def template_workbook(
    inventory: Inventory, names: Iterable[str], lang: str, status: StatusColumns | None = None
) -> bytes:
    """Return the workbook.

    Args:
        inventory: Where the machines and the units stand.
        names: The machines to show; the drop-downs offer their units, all of them if there is none.
        lang: `vi` or `en`.
        status: What the newest sweep says of them, if that is wanted beside them.
    """
    rows = machine_rows(inventory, names)
    numbers, words = count(1), catalogue(lang)
    offered = _offered(inventory, rows)
    table = TableSheet(
        name=words("guide.machines_sheet"),
        header=(
            *(_title(column, offered, words) for column in _COLUMNS),
            *(status.titles if status else ()),
        ),
        rows=tuple(
            (*_cells(row, next(numbers), words), *(status.of(row.name) if status else ()))
            for row in rows
        ),
        choices={
            **_choices(offered, words),
            **({len(_COLUMNS): Choice(values=status.verdicts)} if status else {}),
        },
    )
    guide = ProseSheet(
        name=words("guide.sheet"), lines=tuple(words(f"guide.{part}") for part in _GUIDE)
    )
    return workbook_bytes((table, guide), words("guide.lists_sheet"))


def _title(column: str, units: list[Unit], words: Catalogue) -> str:
    """Return a column's title; that of the bodies is their level, if an import would know it."""
    title = capital(AreaWords.of(units).word.said(words.lang))
    if column == "ward" and column_of(title) is Column.WARD:
        return title
    return words(f"column.{column}")


def _offered(inventory: Inventory, rows: tuple[ExportedMachine, ...]) -> list[Unit]:
    shown = {row.unit.code: row.unit for row in rows if row.unit is not None}
    return list((shown or known_units(inventory)).values())


def _choices(units: list[Unit], words: Catalogue) -> Mapping[int, Choice]:
    wards = sorted({unit.ward for unit in units if unit.ward}, key=sort_key)
    names = sorted({unit.name for unit in units}, key=sort_key)
    offered = {
        "ward": Choice(values=tuple(wards)),
        "unit": Choice(values=tuple(names)),
        "os": Choice(values=_SYSTEMS, strict=False),
        "role": Choice(values=tuple(words.word("role", role) for role in Role)),
        "connection": Choice(values=_CONNECTIONS, strict=False),
    }
    return {_COLUMNS.index(column): choice for column, choice in offered.items() if choice.values}


def _cells(row: ExportedMachine, number: int, words: Catalogue) -> tuple[str, ...]:
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
        words.word("role", row.role),
        row.connection,
    )


def refused_workbook(taken: Taken, refused: tuple[RowRefused, ...], lang: str) -> bytes:
    """Return the workbook: a sheet for each one that has refused rows.

    The columns are the original ones with their own titles, then the row's number in the original
    file, why it was refused and how it is mended.
    """
    tables = []
    for sheet in taken.sheets:
        rows = [row for row in refused if row.origin.sheet == sheet.name]
        if rows:
            tables.append(_table(sheet.name or "CSV", sheet.header, rows, lang))
    return workbook_bytes(tables)


def _table(name: str, header: Header, rows: list[RowRefused], lang: str) -> TableSheet:
    columns, words = sorted(header.titles), catalogue(lang)
    added = (words("column.origin"), words("column.why"), words("column.mend"))
    return TableSheet(
        name=name,
        header=(*(header.titles[column] for column in columns), *added),
        rows=tuple(
            (
                *(
                    row.origin.cells[c].text.strip() if c in row.origin.cells else ""
                    for c in columns
                ),
                str(row.origin.row),
                "; ".join(doubt.reason(lang) for doubt in row.doubts),
                "; ".join(doubt.mend(lang) for doubt in row.doubts),
            )
            for row in rows
        ),
    )
