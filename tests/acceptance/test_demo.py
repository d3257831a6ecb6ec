"""The demo against the truth that its lab knows: its first day, and where its weeks end."""

import filecmp
import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from orchestrator.lab import TRUTH, differences, story_differences, unit_verdicts
from orchestrator.lab.story import LOOK_AT
from orchestrator.lab.story_truth import BROUGHT
from orchestrator.lab.troupe import LOCAL_MACHINE, LOCAL_UNIT
from tests.acceptance.conftest import orchestrator
from tests.report.poison import Page


def test_the_demo_says_that_it_worked_and_where_to_look(demo):
    assert demo.code == 0, demo.stderr
    assert "index.html" in demo.stdout
    assert "Tổng cộng" in demo.stdout
    assert "Traceback" not in demo.stderr


@pytest.fixture(scope="module")
def first_day(demo, tmp_path_factory):
    """The report of the first day's sweep alone."""
    first, *_ = demo.json()["sources"]
    folder = tmp_path_factory.mktemp("first-day")
    alone = orchestrator("report", first["id"], "--state", demo.state, "-o", folder / "r")
    assert alone.returncode == 3, alone.stderr
    return json.loads((folder / "r" / "report.json").read_text("utf-8"))


def test_every_machine_is_judged_on_the_first_day_as_the_lab_knows_it(first_day):
    unasked = {"name": LOCAL_MACHINE}  # it tells the real time, and is asked on the last day
    assert differences([*first_day["machines"], unasked]) == ()


def test_every_unit_is_judged_on_the_first_day_by_its_machines(first_day):
    found = {unit["code"]: unit["verdict"] for unit in first_day["units"]}
    expected = unit_verdicts()
    assert {code: found[code] for code in expected} == expected


def test_every_machine_and_finding_stands_at_the_end_as_the_story_has_it(demo):
    assert story_differences(demo.json()["machines"]) == ()


def test_units_stand_at_the_end_as_the_story_has_it(demo):
    changed = {
        "mn_anh_trang_non": "pass",  # what was handled is verified, and who was off was read
        "phong_mau_ke_hoach": "insufficient",
        "th_suoi_mo": "fail",
        "thcs_rung_thong": "fail",  # by the word of one of two machines that a kit was run on
        LOCAL_UNIT: "pass",
    }
    found = {unit["code"]: unit["verdict"] for unit in demo.json()["units"]}
    assert found == {code: str(verdict) for code, verdict in unit_verdicts().items()} | changed


# What a page must tell of the story: what is open, what is closed, and how it came to that.
TOLD = {
    "mn_anh_trang_non": (
        "0 phát hiện còn mở, 1 đã khép",
        "Đã xử lý (Đã quét và gỡ mã độc). Văn phòng nhà trường: Biên bản xử lý số 01",
        "lần xem đủ không thấy nữa: khép",
    ),
    "th_canh_buom_vang": (
        "3 phát hiện còn mở, 4 đã khép",
        "lại thấy sau khi khai đã xử lý",
        "Đã xử lý (Đã cài lại máy). Tổ Tin học: Biên bản cài lại máy số 02",
        "Máy cài lại: lần xem trước đó không tính",
    ),
    "th_suoi_mo": (
        "1 phát hiện còn mở, 0 đã khép",
        "chia-se-tai-lieu[.]example",
        "chỉ dấu mới vào danh sách, gặp lần xem cũ",
    ),
    "thcs_ngon_hai_dang": (
        "3 phát hiện còn mở, 1 đã khép",
        "người duyệt: Lãnh đạo quận Mẫu",
        "Điều đã ghi là báo động sai vẫn còn thấy",
    ),
    "phong_mau_ke_hoach": ("chỉ dấu được rút khỏi danh sách", "0 phát hiện còn mở, 1 đã khép"),
    "tt_den_long": (
        "Bật 1 máy đã xử lý để được xem lại",
        "Đã xử lý, chờ xem lại",
        "Đã trả lại tệp hosts, biên bản số 04",
    ),
    "thcs_rung_thong": (
        "Đạt: 1 máy, trong đó 1 theo bản tự kiểm tra.",
        "Không đạt: 1 máy, trong đó 1 theo bản tự kiểm tra.",
        "tự khai",
    ),
    "ban_quan_ly_cho_mau": ("Đã giao (Tổ kỹ thuật của Ban Quản lý, hạn",),
}


def test_each_page_tells_its_part_of_the_story(demo):
    assert set(TOLD) == set(LOOK_AT)
    for code, said in TOLD.items():
        text = Page((demo.reports / f"{code}.html").read_text("utf-8")).text
        assert [words for words in said if words not in text] == [], code


def test_what_a_kit_brought_home_is_told_as_declared(demo):
    """Of a school of the demo, by a kit that the real `sh` ran; nothing of it is left readable."""
    brought = {one["name"]: one for one in demo.json()["machines"] if one["trust"] == "declared"}
    assert brought.keys() == BROUGHT
    assert {one["carrier"] for one in brought.values()} == {"file"}
    results = list((demo.state / "lab" / "kits").rglob("KQ-*.txt"))
    assert len(results) == len(BROUGHT)
    assert "bộ tự kiểm tra" in demo.stdout
    listed = orchestrator("kit", "list", "--state", demo.state, "--json")
    (kit,) = json.loads(listed.stdout)["kits"]
    assert (kit["unit"], kit["machines"]) == ("thcs_rung_thong", len(BROUGHT))


