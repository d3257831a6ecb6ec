"""What importing a stick of kit results costs: `python -m tests.bench.kit_import [RESULTS]`.

A unit of so many PCs comes home by kits, each with an answer of its own; the import runs in a
process of its own, whose processor time and highest memory are printed. Then the same stick comes
again: everything on it is there already. The bound for 5,000 is 90 s and 150 MB.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.roads.made_keys import PASSPHRASE
from tests.sweep.kits_home import CLEAN, INFECTED, Pc, nonce_of, sealed, state


def made(folder: Path, results: int) -> int:
    """Write the stick; returns the mean size of a result in bytes."""
    folder.mkdir()
    size = 0
    for n in range(1, results + 1):
        pc = Pc(n, INFECTED if n % 50 == 0 else CLEAN)
        data = sealed(pc, nonce_of(n), chosen=f"hs-{n:04d}")
        (folder / f"KQ-th_hoa_sen-{n}.txt").write_bytes(data)
        size += len(data)
    return size // results


def imported(stick: Path, home: Path, password: Path) -> str:
    """Import the stick in a process of its own and return what it came to."""
    command = [sys.executable, "-m", "orchestrator", "kit", "import", str(stick), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--state", str(home)],
        env={**os.environ, "ANSIBLE_VAULT_PASSWORD_FILE": str(password)},
        capture_output=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    end = json.loads(done.stdout.splitlines()[-1])
    counts = {key: end[key] for key in ("taken", "repeated", "waiting", "refused")}
    wall = time.perf_counter() - began
    cost = f"{cpu:.1f} s CPU, {wall:.0f} s, {after.ru_maxrss >> 10} MB"
    return f"exit {done.returncode}, {counts}: {cost}"


def main() -> None:
    """Make, import, import again."""
    results = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as made_in:
        folder = Path(made_in)
        home = state(folder / "state", rows=results)
        password = folder / "password"
        password.write_text(PASSPHRASE.reveal(), "utf-8")
        password.chmod(0o600)
        mean = made(folder / "stick", results)
        print(f"{results} results of {mean} bytes; load {os.getloadavg()[0]:.0f}")
        for which in ("first", "again"):
            print(f"{which}: {imported(folder / 'stick', home, password)}", flush=True)


if __name__ == "__main__":
    main()
