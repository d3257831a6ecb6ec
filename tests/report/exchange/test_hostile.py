"""Hostile text in every field of every form: data, and nothing else."""

import csv
import io
import json
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from orchestrator.report import Shown
from orchestrator.report.reading import ReportReader
from orchestrator.text.visible import visible
from tests.report import samples
from tests.report.exchange.test_cef import read
from tests.report.exchange.written import HAS_PARQUET, parquet_rows, written
from tests.report.poison import PAYLOADS, poisoned

LONG = "=ờ" + "x" * 10_000
FULL_WIDTH = "\uff1dcmd|' /C calc'!A0"
ALL = (*PAYLOADS, LONG, FULL_WIDTH, "_x000D_", "\\|=\\n", "]]>", "x' OR 'x")
TAGS = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped"}


def forms(result, folder: Path, reading: str | None = None) -> dict[str, bytes]:
    shown = Shown(result=result)
    return written(folder, shown, dialect="excel", lang="en", reading=reading)


def cells(book: bytes) -> list[list[object]]:
    sheets = load_workbook(io.BytesIO(book)).worksheets
    return [list(row) for sheet in sheets for row in sheet.iter_rows()]


def is_plain(text: str) -> bool:
    return all(visible(line) == line for line in text.splitlines())


@pytest.mark.parametrize(
    ("payload", "reading"),
    [*((one, None) for one in ALL), *((one, ReportReader.CITY) for one in (*PAYLOADS[::4], LONG))],
)
def test_hostile_text_is_inert_in_every_form(payload: str, reading: str | None, tmp_path: Path):
    good = samples.district(samples.small())
    sound = forms(good, tmp_path / "sound", reading)
    files = forms(poisoned(good, payload), tmp_path / "files", reading)

    for name in ("machines.xlsx", "findings.xlsx"):
        rows = cells(files[name])
        assert [len(row) for row in rows] == [len(row) for row in cells(sound[name])]
        held = [cell for row in rows for cell in row if cell.value is not None]  # type: ignore[attr-defined] - a cell
        assert {cell.data_type for cell in held} == {"s"}  # type: ignore[attr-defined] - a cell
        assert all(is_plain(cell.value) for cell in held)  # type: ignore[attr-defined] - a cell

    for name in ("machines.csv", "findings.csv"):
        text = files[name].decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        assert len(rows) == len(cells(files[name.replace("csv", "xlsx")])) - _offered(name, files)
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
        assert is_plain(text)

    root = fromstring(files["junit.xml"])
    assert {element.tag for element in root.iter()} <= TAGS
    assert len(list(root.iter("testcase"))) == len(
        list(fromstring(sound["junit.xml"]).iter("testcase"))
    )
    assert is_plain(files["junit.xml"].decode())

    bundle = json.loads(files["stix.json"])
    assert is_plain(files["stix.json"].decode())
    assert len(bundle["objects"]) >= len(json.loads(sound["stix.json"])["objects"])

    lines = files["events.cef"].decode().splitlines()
    assert len(lines) == len(sound["events.cef"].decode().splitlines())
    assert is_plain(files["events.cef"].decode())
    for line in lines:
        head, said = read(line)
        assert len(head) == 7
        assert said["cat"] in ("machine", "hit")
        assert said["outcome"] in ("pass", "fail", "not_assessed", "excluded", "noted")


@pytest.mark.skipif(not HAS_PARQUET, reason="pyarrow is not installed")
@pytest.mark.parametrize("payload", [*PAYLOADS[6:9], LONG])
def test_hostile_text_is_inert_in_parquet(payload: str, tmp_path: Path):
    good = samples.district(samples.small())
    sound = forms(good, tmp_path / "sound")
    files = forms(poisoned(good, payload), tmp_path / "files")
    for name in ("machines.parquet", "findings.parquet"):
        rows = parquet_rows(files[name])
        assert len(rows) == len(parquet_rows(sound[name]))
        assert all(is_plain(cell) for row in rows for cell in row.values() if isinstance(cell, str))


def _offered(name: str, files: dict[str, bytes]) -> int:
    """Return how many rows the sheet with words to choose from has."""
    book = load_workbook(io.BytesIO(files[name.replace("csv", "xlsx")]))
    return sum(1 for sheet in book.worksheets[1:] for _ in sheet.iter_rows())
