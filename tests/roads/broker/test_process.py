"""nats-server as our child: started again when it ended, and never left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.errors import StateError
from orchestrator.roads.broker.process import BrokerProcess, installed
from tests.roads.broker.nats_server import WHY_NOT, NatsServer

NOWHERE = ("127.0.0.1", 1)


def until_ended(broker: BrokerProcess) -> int:
    while (code := broker.keep()) is None:
        pass
    return code


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one")
def test_one_that_ends_is_told_of_and_started_again(tmp_path: Path):
    broker = BrokerProcess(str(installed()), tmp_path / "there-is-none.conf", NOWHERE)
    try:
        assert until_ended(broker) == 1
        assert until_ended(broker) == 1
    finally:
        broker.end()


def test_what_cannot_be_started_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("orchestrator.roads.broker.process._BESIDES", "")
    monkeypatch.setenv("PATH", str(tmp_path))  # without what binds it to us
    broker = BrokerProcess(str(tmp_path / "none"), tmp_path / "x.conf", NOWHERE)
    with pytest.raises(StateError, match="cannot be started"):
        broker.keep()
    assert installed() is None
    broker.end()


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of who is killed")
def test_who_is_killed_leaves_no_broker_behind(tmp_path: Path):
    server = NatsServer(tmp_path, ("px",))
    code = (
        "import sys, time; from pathlib import Path;"
        "from orchestrator.roads.broker.process import BrokerProcess, installed;"
        "place = ('127.0.0.1', int(sys.argv[2]));"
        "broker = BrokerProcess(installed(), Path(sys.argv[1]), place); broker.keep();"
        "print(broker._child.pid, flush=True); time.sleep(1000)"
    )
    configuration = server.folder / "broker.conf"
    with subprocess.Popen(
        [sys.executable, "-c", code, configuration, str(server.port)],
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        while "Server is ready" not in server.log_or_nothing():
            os.kill(pid, 0)
        parent.kill()
    while Path(f"/proc/{pid}").exists():
        pass
    assert "Server Exiting" in server.log()