def test_nobody_can_take_it_for_a_real_one(demo, tmp_path):
    assert demo.json()["demo"] is True
    for page in demo.reports.glob("*.html"):
        text = Page(page.read_text("utf-8")).text
        assert "BẢN TRÌNH DIỄN, KHÔNG PHẢI KẾT QUẢ THẬT. Mọi đơn vị" in text, page.name
        assert "ngày giờ là giả định" in text, page.name
    assert demo.stdout.startswith("BẢN TRÌNH DIỄN, KHÔNG PHẢI KẾT QUẢ THẬT.")
    again = orchestrator("report", "--state", demo.state, "-o", tmp_path / "r", "--lang", "en")
    assert again.stdout.startswith("DEMONSTRATION, NOT A REAL RESULT")


def test_the_machines_clocks_fit_the_days_that_are_played(demo):
    report = demo.json()
    offsets = [one["clock_offset_s"] for one in report["machines"]]
    assert len([known for known in offsets if known is not None]) > 20
    assert all(abs(known) < 60 for known in offsets if known is not None)
    assert {"clock_off"}.isdisjoint(
        note for one in report["machines"] for check in one["checks"] for note in check["notes"]
    )
    begun = [one["from"] for one in report["sources"] if one["origin"] == "sweep"]
    assert begun == sorted(begun)
    first, last = (datetime.fromisoformat(moment) for moment in (begun[0], report["at"]))
    assert timedelta(days=19) < last - first < timedelta(days=21)


def test_a_machine_is_itself_and_no_other(demo):
    said = orchestrator("campaign", "machines", "--state", demo.state)
    assert "cbv-01\n  Máy cài lại" in said.stdout
    assert "Một máy hai tên" not in said.stdout
    assert "Máy nhân bản" not in said.stdout


def test_weeks_are_not_played_over_what_is_kept(demo):
    again = orchestrator("demo", "--state", demo.state, "-o", demo.reports)
    assert again.returncode == 2
    assert again.stdout == ""
    assert "đã có dữ liệu" in again.stderr
    assert "Traceback" not in again.stderr


def test_no_machine_is_missing_from_a_total(demo):
    report = demo.json()
    rows = Counter(machine["unit"] for machine in report["machines"])
    assert len(report["machines"]) == len(TRUTH) + 1
    for unit in report["units"]:
        assert rows[unit["code"]] == unit["machines"]
        parts = unit["assessed"] + unit["not_assessed"] + unit["excluded"]
        assert unit["machines"] == parts


def test_the_district_is_as_large_as_promised(demo):
    report = demo.json()
    assert len(report["machines"]) >= 40
    assert len(report["units"]) >= 12


def test_the_reports_come_again_from_the_store_byte_for_byte(demo, tmp_path):
    at = demo.json()["at"]
    again = orchestrator("report", "--at", at, "--state", demo.state, "-o", tmp_path / "again")
    assert again.returncode == 3, again.stderr
    apart = {".orchestrator.json", "report.json"}  # of the folder, and of what kind it is
    names = sorted(p.name for p in demo.reports.iterdir() if p.name not in apart)
    same, other, missing = filecmp.cmpfiles(demo.reports, tmp_path / "again", names, shallow=False)
    assert (sorted(same), other, missing) == (names, [], [])
    made = json.loads((tmp_path / "again" / "report.json").read_text("utf-8"))
    assert made | {"kind": "campaign"} == demo.json()


def test_one_sweep_alone_says_so_and_has_its_own_folder(demo, tmp_path):
    first, *_ = demo.json()["sources"]
    alone = orchestrator("report", first["id"], "--state", demo.state, cwd=tmp_path)
    assert alone.returncode == 3, alone.stderr
    (folder,) = tmp_path.glob("reports-*")
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert (report["kind"], report["campaign"]) == ("sweep", None)
    pages = tuple(folder.glob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        assert "Một đợt rà soát, không phải kết luận của chiến dịch" in text
        assert report["basis"] in text


def test_every_file_of_a_set_has_one_basis(demo):
    report = demo.json()
    assert report["kind"] == "campaign"
    mark = json.loads((demo.reports / ".orchestrator.json").read_text("utf-8"))
    assert mark["basis"] == report["basis"]
    assert all(report["basis"] in p.read_text("utf-8") for p in demo.reports.glob("*.html"))


def test_no_password_is_in_a_report_or_the_store(demo):
    inventory = "".join(p.read_text() for p in (demo.state / "lab" / "inventory").rglob("*.yml"))
    secrets = {
        line.partition(":")[2].strip().strip("\"'")
        for line in inventory.splitlines()
        if line.strip().startswith("ansible_password:")
    }
    assert len(secrets) > 10
    kept = [p for p in demo.state.iterdir() if p.is_file()] + list(demo.reports.iterdir())
    everything = b"".join(path.read_bytes() for path in kept)
    said = demo.stdout + demo.stderr
    assert [s for s in secrets if s.encode() in everything or s in said] == []
