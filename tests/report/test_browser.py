"""The pages in a real browser: what it asks for, complains of, shows and prints."""

import re
from pathlib import Path

import pytest

from orchestrator.report import write_reports
from tests.report import builders as made
from tests.report import samples
from tests.report.poison import PAYLOADS, poisoned
from tests.report.samples import STATE

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("reports")
    write_reports(samples.district(), written, state=STATE)
    return written


def visit(page: object, path: Path) -> list[str]:
    """Open a page and return all that a careful page never does."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    page.on("request", lambda asked: wrong.append(asked.url) if asked.url != path.as_uri() else 0)
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.blockedURI))"
    )
    page.goto(path.as_uri())
    return wrong


def reports(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.html"))


def test_no_page_asks_for_anything_or_breaks_its_own_policy(browser: object, folder: Path):
    for path in reports(folder):
        page = browser.new_page()
        assert visit(page, path) == []
        page.close()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_runs_nothing(browser: object, tmp_path: Path, payload: str):
    write_reports(poisoned(samples.district(samples.small()), payload), tmp_path, state=STATE)
    for path in reports(tmp_path):
        page = browser.new_page()
        assert visit(page, path) == []
        page.close()


@pytest.mark.parametrize("width", [390, 760, 1024, 1280, 1366, 1920])
def test_nothing_runs_over_the_edge(browser: object, folder: Path, tmp_path: Path, width: int):
    write_reports(poisoned(samples.district(samples.small()), "W" * 300), tmp_path, state=STATE)
    for path in reports(folder) + reports(tmp_path):
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.goto(path.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path.name
        page.close()


@pytest.mark.parametrize("width", [390, 1024, 1280, 1366, 1920])
def test_no_table_is_cut_and_every_verdict_is_in_sight(browser: object, folder: Path, width: int):
    page = browser.new_page(viewport={"width": width, "height": 844})
    for name in ("th_ho_sen.html", "mn_bo_cong_anh.html", "index.html"):
        page.goto((folder / name).as_uri())
        cut = "[...document.querySelectorAll('.tw')].filter(e => e.scrollWidth > e.clientWidth)"
        assert page.evaluate(f"{cut}.length") == 0, name
        edges = "[...document.querySelectorAll('#list td .st')]"
        right = page.evaluate(f"Math.max(...{edges}.map(e => e.getBoundingClientRect().right))")
        assert right <= width, name
    page.close()


@pytest.mark.parametrize(("machines", "failing", "most"), [(4, 3, 2), (45, 3, 4), (180, 12, 9)])
def test_a_unit_is_few_sheets_of_paper_and_a_light_file(
    browser: object, tmp_path: Path, machines: int, failing: int, most: int
):
    rows = (made.row(f"TH-TINHOC-{at:03}", "th_ho_sen", "Phòng Tin học") for at in range(machines))
    hits = (made.live_hit(), made.name_hit(), made.range_hit())
    school = made.unit(
        "th_ho_sen", "Trường Tiểu học Hồ Sen", made.UnitVerdict.FAIL,
        *(made.assessed(row, *(hits if at < failing else ())) for at, row in enumerate(rows)),
    )  # fmt: skip
    write_reports(samples.district(school), tmp_path, state=STATE)
    path = tmp_path / "th_ho_sen.html"
    assert path.stat().st_size < 250_000
    page = browser.new_page()
    page.goto(path.as_uri())
    data = page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/MediaBox", data)) <= most
    page.close()


def test_all_is_readable_without_javascript(browser: object, folder: Path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "th_ho_sen.html").as_uri())
    assert page.locator("#list tbody tr").count() == samples.school().in_scope
    assert page.locator("#list tbody tr").last.is_visible()
    assert page.locator(".ev").first.is_visible()
    assert not page.locator(".flt").is_visible()
    assert not page.locator("button.js").first.is_visible()
    context.close()


def test_search_folds_marks_and_filters_work_together(browser: object, folder: Path):
    page = browser.new_page()
    page.goto((folder / "th_ho_sen.html").as_uri())
    rows = page.locator("#list tbody tr:visible")
    page.fill(".flt input", "phong hoi dong")
    assert rows.count() == 8
    page.fill(".flt input", "")
    page.locator(".seg button[value=unk]").click()
    assert rows.count() == 3
    page.select_option(".flt select", "Phòng Kế toán")
    assert rows.count() == 2
    assert page.locator(".cnt").inner_text() == "Đang hiện 2/46 máy"
    page.close()


def test_a_column_sorts_both_ways(browser: object, folder: Path):
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    first = page.locator("#list tbody tr th a").first
    head = page.locator("#list thead th").nth(1)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert first.inner_text() == "Trung tâm Văn hóa và Thông tin"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert first.inner_text() == "Trường Tiểu học Hồ Sen"
    page.close()


def test_paper_ignores_the_filter_and_opens_what_is_closed(browser: object, folder: Path):
    page = browser.new_page()
    page.goto((folder / "th_ho_sen.html").as_uri())
    page.locator(".seg button[value=fail]").click()
    page.emulate_media(media="print")
    assert page.locator("#list tbody tr:visible").count() == samples.school().in_scope
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open]):not(.fold)").count() == 0
    assert not page.locator(".fold").first.is_visible()
    assert not page.locator(".flt").is_visible()
    assert page.locator(".sign").is_visible()
    page.close()


def test_paper_is_a4_and_a_units_first_page_stands_alone(browser: object, folder: Path):
    page = browser.new_page()
    for path in reports(folder):
        page.goto(path.as_uri())
        data = page.pdf(prefer_css_page_size=True, print_background=False)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
        assert boxes
        assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {A4}
    page.close()


def test_a_bar_shows_a_single_machine_as_three_pixels_at_least(browser: object, tmp_path: Path):
    unit = made.unit(
        "th_ho_sen", "Hồ Sen", made.UnitVerdict.FAIL,
        *(made.assessed(made.row(f"PC-{at:03}", "th_ho_sen")) for at in range(199)),
        made.assessed(made.row("PC-999", "th_ho_sen"), made.live_hit()),
    )  # fmt: skip
    write_reports(samples.district(unit), tmp_path, state=STATE)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for name in ("th_ho_sen.html", "index.html"):
        page.goto((tmp_path / name).as_uri())
        for mark in page.locator("rect.f-fail").all():
            assert mark.bounding_box()["width"] >= 3
    page.close()


def test_a_dark_page_keeps_its_contrast(browser: object, folder: Path):
    page = browser.new_page(color_scheme="dark")
    page.goto((folder / "th_ho_sen.html").as_uri())
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("[data-act=theme]").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground
    page.close()
