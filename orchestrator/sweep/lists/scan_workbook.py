"""Sightings in logs as a workbook: counted by unit, client and indicator, then row by row."""

from collections.abc import Iterator
from pathlib import Path

from orchestrator.documents.book_contents import TableSheet
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.errors import InputError
from orchestrator.files import saying_unwritten, write_atomic
from orchestrator.sweep.lists.scan_groups import GroupBy, Groups, SightingGroup
from orchestrator.sweep.lists.scan_rows import COLUMNS, ClientSighting, row_of
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.visible import visible

MAX_ROWS = 20_000  # of sightings; more make a workbook that no office computer opens
MAX_GROUPS = 20_000
_COUNTED = ("machine", "unit", "sightings", "weak", "clients", "indicators", "first", "last")
_MAX_LISTED = 50  # indicators in one cell


class SightingWorkbook:
    """The workbook; written when all is known."""

    def __init__(self, path: Path, words: Catalogue) -> None:
        """Begin empty.

        Raises:
            InputError: There is no such folder, or the file is there: somebody may have worked in
                it, and what a scan of hours found must have a place.
        """
        if path.is_file():
            raise InputError.one(say("scan.there", path=path), say("mend.other_file"))
        if not path.absolute().parent.is_dir():
            what = say("write.failed", path=path, why=say("scan.no_folder"))
            raise InputError.one(what, say("mend.other_file"))
        self._path, self._words = path, words
        self._rows: list[tuple[str, ...]] = []
        self._groups = tuple(map(Groups, (GroupBy.UNIT, GroupBy.CLIENT, GroupBy.INDICATOR)))
        self.sightings = 0

    @property
    def left_out(self) -> int:
        """How many sightings are counted in the workbook, and have no row of their own."""
        return self.sightings - len(self._rows)

    def add(self, one: ClientSighting) -> None:
        """Take a sighting in."""
        self.sightings += 1
        for groups in self._groups:
            groups.add(one)
        if len(self._rows) < MAX_ROWS:
            self._rows.append(tuple(map(visible, row_of(one))))

    def close(self) -> None:
        """Write the file.

        Raises:
            InputError: It cannot be written.
        """
        data = workbook_bytes(tuple(self._sheets()))
        with saying_unwritten(self._path):
            write_atomic(self._path, data)

    def _sheets(self) -> Iterator[TableSheet]:
        words = self._words
        for groups in self._groups:
            title = words.word("scan_by", groups.by)
            yield TableSheet(
                name=title,
                header=(title, *(words(f"scan.{name}") for name in _COUNTED)),
                rows=tuple(self._counted(one) for one in groups)[:MAX_GROUPS],
            )
        yield TableSheet(name=words("scan.sightings"), header=COLUMNS, rows=tuple(self._rows))

    def _counted(self, one: SightingGroup) -> tuple[str, ...]:
        listed = sorted(one.indicators)
        more = (f"+{len(listed) - _MAX_LISTED}",) if len(listed) > _MAX_LISTED else ()
        whose = one.whose
        return (
            visible(one.key) or self._words("scan.not_told"),
            whose.machine.name if whose and whose.machine else "",
            ", ".join(unit.name for unit in whose.units) if whose else "",
            str(one.sightings),
            str(one.weak),
            str(len(one.clients)),
            visible(" ".join((*listed[:_MAX_LISTED], *more))),
            visible(one.first),
            visible(one.last),
        )
