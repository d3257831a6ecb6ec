"""What all reports of many machines take: peak memory and CPU of `orchestrator report`.

    python -m tests.bench.report_memory [-n 5000] [-d DIR] [--beside DIR]

A store is filled with one sweep of so many machines, each with the answer of a played Windows PC:
of 5,000 in 115 units one in ten was off, and 300 met a listed name. Then the command runs in a
process of its own: standings, pages, tables and `report.json`. Allowed: 400 MB for 50,000, 150 MB
for 5,000. `-d` keeps the store for another run (where machines stand is kept by then), `--beside`
runs another checkout on it before.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec.structs import replace

from orchestrator import evidence, match
from orchestrator.evidence import Scoped, Store, SweepState
from orchestrator.model.outcome import OK, Ended, Outcome
from orchestrator.model.result import ScopeRow, Verdict
from orchestrator.sweep.judging import hits_in, read, to_keep
from orchestrator.sweep.looking import in_force_at, looked_at
from tests import played
from tests.bench.rematch import table
from tests.bench.sweep_cost import ROOT, measure
from tests.evidence.building import UNIT, record, trip
from tests.record import NONCE
from tests.record_cases import KEPT

UNITS, OF = 115, 5_000  # so many units of a district with so many machines; more in proportion
INFECTED, OFF = 3 / 50, 10  # a finding each
ALLOWED_MB = {5_000: 150, 50_000: 400}
LISTED = 10_000


def fill(store: Store, machines: int) -> None:
    """Write the sweep; what a body says is read once for all that sent it."""
    store._connection.execute("PRAGMA synchronous = OFF")  # a made store may be lost
    truth = json.loads((KEPT / "truth.json").read_text("utf-8"))
    listed = table([*truth["iocs"], *(f"h{one}.test" for one in range(LISTED))])
    there = [(f"th_{one * UNITS // OF:04d}", f"m{one:05d}") for one in range(machines)]
    codes = sorted({unit for unit, _ in there})
    head = replace(
        record("s1"),
        rules=(played.questions(),),
        ioc_sha256=listed.sha256,
        nonce=NONCE,
        started_at=played.RECORDED,
        units=tuple(replace(UNIT, code=code, name=f"Trường {code}") for code in codes),
    )
    script = played.script()
    rows = (
        Scoped(row=ScopeRow(machine=name, unit=unit, address="192.0.2.1", room="Phòng 1"))
        for unit, name in there
    )
    store.begin(head, rows, (script,), to_keep(listed))
    index = match.Index(listed)
    bodies = {bad: body.read_bytes() for bad, body in cases(index)}
    stored = list(store.machines(head.id))
    told = {}
    for bad, body in bodies.items():
        came = replace(trip("m", body), started_at=played.RECORDED, ended_at=played.RECORDED)
        reading = read(head, evidence.unsaved(came, script))
        hits = hits_in(reading, index, played.RECORDED, NONCE)
        at = in_force_at(head)
        told[bad] = came, looked_at(head, stored[0], played.RECORDED, reading, hits, at)
    for one in stored:
        came, looked = told[0 < one.number % 50 <= INFECTED * 50]
        came = replace(came, machine=one.scoped.row.machine)
        if one.number % OFF == 0:
            gone = replace(came, stdout=b"", outcome=Outcome(ended=Ended.UNREACHABLE))
            store.add(head, gone, one, script, (), None)
            continue
        look = replace(
            looked.look,
            machine=one.number,
            unit=one.scoped.row.unit,
            box=f"BOX-{one.number}",
            installation=f"{one.number:032X}",
        )
        store.add(head, came, one, script, looked.values, 0.5, replace(looked, look=look))
    store.end(head.id, SweepState.FINISHED, played.RECORDED)
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def cases(index: match.Index) -> Iterator[tuple[bool, Path]]:
    """Yield a kept case that passes and one that fails."""
    left = [Verdict.FAIL, Verdict.PASS]
    for path in sorted(KEPT.glob("*.stdout")):
        judged = played.judge_raw(path.read_bytes(), index, name="m")
        if judged.outcome == OK and judged.verdict in left:
            left.remove(judged.verdict)
            yield judged.verdict is Verdict.FAIL, path


@contextmanager
def filled(folder: Path | None, machines: int) -> Iterator[Path]:
    """Give the folder of a state that has that many machines, made if it is not there."""
    with tempfile.TemporaryDirectory() as name:
        state = (folder or Path(name)) / f"state-{machines}"
        if not state.exists():
            state.mkdir(parents=True, mode=0o700)
            with closing(evidence.open_store(state, create=True)) as store:
                fill(store, machines)
        yield state


def main() -> int:
    """Print the figures; fail if the memory is above what is allowed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", "--machines", type=int, default=5000)
    options.add_argument("-d", "--folder", type=Path)
    options.add_argument("--beside", type=Path)
    args = options.parse_args()
    peak = 0.0
    with filled(args.folder, args.machines) as state, tempfile.TemporaryDirectory() as name:
        size = sum(path.stat().st_size for path in state.iterdir()) / 1e6
        print(f"{args.machines} machines, a store of {size:.0f} MB")
        for tree in (args.beside, ROOT):
            if tree is None:
                continue
            command = [sys.executable, "-m", "orchestrator", "report", "--state", str(state)]
            made, log = Path(name, tree.name), Path(name, "log")
            cpu, wall, peak = measure([*command, "-o", str(made)], log, tree)
            files = [path.stat().st_size for path in made.iterdir()] if made.exists() else []
            if not files:
                sys.stderr.write(log.read_text())
            print(
                f"{tree.name}: peak {peak:5.0f} MB  cpu {cpu / 1000:6.1f} s  wall {wall:6.1f} s  "
                f"{len(files)} files of {sum(files) / 1e6:.0f} MB",
                flush=True,
            )
    allowed = ALLOWED_MB.get(args.machines)
    if allowed is None:
        return 0
    print(f"allowed {allowed} MB: {'met' if peak <= allowed else 'MISSED'}")
    return 0 if peak <= allowed else 1


if __name__ == "__main__":
    sys.exit(main())
