"""Findings go out as a sheet and come back as acts: each row is taken, known, or refused."""

import csv
import io
import subprocess
from datetime import timedelta

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from orchestrator.errors import InputError
from orchestrator.findings.act_refusals import ActFault
from orchestrator.model.campaign import FindingState
from orchestrator.model.deed import Triage
from orchestrator.sweep import acting, finding_import, finding_list, finding_sheet
from orchestrator.sweep.finding_import import FindingImport, SheetFault
from orchestrator.sweep.finding_list import FindingFilter
from orchestrator.sweep.finding_sheet import COLUMNS, GREY, ExportRequest, SheetColumn
from orchestrator.text.catalogue import catalogue
from tests.documents.office import needs_calc
from tests.evidence.building import UNIT
from tests.sweep.kept_looks import BAD, GRAVE, LOOKED, NOW, looked_at
from tests.sweep.test_acting import record

HANDLED = {
    SheetColumn.DEED: "Đã xử lý",
    SheetColumn.REMEDY: "Đã cài lại máy",
    SheetColumn.DAY: "29/11/2026",
    SheetColumn.PERSON: "Cô C",
    SheetColumn.NOTE: "cài lại Windows",
}


@pytest.fixture
def state(tmp_path):
    looked_at(tmp_path / "state", "s1", LOOKED, BAD, GRAVE)
    return tmp_path / "state"


def exported(state, name="x.xlsx", lang="vi", at=NOW):
    file = state.parent / name
    finding_sheet.export(ExportRequest(file=file, state=state, unit=None, lang=lang), at)
    return file


def fill(file, row=2, **cells):
    """Put words into cells of a workbook, by the names of their columns."""
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for name, value in cells.items():
        sheet.cell(row, COLUMNS.index(SheetColumn(name)) + 1).value = value
    book.save(file)
    return file


def come_back(state, file, now=NOW, **more):
    asked = FindingImport(
        **{"file": file, "state": state, "actor": "Cán bộ A", "reason": "", "dry_run": False} | more
    )
    return finding_import.import_sheet(asked, now)


def states(state, now=NOW):
    done = finding_list.list_findings(state, FindingFilter(), now)
    return {row.finding.key.value: row.finding.state for row in done.rows}


def counts(done):
    assert done.read == len(done.taken) + len(done.same) + len(done.refused)
    return len(done.taken), len(done.same), len(done.refused)


def test_every_cell_is_text_and_what_is_listed_is_defanged(state):
    sheet = load_workbook(exported(state)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    titles = [catalogue("vi").word("sheet_column", column) for column in COLUMNS]
    assert list(rows[0]) == titles
    assert {row[4] for row in rows[1:]} == {"bad[.]example", "203[.]0[.]113[.]7"}
    held = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {(cell.data_type, cell.number_format) for cell in held} == {("s", "@")}
    assert {column.number_format for column in sheet.column_dimensions.values()} == {"@"}
    assert sheet.column_dimensions["N"].hidden
    fills = {cell.column: cell.fill.fill_type for cell in sheet[2]}
    assert [fills[at + 1] for at in range(len(COLUMNS))] == ["solid"] * len(GREY) + [None] * 6


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["x.xlsx", "x.csv"])
def test_a_sheet_that_nobody_filled_in_records_nothing(state, lang, name):
    done = come_back(state, exported(state, name, lang))
    assert counts(done) == (0, 0, 0)


def test_a_filled_row_is_an_act_and_the_same_sheet_twice_is_one(state):
    file = fill(exported(state), **HANDLED)
    done = come_back(state, file)
    assert counts(done) == (1, 0, 0)
    (act,) = acting.kept_acts(state)
    assert (act.actor, act.attested, act.reason) == ("Cán bộ A", "Cô C", "cài lại Windows")
    assert act.claimed.isoformat() == "2026-11-29T16:59:59+00:00"
    assert FindingState.HANDLED in states(state).values()
    again = come_back(state, file, NOW + timedelta(days=2))
    assert counts(again) == (0, 1, 0)
    assert len(acting.kept_acts(state)) == 1


def test_without_a_day_the_sheet_is_one_act_still(state):
    file = fill(exported(state), deed="handled", remedy="reimaged", note="x")
    assert counts(come_back(state, file)) == (1, 0, 0)
    assert counts(come_back(state, file, NOW + timedelta(days=2))) == (0, 1, 0)


def test_a_dry_run_keeps_nothing(state):
    file = fill(exported(state), **HANDLED)
    assert counts(come_back(state, file, dry_run=True)) == (1, 0, 0)
    assert acting.kept_acts(state) == ()


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"deed": "Đã giao", "person": "Thầy D", "day": "15/12/2026", "note": "x"}, "assigned"),
        ({"deed": "assigned", "person": "Thầy D", "note": "x"}, "assigned"),
        ({"deed": "da xem xet", "person": "Thầy D", "note": "x"}, "triaged"),
        ({"deed": "Handled", "remedy": "Installed anew", "note": "x"}, "handled"),
    ],
)
def test_what_may_be_recorded_by_a_sheet(state, cells, kind):
    (act,) = come_back(state, fill(exported(state), **cells)).taken
    assert act.kind == kind


