"""What reading and checking a district's inventory costs, beside `ansible-inventory --list`.

    python -m tests.bench.inventory_load [-r 5]

It makes 5,000 machines in 115 files (14 wards, 100 units, the district's own variables): a quarter
of the machines in ranges, the others on lines of their own with a label, a room or an address.
Each command is a process of its own, start and imports included, run in turn; CPU is the operating
system's figure for the finished process (user + system). Both lists are compared once.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
WARDS, UNITS, MACHINES = 14, 100, 50
RANGED = MACHINES // 4

DISTRICT = """\
district: {name: Quận Thử, committee: UBND quận Thử, campaign: Chiến dịch thử}
ansible_connection: winrm
ansible_winrm_transport: ntlm
ansible_user: ra-soat
ansible_host: "{{ inventory_hostname }}.quan-thu.example"
"""


def make(folder: Path) -> int:
    """Write the inventory and return how many files it has."""
    files = {"group_vars/all.yml": DISTRICT}
    for ward in range(WARDS):
        files[f"{ward:02}-phuong.yml"] = f"phuong_{ward}:\n  vars: {{ward: Thử {ward}}}\n"
    for unit in range(UNITS):
        files[f"{unit % WARDS:02}-phuong-don-vi-{unit:03}.yml"] = unit_file(unit)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(files)


def unit_file(unit: int) -> str:
    """Return one unit's file."""
    machines = [f"        m{unit:03}-[01:{RANGED:02}]: {{room: Phòng Tin học}}"]
    for number in range(RANGED + 1, MACHINES + 1):
        address = f"10.{unit}.0.{number}"
        fields = (
            f"label: Máy giáo viên {number}",
            f"room: Phòng {number % 9 + 1}, os: windows",
            f"ansible_connection: ssh, ansible_host: {address}, role: server, os: debian",
        )[number % 3]
        machines.append(f"        m{unit:03}-{number:02}: {{{fields}}}")
    return (
        f"phuong_{unit % WARDS}:\n"
        "  children:\n"
        f"    don_vi_{unit:03}:\n"
        "      vars:\n"
        f"        unit: {{name: Trường Tiểu học Thử {unit}, type: primary_school}}\n"
        "      hosts:\n" + "\n".join(machines) + "\n"
    )


def measure(command: Sequence[str | Path]) -> tuple[float, float]:
    """Run one command to its end and return CPU and wall seconds."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[-1]} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, time.monotonic() - began


def same_list(ours: Sequence[str | Path], theirs: Sequence[str | Path]) -> bool:
    """Tell whether both tools list the same groups and variables."""
    said = [json.loads(subprocess.check_output(one, cwd=ROOT)) for one in (ours, theirs)]
    return bool(said[0] == said[1])


def report(figures: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    medians = {name: statistics.median(cpu for cpu, _ in runs) for name, runs in figures.items()}
    theirs = medians["ansible-inventory --list"]
    for name, runs in figures.items():
        wall = statistics.median(seconds for _, seconds in runs)
        times = theirs / medians[name]
        print(f"{name:28} {medians[name]:6.2f} s CPU {wall:6.2f} s wall {times:5.1f} times faster")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-r", "--rounds", type=int, default=5)
    options = parser.parse_args()
    program = shutil.which("ansible-inventory", path=Path(sys.executable).parent)
    if program is None:
        sys.exit("ansible-core is not installed beside this interpreter")
    with tempfile.TemporaryDirectory() as folder:
        files = make(Path(folder))
        ours = (sys.executable, "-m", "orchestrator", "inventory")
        commands: dict[str, Sequence[str | Path]] = {
            "inventory check": (*ours, "check", "-i", folder),
            "inventory list --json": (*ours, "list", "--json", "-i", folder),
            "ansible-inventory --list": (program, "-i", folder, "--list"),
        }
        listed, reference = commands["inventory list --json"], commands["ansible-inventory --list"]
        print(
            f"{UNITS * MACHINES} machines, {files} files; same list: {same_list(listed, reference)}"
        )
        figures: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for number in range(options.rounds):
            for name in sorted(commands, reverse=bool(number % 2)):
                figures[name].append(measure(commands[name]))
        report(figures)


if __name__ == "__main__":
    main()
