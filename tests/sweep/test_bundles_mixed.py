"""By network or by bundle, in whichever order and how often: the reports are the same bytes.

One unit is swept by a site's controller and comes by file, the other by the hub's own network.
"""

import json
import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator import evidence
from orchestrator.model.look import Carrier, Trust
from orchestrator.report import write_reports
from orchestrator.roads.bundle_text import messages_in
from orchestrator.roads.kit_keys import kept_keys, unlocked
from orchestrator.sweep import bundle_exporting, kept_campaign
from orchestrator.sweep.bundle_exporting import export_unsent
from orchestrator.sweep.bundle_taking import Taker
from orchestrator.sweep.site_enrolment import hub_key
from orchestrator.sweep.site_messages import MessageDesk
from tests.sweep.kits_home import CLEAN, INFECTED, OTHER, identities
from tests.sweep.sites_home import BROUGHT, EXPORTED, answer, brought, copied, machines


@pytest.fixture
def parts(made_district, tmp_path, monkeypatch):
    """The site's sweep in several files."""
    monkeypatch.setattr(bundle_exporting, "MOST_MACHINES", 2)
    monkeypatch.setattr(bundle_exporting, "_MOST_FILE", 1)
    _, there = copied(made_district, tmp_path / "site")
    return export_unsent(there, there.parent, EXPORTED).files


def reported(here):
    """Return the bytes of every report of a hub, without the basis: it names rows by number."""
    kept = kept_campaign(here, BROUGHT)
    folder, basis = here.parent / "reports", kept.judged.basis.encode()
    write_reports(kept.result, folder, "vi", state=here, judged=kept.judged)
    return {
        path.relative_to(folder): path.read_bytes().replace(basis, b"")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".html", ".csv", ".json") and path.name[0] != "."
    }


def by_broker(here, path):
    """Let the hub take a file's messages as it takes what the broker delivers."""
    keys = unlocked(kept_keys(here), identities())
    with closing(evidence.open_store(here, create=False)) as store, path.open("rb") as stream:
        desk = MessageDesk(store, Taker(store, keys, Carrier.NETWORK), hub_key(here))
        for raw in messages_in(stream):
            desk.message(raw, BROUGHT)


def test_what_came_by_the_broker_is_told_as_sent_over_the_network(made_district, parts, tmp_path):
    """Also where the look is read again from the evidence."""
    here, _ = copied(made_district, tmp_path)
    by_broker(here, parts[0])
    brought(here, *parts[1:])
    told = machines(here)
    assert {one.carrier for one in told.values() if one.trust is Trust.RELAYED} == set(Carrier)
    with closing(sqlite3.connect(here / "orchestrator.sqlite3")) as connection, connection:
        connection.executescript("DELETE FROM met; DELETE FROM fingerprint; DELETE FROM look")
    assert {name: one.carrier for name, one in machines(here).items()} == {
        name: one.carrier for name, one in told.items()
    }
    pages = b"".join(data for path, data in reported(here).items() if path.suffix == ".html")
    for word in ("gửi qua mạng", "gửi bằng tệp"):
        assert word in pages.decode()


def roads(here, parts):
    """Return what happens to a hub, in no order: its own network's answers, and files."""
    return [
        lambda: answer(here, 1, CLEAN, sweep="h1", unit=OTHER),
        lambda: answer(here, 2, INFECTED, sweep="h1", unit=OTHER),
        *(lambda part=part: brought(here, part) for part in parts),
    ]


def test_mixed_roads_say_the_same(made_district, parts, tmp_path):
    assert len(parts) == 3
    told = []
    for seed in range(2):
        here, _ = copied(made_district, tmp_path / str(seed))
        happened = roads(here, parts)
        if seed:
            random.Random(11).shuffle(happened)  # noqa: S311  an order
        for one in happened:
            one()
        told.append(reported(here))
        if seed:  # all files once more, in one go: nothing is new
            brought(here, *reversed(parts))
            told.append(reported(here))
    assert len(told[0]) > 5
    assert [sorted(one) for one in told] == [sorted(told[0])] * len(told)
    differing = {name for one in told for name, data in one.items() if data != told[0][name]}
    assert differing == set()
    told_of = {one["name"]: one for one in json.loads(told[0][Path("report.json")])["machines"]}
    assert (told_of["hs-0001"]["trust"], told_of["hs-0001"]["carrier"]) == ("relayed", "file")
    assert (told_of["sv-0001"]["trust"], told_of["sv-0001"]["carrier"]) == ("asked", "network")
    page = told[0][Path("th_hoa_sen.html")].decode()
    assert "3 qua trạm" in re.sub(r"<[^>]+>", "", page)
