"""A MISP feed comes event by event: only what is new, and whole or not at all."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.ioc.keeping.version_state import ListFault
from orchestrator.ioc.updating import misp_feed
from orchestrator.ioc.updating.accept import back
from orchestrator.ioc.updating.update_rows import SourceUpdate, UpdateStanding
from orchestrator.model.fetch import FetchFailure
from tests.ioc.updating.test_update import NOW, listed, run, sources, warnings
from tests.transport.web_server import Shop, serving, text

UUIDS = [f"0000000{n}-aaaa-4bbb-8ccc-00000000000{n}" for n in range(1, 5)]


def event(value: str) -> str:
    attribute = {"type": "domain", "value": value, "to_ids": True}
    return json.dumps({"Event": {"uuid": "x", "Attribute": [attribute]}})


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


def publish(shop: Shop, stamps: dict[int, int]) -> None:
    """Show a feed whose event n holds the name `n-stamp.example`."""
    shop.asked.clear()
    shop.pages.clear()
    manifest = {UUIDS[n]: {"timestamp": str(stamp)} for n, stamp in stamps.items()}
    shop.pages["/feed/manifest.json"] = text(json.dumps(manifest))
    for n, stamp in stamps.items():
        shop.pages[f"/feed/{UUIDS[n]}.json"] = text(event(f"n{n}-{stamp}.example"))


def asked(shop: Shop) -> list[int]:
    uuids = [path.removeprefix("/feed/").removesuffix(".json") for path, _ in shop.asked]
    return [UUIDS.index(one) for one in uuids if one in UUIDS]


def misp(shop: Shop, **more: object) -> dict[str, object]:
    url = shop.url("/feed/manifest.json")
    return {"name": "misp", "url": url, "allow_private": True, **more}


def why(row: SourceUpdate) -> object:
    assert row.standing is UpdateStanding.FAILED
    assert row.fault is not None
    return row.fault.why


def test_only_changed_events_travel(lists: Path, shop: Shop):
    found = sources(lists, misp(shop))
    publish(shop, {0: 1, 1: 1, 2: 1})
    assert run(found)[0].new == 3
    assert sorted(asked(shop)) == [0, 1, 2]
    assert listed(lists) == {"own.example", "n0-1.example", "n1-1.example", "n2-1.example"}
    publish(shop, {0: 1, 1: 2, 3: 1})  # one as before, one changed, one gone, one new
    (row,) = run(found, later_s=1)
    assert (row.standing, row.added, row.removed) == (UpdateStanding.UPDATED, 2, 2)
    assert sorted(asked(shop)) == [1, 3]
    assert listed(lists) == {"own.example", "n0-1.example", "n1-2.example", "n3-1.example"}
    publish(shop, {0: 1, 1: 2, 3: 1})
    assert run(found, later_s=2)[0].standing is UpdateStanding.UNCHANGED
    assert asked(shop) == []
    back(found, "misp", now=NOW + timedelta(seconds=3))
    assert "n2-1.example" in listed(lists)


def test_events_that_no_version_names_go(lists: Path, shop: Shop, monkeypatch):
    monkeypatch.setattr(misp_feed, "MAX_EVENTS", 50)
    from orchestrator.ioc.keeping import versions  # noqa: PLC0415 - patched for this test only

    monkeypatch.setattr(versions, "KEPT_VERSIONS", 2)
    found = sources(lists, misp(shop))
    for stamp in range(1, 5):
        publish(shop, {0: stamp, 1: 1})
        run(found, later_s=stamp)
    kept = sorted(path.name for path in (lists / ".feeds" / "misp").iterdir())
    stamps = [name.split(".")[1] for name in kept if name != "manifest.json"]
    assert sorted(stamps) == ["1", "3", "4"]


def test_a_feed_that_stops_half_way_goes_on_where_it_stopped(lists: Path, shop: Shop):
    found = sources(lists, misp(shop))
    publish(shop, {0: 1})
    run(found)
    publish(shop, {0: 1, 1: 1, 2: 1})
    broken = shop.pages.pop(f"/feed/{UUIDS[2]}.json")
    (row,) = run(found, later_s=1)
    assert why(row) is FetchFailure.STATUS
    assert listed(lists) == {"own.example", "n0-1.example"}
    assert warnings(lists) == ["list_update_failed misp"]
    shop.asked.clear()
    shop.pages[f"/feed/{UUIDS[2]}.json"] = broken
    assert run(found, later_s=2)[0].new == 3
    assert asked(shop) == [2]
    assert warnings(lists) == []


def test_a_first_feed_that_stops_half_way_is_no_list(lists: Path, shop: Shop):
    publish(shop, {0: 1, 1: 1})
    del shop.pages[f"/feed/{UUIDS[1]}.json"]
    run(sources(lists, misp(shop)))
    assert listed(lists) == {"own.example"}
    assert warnings(lists) == ["list_not_fetched misp", "list_update_failed misp"]


@pytest.mark.parametrize(
    "manifest",
    [
        "[]",
        "no json",
        '{"../../x": {"timestamp": "1"}}',
        f'{{"{UUIDS[0]}": {{"timestamp": "1/../x"}}}}',
        f'{{"{UUIDS[0]}": {{}}}}',
        f'{{"{UUIDS[0]}": 7}}',
    ],
)
def test_a_manifest_that_lies(lists: Path, shop: Shop, manifest: str):
    publish(shop, {0: 1})
    shop.pages["/feed/manifest.json"] = text(manifest)
    assert why(run(sources(lists, misp(shop)))[0]) is ListFault.UNREADABLE
    assert asked(shop) == []


@pytest.mark.parametrize("body", ["no json", "{}", '{"Event": []}'])
def test_an_event_that_is_none(lists: Path, shop: Shop, body: str):
    publish(shop, {0: 1})
    shop.pages[f"/feed/{UUIDS[0]}.json"] = text(body)
    assert why(run(sources(lists, misp(shop)))[0]) is ListFault.UNREADABLE


def test_the_limits_hold_for_the_feed_together(lists: Path, shop: Shop, monkeypatch):
    publish(shop, {0: 1, 1: 1, 2: 1})
    for n in range(3):
        padded = event("a.example") + " " * 500_000
        shop.pages[f"/feed/{UUIDS[n]}.json"] = text(padded)
    assert why(run(sources(lists, misp(shop, max_mb=1)))[0]) is FetchFailure.TOO_LARGE
    monkeypatch.setattr(misp_feed, "MAX_EVENTS", 2)
    assert why(run(sources(lists, misp(shop)))[0]) is ListFault.UNREADABLE


def test_a_feed_in_a_folder(lists: Path, tmp_path: Path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "manifest.json").write_text(json.dumps({UUIDS[0]: {"timestamp": 5}}))
    (shelf / f"{UUIDS[0]}.json").write_text(event("shelf.example"))
    found = sources(lists, {"name": "misp", "folder": str(shelf)})
    assert run(found)[0].new == 1
    assert listed(lists) == {"own.example", "shelf.example"}
    (shelf / "manifest.json").unlink()
    assert why(run(sources(lists, {"name": "misp", "folder": "../no"}))[0]) is ListFault.NO_FILE


def test_the_day_of_a_feed_is_that_of_its_newest_manifest(lists: Path, shop: Shop):
    publish(shop, {0: 1})
    run(sources(lists, misp(shop, stale_after_days=3)))
    assert warnings(lists, datetime.now(UTC) + timedelta(days=2)) == []  # noqa: TID251 - as files
    assert warnings(lists, NOW + timedelta(days=5)) == ["list_stale misp"]
