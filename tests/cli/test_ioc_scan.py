"""`ioc scan` finds what is listed in any log, tells the line and how it was read out."""

import bz2
import gzip
import io
import json
import lzma
from functools import partial
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.files import log_blocks
from tests.cli.test_ioc_check import LIST

LINES = [
    ("query[A] www.Bad.example from 192.168.1.5", [("www.bad.example", "name", "parent")]),
    ("(3)www(3)bad(7)example(0)", [("www.bad.example", "name", "parent")]),
    ("DST=192.0.2.7 DPT=443", [("192.0.2.7", "address", "exact")]),
    ("192.168.1.5:5000->192.0.2.7:443 SYN", [("192.0.2.7", "address_port", "exact")]),
    ("IP 10.0.0.2.5000 > 198.51.100.9.443: Flags", [("198.51.100.9", "address_port", "range")]),
    ("src=[::ffff:198.51.100.9]:80", [("198.51.100.9", "address", "range")]),
    ('"GET http://may.example/Tai.exe HTTP/1.1"', [("http://may.example/Tai.exe", "url", "exact")]),
    ("xem may.example/Tai.exe, nhe", [("may.example/Tai.exe", "url", "exact")]),
    ("query may.example. A", [("may.example", "name", "exact")]),
    ("http://may.example/Tai.exe.bak", [("may.example", "name", "exact")]),
    ("query xbad.example. a.duckdns.org x.may.example bad.example.com", []),
    ("", []),
]


