"""What `ioc scan` costs beside `grep -a -F -w -f` with the same list on the same DNS log.

    python -m tests.bench.ioc_scan [-n 1000000] [-l 1000000]

Whole processes, start and list included; the list's table is kept already, as after a first
scan. grep finds the listed text only; the scan also subdomains and addresses in ranges.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.ioc_made import plain_values, planted, repeated, values


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=1_000_000)
    options.add_argument("-l", type=int, default=1_000_000)
    args = options.parse_args()
    rng = random.Random(4)  # noqa: S311 - made data, the same each time
    made = values(args.n, rng)
    wanted = planted(*made, 25)
    asked = [*repeated(plain_values(args.l // 25, rng), args.l - len(wanted), rng), *wanted]
    rng.shuffle(asked)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "made.txt").write_text("".join(f"{v}\n" for group in made for v in group))
        (folder / "dns.log").write_text("".join(map(_line, range(len(asked)), asked)))
        compare(folder, len(wanted))


def _line(number: int, asked: str) -> str:
    moment = f"{number // 3600000 % 24:02}:{number // 60000 % 60:02}:{number // 1000 % 60:02}"
    source = f"192.168.{number % 7}.{number % 251}"
    return f"Nov 24 {moment} dnsmasq[812]: query[A] {asked} from {source}\n"


def compare(folder: Path, wanted: int) -> None:
    log, made, out = folder / "dns.log", folder / "made.txt", folder / "out"
    scan = [sys.executable, "-m", "orchestrator", "ioc", "scan", str(log), "--iocs", str(made)]
    scan += ["--json", "--state", str(folder / "state")]
    first = timed(scan, out)
    grep = [timed(["grep", "-a", "-F", "-w", "-f", str(made), str(log)], out) for _ in range(3)]
    grepped = len(out.read_text().splitlines())
    own = [timed(scan, out) for _ in range(3)]
    seen = json.loads(out.read_text())["sightings"]
    lines = len({one["line"] for one in seen})
    print(f"first scan {first:.2f} s (reads the list and keeps its table)")
    print(f"grep       {min(grep):.2f} s, {grepped} lines")
    print(f"scan       {min(own):.2f} s, {lines} lines, planted {wanted}")
    print(f"ratio      {min(own) / min(grep):.2f}")


def timed(command: list[str], out: Path) -> float:
    """Run one command to its end and return wall seconds."""
    start = time.perf_counter()
    with out.open("wb") as stream:
        done = subprocess.run(command, stdout=stream, check=False)
    if done.returncode not in {0, 3}:
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
