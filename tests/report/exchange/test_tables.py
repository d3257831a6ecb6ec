"""The tables for people: workbooks and CSV for Excel, in their language and by their clock."""

import csv
import io
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from orchestrator.errors import UsageError
from orchestrator.model.look import Carrier, Trust
from orchestrator.model.result import Subject, UnitVerdict
from orchestrator.report import Shown, wanted
from orchestrator.report.exchange.finding_table import finding_table
from orchestrator.report.exchange.machine_table import machine_table
from orchestrator.report.exchange.wanted import Also
from orchestrator.text.catalogue import catalogue
from tests.report import builders as made
from tests.report import samples
from tests.report.exchange.written import campaign, rows_of, written

VI, EN = catalogue("vi"), catalogue("en")
DISTRICT = Shown(result=samples.district())


def said(table, column: str, words=EN) -> list[str]:
    at = table.titles.index(words(f"data_column.{column}"))
    return [row[at] for row in table.rows]


def test_every_machine_has_a_row_in_the_language_of_the_report(tmp_path: Path):
    rows = rows_of(written(tmp_path, DISTRICT, also=("xlsx",))["machines.xlsx"])
    machines = [machine for unit in DISTRICT.result.units for machine in unit.machines]
    assert len(rows) == len(machines)
    told = {row["Tên máy"]: row for row in rows}
    infected = told["PC-VANPHONG-01"]
    assert (infected["Kết luận"], infected["Số trùng khớp bị tính"]) == ("Không đạt", "2")
    assert infected["Lần hỏi gần nhất"] == "12/09/2022 08:10:00"
    unread = told["PC-KETOAN-02"]
    assert unread["Kết luận"] == "Chưa đánh giá được"
    assert unread["Lý do"]
    assert unread["Đã xảy ra gì"].endswith(".")
    assert told["CAM-BAOVE-02"]["Chưa đọc được"] == "bộ nhớ đệm DNS: không đủ quyền đọc"


def test_what_is_listed_is_no_link_in_a_table_for_people():
    table = finding_table(DISTRICT, EN)
    assert "203[.]0[.]113[.]45" in said(table, "indicator")
    assert not any("203.0.113.45" in cell for row in table.rows for cell in row)


def test_words_of_verdicts_and_states_are_chosen_from_lists(tmp_path: Path):
    files = written(tmp_path, DISTRICT, also=("xlsx",))
    for name, offered in (("machines.xlsx", 1), ("findings.xlsx", 2)):
        book = load_workbook(io.BytesIO(files[name]))
        assert len(book.worksheets[0].data_validations.dataValidation) == offered
        assert book.worksheets[0].freeze_panes == "A2"
        choices = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
        assert {"Đạt", "Không đạt", "Chưa đánh giá được"} <= choices


def test_a_campaign_s_findings_are_all_there_whoever_left():
    shown = campaign()
    table = finding_table(shown, EN)
    assert shown.judged is not None
    (unit,) = shown.judged.units
    everyone = (*unit.machines, *unit.removed)
    numbers = {one.number for machine in everyone for one in machine.findings}
    numbers |= {one.number for one in unit.findings}
    assert set(said(table, "finding")) == numbers
    assert "noticed[.]example" in said(table, "indicator")
    assert set(said(table, "state")) == {"New"}


def test_a_finding_that_no_newest_hit_shows_has_a_row_of_its_own():
    shown = campaign()
    rows = [row for row in finding_table(shown, EN).rows if "203[.]0[.]113[.]7" in row]
    assert len(rows) == 1
    assert "hs-01" in rows[0]


def test_a_machine_that_left_has_a_row():
    table = machine_table(campaign(), EN)
    left = [bool(text) for text in said(table, "removed")]
    assert left == [False, False, True]
    assert said(table, "machine") == ["hs-01", "hs-02", "hs-03"]


def test_until_when_a_pass_holds_is_told_in_local_time():
    table = machine_table(campaign(), EN)
    assert said(table, "good_until")[1] == "28/12/2026 16:00:00"
    assert said(table, "open_findings")[0].count("F-") == 2


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_for_excel_is_the_same_table_with_semicolons(tmp_path: Path):
    files = written(tmp_path, DISTRICT, also=("xlsx",), dialect="excel", lang="en")
    for stem in ("machines", "findings"):
        from_csv = [
            {title: text.removeprefix("'") for title, text in row.items()}
            for row in read_csv(files[f"{stem}.csv"])
        ]
        assert from_csv == rows_of(files[f"{stem}.xlsx"])


def test_plain_csv_is_what_it_was(tmp_path: Path):
    plain = written(tmp_path / "a", DISTRICT, also=())
    beside = written(tmp_path / "b", DISTRICT)
    assert {name: beside[name] for name in plain} == plain
    assert plain["machines.csv"].startswith("\ufeffunit,unit_name,ward,machine,".encode())


def test_the_same_set_is_the_same_bytes(tmp_path: Path):
    first = written(tmp_path / "a", campaign())
    assert written(tmp_path / "b", campaign()) == first


def test_controls_alone_have_no_table_of_findings(tmp_path: Path):
    controls = Shown(result=replace(samples.district(), subject=Subject.CONTROLS))
    files = written(tmp_path, controls, dialect="excel")
    assert "machines.xlsx" in files
    assert not [name for name in files if name.startswith("findings")]


def test_a_kind_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match="no kind of file pdf") as refused:
        wanted(("xlsx", "pdf"), "plain", alone=False)
    (problem,) = refused.value.problems
    assert all(kind in problem.mend for kind in Also)


@pytest.mark.parametrize(("also", "dialect"), [(("xlsx",), "plain"), ((), "excel")])
def test_nothing_is_written_beside_what_is_printed(also: tuple[str, ...], dialect: str):
    with pytest.raises(UsageError, match="--json"):
        wanted(also, dialect, alone=True)


def test_the_help_names_every_kind():
    for words in (VI, EN):
        assert all(f"`{kind}`" in words("option.also") for kind in Also)


def test_tables_say_what_a_verdict_is_worth_and_how_it_came(tmp_path: Path):
    shown = campaign()
    assert shown.judged is not None
    (unit,) = shown.judged.units
    first = replace(unit.machines[0], trust=Trust.WITNESSED, carrier=Carrier.FILE)
    unit = replace(unit, machines=(first, *unit.machines[1:]))
    shown = replace(shown, judged=replace(shown.judged, units=(unit,)))
    name = first.scope.row.machine
    for file in ("machines.xlsx", "findings.xlsx"):
        rows = rows_of(written(tmp_path, shown, also=("xlsx",))[file])
        told = [row for row in rows if row["Tên máy"] == name]
        assert {row["Nguồn của kết luận"] for row in told} == {"có người chứng kiến"}
        assert {row["Cách gửi kết quả"] for row in told} == {"gửi bằng tệp"}
    assert {row[-2:] for row in machine_table(DISTRICT, EN).rows} == {("", "")}


def test_machines_stand_as_their_numbers_count():
    unit = made.unit(
        "hs", "Hồ Sen", UnitVerdict.PASS,
        *(made.assessed(made.row(f"PC-{n}", "hs"), made.live_hit()) for n in (1, 10, 2)),
    )  # fmt: skip
    shown = Shown(result=samples.district(unit))
    assert said(machine_table(shown, EN), "machine") == ["PC-1", "PC-2", "PC-10"]
    assert said(finding_table(shown, EN), "machine") == ["PC-1", "PC-2", "PC-10"]
