"""`ioc check` names the indicator, the rule, the list, its version and line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.sweep.clock import now

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
    assert "www[.]bad[.]example: listed, malicious: bad[.]example, below a listed name" in out
    assert "  a.txt:2 (2026-11-01): bad[.]example" in out
    assert "bad.example" not in out
    assert "\x1b" not in out


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[dict, str]:
    """Return the first value's match as JSON, and what is said of it in English."""
    main(["ioc", "check", *words, "--json"])
    (one,) = json.loads(capsys.readouterr().out)["values"]
    main(["ioc", "check", *words, "--lang", "en"])
    return one["match"], capsys.readouterr().out


def test_confidence_is_the_highest_and_sources_are_counted(tmp_path: Path, capsys):
    (tmp_path / "a.csv").write_text("domain,confidence\nbad.example,40\nbad.example,80\n")
    (tmp_path / "b.txt").write_text("bad.example\n")
    lists = ("--iocs", str(tmp_path / "a.csv"), "--iocs", str(tmp_path / "b.txt"))
    found, text = told(capsys, "bad.example", *lists)
    assert (found["indicator"]["sources"], found["indicator"]["confidence"]) == (2, 80)
    assert "sources: 2" in text
    assert "confidence 40/100" in text
    assert "confidence 80/100" in text


def test_an_expired_and_an_exact_only_value_say_so(tmp_path: Path, capsys):
    (tmp_path / "a.csv").write_text(
        "domain,valid_until\nbad.example,2020-01-31\nduckdns.org,2999-01-01\n"
    )
    lists = ("--iocs", str(tmp_path / "a.csv"))
    found, text = told(capsys, "bad.example", *lists)
    assert (found["weak"], found["weakness"]) == (True, "expired")
    assert found["indicator"]["valid_until"].startswith("2020-01-31")
    assert "the indicator has expired" in text
    assert "valid until 31/01/2020" in text
    found, text = told(capsys, "duckdns.org", *lists)
    assert (found["weakness"], found["indicator"]["scope"]) == (None, "exact")
    assert "matches this name only" in text


def test_a_shared_address_and_the_host_of_a_url_say_so(tmp_path: Path, capsys):
    (tmp_path / "a.txt").write_text("104.16.1.2\nhttp://may.example/x\n")
    lists = ("--iocs", str(tmp_path / "a.txt"))
    found, text = told(capsys, "104.16.1.2", *lists)
    assert (found["weakness"], found["indicator"]["shared"]) == ("shared_address", "Cloudflare")
    assert "a shared address of: Cloudflare" in text
    found, text = told(capsys, "may.example", *lists)
    assert found["weakness"] == "url_host"
    assert "only the host of a listed URL" in text


def test_an_allowed_value_is_listed_still_and_says_by_whom(tmp_path: Path, capsys):
    until = now().date() + timedelta(days=9)
    (tmp_path / "allow.yml").write_text(
        f"- {{value: .bad.example, owner: Ban CNTT, reason: Thu nghiem, expires: {until}}}\n"
    )
    (tmp_path / "a.txt").write_text("bad.example\nhttp://may.bad.example/x\n")
    lists = ("--iocs", str(tmp_path / "a.txt"), "--allow", str(tmp_path / "allow.yml"))
    found, text = told(capsys, "www.bad.example", *lists)
    assert found["allowed"]["owner"] == "Ban CNTT"
    assert f"allowed by Ban CNTT: Thu nghiem (until {until:%d/%m/%Y}; allow.yml:1)" in text
    found, _ = told(capsys, "http://may.bad.example/x", *lists)
    assert (found["indicator"]["kind"], found["allowed"]["line"]) == ("url", 1)
    (tmp_path / "x.log").write_text("query www.bad.example\n")
    assert main(["ioc", "scan", str(tmp_path / "x.log"), *lists, "--lang", "en"]) == 3
    assert "; allowed by Ban CNTT: Thu nghiem" in capsys.readouterr().out
