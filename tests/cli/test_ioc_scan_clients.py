"""`ioc scan` names who asked: on the screen, in JSON, in tables, by an inventory."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from orchestrator.cli.main import main
from orchestrator.sweep.lists import scan_workbook
from tests.inventory.trees import HEAD, write
from tests.match.logs.test_formats import FILES

TREE = """
th_a:
  vars: {unit: {name: Trường A, type: primary_school, networks: [192.0.2.0/29]}}
  hosts: {a-01: {ansible_host: 192.0.2.5}, a-gw: {ansible_host: 192.0.2.6, role: gateway}}
th_b:
  vars: {unit: {name: Trường B, type: primary_school}}
  hosts: {b-01: {ansible_host: 192.0.2.8}}
"""
SQUID = str(FILES / "squid.log")


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    (tmp_path / "a.txt").write_text("bad.example\n203.0.113.66\n2001:db8:bad::66\n")
    files = {"group_vars/all.yml": HEAD, "a.yml": TREE}
    tree = write(tmp_path / "tree", files)
    return ["--iocs", str(tmp_path / "a.txt"), "-i", str(tree), "--lang", "en"]


def said(capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["ioc", "scan", *typed])
    return code, capsys.readouterr().out


def test_lines_name_the_client_its_machine_and_the_time(words: list[str], capsys):
    code, out = said(capsys, SQUID, *words)
    assert code == 3
    lines = out.replace(SQUID, "x").splitlines()
    assert lines[0] == "x: log of Squid's own form: 6 (6 lines looked at)"
    assert lines[1].endswith("asked by 192.0.2.5 (a-01, Trường A); 2026-11-30T01:54:41Z (zone UTC)")
    assert "192.0.2.6 (any machine behind the gateway of: Trường A)" in lines[3]
    assert "named in another URL, not asked for" in lines[5]
    assert "192.0.2.7 (in a network of: Trường A)" in lines[5]
    assert "asked by 2001:db8:1::7; 2026" in lines[6]


def test_what_a_line_does_not_tell_is_said(words: list[str], capsys):
    _, out = said(capsys, str(FILES / "dnsmasq.log"), *words)
    assert "the line names no client; Nov 30 08:54:41 (the log tells no time zone)" in out
    _, out = said(capsys, str(FILES / "fortigate.log"), *words)
    assert "came in to 198.51.100.1" in out


def test_json_tells_all_of_it(words: list[str], capsys):
    _, out = said(capsys, SQUID, *words, "--json", "--by", "unit")
    document = json.loads(out)
    first, known = document["sightings"][0], document["sightings"][2]
    assert first["time"] == {
        "told": "1796003681.123",
        "iso": "2026-11-30T01:54:41Z",
        "zone": "UTC",
    }
    assert (first["client"], first["machine"], first["unit"]) == ("192.0.2.5", "a-01", "th_a")
    assert first["asked"] == "http://www.bad.example/a?x=1"
    assert (first["format"], first["inbound"], first["known_by"]) == ("squid", False, "machine")
    assert (known["machine"], known["unit"], known["known_by"]) == (None, "th_a", "gateway")
    assert document["logs"][0]["formats"] == [{"format": "squid", "lines": 6}]
    assert document["logs"][0]["sampled"] == 6
    rows = {row["key"]: row for row in document["groups"]["rows"]}
    assert document["groups"]["by"] == "unit"
    assert {key: row["sightings"] for key, row in rows.items()} == {"th_a": 5, "th_b": 1, None: 1}
    assert (rows["th_a"]["weak"], rows["th_a"]["clients"]) == (1, 3)
    assert rows["th_a"]["first"] == "2026-11-30T01:54:41Z"


@pytest.mark.parametrize(
    ("by", "want"),
    [
        ("client", ["192.0.2.5", "192.0.2.6", "2001:db8:1::7", "192.0.2.8", "192.0.2.7"]),
        ("indicator", ["bad[.]example", "203[.]0[.]113[.]66"]),
        ("unit", ["th_a", "not known", "th_b"]),
    ],
)
def test_a_table_counts_instead_of_lines(words: list[str], capsys, by: str, want: list[str]):
    code, out = said(capsys, SQUID, *words, "--by", by)
    assert code == 3
    rows = out.splitlines()[3:]
    assert sorted(row.split("  ")[0] for row in rows) == sorted(want)


def test_nothing_listed_makes_no_table(words: list[str], tmp_path: Path, capsys):
    (tmp_path / "x.log").write_text("ok.example\n")
    assert said(capsys, str(tmp_path / "x.log"), *words, "--by", "client") == (
        0,
        f"{tmp_path / 'x.log'}: plain text; neither time nor client can be read\n",
    )


def test_units_need_an_inventory(tmp_path: Path):
    (tmp_path / "a.txt").write_text("bad.example\n")
    assert main(["ioc", "scan", SQUID, "--iocs", str(tmp_path / "a.txt"), "--by", "unit"]) == 2
    assert main(["ioc", "scan", SQUID, "--iocs", str(tmp_path / "a.txt"), "-i", "none"]) == 2


def test_csv_has_every_sighting_and_no_formula(words: list[str], tmp_path: Path, capsys):
    log, out = tmp_path / "=x.log", tmp_path / "out.csv"
    log.write_text("=cmd bad.example\n" * 2500)
    code, _ = said(capsys, SQUID, str(log), *words, "--csv", str(out))
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert (code, len(rows)) == (3, 2507)
    assert (rows[0]["client"], rows[0]["unit_name"], rows[0]["zone"]) == (
        "192.0.2.5",
        "Trường A",
        "UTC",
    )
    assert rows[-1]["text"] == "'=cmd bad.example"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".out")] == []


def test_a_workbook_counts_and_lists(words: list[str], tmp_path: Path, capsys, monkeypatch):
    monkeypatch.setattr(scan_workbook, "MAX_ROWS", 3)
    out = tmp_path / "out.xlsx"
    main(["ioc", "scan", SQUID, *words, "--xlsx", str(out)])
    assert "4 more are counted in" in capsys.readouterr().err
    book = load_workbook(out)
    assert book.sheetnames == ["Unit code", "Client", "Indicator", "Sightings"]
    page = book["Client"]
    assert [cell.value for cell in page[2]][:4] == ["192.0.2.5", "a-01", "Trường A", "2"]
    assert {cell.data_type for row in book["Sightings"] for cell in row if cell.value} == {"s"}
    assert book["Sightings"].max_row == 4


@pytest.mark.parametrize("option", ["--csv", "--xlsx"])
def test_a_place_that_cannot_be_written_is_told_first(
    words: list[str], tmp_path: Path, capsys, option: str
):
    assert said(capsys, SQUID, *words, option, str(tmp_path / "none" / "x")) == (2, "")


def test_a_file_that_cannot_be_put_in_its_place_ends_with_5(
    words: list[str], tmp_path: Path, capsys
):
    (tmp_path / "x.xlsx").mkdir()
    code, out = said(capsys, SQUID, *words, "--xlsx", str(tmp_path / "x.xlsx"))
    assert (code, "bad[.]example" in out) == (5, True)


def test_an_old_file_stays_where_the_scan_fails(words: list[str], tmp_path: Path, capsys):
    out = tmp_path / "out.csv"
    out.write_text("old")
    assert said(capsys, SQUID, *words[2:], "--iocs", "none", "--csv", str(out))[0] == 2
    assert out.read_text() == "old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.txt", "out.csv", "tree"]
