"""What goes wrong around a running hub, and what is said then: nothing acknowledged is lost."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.errors import BusyError
from orchestrator.model.result import Verdict
from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.link import BrokerDoor, opened
from orchestrator.roads.broker.results_stream import MOST_WAITING
from orchestrator.sweep.broker_settings import init_hub, needed_hub_key, write_current
from orchestrator.sweep.hub_running import HubRequest, _door, start_hub
from orchestrator.sweep.runner_running import SentAll, start_runner
from orchestrator.sweep.site_enrolment import enrolled as enrolment_of
from tests.roads.broker.nats_server import PROGRAM, WHY_NOT
from tests.sweep.kits_home import OTHER, UNIT, identities, row
from tests.sweep.sites_home import (
    BROUGHT,
    CLEAN,
    INFECTED,
    SITE,
    answer,
    begin,
    enrolled,
    hub,
    machines,
    record,
    swept,
    ward,
)
from tests.sweep.test_hub_running import RunningHub, clock, free_port, sent

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one")
ROOT = Path(__file__).parents[2]
STORE = "orchestrator.sqlite3"


def known(here: Path, there: Path) -> None:
    """Let the hub know a site's key, as if it had greeted before."""
    enrolment, key = enrolment_of(there)
    with closing(evidence.open_store(here, create=False)) as store:
        store.hear(enrolment.site, key.public, BROUGHT)


@pytest.fixture
def district(tmp_path):
    here, there = hub(tmp_path / "hub" / "state"), swept(ward(tmp_path / "ward" / "state"))
    init_hub(here, f"127.0.0.1:{free_port()}", None)
    enrolled(here, there)
    known(here, there)
    return here, there


def test_a_copy_of_a_hub_takes_nothing(district, tmp_path):
    here, there = district
    copy = shutil.copytree(here, tmp_path / "copy" / "state")
    request = HubRequest(state=copy, identities=identities(), own_broker=False)
    with RunningHub(here) as running:
        running.listens()
        with pytest.raises(BusyError, match="another hub with the same key") as caught:
            start_hub(request, clock, print, lambda: False)
        assert "at one place only" in str(caught.value.problems[0].mend)
        assert sent(there) == SentAll(received=1, unsent=0, refused=0)
    assert machines(here)["hs-0001"].verdict is Verdict.PASS


def test_a_hub_that_hears_late_of_another_stops(district):
    """It was frozen while the other one started: it answers, and the other one hears it."""
    here, _ = district
    running = RunningHub(here)
    running._thread.start()
    try:
        running.listens()
        with opened(hub_door(here)) as link:
            link.send(subjects.HUBS, b"here " + b"0" * 16)
            running._thread.join()
    finally:
        running._stop.set()
        running._thread.join()
    assert [type(one) for one in running.failed] == [BusyError]


def hub_door(here: Path) -> BrokerDoor:
    return _door(here, needed_hub_key(here))


def site_door(there: Path) -> BrokerDoor:
    enrolment, key = enrolment_of(there)
    place = enrolment.broker
    assert place is not None
    return BrokerDoor(
        host=place.host,
        port=place.port,
        authority=place.authority.encode(),
        inbox=subjects.inbox(enrolment.site),
        private=key.private,
    )


def test_a_site_that_speaks_for_machines_of_another_changes_nothing_there(tmp_path):
    here, there = hub(tmp_path / "hub" / "state"), tmp_path / "ward" / "state"
    head = replace(record("w1", "fedcba9876543210"), units=(UNIT, OTHER))
    begin(there, head, (row(1), row(1, OTHER)))
    init_hub(here, f"127.0.0.1:{free_port()}", None)
    enrolled(here, there, claimed=(UNIT.code, OTHER.code))
    known(here, there)
    answer(there, 1)
    answer(there, 1, INFECTED, unit=OTHER)
    with RunningHub(here) as running:
        running.listens()
        assert sent(there) == SentAll(received=1, unsent=0, refused=0)
        said = [one for one in running.told if "out of scope" in one]
    assert [one.split(": ", 1)[1] for one in said] == [
        "1 new, 0 known before, 0 waiting for a word, 1 out of scope"
    ]
    found = machines(here)
    assert (found["hs-0001"].verdict, found["sv-0001"].findings) == (Verdict.PASS, ())
    with closing(sqlite3.connect(here / STORE)) as store:
        assert store.execute("SELECT DISTINCT unit FROM evidence").fetchall() == [(UNIT.code,)]


def test_a_clock_of_2009_is_told_of_and_makes_nothing_young(tmp_path):
    here, there = hub(tmp_path / "hub" / "state"), ward(tmp_path / "ward" / "state")
    init_hub(here, f"127.0.0.1:{free_port()}", None)
    enrolled(here, there)
    known(here, there)
    then = datetime(2009, 1, 1, 0, 5, tzinfo=UTC)
    answer(there, 1, CLEAN, at=then)
    answer(there, 2, INFECTED, at=then)
    with RunningHub(here) as running:
        running.listens()
        done = start_runner(there, lambda: then, lambda _: None, lambda: False, once=True)
        assert done == SentAll(received=1, unsent=0, refused=0)
        running.until(lambda: any("minutes off" in one for one in running.told))
    found = machines(here)
    assert found["hs-0001"].verdict is Verdict.NOT_ASSESSED
    assert found["hs-0002"].verdict is Verdict.FAIL


class OutsideBroker:
    """A nats-server that an administrator runs, with less room for its streams."""

    def __init__(self, here: Path, room: str) -> None:
        file = here.parent / "small.conf"
        write_current(here, file)
        text = file.read_text(encoding="utf-8")
        assert "max_file_store: 2GB" in text
        small = text.replace("max_file_store: 2GB", f"max_file_store: {room}")
        file.write_text(small, encoding="utf-8")
        assert PROGRAM is not None
        door = hub_door(here)
        self._process = subprocess.Popen([PROGRAM, "-c", file])
        while True:
            assert self._process.poll() is None
            try:
                socket.create_connection((door.host, door.port)).close()
            except ConnectionRefusedError:
                continue
            return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()


def test_a_full_broker_costs_time_and_nothing_else(district):
    """What finds no room there is not told of to the site, which sends it until it is receipted."""
    here, there = district
    with OutsideBroker(here, "64KB"):
        with opened(hub_door(here)) as link:
            link.keep_results()
        with opened(site_door(there)) as link:
            for _ in range(MOST_WAITING):
                link.send(subjects.result(SITE), bytes(4096))
        with RunningHub(here, own_broker=False) as running:
            running.listens()
            assert sent(there) == SentAll(received=1, unsent=0, refused=0)
            dropped = sum("was dropped" in one for one in running.told)
    assert 0 < dropped < MOST_WAITING
    assert machines(here)["hs-0001"].verdict is Verdict.PASS


def test_a_full_disk_of_the_hub_loses_nothing_that_has_a_receipt(tmp_path):
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no unshare here")
    space = [unshare, "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user"))]
    if subprocess.run([*space, "mount", "-t", "tmpfs", "none", tmp_path], check=False).returncode:
        pytest.skip("no mount namespace here")
    done = subprocess.run(
        [*space, sys.executable, "-m", "tests.sweep.full_hub", tmp_path],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    full, end = found["full"], found["end"]
    assert (full["receipted_and_not_held"], full["broken"], full["stores"]) == (0, [], 2)
    assert full["without_receipt"] > 0
    assert end["once"] == end["results"]
    unwritten = next(line for line in found["told"] if line["id"] == "store.unwritten")
    assert "full" in unwritten["why"]
