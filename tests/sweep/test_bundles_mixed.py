"""By network or by bundle, in whichever order and how often: the reports are the same bytes.

One unit is swept by a site's controller and comes by file, the other by the hub's own network.
"""

import json
import random
import re
from pathlib import Path

import pytest

from orchestrator.report import write_reports
from orchestrator.sweep import bundle_exporting, kept_campaign
from orchestrator.sweep.bundle_exporting import export_unsent
from tests.sweep.kits_home import CLEAN, INFECTED, OTHER
from tests.sweep.sites_home import BROUGHT, EXPORTED, answer, brought, copied


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
