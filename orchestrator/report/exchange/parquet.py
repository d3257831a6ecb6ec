"""`findings.parquet` and `machines.parquet`: the rows of the plain tables, by type, for analysis.

The same set gives the same bytes with the same release of the library, which names itself in them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from io import BytesIO
from typing import TypeAlias

from orchestrator.errors import UsageError
from orchestrator.report import findings_csv, machines_csv
from orchestrator.report.inert import raw
from orchestrator.report.shown import Shown
from orchestrator.text.message import say

try:
    import pyarrow as pa
    from pyarrow import parquet
except ImportError as error:
    raise UsageError.one(
        say("excel.missing", package="pyarrow"), say("mend.parquet_extra")
    ) from error

_Value: TypeAlias = str | int | datetime | None
_TEXT, _COUNT, _MOMENT = pa.string(), pa.int64(), pa.timestamp("us", tz="UTC")
_TYPES = {
    **dict.fromkeys(("line", "hits", "clock_offset_s"), _COUNT),
    **dict.fromkeys(("attempted_at", "as_of", "good_until", "removed_at"), _MOMENT),
}
"""Columns that are no text; a cell without a value is null in every column."""
_READ: Mapping[object, Callable[[str], _Value]] = {
    _TEXT: raw,
    _COUNT: int,
    _MOMENT: datetime.fromisoformat,
}


def findings_bytes(shown: Shown) -> bytes:
    """Return the table of `findings.csv`: hits by unit, then machine."""
    return _written(findings_csv.COLUMNS, findings_csv.rows(shown), shown)


def machines_bytes(shown: Shown) -> bytes:
    """Return the table of `machines.csv`: machines by unit, then name."""
    return _written(machines_csv.COLUMNS, machines_csv.rows(shown), shown)


def _written(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], shown: Shown) -> bytes:
    held = tuple(rows)
    arrays = [
        _array([row[at] for row in held], _TYPES.get(name, _TEXT))
        for at, name in enumerate(columns)
    ]
    table = pa.table(arrays, names=list(columns)).replace_schema_metadata(_about(shown))
    stream = BytesIO()
    parquet.write_table(table, stream, compression="snappy")
    return stream.getvalue()


def _array(cells: list[str], kind: object) -> object:
    read = _READ[kind]
    return pa.array([read(cell) if cell else None for cell in cells], type=kind)


def _about(shown: Shown) -> Mapping[str, str]:
    """Return what a file says of itself: of which set it is, and by which list that was judged."""
    result = shown.result
    return {
        "orchestrator.kind": shown.kind,
        "orchestrator.sweep": raw(result.sweep),
        "orchestrator.at": result.ended_at.isoformat(),
        "orchestrator.list_sha256": raw(result.list.sha256),
        "orchestrator.basis": raw(shown.basis),
    }
