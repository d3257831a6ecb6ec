"""What it costs to fold the looks of a district into standings, in one process.

    python -m tests.bench.standing_fold [-n 5000] [-k 8]

Each machine has so many whole looks, a week apart; one in twenty met something, was handled, and
was looked at again. The rows are made first: the figure is the fold alone.
"""

import argparse
import time
from collections import Counter

from msgspec.structs import replace

from orchestrator.findings.compare import History
from orchestrator.model.campaign import MachineScope
from orchestrator.model.result import ScopeRow
from tests.findings.campaign_made import at, contact, handled, joined, looked, standing

INFECTED = 20


def story(machine: int, looks: int) -> History:
    parts = []
    for week in range(looks):
        saw = (contact(),) if week == 0 and machine % INFECTED == 0 else ()
        parts.append(looked(week * 7, *saw, machine=machine, box=f"B{machine}", system="I"))
    if machine % INFECTED == 0:
        parts.append(handled(2, machine=machine))
    return joined(*parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5000, help="machines")
    parser.add_argument("-k", type=int, default=8, help="looks a machine")
    options = parser.parse_args()
    scope = MachineScope(number=0, row=ScopeRow(machine="m", unit="u1"))
    made = [
        (story(number, options.k), replace(scope, number=number)) for number in range(options.n)
    ]
    now = at((options.k - 1) * 7 + 1)
    began, cpu = time.perf_counter(), time.process_time()
    verdicts = Counter(standing(history, now, one).verdict for history, one in made)
    wall, spent = time.perf_counter() - began, time.process_time() - cpu
    each = spent / options.n * 1e6
    print(f"{options.n:,} machines x {options.k} looks: {wall:.2f} s, CPU {spent:.2f} s")
    print(f"{each:.0f} us a machine; {dict(verdicts)}")


if __name__ == "__main__":
    main()