@pytest.mark.parametrize(
    ("cells", "fault", "cell"),
    [
        ({"number": "F-AAAAAA"}, SheetFault.NO_MARK, "A2"),
        ({"mark": None}, SheetFault.NO_MARK, "A2"),
        ({"mark": "m-0-0-0-0"}, SheetFault.NO_MARK, "A2"),
        ({"machine": "b"}, SheetFault.EDITED, "C2"),
        ({"unit": "th_khac"}, SheetFault.EDITED, "B2"),
        ({"state": "Đã kiểm chứng"}, SheetFault.EDITED, "F2"),
        ({"room": "P.1"}, SheetFault.EDITED, "D2"),
        ({"age": None}, SheetFault.EDITED, "G2"),
        ({"deed": None}, SheetFault.NO_DEED, "I2"),
        ({"deed": "Báo động sai"}, SheetFault.UNKNOWN_DEED, "I2"),
        ({"deed": "=1+1"}, SheetFault.UNKNOWN_DEED, "I2"),
        ({"remedy": None}, SheetFault.NO_REMEDY, "J2"),
        ({"remedy": "đã đốt"}, SheetFault.UNKNOWN_REMEDY, "J2"),
        ({"deed": "Đã xem xét"}, SheetFault.STRAY_REMEDY, "J2"),
        ({"day": "31/02/2026"}, SheetFault.NO_DAY, "K2"),
        ({"day": 46354}, SheetFault.NO_DAY, "K2"),
        ({"day": "01/01/2027"}, ActFault.FUTURE, "K2"),
        ({"note": None}, SheetFault.NO_NOTE, "M2"),
        ({"note": "--"}, SheetFault.NO_NOTE, "M2"),
        ({"deed": "Đã giao", "remedy": None, "day": None, "person": None},
         ActFault.NO_OWNER, "L2"),
        ({"deed": "Đã giao", "remedy": None}, ActFault.DUE_PAST, "K2"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_sound_is_refused_with_its_cell(state, cells, fault, cell):
    file = fill(exported(state), **(HANDLED | cells))
    done = come_back(state, fill(file, row=3, **HANDLED))
    assert counts(done) == (1, 0, 1)
    (refused,) = done.refused
    assert (refused.fault, refused.cell) == (fault, cell)


def test_a_reason_for_all_stands_where_a_row_has_no_note(state):
    file = fill(exported(state), **(HANDLED | {"note": None}))
    (act,) = come_back(state, file, reason="biên bản 12").taken
    assert act.reason == "biên bản 12"


def test_a_row_of_a_finding_that_has_changed_is_refused(state):
    file = fill(exported(state), **HANDLED)
    record(state, Triage())
    done = come_back(state, file)
    assert [(one.fault, one.cell) for one in done.refused] == [(SheetFault.CHANGED, "F2")]


def test_a_pasted_row_is_refused(state):
    file = fill(exported(state), **HANDLED)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(file)
    done = come_back(state, file)
    assert [(one.fault, one.cell) for one in done.refused] == [(SheetFault.TWICE, "A4")]


def test_rows_may_be_sorted_and_columns_moved(state):
    file = fill(exported(state), **HANDLED)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    rows = [list(reversed(row)) for row in sheet.iter_rows(values_only=True)]
    book.remove(sheet)
    other = book.create_sheet("khác", 0)
    for row in ([None], ["Trường X"], rows[0], rows[2], rows[1]):
        other.append(row)
    book.save(file)
    assert counts(come_back(state, file)) == (1, 0, 0)


def test_a_row_of_another_state_folder_is_refused(state, tmp_path):
    file = fill(exported(state), **HANDLED)
    other = tmp_path / "more" / "state"
    other.parent.mkdir()
    looked_at(other, "s1", LOOKED)
    done = come_back(other, file)
    assert [one.fault for one in done.refused] == [SheetFault.NO_FINDING]


def test_csv_comes_back_too(state):
    file = exported(state, "x.csv")
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    for column, value in HANDLED.items():
        rows[1][COLUMNS.index(column)] = value
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter=";").writerows(rows)  # as Excel saves it in Vietnam
    assert counts(come_back(state, file)) == (1, 0, 0)


@pytest.mark.parametrize("name", ["x.ods", "x", "x.xls"])
def test_other_kinds_of_sheets_are_refused_before_anything_is_written(state, name):
    with pytest.raises(InputError):
        exported(state, name)
    assert not (state.parent / name).exists()


def test_what_is_no_export_is_one_message(state, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    lost = exported(state)
    book = load_workbook(lost)
    book.worksheets[0].delete_cols(14)
    book.save(lost)
    for file in (tmp_path / "other.csv", lost):
        with pytest.raises(InputError) as refused:
            come_back(state, file)
        assert len(refused.value.problems) == 1


def test_nobody_imports_nothing(state):
    file = fill(exported(state), **HANDLED)
    with pytest.raises(InputError):
        come_back(state, file, actor=" ")
    assert acting.kept_acts(state) == ()


@needs_calc
def test_libreoffice_saves_what_is_read_again(state, tmp_path):
    file = fill(exported(state), **HANDLED)
    out = tmp_path / "out"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", out, file]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert counts(come_back(state, out / file.name)) == (1, 0, 0)


def test_a_unit_gets_its_own_sheet(state):
    file = state.parent / "u.xlsx"
    request = ExportRequest(file=file, state=state, unit=UNIT.code, lang="vi")
    assert finding_sheet.export(request, NOW) == 2
    with pytest.raises(InputError):
        finding_sheet.export(replace(request, unit="th_khac"), NOW)