def scan(folder: Path, data: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, list]:
    (folder / "a.txt").write_text(LIST)
    (folder / "x.log").write_bytes(data)
    code = main(["ioc", "scan", str(folder / "x.log"), "--iocs", str(folder / "a.txt"), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == 1
    return code, said["sightings"]


@pytest.mark.parametrize(("line", "want"), LINES)
def test_lines(tmp_path: Path, capsys, line: str, want: list[tuple[str, str, str]]):
    code, seen = scan(tmp_path, f"một dòng khác\r\n{line}\r\n".encode(), capsys)
    assert [(one["observed"], one["extracted"], one["rule"]) for one in seen] == want
    assert {one["line"] for one in seen} == ({2} if want else set())
    assert code == (3 if want else 0)


@pytest.mark.parametrize("how", ["plain", "gzip", "utf-16"])
def test_many_lines_in_any_packing(tmp_path: Path, capsys, how: str):
    text = "".join(f"{n} www.{n}.example\n{n} x.bad.example\n" for n in range(9000))
    data = text.encode("utf-16" if how == "utf-16" else "utf-8")
    code, seen = scan(tmp_path, gzip.compress(data) if how == "gzip" else data, capsys)
    assert code == 3
    assert [one["line"] for one in seen] == list(range(2, 18001, 2))


PACK = {"gzip": gzip.compress, "xz": partial(lzma.compress, preset=9), "bzip2": bz2.compress}


@pytest.mark.parametrize("how", PACK)
def test_packed_logs_of_several_streams(tmp_path: Path, capsys, how: str):
    pack = PACK[how]
    text = b"".join(b"%d www.%d.example\n%d x.bad.example\n" % (n, n, n) for n in range(900))
    code, seen = scan(tmp_path, pack(text) + pack(b"y\nbad.example\n") + b"\0" * 4, capsys)
    assert (code, len(seen), seen[-1]["line"]) == (3, 901, 1802)


@pytest.mark.parametrize("how", PACK)
def test_a_packed_log_that_is_cut_or_damaged_is_an_error(tmp_path: Path, capsys, how: str):
    whole = PACK[how](b"".join(b"%d ok.example\n" % n for n in range(30_000)))
    assert scan(tmp_path, whole[:-20], capsys)[0] == 2
    assert scan(tmp_path, whole[:9] + b"\0" * 90 + whole[99:], capsys)[0] == 2


@pytest.mark.parametrize("mark", [b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c"])
def test_a_log_packed_in_a_way_that_is_not_read_is_no_clean_one(
    tmp_path: Path, capsys, mark: bytes
):
    assert scan(tmp_path, mark + b"\0" * 50, capsys) == (2, [])


LOG = b"".join(
    b"%d www.%d.example query from 192.168.1.%d\n" % (n, n, n % 250) for n in range(4000)
)
PACKED = gzip.compress(LOG + bytes(range(256)) * 9)
NO_TEXT = {
    "without its mark": PACKED[2:],
    "without its head": PACKED[10:],
    "short": gzip.compress(b"bad.example\n" * 9 + LOG[:200])[2:],
    "behind a few bytes": b"\r\n--x\r\n" + PACKED,
    "behind text": LOG + PACKED,
    "twice": gzip.compress(PACKED),
    "utf-16 unmarked": LOG.decode().encode("utf-16-le"),
    "utf-16 unmarked, the other": LOG.decode().encode("utf-16-be"),
    "zeros": b"\0" * 5000,
    "evtx": b"ElfFile\0" + b"bad.example\n",
    "pcap": b"\xd4\xc3\xb2\xa1" + b"bad.example\n",
}


@pytest.mark.parametrize("what", NO_TEXT)
def test_what_is_no_text_is_never_a_clean_log(tmp_path: Path, capsys, what: str):
    (tmp_path / "list.txt").write_text("bad.example\n")
    (tmp_path / "x.log").write_bytes(NO_TEXT[what])
    words = ["--iocs", str(tmp_path / "list.txt"), "--lang", "en"]
    assert main(["ioc", "scan", str(tmp_path / "x.log"), *words]) == 2
    assert "x.log: the log cannot be read to its end (" in capsys.readouterr().err


@pytest.mark.parametrize(
    "odd",
    [
        b"\0" * 70_000,  # room that a writer left
        b"\x1b[31mred\x1b[0m\n" * 400,
        b"a\x01b\x1fc\x1ed\n" * 400,
        "một dòng tiếng Việt\n".encode("cp1258", "replace") * 400,
        bytes(range(128, 256)) * 40 + b"\n",
        b"\x07\x7f\x00\x03",  # a few, as anybody may send
    ],
)
def test_a_log_with_odd_characters_is_read_to_its_end(tmp_path: Path, capsys, odd: bytes):
    code, seen = scan(tmp_path, LOG + odd + b"\nx.bad.example\n" + LOG, capsys)
    assert (code, len(seen)) == (3, 1)


def test_only_the_host_of_a_url_is_weak(tmp_path: Path, capsys):
    data = b"GET http://may.example/Tai.exe\nGET http://may.example/khac\n"
    code, seen = scan(tmp_path, data, capsys)
    assert code == 3
    assert [(one["line"], one["weakness"]) for one in seen] == [(1, None), (2, "url_host")]


def test_standard_input(tmp_path: Path, capsys, monkeypatch):
    (tmp_path / "a.txt").write_text(LIST)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"bad.example\n\x00\xff")))
    words = ["--iocs", str(tmp_path / "a.txt"), "--lang", "en"]
    assert main(["ioc", "scan", "-", *words]) == 3
    out = capsys.readouterr().out
    assert out == (
        "-: plain text; neither time nor client can be read\n"
        "-:1: bad[.]example (name): malicious: bad[.]example, the very same; a.txt:2\n"
    )


def test_a_damaged_log_is_an_error_after_what_was_found(tmp_path: Path, capsys):
    whole = gzip.compress(b"bad.example\n" * 3000)
    code, seen = scan(tmp_path, whole[:-20], capsys)
    assert code == 2
    assert seen
    code, seen = scan(tmp_path, whole + gzip.compress(b"x\nbad.example\n") + b"\0" * 9, capsys)
    assert (code, len(seen), seen[-1]["line"]) == (3, 3001, 3002)
    code, _ = scan(tmp_path, b"\x1f\x8bnot really", capsys)
    assert code == 2


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        ("nope.log", "không có tệp này", "there is no such file"),
        ("folder", "đây là thư mục", "it is a folder"),
        ("empty.log", "tệp trống", "it is empty, nothing was looked at"),
    ],
)
def test_where_nothing_was_looked_at_nothing_is_said_to_be_well(name, vi, en, tmp_path, capsys):
    (tmp_path / "list.txt").write_text("bad.example\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.log").touch()
    for lang, why in (("vi", vi), ("en", en)):
        log, listed = str(tmp_path / name), str(tmp_path / "list.txt")
        assert main(["ioc", "scan", log, "--iocs", listed, "--lang", lang]) == 2
        assert why in capsys.readouterr().err


def test_a_line_without_end_and_a_missing_log_are_errors(tmp_path: Path, capsys):
    code, _ = scan(tmp_path, b"x" * (9 * 1024 * 1024), capsys)
    assert code == 2
    assert main(["ioc", "scan", "none.log", "--iocs", str(tmp_path / "a.txt")]) == 2


def test_a_packed_log_that_swells_beyond_reason_is_refused(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.setattr(log_blocks, "RATIO_FROM_BYTES", 1024 * 1024)
    for pack in PACK.values():
        code, _ = scan(tmp_path, pack(b"good.example\n" * 200_000), capsys)
        assert code == 2
