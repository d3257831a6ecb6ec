"""Hub and runner over the real broker: what a site swept is at the hub, once, and receipted."""

import socket
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from orchestrator import evidence
from orchestrator.errors import BusyError, StateError
from orchestrator.model.look import Trust
from orchestrator.model.result import Verdict
from orchestrator.roads.broker.link import LinkError, LinkFault
from orchestrator.sweep.broker_settings import init_hub
from orchestrator.sweep.hub_running import HubRequest, start_hub
from orchestrator.sweep.runner_running import SentAll, start_runner
from orchestrator.sweep.site_enrolment import enroll, revoke_site
from tests.roads.broker.nats_server import WHY_NOT
from tests.sweep.kits_home import identities
from tests.sweep.sites_home import (
    BROUGHT,
    CLEAN,
    SIGNED,
    SITE,
    SWEPT,
    answer,
    enrolled,
    hub,
    machines,
    swept,
    ward,
)

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one")


class RunningHub:
    """`hub start` in a thread, ended at the end of the test."""

    def __init__(self, folder, *, own_broker=True):
        self.told: list[str] = []
        self._folder = folder
        self._own_broker = own_broker
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.failed: list[BaseException] = []

    def _run(self):
        request = HubRequest(
            state=self._folder, identities=identities(), own_broker=self._own_broker
        )
        try:
            start_hub(request, clock, self.told.append, self._stop.is_set)
        except BaseException as error:  # noqa: BLE001  the test looks at it
            self.failed.append(error)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()
        assert self.failed == []

    def until(self, holds: Callable[[], bool]):
        while not holds():
            assert self.failed == []
            self._stop.wait(0.05)

    def listens(self):
        self.until(lambda: any("waiting for results" in one for one in self.told))


def clock():
    return BROUGHT


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def district(tmp_path):
    here, there = hub(tmp_path / "hub" / "state"), swept(ward(tmp_path / "ward" / "state"))
    init_hub(here, f"127.0.0.1:{free_port()}", None)
    enrolled(here, there)
    return here, there


def sent(folder, *, once=True) -> SentAll:
    return start_runner(folder, clock, lambda _: None, lambda: False, once=once)


def fault_of(folder) -> LinkFault:
    """Run a site until it cannot go on; what it told before that is sent."""
    with pytest.raises(LinkError) as caught:
        sent(folder)
    return caught.value.fault


def introduced(running: RunningHub, folder) -> None:
    """Run a site whose key the broker does not know yet: it greets, and is known a little later."""
    assert fault_of(folder) is LinkFault.UNKNOWN_KEY
    text = folder.parents[1] / "hub" / "state" / "broker" / "nats-server.conf"
    running.until(lambda: "orc.result" in text.read_text(encoding="utf-8"))
    running.until(lambda: "Reloaded server configuration" in text.with_suffix(".log").read_text())


def test_what_a_site_swept_is_judged_at_the_hub(district):
    here, there = district
    with RunningHub(here) as running:
        running.listens()
        introduced(running, there)
        assert sent(there) == SentAll(received=1, unsent=0, refused=0)
        assert sent(there) == SentAll(received=0, unsent=0, refused=0)
        answer(there, 6, CLEAN, at=SWEPT + timedelta(minutes=30))
        assert sent(there) == SentAll(received=1, unsent=0, refused=0)
    found = machines(here)
    assert (found["hs-0001"].verdict, found["hs-0001"].trust) == (Verdict.PASS, Trust.RELAYED)
    assert found["hs-0002"].verdict is Verdict.FAIL
    assert found["hs-0006"].verdict is Verdict.PASS
    assert found["sv-0001"].verdict is Verdict.NOT_ASSESSED


def test_a_site_that_is_revoked_is_cut_off(district):
    here, there = district
    with RunningHub(here) as running:
        running.listens()
        introduced(running, there)
        sent(there)
        revoke_site(here, SITE, SIGNED, BROUGHT)
        text = here / "broker" / "nats-server.conf"
        running.until(lambda: "orc.result" not in text.read_text(encoding="utf-8"))
        log = text.with_suffix(".log")
        running.until(lambda: log.read_text().count("Reloaded server configuration") > 1)
        assert fault_of(there) is LinkFault.UNKNOWN_KEY


def test_a_key_that_nobody_accepted_greets_in_vain(district, tmp_path):
    """Whoever has the enrolment file can greet; the words of its own key were never accepted."""
    here, _ = district
    stranger = swept(ward(tmp_path / "stranger" / "state"))
    enroll(stranger, tmp_path / "ward" / f"{SITE}.ghidanh")
    with RunningHub(here) as running:
        running.listens()
        assert fault_of(stranger) is LinkFault.UNKNOWN_KEY
        running.until(lambda: any("eight words" in one for one in running.told))
        assert fault_of(stranger) is LinkFault.UNKNOWN_KEY
    assert machines(here)["hs-0001"].verdict is Verdict.NOT_ASSESSED


def test_while_a_sweep_writes_results_wait(district):
    here, there = district
    with RunningHub(here) as running:
        running.listens()
        introduced(running, there)
        with evidence.writer_lock(here):
            thread = threading.Thread(target=sent, args=(there,))
            thread.start()
            running.until(lambda: any("another sweep" in one for one in running.told))
            assert machines(here)["hs-0001"].verdict is Verdict.NOT_ASSESSED
        thread.join()
    assert machines(here)["hs-0001"].verdict is Verdict.PASS


def test_a_second_hub_of_the_same_folder_is_refused(district):
    here, _ = district
    with RunningHub(here) as running:
        running.listens()
        request = HubRequest(state=here, identities=identities())
        with pytest.raises(BusyError, match="another `hub start`"):
            start_hub(request, clock, print, lambda: True)


def test_without_a_broker_each_says_what_is_missing(tmp_path):
    here, there = hub(tmp_path / "hub" / "state"), ward(tmp_path / "ward" / "state")
    with pytest.raises(StateError, match="hub init"):
        start_hub(HubRequest(state=here, identities=identities()), clock, print, lambda: True)
    with pytest.raises(StateError, match="runner enroll"):
        sent(there)
    enrolled(here, there)
    with pytest.raises(StateError, match="runner export"):
        sent(there)
