"""What the whole Windows script costs on a machine: CPU beyond an empty script, by world.

    python -m tests.bench.script_cpu [-r 5]

Both scripts run in turn in the PowerShell engine kept beside the repository, in its largest
worlds. The figure is CPU of the finished process; the engine is not Windows, so it bounds what
PowerShell does with our text, not what WMI costs on a real machine.
"""

import argparse
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from orchestrator.model.plan import Family
from orchestrator.transport.invoke import POWERSHELL_ARGUMENTS, windows_stdin
from tests import record
from tests.record import NONCE
from tests.shared import SHARED

EMPTY = b"'nothing'\n"
MAX_CPU_S = 3.0
MAX_BYTES = 60_000


def cpu_s(shared: Path, world: Path, script: bytes) -> float:
    """Return the CPU seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [str(shared / "pwsh" / "pwsh"), "-World", str(world), *POWERSHELL_ARGUMENTS],
        input=windows_stdin(script, NONCE),
        capture_output=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print the figures; fail if one is above what is allowed."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("-r", "--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    if SHARED is None:
        sys.stderr.write("the PowerShell engine is not beside this repository\n")
        return 2
    whole = record.fused(Family.WINDOWS)
    print(f"script: {len(whole)} bytes (allowed {MAX_BYTES})")
    worst = 0.0
    for world in sorted((SHARED / "pwsh" / "worlds").glob("*.json")):
        if world.stem == "win10-hang":  # it sleeps, and costs no CPU
            continue
        more = [cpu_s(SHARED, world, whole) - cpu_s(SHARED, world, EMPTY) for _ in range(rounds)]
        worst = max(worst, statistics.median(more))
        print(f"{world.stem:18} {statistics.median(more):5.2f} s more than an empty script")
    print(f"largest: {worst:.2f} s (allowed {MAX_CPU_S})")
    return 0 if worst <= MAX_CPU_S and len(whole) <= MAX_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
