"""From the demo's state to a closed finding: recorded by a person, closed by a later whole look."""

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from orchestrator.evidence import Looked, open_store
from orchestrator.model.look import Said, Span
from orchestrator.model.result import AnswerKind
from orchestrator.model.rules import RULES
from tests.acceptance.conftest import orchestrator
from tests.evidence.building import SCRIPT, trip

UNIT, MACHINE = "thcs_doi_gio", "dg-02"
TARGET = f"{UNIT}/{MACHINE}"
SIGNED = ("--by", "Cán bộ A", "--reason", "biên bản 12")


@pytest.fixture
def state(demo, tmp_path):
    """Return a copy of what the demo kept; its machines stay where they are."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    for file in demo.state.iterdir():
        if file.is_file():
            shutil.copy2(file, folder / file.name)
    return folder


def listed(state, *words):
    done = orchestrator("findings", "list", "--state", state, "--json", *words)
    assert done.returncode in (0, 3, 4), done.stderr
    return done.returncode, json.loads(done.stdout)


def of_machine(state):
    _, document = listed(state, "--unit", UNIT)
    return {one["state"] for one in document["findings"] if one["machine"] == MACHINE}


def look_again(state, at):
    """Keep a sweep in which the machine was read whole, and nothing was met."""
    with closing(open_store(state, create=False)) as store:
        latest = store.sweep("latest")
        first = store.sweep(min(store.sweeps()))  # the last one asked one machine alone
        by = latest.ioc_sha256
        again = replace(first, id=f"{at:%d%H}", ioc_sha256=by, started_at=at, ended_at=at)
        scope = tuple(one.scoped for one in store.machines(first.id))
        store.begin(again, scope, (SCRIPT,), store.kept_list(latest.ioc_sha256))
        known = {(one.scoped.row.unit, one.scoped.row.machine): one
                 for one in store.machines(again.id)}  # fmt: skip
        stored = known[UNIT, MACHINE]
        before = next(one for one in store.looks() if one.machine == stored.number)
        checks = {*before.answers, *RULES.required}
        look = replace(
            before,
            evidence=0,
            span=Span(at, at),
            answers={check: Said(kind=AnswerKind.ANSWERED, rows=1) for check in checks},
            watch_from=at - timedelta(days=1),
        )
        came = replace(trip(MACHINE, again.id.encode()), started_at=at, ended_at=at)
        store.add(again, came, stored, SCRIPT, {}, None, Looked(look=look, met=(), whole=True))


def test_a_finding_of_the_demo_is_handled_and_closed_by_a_later_look(state):
    code, document = listed(state)
    assert code == 3
    assert document["shown"] > document["open"] >= 12  # some were closed within the played weeks
    assert of_machine(state) == {"new"}
    done = orchestrator("findings", "set", TARGET, "--handled", "reimaged", *SIGNED,
                        "--state", state)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert of_machine(state) == {"handled"}
    assert listed(state, "--unit", UNIT)[0] == 3
    now = datetime.now(UTC)  # noqa: TID251  looks come after what the program recorded
    look_again(state, now + timedelta(hours=2))
    assert of_machine(state) == {"verifying"}
    look_again(state, now + timedelta(hours=26))
    assert of_machine(state) == {"closed_verified"}
    assert (
        json.loads(orchestrator("findings", "show", TARGET, "--state", state, "--json").stdout)[
            "findings"
        ][0]["acts"][0]["actor"]
        == "Cán bộ A"
    )


def test_no_file_of_the_state_is_touched_by_looking(state):
    store = state / "orchestrator.sqlite3"
    before = store.read_bytes()
    listed(state)
    orchestrator("findings", "show", TARGET, "--state", state)
    orchestrator("findings", "set", TARGET, "--triaged", "--state", state)  # by nobody
    assert store.read_bytes() == before
