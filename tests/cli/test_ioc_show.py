"""`ioc show` counts what is listed, and says what of it is not used."""

import json
from pathlib import Path

import pytest

from orchestrator.cli.main import parser
from orchestrator.errors import ListError
from orchestrator.ioc import load
from orchestrator.ioc.reading.line_tokens import dated
from tests.ioc.sets.test_load import TODAY, listed

SAMPLE = Path(__file__).parents[2] / "playbooks" / "iocs" / "mau-danh-sach.txt"


def run(*words: str) -> int:
    args = parser().parse_args(["ioc", "show", *words])
    code = args.run(args)
    assert isinstance(code, int)
    return code


def test_json_counts_what_is_used_and_apart_what_guards_kept_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "a.txt"
    path.write_text(
        "bad.example BAD.example\ngov.vn\nduckdns.org\n192.0.2.7:443 192.0.2.7\n10.0.0.1\n"
        "198.51.100.0/24\n2001:db8::9\n2001:db8::/48\nhttp://bad.example/\n"
        "d41d8cd98f00b204e9800998ecf8427e\nlocalhost\n"
    )
    assert run("--json", str(path)) == 0
    said = json.loads(capsys.readouterr().out)
    counts = {"domain": 2, "ipv4": 1, "ipv6": 1, "cidr4": 1, "cidr6": 1, "url": 1}
    (file,) = said["files"]
    assert (said["schema"], said["total"], file["counts"]) == (1, counts, counts)
    assert (file["path"], file["format"], file["narrowed"]) == (str(path), "plain", 1)
    assert (file["unused"], file["guarded"], file["references"]) == ({"hash": 1}, 2, 0)
    assert [(one["reason"], one["count"]) for one in file["groups"]] == [
        ("single_label", 1),
        ("private", 1),
        ("public_suffix", 1),
        ("hash", 1),
    ]
    assert (file["groups"][0]["example"]["line"], file["groups"][0]["example"]["column"]) == (11, 1)
    assert [(one["line"], one["reason"]) for one in file["skipped"]] == [
        (10, "hash"),
        (11, "single_label"),
    ]
    assert [(one["line"], one["text"], one["reason"]) for one in file["refused"]] == [
        (2, "gov.vn", "public_suffix"),
        (5, "10.0.0.1", "private"),
    ]


