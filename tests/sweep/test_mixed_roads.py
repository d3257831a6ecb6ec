"""The same PCs by network, by kit and by network again: whatever came first, one report.

`ORCHESTRATOR_ROADS` says how many PCs; each says three things.
"""

import os
import random
from contextlib import closing
from datetime import timedelta

import pytest

from orchestrator import evidence
from orchestrator.report import Shown, as_json
from orchestrator.sweep.campaign_result import kept_campaign
from orchestrator.sweep.kit_importing import KitImportRequest, import_answers
from tests.sweep.kits_home import (
    CLEAN,
    HOME,
    INFECTED,
    MADE,
    Pc,
    asked,
    identities,
    nonce_of,
    sealed,
    state,
)

PCS = int(os.environ.get("ORCHESTRATOR_ROADS", "36"))
TOGETHER = PCS // 2 + 1
LATER = HOME + timedelta(days=1)
END = LATER + timedelta(hours=1)


@pytest.fixture(scope="module")
def sticks(tmp_path_factory):
    """Return a file for each PC."""
    folder = tmp_path_factory.mktemp("stick")
    found = {}
    for pc in pcs():
        found[pc] = folder / f"KQ-{pc.number}.txt"
        found[pc].write_bytes(sealed(pc, nonce_of(pc.number), chosen=row_of(pc)))
    return found


def pcs():
    return [Pc(n, INFECTED if n % 9 == 0 else CLEAN) for n in range(1, PCS + 1)]


def row_of(pc):
    return f"hs-{pc.number:04d}"


def told(folder, sticks, order):
    """Return the report of all that came, in an order: some by network, some by kit, and again."""
    home = state(folder, rows=PCS)
    for at in range(0, len(order), TOGETHER):
        some = order[at : at + TOGETHER]
        with closing(evidence.open_store(home, create=False)) as store:
            for pc, road in some:
                if road != "kit":
                    asked(store, row_of(pc), pc, MADE if road == "first" else LATER)
        paths = tuple(sticks[pc] for pc, road in some if road == "kit")
        if paths:
            request = KitImportRequest(state=home, paths=paths, identities=identities())
            assert import_answers(request, lambda: HOME, lambda _: None).taken == len(paths)
    kept = kept_campaign(home, END)
    return as_json(Shown(result=kept.result, judged=kept.judged))


def test_the_report_is_the_same_whatever_came_first(tmp_path, sticks):
    chance = random.Random(11)  # noqa: S311 - it shuffles
    events = [(pc, road) for pc in pcs() for road in ("first", "kit", "again")]
    plain = told(tmp_path / "plain", sticks, events)
    chance.shuffle(events)
    seen = set()
    for at, (pc, road) in enumerate(events):  # the network asks in the order of its times
        if road != "kit":
            events[at] = (pc, "again" if pc in seen else "first")
            seen.add(pc)
    mixed = told(tmp_path / "mixed", sticks, events)
    assert plain.pop("basis")  # these name rows by their numbers
    assert mixed.pop("basis")
    assert mixed == plain
    assert {one["verdict"] for one in plain["machines"]} == {"pass", "fail", "not_assessed"}
    assert {one["trust"] for one in plain["machines"]} == {"asked", None}
