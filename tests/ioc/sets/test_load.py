"""List files become one guarded, dated, digested set; a useless list stops the run."""

import os
from datetime import date
from pathlib import Path

import pytest

from orchestrator import ioc
from orchestrator.errors import ListError
from orchestrator.ioc.reading import entries, file_bytes, list_file
from orchestrator.ioc.sets.set_codec import sealed
from orchestrator.model.indicator import Class, Indicator, IocSet, Kind, Scope, Unused
from orchestrator.model.ioc_table import IndicatorRecords, as_table

TODAY = date(2026, 11, 20)


def put(path: Path, text: str | bytes, day: date = TODAY) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    stamp = (day - date(1970, 1, 1)).days * 86400 + 3600
    os.utime(path, (stamp, stamp))
    return path


def load(*paths: Path, **options: list[Path]) -> IocSet:
    return ioc.load(paths, today=TODAY, sinkholes=options.get("sinkholes", []))


def listed(iocs: IocSet) -> dict[str, Indicator]:
    return {
        f"{one.value}:{one.port}" if one.port else one.value: one
        for one in iocs.indicators
        if any(not c.list.startswith("sinkholes (") for c in one.citations)
    }


def refused(iocs: IocSet) -> list[tuple[int, str, str]]:
    return [(one.line, one.text, one.reason) for one in iocs.refused]


def test_a_mixed_list(tmp_path: Path):
    text = (
        "\ufeff# danh sách\r\n"
        "bad[.]example  # C2\r\n"
        "192.0.2.7:443\tmáy chủ điều khiển\r\n"
        "gov.vn\r\n"
        "198.51.100.0/24\r\n"
        "xau-that.com.vn\r\n"
        "hxxp://bad[.]example/tai\r\n"
        "localhost\r\n"
    )
    iocs = load(put(tmp_path / "a.txt", text))
    assert set(listed(iocs)) == {
        "bad.example",
        "192.0.2.7:443",
        "198.51.100.0/24",
        "xau-that.com.vn",
        "http://bad.example/tai",
    }
    assert refused(iocs) == [
        (3, "máy chủ điều khiển", Unused.REMARK),
        (4, "gov.vn", Unused.PUBLIC_SUFFIX),
        (8, "localhost", Unused.SINGLE_LABEL),
    ]
    (citation,) = listed(iocs)["bad.example"].citations
    assert (citation.list, citation.line, citation.published) == ("a.txt", 2, "bad[.]example")
    assert citation.version == iocs.files[0].sha256[:12]
    assert iocs.dated == TODAY.isoformat()
    assert iocs.warnings == ()


def test_one_value_listed_twice_is_one_indicator_with_both_places(tmp_path: Path):
    one = put(tmp_path / "a.txt", "bad.example\nBAD.example.\n")
    two = put(tmp_path / "b.txt", "# date: 2026-11-01\n*.bad.example\n")
    (indicator,) = listed(load(one, two)).values()
    places = [(c.list, c.line, c.version) for c in indicator.citations]
    digest = load(one).files[0].sha256[:12]
    assert places == [("a.txt", 1, digest), ("a.txt", 2, digest), ("b.txt", 2, "2026-11-01")]


def test_ports_are_indicators_of_their_own(tmp_path: Path):
    iocs = load(put(tmp_path / "a.txt", "192.0.2.7\n192.0.2.7:443\n"))
    assert set(listed(iocs)) == {"192.0.2.7", "192.0.2.7:443"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_every_encoding_that_editors_write(tmp_path: Path, encoding: str):
    text = "trường-xấu.example\n"
    bom = "\ufeff" if encoding.endswith(("le", "be")) else ""
    iocs = load(put(tmp_path / "a.txt", (bom + text).encode(encoding)))
    (name,) = listed(iocs)
    assert name.startswith("xn--")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the list is empty"),
        (b"# nothing\n\n", "the list is empty"),
        (
            b"gov.vn\nlocalhost\n",
            "a.txt:1:1: nothing in the list can be matched; the first text refused is `gov.vn`: a",
        ),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"\xe1\xbb ok.example\n\xe1\xbb\n", "a.txt:1:1: this is not UTF-8 text"),
        (b"PK\x03\x04\0\0", "a.txt:1:1: the zip archive is damaged"),
        (b"bad.example\0\n", "a.txt:1:1: nothing in the list can be matched"),
        (b"# date: 2022-02-31\nbad.example\n", "names no day"),
        (b"# date: 2027-01-01\nbad.example\n", "still to come"),
    ],
)
def test_a_useless_list_stops_the_run(tmp_path: Path, content: bytes, said: str):
    good = put(tmp_path / "good.txt", "bad.example\n")
    with pytest.raises(ListError) as caught:
        load(good, put(tmp_path / "a.txt", content))
    assert said in str(caught.value)
    assert "a.txt" in str(caught.value)
    assert caught.value.exit_code == 2
    assert all(problem.mend for problem in caught.value.problems)


def test_all_useless_lists_are_named_at_once(tmp_path: Path):
    with pytest.raises(ListError) as caught:
        load(put(tmp_path / "a.txt", ""), put(tmp_path / "b.txt", "vn\n"))
    assert len(caught.value.problems) == 2
    with pytest.raises(ListError) as caught:
        load(tmp_path / "none.txt", tmp_path / "nor.txt")
    assert len(caught.value.problems) == 2


def test_a_list_that_cannot_be_opened_stops_the_run(tmp_path: Path):
    with pytest.raises(ListError, match="cannot be read"):
        list_file.read_list(tmp_path / "gone.txt", "gone.txt")


