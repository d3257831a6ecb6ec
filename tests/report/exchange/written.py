"""Sets of reports with everything in them, written as the door has them written."""

import io
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from msgspec.structs import replace
from openpyxl import load_workbook

from orchestrator.model.indicator import Kind
from orchestrator.model.result import Status, UnitResult, UnitVerdict
from orchestrator.report import Shown, wanted, write_reports
from orchestrator.report.exchange.wanted import Also
from tests.findings import acts_made
from tests.report import builders, samples
from tests.report.samples import STATE

HAS_PARQUET = find_spec("pyarrow") is not None
ALL = tuple(kind for kind in Also if HAS_PARQUET or kind is not Also.PARQUET)


def campaign() -> Shown:
    """Return a campaign's set: a machine with findings, a clean one, one that left, a notice."""
    judged = acts_made.judged()
    code = acts_made.UNIT.code
    bad = builders.indicator(acts_made.BAD, Kind.DOMAIN, 3)
    seen = builders.cached(acts_made.BAD)
    hit = builders.hit(Status.RESOLVED, bad, acts_made.BAD, seen, "dns_cache")
    unit = UnitResult(
        unit=acts_made.UNIT,
        verdict=UnitVerdict.FAIL,
        machines=(
            builders.assessed(builders.row("hs-01", code), hit),
            builders.assessed(builders.row("hs-02", code)),
        ),
    )
    result = replace(samples.district(unit), list=judged.list, ended_at=judged.at)
    return Shown(result=result, judged=judged)


def written(
    folder: Path,
    shown: Shown,
    *,
    also: Iterable[str] = ALL,
    dialect: str = "plain",
    lang: str = "vi",
    reading: str | None = None,
) -> dict[str, bytes]:
    """Write a set, and return its files by name."""
    asked = wanted(also, dialect, reading, alone=False)
    done = write_reports(shown.result, folder, lang, state=STATE, judged=shown.judged, wanted=asked)
    return {path.name: path.read_bytes() for path in done.paths}


def parquet_rows(data: bytes) -> list[dict[str, object]]:
    """Return the rows of a Parquet file, by its columns."""
    from pyarrow import parquet  # noqa: PLC0415 - an extra: who has no pyarrow has no such file

    return parquet.read_table(io.BytesIO(data)).to_pylist()


def rows_of(book: bytes) -> list[dict[str, str]]:
    """Return the first sheet of a workbook, row by row, by its titles."""
    sheet = load_workbook(io.BytesIO(book)).worksheets[0]
    head, *rows = ([str(cell.value or "") for cell in row] for row in sheet.iter_rows())
    return [dict(zip(head, row, strict=True)) for row in rows]
