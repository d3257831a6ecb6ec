"""What `orchestrator report` takes, and where it puts what."""

import argparse
import csv
import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.cli.main import main
from orchestrator.cli.typed_moments import moment
from orchestrator.evidence import open_store
from orchestrator.model.outcome import Why
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import catalogue
from tests.sweep import campaign_folder
from tests.sweep.kept_campaign import OFF, TUESDAY, UNIT, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
VI = catalogue("vi")
DAY = timedelta(days=1)
LAST = datetime(2026, 12, 1, 16, 59, 59, tzinfo=UTC)


@pytest.fixture
def state(tmp_path, monkeypatch):
    with closing(open_store(tmp_path / "s", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, {"a": INFECTED})
    monkeypatch.chdir(tmp_path)
    return str(tmp_path / "s")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-12-01", LAST),
        ("01/12/2026", LAST),
        ("2026-12-01 08:00", datetime(2026, 12, 1, 1, tzinfo=UTC)),
        ("2026-12-01T01:00:05Z", datetime(2026, 12, 1, 1, 0, 5, tzinfo=UTC)),
        ("2026-12-01T01:00+07:00", datetime(2026, 11, 30, 18, tzinfo=UTC)),
    ],
)
def test_a_moment_is_one_by_the_clock_of_vietnam(given, meant):
    # To the end of the second that is written: reports say no more of their time.
    assert moment(VI)(given) == meant.replace(microsecond=999_999)


@pytest.mark.parametrize("given", ["2026-11-31", "hôm qua", "", "0001-01-01T00:00:00+14:00"])
def test_a_day_that_is_none_is_said_with_how_to_write_one(given):
    with pytest.raises(argparse.ArgumentTypeError, match="hãy viết như 28/11/2026"):
        moment(VI)(given)


def test_one_sweep_has_no_other_day(state, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["report", "latest", "--at", "2026-12-01", "--state", state])
    assert ended.value.code == 2
    assert "không đi cùng" in capsys.readouterr().err


def test_reports_of_all_do_not_end_well_while_a_machine_was_never_looked_at(tmp_path, capsys):
    with closing(open_store(tmp_path / "s", create=True)) as store:
        answers = {"a": CLEAN, "b": Why.NOT_SELECTED}
        Campaign(store, tmp_path).sweep("s1", now(), answers)
    assert main(["report", "--state", str(tmp_path / "s"), "--json"]) == 4
    assert '"not_assessed": 1' in capsys.readouterr().out


def test_the_reports_of_a_day_leave_those_of_now_alone(state, tmp_path):
    assert main(["report", "--state", state]) == 3
    now = (tmp_path / "reports" / "report.json").read_bytes()
    assert main(["report", "--state", state, "--at", "2020-01-01"]) == 4
    assert (tmp_path / "reports" / "report.json").read_bytes() == now
    assert (tmp_path / "reports-20200101T165959Z" / "report.json").is_file()


