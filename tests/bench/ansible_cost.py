"""What a sweep costs beside Ansible with five questions, on the same real sshd addresses.

    python -m tests.bench.ansible_cost [-n 20] [-r 1]

Ansible asks with `raw` and as many forks as there are machines, pipelining and no facts: the least
that five tasks take. Its persistent connections outlive it and are not counted, in its favour. CPU
is the operating system's own figure for the finished processes (user + system).
"""

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from unittest import mock

from tests.bench.bed import Bed, bed
from tests.bench.sweep_cost import Run, measure, report, sweep, write_inventory

_QUESTIONS = (
    "ss -tunap",
    "cat /etc/hosts",
    "cat /etc/resolv.conf",
    "uname -a",
    "cat /etc/os-release",
)
_ENDED_S = "5"  # how long its connections stay after it


def playbook(folder: Path) -> Path:
    """Write a play of five questions."""
    tasks = "".join(f"    - ansible.builtin.raw: {words}\n" for words in _QUESTIONS)
    path = folder / "five.yml"
    path.write_text(f"- hosts: all\n  gather_facts: false\n  tasks:\n{tasks}")
    return path


def ansible(folder: Path, found: Bed, inventory: Path, program: str) -> Run:
    """Run Ansible once."""
    log = folder / "ansible.log"
    command = [program, "-i", str(inventory), "-f", str(len(found.live)), str(playbook(folder))]
    settings = {
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(folder / "cp"),
        "ANSIBLE_SSH_ARGS": f"-o ControlMaster=auto -o ControlPersist={_ENDED_S} "
        f"-o UserKnownHostsFile={found.known_hosts}",
        "LC_ALL": "C.UTF-8",
    }
    with mock.patch.dict(os.environ, settings):
        cpu, wall, peak = measure(command, log)
    answered = log.read_text().count("ok=5 ")
    return Run(answered=answered, cpu_ms=cpu, wall_s=wall, peak_mb=peak)


def main() -> None:
    """Run the two in turn and print both and their ratio."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=20)
    options.add_argument("-r", "--rounds", type=int, default=1)
    args = options.parse_args()
    program = shutil.which("ansible-playbook")
    if program is None:
        raise SystemExit("ansible-playbook is not installed")
    with tempfile.TemporaryDirectory() as name, bed(Path(name), live=args.n) as found:
        folder = Path(name)
        inventory = write_inventory(folder, found)
        theirs: list[Run] = []
        ours: list[Run] = []
        for number in range(args.rounds):
            theirs.append(ansible(folder, found, inventory, program))
            ours.append(sweep(folder, found, inventory, number))
        base = report("ansible", theirs, args.n)
        print(f"a sweep is 1/{base / report('sweep', ours, args.n):.0f} of it")


if __name__ == "__main__":
    main()
