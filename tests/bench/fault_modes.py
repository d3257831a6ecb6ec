"""Machines that misbehave in sixteen ways each over SSH and WinRM, beside good ones.

    python -m tests.bench.fault_modes [--each 50] [--good 200] [-f 50] [--timeout 10]

`--each` machines of every mode and `--good` good ones of each way, mixed, are asked by one run of
the collector, with one account. The servers are the ones of the tests, in processes of their own.
Every good machine must be read, every other one end within its deadline and two seconds (of its own
clock), in 300 MB, and no thread or descriptor may stay.
"""

import argparse
import hashlib
import resource
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from orchestrator.collect import Collector, Settings, shuffled
from orchestrator.errors import Place
from orchestrator.model.outcome import Ended, Trip
from orchestrator.model.plan import Assignment, Family, Plan, Script, Target, Via, WinrmOptions
from orchestrator.transport import transports
from orchestrator.transport.base import hanging_up
from tests.transport.certificates import write_pem
from tests.transport.conftest import Faults, open_files, running
from tests.transport.jobs import NONCE, target

SSH = (
    *("accept", "banner", "kex", "endless_line", "huge_packet", "max_startups", "closed", "http"),
    *("auth", "open", "exec", "silent", "drip", "flood", "cut", "ignore_flood"),
)
# Those that misbehave before any logon speak plain HTTP, the others TLS.
WINRM_PLAIN = (
    *("accept", "drip", "endless", "endless_chunks", "endless_headers", "error_500", "error_503"),
    *("no_http", "hang_up"),
)
WINRM_TLS = (
    *("garbage", "empty", "lost_after_login", "lost_in_answer", "never_ends", "never_answers"),
    "flood",
)
GOOD = "ok"
ALLOWED_MB = 300
OVER_S = 2.0
WHOLE = b'printf "@$1 frame 2\\n@$1 fact name x\\n@$1 done 2 1 0\\n"\n'
TEXTS = {Family.POSIX: WHOLE, Family.WINDOWS: b"'hello'\n"}
READ = frozenset({Ended.OK, Ended.SCRIPT_BLOCKED})  # the good Windows machine says no marks


def scripts() -> dict[Family, Script]:
    """Return what is asked."""
    return {
        family: Script(family=family, text=text, sha256=hashlib.sha256(text).hexdigest(), checks=())
        for family, text in TEXTS.items()
    }


def machines(ssh: Faults, winrm: Faults, each: int, good: int) -> Iterator[Assignment]:
    """Yield all of them; a name tells way, mode and number."""
    tls = WinrmOptions(https=True, auth="basic", ca_path=str(winrm.folder / "server.pem"))
    plain = WinrmOptions(https=False)
    for modes, faults, via, options in (
        (SSH, ssh, Via.SSH, plain),
        (WINRM_PLAIN, winrm, Via.WINRM, plain),
        (WINRM_TLS, winrm, Via.WINRM, tls),
        ((GOOD,), ssh, Via.SSH, plain),
        ((GOOD,), winrm, Via.WINRM, tls),
    ):
        for mode in modes:
            for number in range(good if mode == GOOD else each):
                name = f"{via}-{mode}-{number:03}"
                where = target(faults.ports[mode], via=via, machine=name, winrm=options)
                yield assignment(name, where)


def assignment(name: str, where: Target) -> Assignment:
    """Return one machine; ten units share them."""
    family = Family.POSIX if where.via is Via.SSH else Family.WINDOWS
    unit = f"th_{name[-1]}"
    return Assignment(machine=name, unit=unit, target=where, family=family, questions=())


def asked(rows: tuple[Assignment, ...], folder: Path, settings: Settings) -> list[Trip]:
    """Ask all of them."""
    plan = Plan(
        playbook="bench.yml",
        playbook_sha256="0" * 64,
        place=Place(file="bench.yml"),
        scripts=scripts(),
        assignments=rows,
        skipped=(),
    )
    ways = transports(folder)
    used = {via: ways[via] for via in (Via.SSH, Via.WINRM)}
    collector = Collector(
        plan,
        nonce=NONCE,
        transports=used,
        settings=settings,
        clock=lambda: datetime.now(UTC),  # noqa: TID251 - nothing is judged by it
        asked=shuffled(rows, "bench"),
    )
    with hanging_up(used.values()):
        # What they said is stored by a sweep, and then it is dropped.
        return [replace(trip, stdout=b"", stderr=b"") for trip in collector.trips()]


def report(trips: list[Trip], settings: Settings) -> None:
    """Print a row a mode, and whether what is allowed was met."""
    by_mode: defaultdict[str, list[Trip]] = defaultdict(list)
    for trip in trips:
        by_mode[trip.machine.rpartition("-")[0]].append(trip)
    for mode, of_mode in sorted(by_mode.items()):
        ends = Counter(str(trip.outcome) for trip in of_mode)
        print(f"  {mode:24} {longest_s(of_mode):6.1f} s  {dict(ends)}")
    good = [trip for trip in trips if trip.machine.partition("-")[2].startswith(f"{GOOD}-")]
    read = sum(trip.outcome.ended in READ and trip.exit_code == 0 for trip in good)
    bugs = sum(trip.outcome.ended is Ended.BUG for trip in trips)
    limit_s = settings.timeout_s + OVER_S
    print(f"good: {read} of {len(good)} read: {met(read == len(good))}")
    print(f"longest of its own clock: {longest_s(trips):.1f} s: {met(longest_s(trips) <= limit_s)}")
    print(f"faults of ours: {bugs}: {met(not bugs)}")


def longest_s(trips: list[Trip]) -> float:
    """Return the longest time that one machine took by its own clock."""
    return max(sum(phase.seconds for phase in trip.phases) for trip in trips)


def met(well: bool) -> str:  # noqa: FBT001 - the word for it
    """Return the word."""
    return "met" if well else "MISSED"


def main() -> None:
    """Ask, and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--each", type=int, default=50)
    options.add_argument("--good", type=int, default=200)
    options.add_argument("-f", "--forks", type=int, default=50)
    options.add_argument("--timeout", type=float, default=10)
    args = options.parse_args()
    settings = Settings(forks=args.forks, timeout_s=args.timeout)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in ("ssh", "winrm", "state"):
            (folder / name).mkdir(mode=0o700)
        write_pem(folder / "winrm" / "server.pem", "pc-01.example")
        ssh = stack.enter_context(running("tests.transport.ssh_faults", folder / "ssh"))
        winrm = stack.enter_context(running("tests.transport.winrm_faults", folder / "winrm"))
        rows = tuple(machines(ssh, winrm, args.each, args.good))
        threads, files = threading.active_count(), open_files()
        began, cpu = time.monotonic(), time.process_time()
        trips = asked(rows, folder / "state", settings)
        took_s, cpu_s = time.monotonic() - began, time.process_time() - cpu
        report(trips, settings)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        left = threading.active_count() - threads, open_files() - files
    print(f"peak {peak_mb:.0f} MB: {met(peak_mb < ALLOWED_MB)}")
    print(f"threads and descriptors left: {left}: {met(max(left) <= 0)}")
    print(f"{len(rows)} machines, {len(trips)} trips, wall {took_s:.1f} s, cpu {cpu_s:.1f} s")


if __name__ == "__main__":
    main()
