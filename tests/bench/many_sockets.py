"""What a machine with very many sockets costs: in the engine, and on the controller to judge.

    python -m tests.bench.many_sockets [-n 20000] [-r 3]

A played Windows PC holds that many connections, some of them to a listed address. The whole fused
script runs on it in the PowerShell engine kept beside the repository; what it printed is read,
matched and judged. Figures are CPU seconds, the median of some rounds: other programs do not count.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orchestrator.checks import ALL, BY_CHECK
from orchestrator.checks.answers import read_answers
from orchestrator.findings import judge_machine
from orchestrator.match import Asked, Index, match
from orchestrator.model.ioc_table import as_table
from orchestrator.model.outcome import OK
from orchestrator.model.plan import Family, Question
from orchestrator.model.result import MachineResult, ScopeRow
from orchestrator.model.rules import RULES, Rules
from orchestrator.transport.invoke import POWERSHELL_ARGUMENTS, windows_stdin
from tests import record
from tests.match.made import indicator, iocs
from tests.played import RECORDED
from tests.record import NONCE
from tests.shared import SHARED

MAX_ENGINE_S = 15.0
MAX_JUDGE_S = 1.0
LISTED = "203.0.113.66"
EVERY = 1000  # one socket in so many leads to the listed address
CHECKS = tuple(check.id for check in ALL)


def world(sockets: int) -> dict[str, object]:
    """Return a played PC with that many connections of one program."""
    made = json.loads((record.WORLDS / "win10-vi-clean.json").read_text("utf-8"))
    made["wmi"]["root/StandardCimv2"]["MSFT_NetTCPConnection"] = [
        {
            "LocalAddress": "192.168.1.20",
            "LocalPort": 1024 + number % 60_000,
            "RemoteAddress": LISTED
            if number % EVERY == 0
            else f"198.51.{number % 200}.{number // 200 % 250 + 1}",
            "RemotePort": 443,
            "State": 5,
            "OwningProcess": 4 + number % 40,
            "CreationTime": "20261124100000.000000+420",
        }
        for number in range(sockets)
    ]
    return made


def engine_s(shared: Path, path: Path, script: bytes) -> tuple[float, bytes]:
    """Return the CPU seconds of one run, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [str(shared / "pwsh" / "pwsh"), "-World", str(path), *POWERSHELL_ARGUMENTS],
        input=windows_stdin(script, NONCE),
        capture_output=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def judged(raw: bytes, index: Index) -> tuple[float, MachineResult]:
    """Return the CPU seconds of reading, matching and judging one answer, and the verdict."""
    began = time.process_time()
    reading = read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=CHECKS, remote=True)
    found = match(reading.answers, index, Asked(at=RECORDED, clock=RECORDED, nonce=NONCE))
    result = judge_machine(
        scope=ScopeRow(machine="m", unit="u"),
        questions=tuple(Question(check=check, task=check, required=False) for check in CHECKS),
        outcome=OK,
        reading=reading,
        hits=found,
        nonce=NONCE,
        rules=Rules(by_check=BY_CHECK, required=RULES.required),
    )
    return time.process_time() - began, result


def main() -> int:
    """Print the figures; fail if one is above what is allowed."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("-n", "--sockets", type=int, default=20_000)
    options.add_argument("-r", "--rounds", type=int, default=3)
    chosen = options.parse_args()
    if SHARED is None:
        sys.stderr.write("the PowerShell engine is not beside this repository\n")
        return 2
    names = (indicator(f"n{number}.bad.example") for number in range(10_000))
    index = Index(as_table(iocs((indicator(LISTED), *names))))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "world.json")
        path.write_text(json.dumps(world(chosen.sockets)), "utf-8")
        runs = [engine_s(SHARED, path, record.fused(Family.WINDOWS)) for _ in range(chosen.rounds)]
    raw = runs[-1][1]
    judging = [judged(raw, index) for _ in range(chosen.rounds)]
    engine = statistics.median(cpu for cpu, _ in runs)
    judge = statistics.median(cpu for cpu, _ in judging)
    result = judging[-1][1]
    rows = next(row.rows for row in result.checks if row.check == "connections")
    print(f"{rows} sockets read, {len(raw)} bytes; {result.verdict}, {len(result.hits)} hits")
    print(f"engine: {engine:5.2f} s (allowed {MAX_ENGINE_S})")
    print(f"judged: {judge:5.2f} s (allowed {MAX_JUDGE_S})")
    good = rows == chosen.sockets and engine <= MAX_ENGINE_S and judge <= MAX_JUDGE_S
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
