"""The demo against the truth that its lab knows: machine by machine, and nothing missing."""

import filecmp
import json
from collections import Counter

from orchestrator.lab import TRUTH, differences, unit_verdicts
from tests.acceptance.conftest import orchestrator


def test_the_demo_says_that_it_worked_and_where_to_look(demo):
    assert demo.code == 0, demo.stderr
    assert "index.html" in demo.stdout
    assert "Tổng cộng" in demo.stdout
    assert "Traceback" not in demo.stderr


def test_every_machine_is_judged_as_the_lab_knows_it(demo):
    assert differences(demo.json()["machines"]) == ()


def test_every_unit_is_judged_by_its_machines(demo):
    found = {unit["code"]: unit["verdict"] for unit in demo.json()["units"]}
    expected = unit_verdicts()
    assert {code: found[code] for code in expected} == expected


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
    alone = orchestrator("report", "latest", "--state", demo.state, cwd=tmp_path)
    assert alone.returncode == 3, alone.stderr
    (folder,) = tmp_path.glob("reports-*")
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert (report["kind"], report["campaign"]) == ("sweep", None)
    assert differences(report["machines"]) == ()
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
