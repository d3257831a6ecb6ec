"""`findings.xlsx` and `machines.xlsx`: the tables for people as workbooks."""

from orchestrator.documents.book_contents import BookTitle, Choice, TableSheet
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.report.exchange.data_table import DataTable
from orchestrator.report.inert import raw
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue


def workbook(table: DataTable, name: str, shown: Shown, say: Catalogue) -> bytes:
    """Return a table as a workbook.

    Args:
        table: Its rows.
        name: What its sheet is called.
        shown: The set of reports that it belongs to.
        say: The texts.
    """
    result = shown.result
    choices = {column: Choice(values=words) for column, words in table.offered.items()}
    sheet = TableSheet(name=name, header=table.titles, rows=table.rows, choices=choices, spare=0)
    at, campaign = say.moment(result.ended_at), result.authority.campaign
    title = BookTitle(
        title=raw(say("data_sheet.title", what=name, campaign=campaign, at=at)),
        creator=raw(result.authority.committee),
        at=result.ended_at,
    )
    return workbook_bytes((sheet,), say("data_sheet.lists"), title)
