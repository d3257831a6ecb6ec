"""The address in a cell: one, whole and of one machine, or a doubt that says which slip it is."""

import re
from ipaddress import AddressValueError, IPv4Address, ip_address

from orchestrator.documents.grid import CellKind, SheetCell
from orchestrator.inventory.sheets.cell_text import tidy, title_key
from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.inventory.sheets.row_problems import RowProblemError

_DYNAMIC = frozenset(
    ("dhcp", "dong", "ip dong", "dia chi dong", "tu dong", "auto", "automatic", "khong", "khong co",
     "chua co", "cap phat dong", "cap phat tu dong", "")
)  # fmt: skip
_QUAD = r"\d{1,3}(?:\.\d{1,3}){3}"
_FULL_QUAD = re.compile(_QUAD)
_SEVERAL = re.compile(rf"{_QUAD}\s*(?:[/\-\u2013,;&+|]|\s|và)\s*(?:\d{{1,3}}\b|{_QUAD})")
_COMMAS = re.compile(r"\d{1,3}(?:\s*[.,;]\s*\d{1,3}){3}")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?", re.IGNORECASE)
_LAST_OF_NET = IPv4Address("255.255.255.255")


def cell_address(cell: SheetCell) -> str | None:
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
    if _FULL_QUAD.fullmatch(text):
        return _of_one_machine(text, _quad(text))
    _refuse_slips(text)
    if _DOMAIN.fullmatch(text):
        return text
    return _of_one_machine(text, text)


def _quad(text: str) -> str:
    if _ZEROS.search(text):
        raise RowProblemError(RowRefusal.ADDRESS_OCTAL, text=text, offer=_ZEROS.sub("", text))
    return text


def _refuse_slips(text: str) -> None:
    if _COMMAS.fullmatch(text):
        offer = ".".join(re.findall(r"\d+", text))
        raise RowProblemError(RowRefusal.ADDRESS_COMMAS, text=text, offer=offer)
    if _SEVERAL.search(text):
        raise RowProblemError(RowRefusal.ADDRESS_TWO, text=text)


def _of_one_machine(text: str, address: str) -> str:
    try:
        found = ip_address(address)
    except (AddressValueError, ValueError) as error:
        raise RowProblemError(RowRefusal.ADDRESS_BAD, text=text) from error
    special = found.is_loopback or found.is_multicast or found.is_unspecified or found.is_link_local
    if special or found == _LAST_OF_NET:
        raise RowProblemError(RowRefusal.ADDRESS_SPECIAL, text=text)
    return str(found)
