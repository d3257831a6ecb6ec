"""`ioc update`: nothing counts before it was judged, and no list shrinks in silence."""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator import ioc
from orchestrator.errors import InputError, ListError, UsageError
from orchestrator.files.lock import FileLock
from orchestrator.ioc.keeping import versions
from orchestrator.ioc.keeping.sources_file import read_sources
from orchestrator.ioc.keeping.version_state import ListFault, read_state, write_state
from orchestrator.ioc.updating import fetching
from orchestrator.ioc.updating.accept import accept, back
from orchestrator.ioc.updating.update import update
from orchestrator.ioc.updating.update_rows import SourceUpdate, UpdateStanding
from orchestrator.model.fetch import FetchFailure
from orchestrator.model.indicator import Class
from orchestrator.text.catalogue import catalogue
from orchestrator.transport.web import WebSession
from tests.transport.web_server import Shop, redirect, serving, text

# Files are written now, whatever a test makes of the days after.
NOW = datetime.now(UTC)  # noqa: TID251 - the lists' files have the real day
FOUR = "one.example\ntwo.example\nthree.example\n192.0.2.4\n"


@pytest.fixture
def shop():
    with serving() as found:
        yield found


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "iocs"
    folder.mkdir()
    (folder / "own.txt").write_text("own.example\n")
    return folder


def sources(folder: Path, *every: Mapping[str, object]):
    path = folder / "sources.yml"
    path.write_text(json.dumps({"sources": every}))
    return read_sources(path)


def web(shop: Shop, path: str = "/a", **more: object) -> dict[str, object]:
    return {"name": "web", "url": shop.url(path), "allow_private": True, **more}


def run(found, *, later_s: int = 0, check: bool = False) -> list[SourceUpdate]:
    now = NOW + timedelta(seconds=later_s)
    return [*update(found, opener=WebSession, now=now, check=check)]


def listed(folder: Path, day: datetime = NOW) -> set[str]:
    iocs = ioc.load([folder], today=day.date())
    return {
        one.value
        for one in iocs.indicators
        if any(not c.list.startswith("sinkholes (") for c in one.citations)
    }


def warnings(folder: Path, day: datetime = NOW) -> list[str]:
    said = ioc.load([folder], today=day.date()).warnings
    return [one for one in said if one != "list_test_only"]


def counts(row: SourceUpdate) -> tuple[UpdateStanding, int | None, int | None, int, int]:
    return row.standing, row.old, row.new, row.added, row.removed


def test_a_web_list_comes_changes_and_stays(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    assert warnings(lists) == ["list_not_fetched web"]
    shop.pages["/a"] = text(FOUR, ETag='"1"')
    (row,) = run(found)
    assert counts(row) == (UpdateStanding.NEW, None, 4, 4, 0)
    assert row.warnings == ()
    assert listed(lists) == {"own.example", *FOUR.split()}
    assert warnings(lists) == []
    shop.pages["/a"] = lambda handler: handler.say(status=304)
    (row,) = run(found, later_s=1)
    assert counts(row) == (UpdateStanding.UNCHANGED, 4, 4, 0, 0)
    assert shop.asked[-1][1]["If-None-Match"] == '"1"'
    shop.pages["/a"] = text(FOUR.replace("one.", "five."), ETag='"2"')
    (row,) = run(found, later_s=2)
    assert counts(row) == (UpdateStanding.UPDATED, 4, 4, 1, 1)
    assert "five.example" in listed(lists)


def test_the_same_list_without_validators_is_unchanged(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    run(found)
    before = read_state(lists).of("web")
    assert counts(run(found, later_s=9)[0]) == (UpdateStanding.UNCHANGED, 4, 4, 0, 0)
    after = read_state(lists).of("web")
    assert after is not None
    assert before is not None
    assert after.in_force == before.in_force


PAGE = "<!DOCTYPE html><html><head><title>Lỗi</title></head><body>xem portal.example</body></html>"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (PAGE, ListFault.WEB_PAGE),
        ("", ListFault.NO_INDICATOR),
        ("Dịch vụ tạm ngừng\n", ListFault.NO_INDICATOR),
        ("192.168.0.1\n", ListFault.NO_INDICATOR),
        ("# date: 2100-01-01\nsix.example\n", ListFault.FUTURE),
        (b"\xff\xfe\x00", ListFault.UNREADABLE),
        ('{"error": "limit"}', ListFault.UNREADABLE),
    ],
)
def test_what_is_no_list_never_replaces_one(lists: Path, shop: Shop, body, why: ListFault):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    run(found)
    shop.pages["/a"] = text(body)
    (row,) = run(found, later_s=1)
    assert (row.standing, row.old, row.fault and row.fault.why) == (UpdateStanding.FAILED, 4, why)
    assert "one.example" in listed(lists)
    assert warnings(lists) == ["list_update_failed web"]
    shop.pages["/a"] = text(FOUR)
    run(found, later_s=2)
    assert warnings(lists) == []


