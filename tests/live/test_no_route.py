"""What a kernel says of addresses that nobody has, in a network of its own: nothing leaves it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = "ip link set lo up && ip route add unreachable 192.0.2.7/32 && exec "
ASK = """
import json
from orchestrator.doctor.knock import knock
from orchestrator.transport.attempt import Watchdog
with Watchdog().attempt(5.0) as attempt:
    addresses = ("192.0.2.7", "198.51.100.7", "127.0.0.1")
    print(json.dumps({a: knock(a, (5985,), attempt, 1.0)[5985] for a in addresses}))
"""


def _in_a_network_of_its_own(*command: str) -> "subprocess.CompletedProcess[bytes]":
    words = ["unshare", "--map-root-user", "--net", "sh", "-c", SETUP + '"$@"', "sh", *command]
    return subprocess.run(words, capture_output=True, cwd=ROOT, check=False, timeout=30)


def _may() -> bool:
    tools = shutil.which("unshare") and shutil.which("ip")
    return bool(tools) and _in_a_network_of_its_own("true").returncode == 0


@pytest.mark.live
def test_a_host_that_is_not_there_and_a_network_that_is_not_there():
    if not _may():
        pytest.skip("no network namespace can be made here (Linux: unshare, iproute2)")
    done = _in_a_network_of_its_own(sys.executable, "-c", ASK)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "192.0.2.7": "no_host",
        "198.51.100.7": "no_route",
        "127.0.0.1": "refused",
    }