def test_no_list_at_all_stops_the_run():
    with pytest.raises(ListError, match="no list"):
        load()


def test_an_oversized_list_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_bytes, "MAX_FILE_BYTES", 1024 * 1024)
    with pytest.raises(ListError, match="larger than 1 MiB"):
        load(put(tmp_path / "a.txt", b"bad.example\n" * 100_000))


def test_a_folder_means_its_list_files(tmp_path: Path):
    (tmp_path / "more").mkdir()
    for name in ("b.txt", "a.txt", "more/c.txt"):
        put(tmp_path / name, f"{name[-5]}.example\n")
    for name in (".hidden.txt", "README.md", "README", "notes.md"):
        put(tmp_path / name, "no.example\n")
    put(tmp_path / "sources.yml", "# no.example\n")
    iocs = load(tmp_path, tmp_path / "a.txt")
    assert list(listed(iocs)) == ["a.example", "b.example", "c.example"]
    assert [file.name for file in iocs.files][:3] == ["a.txt", "b.txt", "c.txt"]


def test_a_folder_without_a_list_stops_the_run(tmp_path: Path):
    put(tmp_path / "README.md", "bad.example\n")
    with pytest.raises(ListError, match="holds no list"):
        load(tmp_path)


def test_two_lists_of_one_name_are_told_apart(tmp_path: Path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder / "a.txt", f"{folder}.example\n")
    iocs = load(tmp_path)
    assert {c.list for one in listed(iocs).values() for c in one.citations} == {
        "x/a.txt",
        "y/a.txt",
    }


def test_the_newest_list_dates_the_set_and_old_ones_warn(tmp_path: Path):
    old = put(tmp_path / "a.txt", "# date: 2026-01-01\nxau-that.com.vn\n")
    iocs = load(old)
    assert (iocs.dated, iocs.warnings) == ("2026-01-01", ("list_stale",))
    new = put(tmp_path / "b.txt", "xau-hon.com.vn\n", day=date(2026, 10, 21))
    iocs = load(old, new)
    assert (iocs.dated, iocs.warnings) == ("2026-10-21", ())


def test_a_list_of_made_up_values_warns(tmp_path: Path):
    assert load(put(tmp_path / "a.txt", "bad.example\n192.0.2.7\n")).warnings == ("list_test_only",)


def test_urls_alone_warn_and_beside_others_do_not(tmp_path: Path):
    urls = put(tmp_path / "a.txt", "http://xau-that.com.vn/a\n")
    assert load(urls).warnings == ("list_urls_only",)
    assert load(urls, put(tmp_path / "b.txt", "xau-hon.com.vn\n")).warnings == ()


def test_equal_lists_have_equal_digests_in_any_order(tmp_path: Path):
    one, two = put(tmp_path / "a.txt", "a.example\n"), put(tmp_path / "b.txt", "b.example\n")
    assert load(one, two) == load(two, one)
    assert load(one).sha256 != load(one, two).sha256


def test_the_body_brings_the_whole_set_back(tmp_path: Path):
    text = "a.example ghi chú\n192.0.2.7:443\nduckdns.org\n2001:db8::/48\nhttp://a.example/\nvn\n"
    iocs = load(put(tmp_path / "a.txt", text))
    table = ioc.from_body(ioc.to_body(iocs))
    assert table == as_table(iocs)
    again = sealed(
        indicators=IndicatorRecords(table.columns),
        files=table.files,
        refused=table.refused,
        dated=table.dated,
        warnings=table.warnings,
        allowed=table.allowed,
    )
    assert again == iocs
    assert listed(iocs)["duckdns.org"].scope is Scope.EXACT


@pytest.mark.parametrize("body", [b"[]", b'{"schema": 3}', b"{", b"\xff"])
def test_other_bytes_are_no_body(body: bytes):
    with pytest.raises(ValueError, match=r".+"):
        ioc.from_body(body)


def test_sinkholes_are_a_class_of_their_own(tmp_path: Path):
    bad = put(tmp_path / "a.txt", "bad.example\n192.0.2.66\n")
    holes = put(tmp_path / "holes.txt", "192.0.2.66\n192.0.2.77\n")
    iocs = load(bad, sinkholes=[holes])
    classes = {value: one.klass for value, one in listed(iocs).items()}
    assert classes == {
        "bad.example": Class.MALICIOUS,
        "192.0.2.66": Class.SINKHOLE,
        "192.0.2.77": Class.SINKHOLE,
    }
    assert {c.list for c in listed(iocs)["192.0.2.66"].citations} == {"a.txt", "holes.txt"}
    assert iocs.warnings == ("list_test_only",)


def test_the_shipped_sinkholes_are_always_there_and_sound(tmp_path: Path):
    iocs = load(put(tmp_path / "a.txt", "bad.example\n"))
    shipped = [one for one in iocs.indicators if one.klass is Class.SINKHOLE]
    assert len(shipped) > 50
    assert not any(one.test for one in shipped)
    assert {one.kind for one in shipped} == {Kind.IPV4, Kind.CIDR4}
    assert not iocs.refused


def test_endless_refusals_are_counted_not_kept(tmp_path: Path):
    lines = "word\n" * (entries.MAX_REFUSALS + 5)
    iocs = load(put(tmp_path / "a.txt", "bad.example\n" + lines))
    assert len(iocs.refused) == entries.MAX_REFUSALS + 1
    assert iocs.refused[-1].text == "… +5"
    assert iocs.refused[-1].line == entries.MAX_REFUSALS + 6