def test_a_fault_that_was_kept_is_still_told_in_the_reader_s_language(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text('{"error": "limit"}')
    (row,) = run(found)
    kept = read_state(lists).of("web")
    assert row.fault is not None
    assert kept is not None
    assert kept.fault == row.fault
    said = "tệp JSON này không phải sự kiện MISP, gói STIX hay bộ quy tắc sing-box"
    assert [catalogue("vi").text(one.detail) for one in (row.fault, kept.fault)] == [said, said]
    assert kept.fault.detail == "this JSON is no MISP event, STIX bundle or sing-box rule set"


def test_a_page_that_is_the_list_is_said_to_be_one(lists: Path, shop: Shop):
    cell = "<table><tr><th>Domain</th></tr><tr><td>portal.example</td></tr></table>"
    shop.pages["/a"] = text(PAGE.replace("xem portal.example", cell))
    (row,) = run(sources(lists, web(shop, format="html")))
    assert row.standing is UpdateStanding.NEW
    assert "portal.example" in listed(lists)


def test_a_server_that_fails_leaves_the_old_list(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    run(found)
    del shop.pages["/a"]
    (row,) = run(found, later_s=1)
    assert row.fault is not None
    assert (row.fault.why, row.fault.detail) == (FetchFailure.STATUS, "404")
    assert row.warnings == ("list_update_failed",)
    assert "one.example" in listed(lists)


def test_a_source_that_never_came_is_said(lists: Path, shop: Shop):
    (row,) = run(sources(lists, web(shop)))
    assert row.warnings == ("list_not_fetched", "list_update_failed")
    assert warnings(lists) == ["list_not_fetched web", "list_update_failed web"]


def test_one_failing_source_does_not_hinder_the_next(lists: Path, shop: Shop):
    shop.pages["/b"] = text(FOUR)
    rows = run(sources(lists, web(shop), web(shop, "/b") | {"name": "second"}))
    assert [row.standing for row in rows] == [UpdateStanding.FAILED, UpdateStanding.NEW]


def test_a_list_that_halves_waits_for_a_person(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    run(found)
    shop.pages["/a"] = text("one.example\nnew.example\n")
    for later in (1, 2):
        (row,) = run(found, later_s=later)
        assert counts(row) == (UpdateStanding.SHRUNK, 4, 2, 1, 3)
    assert "two.example" in listed(lists)
    assert warnings(lists) == ["list_shrunk web"]
    row = accept(found, "web", now=NOW + timedelta(seconds=3))
    assert counts(row) == (UpdateStanding.ACCEPTED, 4, 2, 1, 3)
    assert listed(lists) == {"own.example", "one.example", "new.example"}
    assert warnings(lists) == []
    assert run(found, later_s=4)[0].standing is UpdateStanding.UNCHANGED
    with pytest.raises(UsageError, match="awaits a decision"):
        accept(found, "web", now=NOW)


def test_a_list_that_recovers_needs_nobody(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    run(found)
    shop.pages["/a"] = text("one.example\n")
    run(found, later_s=1)
    shop.pages["/a"] = text(f"{FOUR}more.example\n")
    (row,) = run(found, later_s=2)
    assert counts(row) == (UpdateStanding.UPDATED, 4, 5, 1, 0)
    assert warnings(lists) == []


def test_back_to_the_version_before(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    with pytest.raises(UsageError, match="no earlier version"):
        back(found, "web", now=NOW)
    shop.pages["/a"] = text(FOUR)
    run(found)
    shop.pages["/a"] = text(FOUR.replace("one.", "wrong."), ETag='"2"')
    run(found, later_s=1)
    row = back(found, "web", now=NOW + timedelta(seconds=2))
    assert counts(row) == (UpdateStanding.RETURNED, 4, 4, 1, 1)
    assert "wrong.example" not in listed(lists)
    assert warnings(lists) == ["list_taken_back web"]
    (row,) = run(found, later_s=3)  # the source has not changed its mind: neither do we
    assert row.standing is UpdateStanding.TAKEN_BACK
    assert "If-None-Match" not in shop.asked[-1][1]
    shop.pages["/a"] = text(FOUR.replace("one.", "right."))
    assert run(found, later_s=4)[0].standing is UpdateStanding.UPDATED
    assert warnings(lists) == []
    with pytest.raises(UsageError, match="Did you mean `web`"):
        back(found, "webb", now=NOW)


def test_a_list_that_grows_old_is_said_from_that_day_on(lists: Path, shop: Shop):
    found = sources(lists, web(shop, stale_after_days=7))
    shop.pages["/a"] = text(FOUR)
    run(found)
    assert warnings(lists, NOW + timedelta(days=7)) == []
    assert warnings(lists, NOW + timedelta(days=8)) == ["list_stale web"]
    shop.pages["/a"] = text(f"{FOUR}x.example\n", Last_Modified="Sun, 20 Nov 2022 07:00:00 GMT")
    assert run(found)[0].warnings == ("list_stale",)


def test_a_source_may_say_that_its_list_keeps(lists: Path, shop: Shop):
    found = sources(lists, web(shop, stale_after_days=365))
    shop.pages["/a"] = text(FOUR)
    run(found)
    late = NOW + timedelta(days=90)
    assert warnings(lists, late) == ["list_stale"]  # own.txt, of which no source says so
    (lists / "own.txt").unlink()
    assert warnings(lists, late) == []


def test_a_kept_version_that_somebody_took_away(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    run(found)
    shutil.rmtree(lists / ".versions" / "web")
    assert "one.example" in listed(lists)
    (lists / "web.list").unlink()
    with pytest.raises(ListError, match="this version of `web` is gone"):
        run(found, later_s=1)


def test_check_changes_nothing(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR)
    assert run(found, check=True)[0].standing is UpdateStanding.NEW
    assert listed(lists) == {"own.example"}
    assert read_state(lists).known == ()
    assert list((lists / ".versions" / "web").iterdir()) == []


def test_a_file_keeps_its_day_and_a_missing_one_is_a_fault(lists: Path, tmp_path: Path):
    path = tmp_path / "letter.txt"
    path.write_text(FOUR)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    found = sources(lists, {"name": "letter", "file": "../letter.txt"})
    assert run(found)[0].warnings == ("list_stale",)
    files = {one.name: one.dated for one in ioc.load([lists], today=NOW.date()).files}
    assert files["letter.list"] == "2020-09-13"
    path.unlink()
    (row,) = run(found)
    assert row.fault is not None
    assert row.fault.why is ListFault.NO_FILE
    assert "two.example" in listed(lists)
    assert (
        "list_update_failed letter" in ioc.load([lists / "letter.list"], today=NOW.date()).warnings
    )


def test_a_folder_that_is_gone_or_too_much(lists: Path, tmp_path: Path, monkeypatch):
    found = sources(lists, {"name": "shelf", "folder": str(tmp_path / "shelf"), "max_mb": 1})

    def fault() -> ListFault | FetchFailure | None:
        (row,) = run(found)
        return row.fault and row.fault.why

    assert fault() is ListFault.NO_FILE
    (tmp_path / "shelf").mkdir()
    assert fault() is ListFault.NO_INDICATOR
    for name in ("a", "b"):
        (tmp_path / "shelf" / name).write_text("a.example\n" + "#" * 600_000)
    assert fault() is FetchFailure.TOO_LARGE
    monkeypatch.setattr(fetching, "MAX_FILES", 1)
    assert fault() is ListFault.UNREADABLE


def test_a_folder_that_cannot_be_written_is_said(lists: Path, shop: Shop):
    (lists / ".versions").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written"):
        run(sources(lists, web(shop)))


def test_a_folder_counts_as_a_whole(lists: Path, tmp_path: Path):
    shelf = tmp_path / "shelf"
    (shelf / "inner").mkdir(parents=True)
    (shelf / "a.txt").write_text(FOUR)
    (shelf / "inner" / "b.txt").write_text("deep.example\n")
    found = sources(lists, {"name": "shelf", "folder": str(shelf)})
    assert counts(run(found)[0]) == (UpdateStanding.NEW, None, 5, 5, 0)
    assert listed(lists) == {"own.example", "deep.example", *FOUR.split()}
    assert run(found, later_s=1)[0].standing is UpdateStanding.UNCHANGED
    (shelf / "inner" / "b.txt").write_text("\n")
    (row,) = run(found, later_s=2)
    assert row.fault is not None
    assert row.fault.why is ListFault.NO_INDICATOR
    (shelf / "a.txt").unlink()
    (shelf / "inner" / "b.txt").write_text("deep.example\n")
    assert run(found, later_s=3)[0].standing is UpdateStanding.SHRUNK
    assert "one.example" in listed(lists)
    accept(found, "shelf", now=NOW + timedelta(seconds=4))
    assert listed(lists) == {"own.example", "deep.example"}


def allowing(*values: str, expires: date | None = None) -> str:
    day = str(expires or NOW.date())
    return json.dumps(
        [{"value": one, "owner": "Phòng A", "reason": "x", "expires": day} for one in values]
    )


def test_an_allow_list_is_read_as_one(lists: Path, shop: Shop):
    found = sources(lists, web(shop, role="allow"))
    shop.pages["/a"] = text(allowing("own.example", ".good.example"))
    assert counts(run(found)[0]) == (UpdateStanding.NEW, None, 2, 2, 0)
    allowed = ioc.load([lists], today=NOW.date()).allowed
    assert {one.value for one in allowed} == {"own.example", "good.example"}
    shop.pages["/a"] = text(allowing("own.example", ".good.example", "third.example"))
    assert counts(run(found, later_s=86_400 * 3)[0]) == (UpdateStanding.UPDATED, 2, 3, 1, 0)
    for body in ("own.example\n", "[]", allowing("own.example", expires=date(2999, 1, 1))):
        shop.pages["/a"] = text(body)
        assert run(found, later_s=86_400 * 4)[0].standing is UpdateStanding.FAILED
    assert len(ioc.load([lists], today=NOW.date()).allowed) == 3


def test_roles_follow_the_source(lists: Path, shop: Shop):
    shop.pages["/a"] = text("192.0.2.77\n")
    shop.pages["/b"] = text(allowing("good.example"))
    holes = web(shop, role="sinkhole") | {"name": "holes"}
    allow = web(shop, "/b", role="allow") | {"name": "allow"}
    assert [row.standing for row in run(sources(lists, holes, allow))] == [UpdateStanding.NEW] * 2
    iocs = ioc.load([lists], today=NOW.date())
    classes = {one.value: one.klass for one in iocs.indicators}
    assert classes["192.0.2.77"] is Class.SINKHOLE
    assert "good.example" not in classes
    sources(lists, holes)  # the source goes, its list stays what it was
    assert "good.example" not in listed(lists)


def test_a_listed_server_is_never_contacted(lists: Path, shop: Shop):
    (lists / "own.txt").write_text("bad.example\n192.0.2.0/24\n2001:db8::7\n")
    every = [
        {"name": f"s{number}", "url": url, "allow_private": True}
        for number, url in enumerate(
            ("http://lists.bad.example/x", "http://192.0.2.9/", "http://[2001:db8::7]/")
        )
    ]
    shop.pages["/a"] = redirect("http://BAD.example/")
    for row in run(sources(lists, *every, web(shop))):
        assert row.fault is not None
        assert row.fault.why is FetchFailure.LISTED


def test_only_so_many_versions_are_kept(lists: Path, shop: Shop, monkeypatch):
    monkeypatch.setattr(versions, "KEPT_VERSIONS", 3)
    found = sources(lists, web(shop))
    for number in range(6):
        shop.pages["/a"] = text(f"{FOUR}n{number}.example\n")
        run(found, later_s=number)
    assert len(list((lists / ".versions" / "web").iterdir())) == 3
    for later in (7, 8):
        back(found, "web", now=NOW + timedelta(seconds=later))
    assert "n3.example" in listed(lists)
    with pytest.raises(UsageError):
        back(found, "web", now=NOW)


def test_a_list_that_was_deleted_stops_the_run_and_is_put_back(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR, ETag='"1"')
    run(found)
    (lists / "web.list").unlink()
    with pytest.raises(ListError, match="is gone"):
        listed(lists)
    shop.pages["/a"] = lambda handler: handler.say(status=304)
    run(found, later_s=1)
    assert "one.example" in listed(lists)


def test_two_updates_do_not_interleave(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    run(found)
    with (
        FileLock(lists / ".versions" / ".lock", InputError.one("busy")),
        pytest.raises(InputError, match="another update"),
    ):
        run(found)


GOOD = {
    "role": "ioc",
    "in_force": None,
    "before": [],
    "refused": None,
    "refused_why": None,
    "fault": None,
    "checked_at": None,
    "said": ["", "", ""],
}
VERSION = {"id": "1-a", "sha256": "a", "form": "file", "indicators": 1, "dated": "2026-11-20"}


@pytest.mark.parametrize(
    "change",
    [
        {"role": "other"},
        {"fault": ["nonsense", ""]},
        {"fault": "text"},
        {"said": ["a\r\nb", "", ""]},
        {"said": ["a"]},
        {"checked_at": "yesterday"},
        {"in_force": 7},
        {"in_force": VERSION | {"id": "../../x"}},
        {"in_force": VERSION | {"indicators": "many"}},
        {"in_force": VERSION | {"form": "heap"}},
        {"refused": VERSION},
        {"refused_why": "shrunk"},
        {"before": None},
        {"before": [VERSION | {"id": "../x"}]},
        {"in_force": VERSION | {"indicators": True}},
        {"in_force": VERSION | {"size": 1}},
        {"more": 1},
    ],
)
def test_a_damaged_state_is_no_state(lists: Path, change):
    folder = lists / ".versions"
    folder.mkdir()
    whole = {"schema": 1, "sources": {"web": GOOD | {"in_force": VERSION}}}
    (folder / "state.json").write_text(json.dumps(whole))
    assert read_state(lists).of("web") is not None
    for body in (
        json.dumps({"schema": 1, "sources": {"web": GOOD | change}}),
        json.dumps(whole | {"schema": 2}),
        "[",
        "[]",
        "[" * 100_000,
    ):
        (folder / "state.json").write_text(body)
        with pytest.raises(ListError, match="damaged"):
            read_state(lists)


def test_a_kept_state_comes_back(lists: Path, shop: Shop):
    found = sources(lists, web(shop))
    shop.pages["/a"] = text(FOUR, ETag='"1"')
    run(found)
    shop.pages["/a"] = text("one.example\n")
    run(found, later_s=1)
    known = read_state(lists).of("web")
    assert known is not None
    assert known.refused is not None
    assert known.said.etag == '"1"'
    before = read_state(lists)
    write_state(lists, before)
    assert read_state(lists) == before
