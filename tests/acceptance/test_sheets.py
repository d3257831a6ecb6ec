"""A school's workbook and the newest sweep of a real state folder."""

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.acceptance.conftest import Demo, orchestrator
from tests.documents.made import workbook


def test_the_newest_sweep_is_told_in_a_school_s_own_workbook(demo: Demo, tmp_path: Path):
    report = demo.json()
    machines = report["machines"]
    rows = [(at, one["name"].upper(), "Phòng 1") for at, one in enumerate(machines, 1)]
    header = ("STT", "Tên máy", "Phòng")
    theirs = workbook(tmp_path / "may.xlsx", [header, *rows, (99, "may-la", "Phòng 2")])
    before = theirs.read_bytes()
    words = ("inventory", "export", "--into", theirs, "--state", demo.state)
    done = orchestrator(*words, "--xlsx", tmp_path / "kq.xlsx", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["sweep"], said["machines"]) == (report["sweep"], len(machines))
    assert said["unknown"] == ["may-la"]
    assert theirs.read_bytes() == before
    sheet = load_workbook(tmp_path / "kq.xlsx").worksheets[0]
    words_of = {"pass": "Đạt", "fail": "Không đạt", "not_assessed": "Chưa đánh giá được",
                "excluded": "Ngoài phạm vi"}  # fmt: skip
    verdicts = [sheet.cell(row, 4).value for row in range(2, len(machines) + 2)]
    assert verdicts == [words_of[one["verdict"]] for one in machines]
    assert orchestrator(*words, "--in-place").returncode == 0
    assert load_workbook(theirs).worksheets[0].cell(1, 4).value == "Kết luận gần nhất"


def test_the_newest_sweep_stands_in_the_workbook_that_schools_fill_in(demo: Demo, tmp_path: Path):
    machine = demo.json()["machines"][0]["name"]
    inventory = tmp_path / "a.yml"
    unit = "{name: U, type: department}"
    inventory.write_text(f"u: {{vars: {{unit: {unit}}}, hosts: {{{machine}: , lạ: }}}}\n", "utf-8")
    words = ("-i", inventory, "--xlsx", tmp_path / "a.xlsx", "--state", demo.state, "--status")
    done = orchestrator("inventory", "export", *words)
    assert done.returncode == 0, done.stderr
    rows = load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(2, 3, values_only=True)
    verdicts = {row[3]: row[10] for row in rows}
    assert verdicts.keys() == {machine, "lạ"}
    assert verdicts["lạ"] == "Không có trong đợt rà soát"
    assert verdicts[machine] in {"Đạt", "Không đạt", "Chưa đánh giá được"}


def test_without_a_sweep_the_workbook_stays_as_it_is(tmp_path: Path):
    theirs = workbook(tmp_path / "may.xlsx", [("Tên máy", "Phòng"), ("a-1", "A")])
    before = theirs.read_bytes()
    words = ("inventory", "export", "--into", theirs, "--in-place")
    done = orchestrator(*words, "--state", tmp_path / "none")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert theirs.read_bytes() == before