def test_text_says_each_reason_once_with_a_place_and_the_mend_and_no_control_character(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "a.txt"
    hashes = "".join(f"{at:032x}\n" for at in range(2400))
    path.write_text(f"bad.example\ngov.vn\nx\x1b[31m\nduckdns.org\n{hashes}")
    assert run(str(path)) == 0
    out = capsys.readouterr().out
    assert f"{path}: Tên miền 2" in out
    assert "  chỉ khớp chính tên đó: 1" in out
    assert "  bị loại, không dùng để đối chiếu: 1" in out
    doubt, kept_off, flood = (
        "tên miền hay URL: 1\n",
        "mọi tên bên dưới: 1\n",
        "mã băm tệp, chưa dùng ở đây: 2.400\n",
    )
    assert out.index(doubt) < out.index(kept_off) < out.index(flood)
    assert "    2:1: gov.vn\n    Viết tên miền cụ thể" in out
    assert len(out.splitlines()) < 20
    assert "\x1b" not in out
    assert "x\\x1b" in out


def test_a_file_without_indicators_has_its_entry_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "a.txt"
    path.write_text("# nothing\n")
    assert run("--json", str(path)) == 2
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert set(file["counts"].values()) == {0}


def test_a_bad_file_costs_that_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    one, bad, two = (tmp_path / name for name in ("a.txt", "bad.json", "b.txt"))
    one.write_text("bad.example\n")
    bad.write_text('{"a": 1}')
    two.write_text("worse.example\n")
    with pytest.raises(ListError, match=r"bad\.json"):
        run(str(one), str(bad), str(two))
    assert [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()] == [
        "Tên miền 1",
        "Tên miền 1",
    ]
    with pytest.raises(ListError):
        run("--json", str(one), str(bad), str(two))
    said = json.loads(capsys.readouterr().out)
    assert (said["total"]["domain"], len(said["errors"])) == (2, 1)
    with pytest.raises(ListError, match=r"bad\.json"):
        load([one, bad, two], today=TODAY)


def test_a_missing_file_is_an_error(tmp_path: Path):
    with pytest.raises(ListError, match="no such list"):
        run(str(tmp_path / "none.txt"))


def test_the_sample_list_is_made_up_and_wholly_used():
    iocs = load([SAMPLE], today=TODAY)
    assert iocs.refused == ()
    assert all(one.test for one in listed(iocs).values())
    assert "list_test_only" in iocs.warnings
    assert len(listed(iocs)) == 12
    assert dated(SAMPLE.read_text(encoding="utf-8")) is None


def test_list_prints_exactly_the_counted_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    one, two = tmp_path / "a.txt", tmp_path / "b.csv"
    one.write_text("worse.example\nBAD.example\ngov.vn\n192.0.2.7\n")
    two.write_text("domain,note\nbad.example,192.0.2.9\nlast.example,x\n")
    assert run("--list", "domain", str(one), str(two)) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed == ["bad.example", "last.example", "worse.example"]
    run("--json", str(one), str(two))
    assert json.loads(capsys.readouterr().out)["total"]["domain"] == len(listed)


def test_format_overrides_what_the_file_looks_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "a.txt"
    path.write_text("0.0.0.0 bad.example\n0.0.0.0 worse.example\n")
    run("--json", "--format", "plain", str(path))
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert (file["format"], file["guarded"]) == ("plain", 2)
    with pytest.raises(ListError, match="no format of a list"):
        run("--format", "nonsense", str(path))


ASKED = "date,Link\n2024-01-02,bad.example\n2024-01-03,worse.example\n"


def test_a_person_decides_about_a_column_in_every_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path, plain = tmp_path / "a.csv", tmp_path / "b.txt"
    path.write_text(ASKED)
    plain.write_text("third.example\n")
    asked = r'a\.csv:1:1: .*--column "Link".*--column "Link=reference"'
    with pytest.raises(ListError, match=asked):
        run(str(path))
    assert run(str(path), str(plain), "--column", "Link") == 0
    out = capsys.readouterr().out
    assert f"{path}: Tên miền 2\n  cột dùng: Link (chỉ dấu)\n  cột không dùng: date" in out
    assert run("--json", str(path), "--column", "2=reference") == 2
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert (file["references"], file["tables"][0]["used"]) == (2, [])
    with pytest.raises(ListError, match="no table of the lists has a column `Lnk`"):
        run(str(path), "--column", "Link", "--column", "Lnk")
    words = ["ioc", "check", "bad.example", "--iocs", str(path), "--state", str(tmp_path / "s")]
    args = parser().parse_args([*words, "--column", "Link"])
    assert args.run(args) == 3
    args = parser().parse_args(["ioc", "diff", str(path), str(path), "--column", "Link"])
    assert args.run(args) == 0


def test_a_sources_file_decides_about_a_column(tmp_path: Path):
    lists, came = tmp_path / "lists", tmp_path / "came.csv"
    lists.mkdir()
    came.write_text(ASKED)
    source = f"sources:\n  - name: feed\n    file: {came}\n    column: Link\n"
    (lists / "sources.yml").write_text(source)
    args = parser().parse_args(["ioc", "update", str(lists)])
    assert args.run(args) == 0
    assert {one.value for one in listed(load([lists], today=TODAY)).values()} == {
        "bad.example",
        "worse.example",
    }
    (lists / "sources.yml").write_text(source.replace("Link", "Link=what"))
    with pytest.raises(ListError, match=r"sources\.yml:4:.*NAME=TYPE"):
        load([lists], today=TODAY)
