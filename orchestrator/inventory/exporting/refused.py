"""The rows that an import refused, as a workbook that can be mended and imported again."""

from orchestrator.inventory.exporting.workbook import Table, workbook_bytes
from orchestrator.inventory.sheet.columns import Header
from orchestrator.inventory.sheet.reading import Taken
from orchestrator.inventory.sheet.rows import RowRefused

_TITLES = {"vi": ("Dòng gốc", "Lý do", "Cách sửa"), "en": ("Source row", "Why", "How to mend")}
_LONGEST_NAME = 31  # Excel's own limit


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


def _table(name: str, header: Header, rows: list[RowRefused], lang: str) -> Table:
    columns = sorted(header.titles)
    return Table(
        name=name[:_LONGEST_NAME],
        header=(*(header.titles[column] for column in columns), *_TITLES[lang]),
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
