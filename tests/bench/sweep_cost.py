"""What a whole sweep costs beside a bare paramiko pool, on real sshd addresses of loopback.

    python -m tests.bench.sweep_cost [-n 200] [-r 5] [--beside DIR]

Both clients run in turn (A B, B A, ...) against the same servers, with the same script and the same
number of threads; each is a process of its own, start and imports included. `--beside` runs the
sweep of another checkout in turn with them. Client CPU is the
operating system's own figure for the finished process (user + system), memory its peak.
"""

import argparse
import getpass
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bed import Bed, bed

ROOT = Path(__file__).parents[2]
THREADS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished client process."""

    answered: int
    cpu_ms: float
    wall_s: float
    peak_mb: float


def measure(command: list[str], log: Path, tree: Path = ROOT) -> tuple[float, float, float]:
    """Run one command to its end and return CPU milliseconds, wall seconds and peak megabytes.

    `tree` is the checkout whose program is run.
    """
    started = time.monotonic()
    there = {**os.environ, "PYTHONPATH": str(tree)}
    with log.open("wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=tree, env=there)
        _, _, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - started
    child.returncode = 0  # reaped above, with its figures
    return (used.ru_utime + used.ru_stime) * 1000, wall, used.ru_maxrss / 1024


def write_inventory(folder: Path, found: Bed, units: int = 1) -> Path:
    """Write the bed's addresses as the machines of some units, each of which has a share of all."""
    addresses = (*found.live, *found.tarpits, *found.dropping, *found.flooding)
    names = {f"pc-{i:04d}": a for i, a in enumerate(addresses)}
    hosts = {name: {"ansible_host": address} for name, address in spread(names).items()}
    variables = {
        "ansible_port": found.port,
        "ansible_user": getpass.getuser(),
        "ansible_ssh_private_key_file": str(found.key),
    }
    rows, groups = list(hosts.items()), {}
    for number in range(units):
        unit = {"name": f"Trường Tiểu học Hoa Sen {number + 1}", "type": "primary_school"}
        own = {"vars": {"unit": unit, **variables}, "hosts": dict(rows[number::units])}
        groups[f"th_hoa_sen_{number + 1}"] = own
    path = folder / "inventory.yml"
    path.write_text(json.dumps(groups))
    return path


def spread(names: dict[str, str]) -> dict[str, str]:
    """Return the machines in an order that mixes dead with live ones, the same each time."""
    return dict(sorted(names.items(), key=lambda item: hashlib.sha256(item[0].encode()).digest()))


def sweep(
    folder: Path,
    found: Bed,
    inventory: Path,
    number: int,
    timeout_s: float = 30,
    *,
    forks: int = THREADS,
    tree: Path = ROOT,
) -> Run:
    """Run one whole sweep: load, plan, collect, parse, match, judge, store."""
    state, log = folder / f"state-{number}", folder / f"sweep-{number}.log"
    state.mkdir(mode=0o700, exist_ok=True)
    (state / "known_hosts").write_text(found.known_hosts.read_text())
    command = [sys.executable, "-m", "orchestrator", "sweep", "playbooks/ioc-sweep.yml"]
    command += ["-i", str(inventory), "-f", str(forks), "--timeout", str(timeout_s)]
    command += ["--state", str(state), "--no-report", "--json"]
    cpu, wall, peak = measure(command, log, tree)
    last = json.loads(log.read_text().splitlines()[-1])
    events = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    answered = sum(e["event"] == "machine" and e["outcome"] == "ok" for e in events)
    if last["event"] != "sweep_end":
        raise RuntimeError(log.read_text())
    return Run(answered=answered, cpu_ms=cpu, wall_s=wall, peak_mb=peak)


def bare(folder: Path, found: Bed, script: Path) -> Run:
    """Run the bare pool once."""
    addresses, log = folder / "addresses", folder / "bare.log"
    addresses.write_text("\n".join(found.live))
    command = [sys.executable, "tests/bench/bare_paramiko.py", str(addresses), str(found.port)]
    command += [str(found.key), str(found.known_hosts), str(script), str(THREADS)]
    cpu, wall, peak = measure(command, log)
    answered = int(log.read_text().split()[0])
    return Run(answered=answered, cpu_ms=cpu, wall_s=wall, peak_mb=peak)


def compiled_script(folder: Path, inventory: Path) -> Path:
    """Return the script that the sweep sends, so that the bare pool sends the same."""
    command = [sys.executable, "-m", "orchestrator", "sweep", "playbooks/ioc-sweep.yml"]
    command += ["-i", str(inventory), "--check", "--scripts", str(folder / "scripts")]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return folder / "scripts" / "posix.sh"


def report(name: str, runs: list[Run], n: int) -> float:
    """Print one client's row and return its median CPU a machine, in milliseconds."""
    cpu = statistics.median(run.cpu_ms for run in runs) / n
    wall = statistics.median(run.wall_s for run in runs)
    peak = max(run.peak_mb for run in runs)
    least = min(run.answered for run in runs)
    print(
        f"{name:6} answered {least:4}  cpu {cpu:5.2f} ms/machine  "
        f"wall {wall:5.2f} s  peak {peak:4.0f} MB"
    )
    return cpu


def main() -> None:
    """Run the two in turn and print both and their ratio."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=200)
    options.add_argument("-r", "--rounds", type=int, default=5)
    options.add_argument("--beside", type=Path)
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as name, bed(Path(name), live=args.n) as found:
        folder = Path(name)
        inventory = write_inventory(folder, found)
        script = compiled_script(folder, inventory)
        bares: list[Run] = []
        sweeps: list[Run] = []
        others: list[Run] = []
        for number in range(args.rounds):
            turns = ["bare", "sweep"] + (["beside"] if args.beside else [])
            for turn in turns if number % 2 == 0 else reversed(turns):
                match turn:
                    case "bare":
                        bares.append(bare(folder, found, script))
                    case "sweep":
                        sweeps.append(sweep(folder, found, inventory, number))
                    case _:
                        there = sweep(folder, found, inventory, 1000 + number, tree=args.beside)
                        others.append(there)
        base = report("bare", bares, args.n)
        whole = report("sweep", sweeps, args.n)
        if others:
            report("beside", others, args.n)
        pairs = [s.cpu_ms / b.cpu_ms for s, b in zip(sweeps, bares, strict=True)]
        print(
            f"ratio of medians {whole / base:.2f}; pair by pair {min(pairs):.2f}-{max(pairs):.2f}"
        )


if __name__ == "__main__":
    main()
