"""Every format is known by itself, and read by the same rules, from small files in its shape."""

from collections import Counter
from pathlib import Path

import pytest

from orchestrator.errors import ListError
from orchestrator.ioc.guarding.guard import Guard
from orchestrator.ioc.reading.entries import ReadList
from orchestrator.ioc.reading.list_file import ReadAs, check_format, read_list
from orchestrator.ioc.sets.load import judge_list
from orchestrator.model.indicator import Unused

FILES = Path(__file__).parent / "files"


def read(name: str, wanted: str | None = None) -> ReadList:
    return read_list(FILES / name, name, ReadAs(format=wanted))


def values(listed: ReadList) -> set[str]:
    return {entry.value.text for entry in listed.entries}


def unused(listed: ReadList) -> Counter[str]:
    return Counter(one.reason for one in listed.skipped)


NAMES = {"bad.example", "worse.example"}


@pytest.mark.parametrize(
    ("name", "form", "listed", "skipped"),
    [
        (
            "threat.hosts",
            "hosts",
            {*NAMES, "v6.bad.example"},
            {Unused.SINGLE_LABEL: 1, Unused.REDIRECT: 1, Unused.NO_RULE: 1},
        ),
        (
            "filter.txt",
            "adblock",
            {*NAMES, "third.example", "fourth.example", "192.0.2.9"},
            {Unused.EXCEPTION: 1, Unused.NO_RULE: 3},
        ),
        ("ublacklist.txt", "ublacklist", NAMES, {Unused.EXCEPTION: 1}),
        ("threat.dnsmasq.conf", "dnsmasq", {*NAMES, "third.example"}, {Unused.NO_RULE: 1}),
        ("unbound.conf", "unbound", NAMES, {Unused.EXCEPTION: 1}),
        ("wildcard.txt", "wildcard", NAMES, {}),
        (
            "zone.rpz",
            "rpz",
            {*NAMES, "192.0.2.9", "198.51.100.0/24", "2001:db8::9"},
            {Unused.EXCEPTION: 1},
        ),
        ("level.netset", "netset", {"192.0.2.0/24", "198.51.100.7", "10.0.0.0/8"}, {}),
        (
            "trail.txt",
            "maltrail",
            {
                *("bad.example", "192.0.2.7", "http://198.51.100.7", "worse.example/a/b.php"),
                "203.0.113.0/24",
            },
            {Unused.OTHER_TYPE: 1},
        ),
        ("ipsum.txt", "ipsum", {"192.0.2.1", "192.0.2.2"}, {}),
        ("feodo.csv", "csv", {"192.0.2.73", "192.0.2.74"}, {}),
        ("urlhaus.csv", "csv", {"http://192.0.2.67:57501/bin.sh"}, {Unused.CITATION: 1}),
        (
            "threatfox.csv",
            "csv",
            {"bad.example", "192.0.2.7"},
            {Unused.HASH: 1, Unused.CITATION: 1},
        ),
        ("defender.csv", "csv", {"172.21.25.140", "192.0.2.1", "192.0.2.2"}, {}),
        ("opencti.csv", "csv", {"http://192.0.2.5:8080/a.php"}, {}),
        (
            "unit42.csv",
            "csv",
            {"bad.example", "192.0.2.113"},
            {Unused.HASH: 1, Unused.FILE_NAME: 1},
        ),
        (
            "phu-luc.csv",
            "csv",
            {*NAMES, "192.0.2.1"},
            {Unused.HASH: 1, Unused.FORMULA: 1, Unused.NO_VALUE: 1, Unused.CITATION: 1},
        ),
        (
            "types-vi.csv",
            "csv",
            {"bad.example", "192.0.2.7", "http://third.example/a"},
            {Unused.HASH: 1, Unused.OTHER_TYPE: 1, Unused.CITATION: 2},
        ),
        ("references.csv", "csv", NAMES, {Unused.CITATION: 4}),
        (
            "spaces.csv",
            "csv",
            {"http://192.0.2.5/~a/b c/d.exe", "http://bad.example/x,y z/e.exe"},
            {Unused.AMBIGUOUS: 1},
        ),
        (
            "damaged.csv",
            "csv",
            {"192.0.2.9", "bad.example", "third.example"},
            {Unused.DAMAGED: 2, Unused.BAD_ROW: 1},
        ),
        (
            "pattern.csv",
            "csv",
            {"bad.example"},
            {Unused.CITATION: 2, Unused.OTHER_TYPE: 1},
        ),
        ("lines.stix2.jsonl", "stix2", {"bad.example", "192.0.2.9"}, {Unused.BAD_ROW: 1}),
        ("joined.stix2.json", "stix2", NAMES, {}),
        (
            "export.rsc",
            "routeros",
            {"192.0.2.9", "198.51.100.0/24", "worse.example", "third.example"},
            {Unused.EXCEPTION: 1, Unused.NO_RULE: 1, Unused.EXPRESSION: 1},
        ),
        (
            "half.txt",
            "plain",
            {
                *("http://worse.example.mx", "https://bad.example.vn/x.html"),
                *("https://third.example/a", "fourth.example"),
            },
            {Unused.NOT_A_VALUE: 3},
        ),
        ("mixed.hosts", "hosts", {*NAMES, "third.example"}, {Unused.NOT_A_VALUE: 1}),
        (
            "remarks.txt",
            "plain",
            {*NAMES, "192.0.2.9", "third.example", "fourth.example"},
            {Unused.CITATION: 1},
        ),
        (
            "files.txt",
            "plain",
            {"bad.example", "payload.exe", "loader.dll"},
            {Unused.HASH: 1, Unused.FILE_NAME: 1},
        ),
        (
            "event.misp.json",
            "misp",
            {*NAMES, "seen.example", "192.0.2.7", "192.0.2.8", "http://bad.example/x"},
            {Unused.HASH: 2, Unused.CITATION: 1},
        ),
        (
            "bundle.stix2.json",
            "stix2",
            {
                *("bad.example", "192.0.2.7", "192.0.2.8", "192.0.2.9", "198.51.100.0/24"),
                "http://bad.example/it's",
            },
            {Unused.OTHER_TYPE: 2, Unused.HASH: 1, Unused.FILE_NAME: 1, Unused.CITATION: 1},
        ),
        (
            "package.stix1.json",
            "stix1-json",
            {"192.0.2.7", "192.0.2.8", "192.0.2.9/a.js", "bad.example"},
            {Unused.HASH: 1, Unused.CITATION: 1},
        ),
        (
            "rules.sing-box.json",
            "sing-box",
            {*NAMES, "192.0.2.0/24"},
            {Unused.OTHER_TYPE: 1, Unused.EXCEPTION: 1},
        ),
        ("package.stix1.xml", "stix1", {"bad.example", "192.0.2.7", "192.0.2.8"}, {Unused.HASH: 1}),
        (
            "made.openioc.xml",
            "openioc",
            {"www.bad.example", "192.0.2.7"},
            {Unused.OTHER_TYPE: 1, Unused.HASH: 1},
        ),
        (
            "thu.txt",
            "text",
            {
                *("192.0.2.39", "198.51.100.148", "203.0.113.144", "blog.bad.com"),
                *("contay.worse.com", "https://check.third.org/a.php?x=1"),
            },
            {Unused.EMAIL: 1, Unused.CITATION: 2, Unused.FILE_NAME: 1, Unused.HASH: 1},
        ),
        (
            "trang.html",
            "html",
            {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"},
            {Unused.CITATION: 1},
        ),
    ],
)
def test_a_format_is_known_and_read(
    name: str, form: str, listed: set[str], skipped: dict[str, int]
):
    found = read(name)
    assert found.format == form
    assert values(found) == listed
    assert unused(found) == skipped
    again = read(name, form)
    assert (values(again), unused(again)) == (listed, skipped)


@pytest.mark.parametrize(
    ("name", "line", "published"),
    [
        ("threat.hosts", 3, "bad.example"),
        ("zone.rpz", 7, "bad.example."),
        ("urlhaus.csv", 5, "http://192.0.2.67:57501/bin.sh"),
        ("event.misp.json", 3, "worse.example|192.0.2.7"),
        ("bundle.stix2.json", 3, "192.0.2.8"),
        ("export.rsc", 5, "198.51.100.0/24"),
        ("damaged.csv", 6, "third.example"),
        ("package.stix1.xml", 5, "bad.example"),
        ("made.openioc.xml", 4, "192.0.2.7"),
        ("thu.txt", 5, "blog[.]bad[.]com"),
        ("trang.html", 6, "192.0.2[.]4"),
    ],
)
def test_a_value_keeps_its_place_and_its_spelling(name: str, line: int, published: str):
    lines = {entry.line for entry in read(name).entries if entry.published == published}
    assert min(lines, default=None) == (6 if name == "trang.html" else line)


def test_confidence_and_end_of_validity_are_kept():
    fox = {entry.value.text: entry.confidence for entry in read("threatfox.csv").entries}
    assert fox == {"bad.example": 100, "192.0.2.7": 75}
    assert {entry.confidence for entry in read("ipsum.txt").entries} == {90, 30}
    first = next(iter(read("bundle.stix2.json").entries))
    assert first.confidence == 80
    assert first.until is not None
    assert first.until.isoformat() == "2026-12-01T00:00:00+00:00"


def test_an_event_that_marks_some_attributes_holds_the_others_back():
    refused = judge_list(read("event.misp.json"), Guard()).refused
    held = [one.text for one in refused if one.reason == Unused.NOT_FOR_DETECTION]
    assert held == ["seen.example"]


@pytest.mark.parametrize(
    ("name", "said"), [("made.rules", "Suricata"), ("made.sigma.yml", "Sigma")]
)
def test_detection_logic_is_refused_by_name(name: str, said: str):
    with pytest.raises(ListError, match=said) as caught:
        read(name)
    assert name in str(caught.value)


def test_an_unknown_format_is_refused_with_the_one_that_was_meant():
    with pytest.raises(ListError, match="stix2"):
        check_format("stix-2")
    check_format("csv")
    check_format(None)


def test_a_misp_feed_folder_is_one_list(tmp_path: Path):
    event = (FILES / "event.misp.json").read_text().replace('{"response": [', "").rstrip()[:-2]
    (tmp_path / "a.json").write_text(event)
    (tmp_path / "other.json").write_text(event.replace("bad", "old"))
    (tmp_path / "hashes.csv").write_text("658f2ee68f2c43b3290a7ded7edc312a,a\n")
    (tmp_path / "manifest.json").write_text('{"a": {"timestamp": 1}}')
    found = read_list(tmp_path, "feed")
    assert found.format == "misp-feed"
    assert "bad.example" in values(found)
    assert not any("old" in value for value in values(found))
