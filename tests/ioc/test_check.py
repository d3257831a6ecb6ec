"""`ioc check` names the indicator, the rule, the list, its version and line."""

import json
from pathlib import Path

import pytest

from orchestrator.cli.main import main

LIST = (
    "# date: 2026-11-01\n"
    "bad[.]example\n"
    "192.0.2.7:443\n"
    "198.51.100.0/24\n"
    "hxxp://may.example/Tai.exe\n"
    "gov.vn\n"
    "duckdns.org\n"
)


def run(folder: Path, *words: str) -> int:
    path = folder / "a.txt"
    path.write_text(LIST)
    return main(["ioc", "check", *words, "--iocs", str(path), "--state", str(folder / "state")])


def asked(folder: Path, capsys: pytest.CaptureFixture[str], value: str) -> dict[str, object]:
    run(folder, value, "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == 1
    (one,) = said["values"]
    assert isinstance(one, dict)
    return one


@pytest.mark.parametrize(
    ("value", "listed", "rule", "line", "weak"),
    [
        ("hxxps://www[.]bad[.]example", "bad.example", "parent", 2, False),
        ("BAD.example.", "bad.example", "exact", 2, False),
        ("192.0.2.7:443", "192.0.2.7", "exact", 3, False),
        ("192.0.2.7", "192.0.2.7", "exact", 3, True),
        ("::ffff:198.51.100.9", "198.51.100.0/24", "range", 4, False),
        ("198.51.100.0/28", "198.51.100.0/24", "range", 4, False),
        ("198.51.100.0/24", "198.51.100.0/24", "exact", 4, False),
        ("http://may.example/Tai.exe", "http://may.example/Tai.exe", "exact", 5, False),
        ("may.example", "http://may.example/Tai.exe", "exact", 5, True),
        ("http://may.example/tai.exe", "http://may.example/Tai.exe", "exact", 5, True),
    ],
)
def test_a_listed_value_is_explained(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    value: str,
    listed: str,
    rule: str,
    line: int,
    weak: bool,  # noqa: FBT001 - likewise
):
    one = asked(tmp_path, capsys, value)
    assert one["listed"] is True
    found = one["match"] or one["host_match"]
    assert isinstance(found, dict)
    indicator = found["indicator"]
    assert (indicator["value"], found["rule"], found["weak"]) == (listed, rule, weak)
    (cited,) = indicator["citations"]
    assert (cited["list"], cited["version"], cited["line"]) == ("a.txt", "2026-11-01", line)
    assert cited["published"] == LIST.splitlines()[line - 1]


@pytest.mark.parametrize(
    "value",
    ["xbad.example", "198.51.0.0/16", "x.may.example", "gov.vn/x", "a.duckdns.org"],
)
def test_what_is_near_is_not_listed(tmp_path: Path, value: str):
    assert run(tmp_path, value) == 0


def test_a_refused_value_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    one = asked(tmp_path, capsys, "gov.vn")
    assert one["listed"] is False
    assert one["refused"] == [
        {"list": "a.txt", "line": 6, "text": "gov.vn", "reason": "public_suffix"}
    ]


def test_exit_codes(tmp_path: Path):
    assert run(tmp_path, "good.example", "bad.example") == 3
    assert run(tmp_path, "bad.example", "???") == 2
    assert main(["ioc", "check", "x.example", "--iocs", str(tmp_path / "none")]) == 2


def test_the_text_is_defanged_and_safe(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(tmp_path, "www.bad.example", "\x1b[31mx.example", "--lang", "en") == 2
    out = capsys.readouterr().out
    assert "www[.]bad[.]example: listed, malicious: bad[.]example, a subdomain" in out
    assert "  a.txt:2 (2026-11-01): bad[.]example" in out
    assert "bad.example" not in out
    assert "\x1b" not in out
