"""A publisher speaks for himself over TLS, by newer versions, while his address is the same."""

from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.findings.sources import authorities, dropped_names, newest_versions
from orchestrator.model.list_source import ListOrigin, SourceVersion, read_origin

DAY = timedelta(days=1)
START = datetime(2026, 11, 10, tzinfo=UTC)
URL, OTHER_URL = "https://lists.example/c2.csv", "https://other.example/c2.csv"
PATH = "/srv/iocs/ncsc.list"


def version(day: int, *, url: str = URL, path: str = PATH, dropped: bool = False) -> SourceVersion:
    return SourceVersion(
        origin=ListOrigin(path=path, url=url),
        sha256=f"v{day}",
        ioc_set=f"s{day}",
        read_at=START + day * DAY,
        dropped_at=START + (day + 1) * DAY if dropped else None,
    )


def since(*versions: SourceVersion, of: str = "s2") -> datetime | None:
    return authorities(versions, of, ("ncsc.list",)).get("ncsc.list")


def test_the_same_address_over_tls_speaks_since_it_was_first_read():
    assert since(version(0), version(1), version(2)) == START
    assert since(version(2), version(0)) == START


def test_an_address_that_changed_speaks_since_then():
    assert since(version(0, url=OTHER_URL), version(1), version(2)) == START + DAY
    assert since(version(0), version(1, url=""), version(2)) == START + 2 * DAY
    assert since(version(0), version(1, dropped=True), version(2)) == START + 2 * DAY


def test_what_came_later_says_nothing_of_it():
    assert since(version(0), version(2), version(3, url=OTHER_URL)) == START


def test_a_folder_that_was_moved_is_the_same_source():
    moved = version(2, path="/srv/lists/ncsc.list")
    before = version(1, path="/srv/lists/ncsc.list")
    assert since(version(0), before, moved) == START
    assert since(version(0), version(1, path="/srv/iocs/other.list"), version(2)) == START


@pytest.mark.parametrize("url", ["", "http://lists.example/c2.csv"])
def test_a_file_kept_here_and_a_plain_address_never_do(url: str):
    assert since(version(0, url=url), version(2, url=url)) is None


def test_the_same_version_in_another_set_withdraws_nothing():
    same = SourceVersion(
        origin=version(0).origin, sha256="v0", ioc_set="s2", read_at=START + 2 * DAY
    )
    assert since(version(0), same) is None


def test_the_first_version_withdraws_nothing():
    assert since(version(2)) is None


def test_two_sources_under_one_name_speak_for_nobody():
    twice = version(2, path="/srv/more/ncsc.list")
    assert since(version(0), version(2), twice) is None


def test_the_newest_version_of_each_source_counts():
    other = version(1, path="/srv/iocs/b.txt", url="")
    assert list(newest_versions((version(2), version(0), other))) == [other, version(2)]


def test_what_was_dropped_lets_go_unless_it_is_there_again():
    gone = version(1, dropped=True)
    assert dropped_names((version(0), gone), ()) == {"ncsc.list", "iocs/ncsc.list"}
    assert dropped_names((version(0), gone), ("ncsc.list",)) == {"iocs/ncsc.list"}
    assert dropped_names((gone, version(2)), ()) == frozenset()


@pytest.mark.parametrize(
    "origin",
    [
        ListOrigin(path=PATH, url=URL),
        ListOrigin(path=PATH, url="HTTP://lists.example/x"),
        ListOrigin(path="/srv/danh sách/a b.txt"),
        ListOrigin(path=r"C:\iocs\a.txt"),
    ],
)
def test_an_origin_is_read_as_it_was_written(origin: ListOrigin):
    assert read_origin(str(origin)) == origin


def test_a_name_is_the_last_part_of_a_path_of_any_system():
    assert ListOrigin(path=r"C:\iocs\a.txt").cited_as == {"a.txt", "iocs/a.txt"}
    assert ListOrigin(path=PATH).name == "ncsc.list"
