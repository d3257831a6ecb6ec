"""Which numbers are dates and which have zeros in front: the styles of a workbook."""

import re
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from orchestrator.inventory.sheet.grid import Cell, Kind
from orchestrator.inventory.sheet.package import Package, local, named

_STYLES = "xl/styles.xml"
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,16}")
_EPOCH = date(1899, 12, 30)  # Excel's day 0, its 29 February 1900 counted in
_LAST_DAY = 2_958_465  # 31 December 9999
_WHOLE = 1e15


class Formats:
    """How the cells of each style are shown."""

    def __init__(self, package: Package) -> None:
        """Read the styles of a workbook; one without styles shows plain numbers."""
        root = package.tree(_STYLES) if package.has(_STYLES) else None
        self._codes = [] if root is None else _codes(root)

    def number(self, text: str, style: str) -> Cell:
        """Return the cell of a number, as it is shown."""
        code = (
            self._codes[int(style)] if style.isdecimal() and len(self._codes) > int(style) else ""
        )
        try:
            value = float(text)
        except ValueError:
            return Cell(text)
        if code == "date" and 0 <= value <= _LAST_DAY:
            return Cell(f"{_EPOCH + timedelta(days=int(value)):%d/%m/%Y}", Kind.DATE)
        shown = str(int(value)) if value.is_integer() and abs(value) < _WHOLE else text
        return Cell(shown.zfill(len(code)) if _ZEROS.fullmatch(code) else shown, Kind.NUMBER)


def _codes(root: Element) -> list[str]:
    """Return the format of each style: `date`, zeros that set a width, or nothing of interest."""
    custom = {one.get("numFmtId", ""): one.get("formatCode", "") for one in named(root, "numFmt")}
    styles = next((one for one in root if local(one) == "cellXfs"), None)
    return [] if styles is None else [_code(one.get("numFmtId", "0"), custom) for one in styles]


def _code(number: str, custom: dict[str, str]) -> str:
    code = custom.get(number)
    if code is None:
        return "date" if number.isdecimal() and int(number) in _BUILT_IN_DATES else ""
    return "date" if _DATE.search(_LITERAL.sub("", code)) else code
