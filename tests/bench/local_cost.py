"""What a sweep of one local machine costs beside `import paramiko`: nearly all of it is the start.

    python -m tests.bench.local_cost [-r 7] [--reports] [--beside DIR]

Each is a process of its own, in turn; its CPU is the operating system's figure for it (user +
system). What the machine's own script costs is told apart from it: that is the machine's. Byte code
is written before, as it is on an installed program.
"""

import argparse
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sweep_cost import measure

ROOT = Path(__file__).parents[2]
# Its last line says what those used that it waited for: the machine's script.
_SWEEP = """
import resource, sys
from orchestrator.cli.main import main
main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("\\n", used.ru_utime + used.ru_stime)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """CPU of one finished process and of what it started, in milliseconds."""

    own: float
    started: float


def used(code: str, words: list[str], folder: Path, tree: Path) -> Used:
    """Run code in a Python of its own, on the program of one checkout."""
    log = folder / "out.log"
    whole, _, _ = measure([sys.executable, "-c", code, *words], log, tree)
    started = float(log.read_text().splitlines()[-1]) * 1000
    return Used(own=whole - started, started=started)


def sweep_words(folder: Path) -> list[str]:
    """Return the words of a sweep of one machine that is this computer itself."""
    machine = {"ansible_connection": "local"}
    unit = {"name": "Trường Tiểu học Hoa Sen", "type": "primary_school"}
    inventory = folder / "inventory.yml"
    own = {"vars": {"unit": unit}, "hosts": {"pc-01": machine}}
    inventory.write_text(json.dumps({"th_hoa_sen": own}))
    return ["sweep", "playbooks/ioc-sweep.yml", "-i", str(inventory), "--json"]


def sweep(folder: Path, words: list[str], tree: Path, *, reports: bool) -> Used:
    """Sweep once, into a state folder of its own."""
    state = Path(tempfile.mkdtemp(dir=folder))
    out = ["-o", str(state / "reports")] if reports else ["--no-report"]
    return used(_SWEEP, [*words, *out, "--state", str(state)], folder, tree)


def main() -> None:
    """Run them in turn and print each and the ratio."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-r", "--rounds", type=int, default=7)
    options.add_argument("--reports", action="store_true", help="make the reports too")
    options.add_argument("--beside", type=Path, help="another checkout")
    args = options.parse_args()
    rows: dict[str, list[Used]] = {"import paramiko": [], "sweep": [], "beside": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = sweep_words(folder)
        trees = {"sweep": ROOT} | ({"beside": args.beside} if args.beside else {})
        for _ in range(1 + args.rounds):  # the first one writes the byte code
            rows["import paramiko"].append(used("import paramiko; print(0)", [], folder, ROOT))
            for which, tree in trees.items():
                rows[which].append(sweep(folder, words, tree, reports=args.reports))
    rows = {which: runs[1:] for which, runs in rows.items()}
    base = statistics.median(row.own for row in rows["import paramiko"])
    for which, runs in rows.items():
        if runs:
            own = statistics.median(row.own for row in runs)
            started = statistics.median(row.started for row in runs)
            times = f"{own / base:4.2f} times"
            print(f"{which:16} cpu {own:5.0f} ms  {times}  machine's own {started:3.0f} ms")


if __name__ == "__main__":
    main()
