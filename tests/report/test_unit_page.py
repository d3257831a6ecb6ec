"""What a headmaster reads before signing: whom to call, until when it holds, no jargon."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.model.district import CleaningTool
from orchestrator.model.result import Reason, UnitVerdict
from orchestrator.report import write_reports
from orchestrator.report.reading_order import in_order
from orchestrator.report.unit_view import unit_view
from orchestrator.text.catalogue import catalogue
from tests.report import builders as made
from tests.report import samples
from tests.report.poison import Page
from tests.report.samples import STATE
from tests.report.test_reading import everything

FOLD = re.compile(r'<details class="fold.*?</details>', re.DOTALL)


def page_of(folder: Path, *machines: object, verdict: UnitVerdict, **changes: object) -> str:
    unit = made.unit("th_ho_sen", "Trường Tiểu học Hồ Sen", verdict, *machines)
    write_reports(samples.district(unit, **changes), folder, state=STATE)
    return (folder / "th_ho_sen.html").read_text("utf-8")


def failing(folder: Path, **changes: object) -> str:
    machine = made.assessed(made.row("PC-01", "th_ho_sen"), made.live_hit())
    return page_of(folder, machine, verdict=UnitVerdict.FAIL, **changes)


def test_whom_to_call_and_what_to_clean_with_come_from_the_inventory(tmp_path: Path):
    tool = CleaningTool(name="Công cụ A", where="cổng thông tin của quận")
    authority = replace(made.AUTHORITY, contact="Tổ CNTT, máy lẻ 12", cleaning_tool=tool)
    text = Page(failing(tmp_path, authority=authority)).text
    assert "Tổ CNTT, máy lẻ 12" in text
    assert "Công cụ A: cổng thông tin của quận" in text


def test_what_the_inventory_does_not_say_is_a_dotted_line(tmp_path: Path):
    page = failing(tmp_path)
    assert page.count("<dd>……") == 3
    clean = made.assessed(made.row("PC-01", "th_ho_sen"))
    assert page_of(tmp_path, clean, verdict=UnitVerdict.PASS).count("<dd>……") == 2


@pytest.mark.parametrize(("days", "said"), [(0, "trước ngày"), (4, "Đã quá hạn ngày 15/09/2022")])
def test_a_deadline_that_passed_says_so(tmp_path: Path, days: int, said: str):
    text = Page(failing(tmp_path, ended_at=made.END + timedelta(days=days))).text
    assert said in text
    assert ("Đã quá hạn" in text) == bool(days)


def test_a_unit_that_passes_is_told_what_was_read_and_when(tmp_path: Path):
    clean = made.assessed(made.row("PC-01", "th_ho_sen"))
    text = Page(page_of(tmp_path, clean, verdict=UnitVerdict.PASS)).text
    assert "Đã đọc đủ: " in text
    assert "thời điểm rà soát ngày 12/09/2022" in text
    assert "Đã đọc đủ: " not in Page(failing(tmp_path)).text


def test_no_path_no_sweep_id_and_no_word_of_machines_but_in_the_folds(tmp_path: Path):
    unread = made.not_assessed(made.row("PC-02", "th_ho_sen"), *made.ENDINGS[0])
    infected = made.assessed(made.row("PC-01", "th_ho_sen"), made.live_hit())
    page = page_of(
        tmp_path,
        infected,
        unread,
        verdict=UnitVerdict.FAIL,
        playbook="/home/ops/playbooks/ioc-sweep.yml",
    )
    seen = FOLD.sub("", page)
    assert "2022-09-12-03" not in page  # the sweep's id
    assert "/home/ops" not in page
    for words in ("CONNECTED", "unreachable", "ESTABLISHED", "sha256", "ioc-sweep"):
        assert words not in Page(re.sub(r"(?s)<(style|script)>.*?</\1>", "", seen)).text, words


def test_machines_with_one_cause_stand_together_with_who_can_mend_it(tmp_path: Path):
    rows = (
        made.not_assessed(made.row(f"PC-{at}", "th_ho_sen"), *made.ENDINGS[0]) for at in range(30)
    )
    page = page_of(tmp_path, *rows, verdict=UnitVerdict.INSUFFICIENT)
    assert page.count("Ai khắc phục được") == 1
    assert "người của đơn vị, ngồi tại máy" in page
    assert '<span id="chua-30">' in page


def test_machines_that_show_the_same_are_one_line_below_the_list(tmp_path: Path):
    rows = [made.assessed(made.row(f"PC-{at:03}", "th_ho_sen")) for at in range(180)]
    page = page_of(tmp_path, *rows, verdict=UnitVerdict.PASS)
    assert page.count('<ul class="cks">') == 1
    assert len(page.encode()) < 250_000


def test_a_part_says_that_it_is_one(tmp_path: Path):
    clean = made.assessed(made.row("PC-01", "th_ho_sen"))
    page = page_of(tmp_path, clean, verdict=UnitVerdict.PASS, units_left_out=14)
    for text in (Page(page).text, Page((tmp_path / "index.html").read_text("utf-8")).text):
        assert "Đợt này rà soát 1 trong 15 đơn vị; 14 đơn vị không thuộc đợt này." in text
    whole = page_of(tmp_path, clean, verdict=UnitVerdict.PASS)
    assert "Đợt này rà soát đơn vị này." in Page(whole).text


def test_who_can_mend_it_stands_on_the_overview_too(tmp_path: Path):
    unread = made.not_assessed(
        made.row("PC-01", "th_ho_sen"), Reason.NO_ROUTE, dict(made.ENDINGS)[Reason.NO_ROUTE]
    )
    page_of(tmp_path, unread, verdict=UnitVerdict.INSUFFICIENT)
    assert "Người quản trị mạng" in (tmp_path / "index.html").read_text("utf-8")


def test_machines_stand_as_their_numbers_count(tmp_path: Path):
    names = ("PC-10", "PC-2", "PC-1")
    rows = (made.assessed(made.row(name, "th_ho_sen"), made.live_hit()) for name in names)
    page = page_of(tmp_path, *rows, verdict=UnitVerdict.FAIL)
    for part in ("<ol", '<table id="list">'):
        places = [page.index(f"{name}<", page.index(part)) for name in ("PC-1", "PC-2", "PC-10")]
        assert places == sorted(places), part


def test_what_begins_a_cell_begins_with_a_capital():
    shown, say = everything(), catalogue("vi")
    (unit,) = shown.result.units
    found = shown.findings_of(unit.unit.code, say)
    lines = [words for row in (*found.open, *found.closed) for words in (row.seen, *row.due)]
    view = unit_view(shown, in_order(unit), "", say)
    cells = [row.why for row in view.rows if row.why]
    assert lines
    assert cells
    assert [text for text in lines + cells if text[0].islower()] == []


def test_an_indicator_is_torn_between_labels_before_it_is_within_one(tmp_path: Path):
    shown = everything()
    (unit,) = shown.result.units
    write_reports(shown.result, tmp_path, state=STATE, judged=shown.judged)
    page = (tmp_path / f"{unit.unit.code}.html").read_text("utf-8")
    kept = page[page.index('<table class="kept">') :]
    assert "[.]<wbr>" in kept[: kept.index("</table>")]
    assert "<wbr>" not in Page(page).text
