"""Parquet: the rows of the plain tables, each column by its type."""

import csv
import io
import sys
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.errors import UsageError
from orchestrator.model.result import Subject
from orchestrator.report import Shown, wanted
from tests.report import samples
from tests.report.exchange.written import HAS_PARQUET, campaign, parquet_rows, written

needs_arrow = pytest.mark.skipif(not HAS_PARQUET, reason="pyarrow is not installed")
DISTRICT = Shown(result=samples.district())


def plain(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M:%SZ}"
        case _:
            return str(value)


@needs_arrow
@pytest.mark.parametrize("shown", [DISTRICT, campaign()], ids=["sweep", "campaign"])
def test_every_row_and_value_of_the_plain_tables_is_there(shown: Shown, tmp_path: Path):
    files = written(tmp_path, shown, also=("parquet",))
    for stem in ("findings", "machines"):
        rows = parquet_rows(files[f"{stem}.parquet"])
        told = [{name: as_text(value) for name, value in row.items()} for row in rows]
        assert told == [
            {name: text.removeprefix("'") for name, text in row.items()}
            for row in plain(files[f"{stem}.csv"])
        ]


@needs_arrow
def test_counts_and_times_are_no_texts_and_nothing_is_no_nought(tmp_path: Path):
    rows = parquet_rows(written(tmp_path, DISTRICT, also=("parquet",))["machines.parquet"])
    told = {row["machine"]: row for row in rows}
    infected, excluded = told["PC-VANPHONG-01"], told["PC-KETOAN-02"]
    assert infected["hits"] == 2
    moment = infected["attempted_at"]
    assert isinstance(moment, datetime)
    assert moment.isoformat() == "2022-09-12T01:10:00+00:00"
    assert excluded["clock_offset_s"] is None


@needs_arrow
def test_a_file_says_of_which_set_it_is_and_the_same_set_is_the_same_bytes(tmp_path: Path):
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    first = written(tmp_path / "a", campaign(), also=("parquet",))
    assert written(tmp_path / "b", campaign(), also=("parquet",)) == first
    about = parquet.read_schema(io.BytesIO(first["machines.parquet"])).metadata
    assert about[b"orchestrator.basis"] == campaign().basis.encode()
    assert about[b"orchestrator.list_sha256"] == campaign().result.list.sha256.encode()


@needs_arrow
def test_controls_alone_have_no_table_of_findings(tmp_path: Path):
    controls = Shown(result=replace(samples.district(), subject=Subject.CONTROLS))
    files = written(tmp_path, controls, also=("parquet",))
    assert [name for name in files if name.endswith(".parquet")] == ["machines.parquet"]


def test_without_its_package_it_is_refused_before_anything_is_made(monkeypatch):
    monkeypatch.delitem(sys.modules, "orchestrator.report.exchange.parquet", raising=False)
    monkeypatch.delattr("orchestrator.report.exchange.parquet", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pyarrow") as refused:
        wanted(("xlsx", "parquet"), "plain", alone=False)
    assert "[parquet]" in str(refused.value.problems[0].mend)
