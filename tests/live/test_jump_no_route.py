"""Machines that only a jump host can reach: three networks of their own, nothing leaves them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.inventory.trees import HEAD, write
from tests.live import sshd

ROOT = Path(__file__).parents[2]
_ALONE = ("unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-ec")
# The controller has 198.51.100.9, the jump host .1 and 203.0.113.1, the machine 203.0.113.2.
_NETWORKS = """
unshare --net sleep 600 & gate=$!
unshare --net sleep 600 & pc=$!
sleep 0.3
ip link set lo up
ip link add c0 type veth peer name g0
ip link add g1 type veth peer name p0
ip link set g0 netns $gate; ip link set g1 netns $gate; ip link set p0 netns $pc
ip addr add 198.51.100.9/24 dev c0; ip link set c0 up
in_gate() { nsenter -t $gate -n "$@"; }
in_pc() { nsenter -t $pc -n "$@"; }
in_gate ip addr add 198.51.100.1/24 dev g0; in_gate ip link set g0 up
in_gate ip addr add 203.0.113.1/24 dev g1; in_gate ip link set g1 up
in_pc ip addr add 203.0.113.2/24 dev p0; in_pc ip link set p0 up
in_gate "$1" -f "$2/gate.conf" -E "$2/gate.log"
in_pc "$1" -f "$2/pc.conf" -E "$2/pc.log"
"""
_MACHINES = """\
th_x:
  vars:
    unit: {{name: Trường X, type: primary_school}}
    ansible_user: {user}
  hosts:
    gate: {{ansible_host: 198.51.100.1, ansible_ssh_private_key_file: {folder}/for_gate}}
    behind:
      ansible_host: 203.0.113.2
      ansible_ssh_private_key_file: {folder}/for_pc
      jump: gate
    direct:
      ansible_host: 203.0.113.2
      ansible_port: 2022
      ansible_ssh_private_key_file: {folder}/for_pc
"""


def _may() -> bool:
    if sshd.WHY_NOT or not (shutil.which("unshare") and shutil.which("ip")):
        return False
    probe = "unshare --net sleep 1 & sleep 0.2; ip link add v0 type veth peer name v1; "
    words = (*_ALONE, probe + "ip link set v0 netns $!")
    return subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == 0


def _servers(folder: Path) -> None:
    for name, opened_by in (("gate", "for_gate"), ("pc", "for_pc")):
        (folder / name).mkdir()
        (folder / name / "authorized_keys").write_text(sshd.write_key(folder / opened_by))
        sshd.write_key(folder / name / "host")
        lines = sshd.CONFIGURATION.format(folder=folder / name)
        ports = "Port 22\nPort 2022\n"
        (folder / f"{name}.conf").write_text(f"{lines}{ports}HostKey {folder}/{name}/host\n")


@pytest.mark.live
def test_only_the_jump_host_leads_there(tmp_path: Path):
    if not _may():
        pytest.skip("no network namespaces can be made here (Linux as root: unshare, iproute2)")
    _servers(tmp_path)
    machines = _MACHINES.format(user=sshd.USER, folder=tmp_path)
    source = write(tmp_path, {"i/group_vars/all.yml": HEAD, "i/a.yml": machines})
    ask = f"exec {sys.executable} -m orchestrator ping -i {source}/i --state $2/state --json"
    words = (*_ALONE, _NETWORKS + ask, "sh", str(sshd.PROGRAM), str(tmp_path))
    done = subprocess.run(words, capture_output=True, check=False, cwd=ROOT, timeout=120)
    said = {row["name"]: row for row in json.loads(done.stdout or b"{}").get("machines", [])}
    assert said, done.stderr
    states = {name: row["state"] for name, row in said.items()}
    assert states == {"gate": "logged_on", "behind": "logged_on", "direct": "failed"}, said
    assert said["direct"]["causes"][0] == "no_route"
    assert "Accepted publickey" in (tmp_path / "pc.log").read_text()
