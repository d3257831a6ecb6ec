"""The record of the roads: very many results, and everything on their way that can go wrong.

    python -m tests.roads_record [--runners N] [--machines M] [--kills K] ...

Makes a hub and its sites whose machines have answered, lets all of it travel over a real
nats-server while hub, runners and broker are killed, the broker's store is wiped once, every second
site is cut off once, packets are lost, and the clocks of two sites out of three are a day off. Then
an independent checker says who has what. Prints one JSON object; exit code 1 where a result is
lost, doubled, changed, or by the wrong site.
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from orchestrator.sweep.broker_settings import FOLDER
from tests.roads_record import networks
from tests.roads_record.crew import Crew, sent, told
from tests.roads_record.made_district import District, found, made
from tests.roads_record.networks import LossyLink, Weather
from tests.roads_record.storm import Raging, Storm

ROOT = Path(__file__).parents[2]
_HUB_PORT = 4222


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("--runners", type=int, default=30, metavar="N", help="sites (30)")
    add("--machines", type=int, default=100_000, metavar="M", help="machines of all sites (100000)")
    add("--kills", type=int, default=200, metavar="K", help="kill -9 (200)")
    add("--part", type=int, default=50, metavar="N", help="machines in one part (50)")
    add("--loss", type=float, default=0.05, metavar="SHARE", help="of packets (0.05)")
    add("--cut", type=float, default=60.0, metavar="SECONDS", help="sites are cut off (60)")
    add("--minutes", type=float, default=180, metavar="N", help="then it ends unfinished (180)")
    add("--seed", type=int, default=1, metavar="N", help="which dice (1)")
    add("--loopback", action="store_true", help="no networks of their own: no loss, no cut")
    add("--folder", type=Path, help="stays; one that was made is used again")
    return parser.parse_args()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _recorded(options: argparse.Namespace, folder: Path) -> Mapping[str, object]:
    listen = f"127.0.0.1:{_free_port()}" if options.loopback else f"10.77.0.1:{_HUB_PORT}"
    began = time.monotonic()
    if (folder / "truth").exists():
        district = found(folder)
    else:
        district = made(folder, options.runners, options.machines, options.part, listen)
    making = time.monotonic() - began
    weather = Weather(loss=options.loss, seed=options.seed)
    link = None if options.loopback else LossyLink(len(district.sites), weather)
    crew = Crew(district, link)
    storm = Storm(
        kills=options.kills,
        seed=options.seed,
        cut_seconds=options.cut,
        most_seconds=60 * options.minutes,
    )
    raging = Raging(district, crew, storm)
    began = time.monotonic()
    raging.run()
    wall = time.monotonic() - began
    packets = link.end() if link else {}
    return {
        "runners": len(district.sites),
        "seconds_making": round(making, 1),
        "seconds": round(wall, 1),
        "cpu_seconds": {who: round(cpu, 1) for who, cpu in crew.cpu.items()},
        "hub_ms_a_machine": round(1000 * crew.cpu["hub"] / district.machines, 2),
        "killed": dict(crew.killed),
        "wiped": raging.wiped,
        "cut_off": raging.cut,
        "packets": packets,
        **_travelled(district),
        **_checked(folder),
    }


def _travelled(district: District) -> Mapping[str, object]:
    times = sent(district)
    taken = [line for line in told(district.hub) if line["id"] == "hub_says.taken"]
    log = (district.hub / FOLDER / "nats-server.log").read_text(encoding="utf-8")
    return {
        "parts": len(times),
        "sent": times.total(),
        "most_tries_of_one_part": max(times.values()),
        "repeats_absorbed": sum(line["taken"] == 0 for line in taken),
        "clocks_told_of": sum(line["id"] == "hub_says.clock" for line in told(district.hub)),
        "broker": log.partition("Version:")[2].split()[0],
    }


def _checked(folder: Path) -> Mapping[str, object]:
    """Let a program of its own look."""
    words = [sys.executable, "-m", "tests.roads_record.checker", folder]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise SystemExit(done.stderr)
    return {**json.loads(done.stdout), "right": done.returncode == 0}


def main() -> int:
    """Make the record."""
    options = _options()
    if not options.loopback and (why := networks.why_not()):
        raise SystemExit(f"{why}; --loopback does without")
    folder = options.folder or Path(tempfile.mkdtemp(prefix="roads-record-"))
    try:
        record = _recorded(options, folder.absolute())
    finally:
        if options.folder is None:
            shutil.rmtree(folder)
    sys.stdout.write(json.dumps(record, indent=1) + "\n")
    return 0 if record["right"] else 1


if __name__ == "__main__":
    sys.exit(main())
