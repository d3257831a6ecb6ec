"""What `ioc scan` costs beside `grep -a -F -w -f` with the same list on the same DNS log.

    python -m tests.bench.ioc_scan [-n 1000000] [-l 1000000] [--hits 25] [--before FOLDER]

Whole processes, start and list included; but for the first scan, the list's table is kept
already. grep finds the listed text only; the scan also subdomains and addresses in ranges.
`--before` names a checkout of the code as it was: both are run in turn on the same files. `--hits`
makes that many lines of a million listed ones, of each kind: what reading a client costs is paid
by them alone. Seconds are those of the processors, then of the wall.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.ioc_made import plain_values, planted, repeated, values

_HERE = Path(__file__).parents[2]


class Cost(NamedTuple):
    """Seconds of the processors and of the wall."""

    cpu: float
    wall: float

    def __str__(self) -> str:
        return f"{self.cpu:6.2f} s ({self.wall:.2f} s)"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=1_000_000)
    options.add_argument("-l", type=int, default=1_000_000)
    options.add_argument("--hits", type=int, default=25)
    options.add_argument("--before", type=Path)
    options.add_argument("--no-grep", action="store_true")
    args = options.parse_args()
    rng = random.Random(4)  # noqa: S311 - made data, the same each time
    made = values(args.n, rng)
    wanted = planted(*made, args.hits)
    asked = [*repeated(plain_values(args.l // 25, rng), args.l - len(wanted), rng), *wanted]
    rng.shuffle(asked)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "made.txt").write_text("".join(f"{v}\n" for group in made for v in group))
        (folder / "dns.log").write_text("".join(map(_line, range(len(asked)), asked)))
        codes = {"now": _HERE} | ({"before": args.before.absolute()} if args.before else {})
        compare(folder, codes, len(wanted))
        if not args.no_grep:
            beside_grep(folder)


def _line(number: int, asked: str) -> str:
    moment = f"{number // 3600000 % 24:02}:{number // 60000 % 60:02}:{number // 1000 % 60:02}"
    source = f"192.168.{number % 7}.{number % 251}"
    return f"Nov 24 {moment} dnsmasq[812]: query[A] {asked} from {source}\n"


def compare(folder: Path, codes: dict[str, Path], wanted: int) -> None:
    """Print what a first scan costs, and the cheapest of three scans after it."""
    firsts = {name: scan(folder, name, code) for name, code in codes.items()}
    after: dict[str, list[Cost]] = {name: [] for name in codes}
    for _ in range(3):
        for name, code in codes.items():
            after[name].append(scan(folder, name, code))
    for name in codes:
        seen = json.loads((folder / f"out-{name}").read_text())["sightings"]
        lines, told = (
            len({one["line"] for one in seen}),
            sum(bool(one.get("client")) for one in seen),
        )
        print(f"{name:7} first scan {firsts[name]}, scan {min(after[name])}")
        print(f"        {lines} lines, planted {wanted}, {told} sightings with their client")


def beside_grep(folder: Path) -> None:
    """Print what grep costs, and how many lines it finds."""
    log, made, out = folder / "dns.log", folder / "made.txt", folder / "out"
    grep = ["grep", "-a", "-F", "-w", "-f", str(made), str(log)]
    costs = [timed(grep, out, folder) for _ in range(3)]
    print(f"grep    {min(costs)}, {len(out.read_text().splitlines())} lines")


def scan(folder: Path, name: str, code: Path) -> Cost:
    """Run one scan by the code of a checkout."""
    words = ["ioc", "scan", str(folder / "dns.log"), "--iocs", str(folder / "made.txt")]
    words += ["--json", "--state", str(folder / f"state-{name}")]
    return timed([sys.executable, "-m", "orchestrator", *words], folder / f"out-{name}", code)


def timed(command: list[str], out: Path, folder: Path) -> Cost:
    """Run one command in a folder to its end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with out.open("wb") as stream:
        done = subprocess.run(
            command,
            stdout=stream,
            stderr=subprocess.DEVNULL,
            check=False,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder)},
        )
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 3}:
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return Cost(used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, wall)


if __name__ == "__main__":
    main()
