"""Hub and runner over the real broker: what a site swept is at the hub, once, and receipted."""

import socket
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from orchestrator import evidence
from orchestrator.model.look import Trust
from orchestrator.model.result import Verdict
from orchestrator.roads.broker.link import LinkError, LinkFault
from orchestrator.sweep.broker_settings import init_hub
from orchestrator.sweep.hub_running import HubRequest, start_hub
from orchestrator.sweep.runner_running import SentAll, start_runner
from orchestrator.sweep.site_enrolment import revoke_site
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

    def __init__(self, folder):
        self.told: list[str] = []
        self._folder = folder
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.failed: list[BaseException] = []

    def _run(self):
        request = HubRequest(state=self._folder, identities=identities())
        try:
            start_hub(request, lambda: BROUGHT, self.told.append, self._stop.is_set)
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
    return start_runner(folder, lambda: BROUGHT, lambda _: None, lambda: False, once=once)


def introduced(running: RunningHub, folder) -> SentAll:
    """Run a site whose key the broker does not know yet: it greets, and is known the next time."""
    with pytest.raises(LinkError) as caught:
        sent(folder)
    assert caught.value.fault is LinkFault.UNKNOWN_KEY
    while True:
        try:
            return sent(folder)
        except LinkError as error:
            assert error.fault is LinkFault.UNKNOWN_KEY
            running.until(lambda: True)


def test_what_a_site_swept_is_judged_at_the_hub(district):
    here, there = district
    with RunningHub(here) as running:
        running.listens()
        assert introduced(running, there) == SentAll(received=1, unsent=0, refused=0)
        assert sent(there) == SentAll(received=0, unsent=0, refused=0)
        answer(there, 6, CLEAN, at=SWEPT + timedelta(minutes=30))
        assert sent(there) == SentAll(received=1, unsent=0, refused=0)
    found = machines(here)
    assert (found["hs-0001"].verdict, found["hs-0001"].trust) == (Verdict.PASS, Trust.RELAYED)
    assert found["hs-0002"].verdict is Verdict.FAIL
    assert found["hs-0006"].verdict is Verdict.PASS
    assert found["sv-0001"].verdict is Verdict.NOT_ASSESSED