@pytest.mark.skipif(os.name != "posix", reason="descriptors are closed by a POSIX shell here")
@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_stream_that_was_closed_before_is_no_fault(state, closed):
    command = f'exec "$0" -m orchestrator findings list --state "$1" {closed}'
    ran = subprocess.run(
        ["sh", "-c", command, sys.executable, state], capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (3, b"")


def document(capsys, state, *more, code=3):
    capsys.readouterr()
    assert main(["report", "--state", state, "--json", *more]) == code
    return json.loads(capsys.readouterr().out)


def test_machines_that_left_the_inventory_are_in_every_report(state, tmp_path, capsys):
    with closing(open_store(tmp_path / "s", create=False)) as store:
        campaign = Campaign(store, tmp_path)
        campaign.sweep("s2", TUESDAY + DAY, {"a": INFECTED, "never": OFF})
        campaign.sweep("s3", TUESDAY + 2 * DAY, {"b": CLEAN})
    assert main(["report", "--state", state]) == 3
    told = {row["name"]: row for row in document(capsys, state)["removed"]}
    assert {name: row["verdict"] for name, row in told.items()} == {
        "a": "fail",
        "never": "not_assessed",
    }
    assert not told["never"]["read_whole"]
    reports = tmp_path / "reports"
    with (reports / "machines.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["machine"]: row for row in csv.DictReader(file)}
    assert {name for name, row in rows.items() if row["removed_at"]} == {"a", "never"}
    assert rows["a"]["open_findings"]
    for page in ("index.html", f"{UNIT}.html"):
        said = (reports / page).read_text("utf-8")
        assert "Đã rút khỏi danh mục" in said
        assert "chưa từng được xem đủ" in said


def test_that_the_campaign_was_announced_is_shown_with_who_said_so(state, tmp_path, capsys):
    (unit,) = document(capsys, state)["units"]
    assert unit["announced"] is None
    told = ("--announced", "2026-11-20", "--document", "12/UBND", "--reached", "38 <b>người</b>")
    assert main(["unit", "set", UNIT, *told, "--by", "Cán bộ A", "--state", state]) == 0
    (unit,) = document(capsys, state)["units"]
    assert unit["announced"]["reached"] == "38 <b>người</b>"
    assert unit["announced"]["actor"] == "Cán bộ A"
    assert main(["report", "--state", state]) == 3
    for page in (f"{UNIT}.html", f"{UNIT}.annex.html"):
        said = (tmp_path / "reports" / page).read_text("utf-8")
        assert "12/UBND, tới: 38 &lt;b&gt;người&lt;/b&gt; (lời khai của Cán bộ A" in said


def declare(folder, people):
    campaign_folder.inventory(folder, {UNIT: ("a",)})
    figures = folder / "group_vars" / UNIT
    figures.mkdir(parents=True, exist_ok=True)
    (figures / "annex.yml").write_text(
        f"annex: {{scope: Toàn trường, people: {people}}}\n", "utf-8"
    )


def people(found):
    return [one["annex"]["people"] for one in found["units"]]


def test_figures_that_were_declared_after_the_sweep_arrive(state, tmp_path, capsys):
    assert people(document(capsys, state)) == [None]
    declare(tmp_path, 61)
    assert people(document(capsys, state)) == [None]
    assert people(document(capsys, state, "-i", "hosts.yml")) == [61]
    assert people(document(capsys, state, "latest", "-i", "hosts.yml")) == [61]
    assert people(document(capsys, state)) == [None]
    assert main(["report", "--state", state, "-i", "hosts.yml"]) == 3
    said = capsys.readouterr().out
    assert said.endswith("danh mục ghi ở -i; danh mục này có 1/1 đơn vị nêu trên.\n")
    assert '<span class="value"> 61</span>' in (
        tmp_path / "reports" / f"{UNIT}.annex.html"
    ).read_text("utf-8")
    assert main(["report", "--state", state, "-i", "nowhere.yml"]) == 2
    (tmp_path / "group_vars" / "khac").mkdir()
    capsys.readouterr()
    assert main(["report", "--state", state, "-i", "hosts.yml"]) == 3
    assert "không đọc: biến của 1 nhóm" in capsys.readouterr().err


def test_a_campaign_s_own_inventory_is_the_usual_one(state, tmp_path, capsys):
    declare(tmp_path, 61)
    file = campaign_folder.campaign_file(tmp_path)
    main(["campaign", "status", str(file), "--state", state])
    declare(tmp_path, 62)
    assert people(document(capsys, state)) == [62]
    main(["report", "--state", state])
    assert "lấy từ danh mục hiện nay của chiến dịch" in capsys.readouterr().out
    (tmp_path / "hosts.yml").write_text("all: [\n", "utf-8")
    capsys.readouterr()
    assert main(["report", "--state", state]) == 3
    said = capsys.readouterr()
    assert "theo bản danh mục đọc gần nhất" in said.out
    assert "không đọc được danh mục của chiến dịch" in said.err


def test_the_campaign_s_report_reads_its_inventory_again(state, tmp_path, capsys):
    declare(tmp_path, 61)
    file = campaign_folder.campaign_file(tmp_path)
    assert main(["campaign", "report", str(file), "--state", state, "-o", "out"]) == 3
    assert "lấy từ danh mục hiện nay của chiến dịch" in capsys.readouterr().out
    campaign_folder.inventory(tmp_path, {UNIT: ("a", "new")})
    assert main(["campaign", "report", "--state", state, "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found["machines"]] == ["a", "new"]


def test_further_files_are_written_beside_the_usual_ones_and_are_of_the_set(state, tmp_path):
    assert main(["report", "--state", state, "--also", "xlsx,junit", "--also", "stix,cef"]) == 3
    reports = tmp_path / "reports"
    mark = json.loads((reports / ".orchestrator.json").read_text("utf-8"))
    more = {"findings.xlsx", "machines.xlsx", "junit.xml", "stix.json", "events.cef"}
    assert more <= set(mark["files"])
    assert main(["report", "--state", state]) == 3
    assert not [name for name in more if (reports / name).exists()]


def test_a_kind_of_file_that_is_none_is_refused_and_nothing_is_written(state, tmp_path, capsys):
    assert main(["report", "--state", state, "--also", "pdf"]) == 2
    said = capsys.readouterr().err
    assert "không có dạng tệp pdf" in said
    assert "xlsx, junit, stix, cef" in said
    assert not (tmp_path / "reports").exists()


def test_a_reader_s_set_has_a_folder_of_its_own_with_the_same_owner(state, tmp_path, capsys):
    assert main(["report", "--state", state]) == 3
    whole = (tmp_path / "reports" / "report.json").read_bytes()
    assert main(["report", "--state", state, "--for", "city"]) == 3
    assert (tmp_path / "reports" / "report.json").read_bytes() == whole
    mark = json.loads((tmp_path / "reports-city" / ".orchestrator.json").read_text("utf-8"))
    assert mark["owner"] == "../s"
    told = json.loads((tmp_path / "reports-city" / "report.json").read_text("utf-8"))
    assert [one["name"] for one in told["machines"]] == [f"{UNIT}-001"]
    assert main(["report", "s1", "--state", state, "--for", "technician"]) == 3
    assert (tmp_path / "reports-s1-technician" / "index.html").is_file()
    assert main(["report", "--state", state, "--for", "principal"]) == 3
    assert json.loads((tmp_path / "reports" / "report.json").read_bytes())["reading"] == "principal"
    assert document(capsys, state, "--for", "city")["reading"] == "city"


def test_another_state_folder_s_reader_set_is_refused(state, tmp_path, capsys):
    assert main(["report", "--state", state, "--for", "city"]) == 3
    with closing(open_store(tmp_path / "t", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, {"a": INFECTED})
    assert main(["report", "--state", str(tmp_path / "t"), "--for", "city"]) == 2
    assert "reports-city" in capsys.readouterr().err
