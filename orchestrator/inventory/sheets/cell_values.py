"""What the cells of one machine say, each by the rules of its column."""

import re
from collections.abc import Callable, Mapping

from orchestrator.documents.grid import CellKind, SheetCell
from orchestrator.inventory.reading.ansible_names import CONNECTIONS
from orchestrator.inventory.reading.folded_text import tidy, title_key
from orchestrator.inventory.reading.machine_address import (
    AddressFault,
    FaultyAddress,
    as_hostname,
    is_hostname,
    machine_address,
)
from orchestrator.inventory.sheets.columns import Column
from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.inventory.sheets.row_problems import RowProblemError
from orchestrator.model.district import Role

MAX_CHARACTERS = 200

_NOBODY = re.compile(r"[\d.]+|localhost(?:\..*)?", re.IGNORECASE)  # an address, or ourselves
_SAY_IT_THEMSELVES = frozenset((Column.NAME, Column.ADDRESS))
_TEMPLATE = re.compile(r"\{\{|\{%|\{#")
_SHORT_WINDOWS = re.compile(r"win(?:dow|dows)?[\s.-]*(?=\d|xp|vista|server)", re.IGNORECASE)

# Folded words, as schools write them and as `role:` has them.
_ROLES: Mapping[str, Role] = {
    **{role.value: role for role in Role},
    **dict.fromkeys(
        ("may tram", "may tinh", "may ban", "desktop", "laptop", "may xach tay", "may khach",
         "may de ban", "workstation", "client", "may van phong", "may hoc sinh", "may giao vien",
         "may tinh ca nhan", "may tinh de ban", "may tinh xach tay"),
        Role.PC,
    ),
    **dict.fromkeys(("may chu", "may chu tep", "file server", "nas"), Role.SERVER),
    **dict.fromkeys(
        ("dns", "may chu dns", "dns server", "may chu ten mien", "phan giai ten mien"),
        Role.RESOLVER,
    ),
    **dict.fromkeys(
        ("router", "bo dinh tuyen", "cong", "thiet bi mang", "firewall", "tuong lua", "modem",
         "switch", "cong mang"),
        Role.GATEWAY,
    ),
    **dict.fromkeys(("thu", "may chu thu", "mail server", "thu dien tu", "email"), Role.MAIL),
}  # fmt: skip

_DYNAMIC = frozenset(
    ("dhcp", "dong", "ip dong", "dia chi dong", "tu dong", "auto", "automatic", "khong", "khong co",
     "chua co", "cap phat dong", "cap phat tu dong", "")
)  # fmt: skip
_REFUSALS: Mapping[AddressFault, RowRefusal] = {
    AddressFault.COMMAS: RowRefusal.ADDRESS_COMMAS,
    AddressFault.OCTAL: RowRefusal.ADDRESS_OCTAL,
    AddressFault.TWO: RowRefusal.ADDRESS_TWO,
    AddressFault.BAD: RowRefusal.ADDRESS_BAD,
    AddressFault.OURSELVES: RowRefusal.ADDRESS_SPECIAL,
    AddressFault.SPECIAL: RowRefusal.ADDRESS_SPECIAL,
}


def checked(column: Column, cell: SheetCell, title: str) -> str:
    """Return a cell's text.

    Raises:
        RowProblemError: It is a formula without a value, an error, a date (a room `1/3` that Excel
            took for one), a template, or too long.
    """
    text = tidy(cell.text)
    if cell.kind is CellKind.DATE and column not in _SAY_IT_THEMSELVES:
        raise RowProblemError(RowRefusal.DATE_CELL, column=title, text=text)
    if cell.kind is CellKind.FORMULA:
        raise RowProblemError(RowRefusal.FORMULA, column=title, text=text)
    if cell.kind is CellKind.ERROR:
        raise RowProblemError(RowRefusal.ERROR_CELL, column=title, text=text)
    if _TEMPLATE.search(text):
        # Ansible and we fill in templates: a sheet from outside must not bring one in.
        raise RowProblemError(RowRefusal.TEMPLATE, column=title, text=text[:MAX_CHARACTERS])
    if len(text) > MAX_CHARACTERS:
        raise RowProblemError(RowRefusal.TOO_LONG, column=title, limit=str(MAX_CHARACTERS))
    return text


def name_of(cell: SheetCell, *, accept: bool) -> tuple[str, str | None]:
    """Return a machine's name, and its label where the cell gave one in place of a name.

    Args:
        cell: What the column of names holds.
        accept: Whether the nearest host's name is taken for a text that is none.

    Raises:
        RowProblemError: It is no name.
    """
    text = tidy(cell.text)
    if cell.kind is CellKind.DATE:
        raise RowProblemError(RowRefusal.NAME_DATE, text=text)
    if text.isdecimal():
        raise RowProblemError(RowRefusal.NAME_DIGITS, text=text)
    if _NOBODY.fullmatch(text):
        raise RowProblemError(RowRefusal.NAME_UNUSABLE, text=text)
    if is_hostname(text):
        return text, None
    offer = as_hostname(text)
    if not offer or offer.isdecimal():
        raise RowProblemError(RowRefusal.NAME_UNUSABLE, text=text)
    if accept:
        return offer, text
    raise RowProblemError(RowRefusal.NAME_NO_HOSTNAME, text=text, offer=offer)


def _address(cell: SheetCell) -> str | None:
    """Return the address of a cell; None where it says that the machine has no fixed one.

    Raises:
        RowProblemError: It is not one address of one machine.
    """
    text = tidy(cell.text)
    if cell.kind is CellKind.NUMBER:
        raise RowProblemError(RowRefusal.ADDRESS_NUMBER, text=text)
    if cell.kind is CellKind.DATE:
        raise RowProblemError(RowRefusal.ADDRESS_DATE, text=text)
    if title_key(text) in _DYNAMIC:
        return None
    found = machine_address(text)
    if isinstance(found, FaultyAddress):
        raise RowProblemError(_REFUSALS[found.fault], text=text, offer=found.offer)
    return found


def _role(cell: SheetCell) -> str:
    role = _ROLES.get(title_key(cell.text))
    if role is None:
        raise RowProblemError(RowRefusal.ROLE_UNKNOWN, text=tidy(cell.text))
    return role.value


def _connection(cell: SheetCell) -> str:
    word = tidy(cell.text).lower()
    if word not in CONNECTIONS:
        raise RowProblemError(RowRefusal.CONNECTION_UNKNOWN, text=tidy(cell.text))
    return word


def _os(cell: SheetCell) -> str:
    return _SHORT_WINDOWS.sub("Windows ", tidy(cell.text), count=1)


def _plain(cell: SheetCell) -> str:
    return tidy(cell.text)


# How each variable of a machine is read from its cell; None: the cell leaves it open.
FIELDS: Mapping[Column, Callable[[SheetCell], str | None]] = {
    Column.LABEL: _plain,
    Column.ROOM: _plain,
    Column.ROLE: _role,
    Column.OS: _os,
    Column.ADDRESS: _address,
    Column.CONNECTION: _connection,
}
