"""Freezes a store of this version: `python -m tests.freeze_store NAME`, once for a new version.

The pretend district is played and swept twice, the first time with a second try; the store lands in
`tests/evidence/stores/NAME.sqlite3`, and what is said of it in the JSON beside it. Never make one
of an old version again: that it was written by the program of then is its whole worth.
"""

import argparse
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from orchestrator import lab
from orchestrator.evidence.opening import FILE
from tests.evidence.building import STORES
from tests.evidence.test_ladder import said

ROOT = Path(__file__).parents[1]
FIRST, SECOND = "phong_mau_ke_hoach:ubnd_mau_mot", "ubnd_mau_mot:th_canh_buom_vang"


def _swept(district: lab.Lab, state: Path, *more: str) -> None:
    command = [
        *(sys.executable, "-m", "orchestrator", "sweep", str(district.playbook)),
        *("-i", str(district.inventory), "--state", str(state), "--no-report", "--timeout", "8"),
    ]
    subprocess.run([*command, *more], cwd=ROOT, check=False, capture_output=True)  # it ends with 3


def main() -> None:
    """Play, sweep, freeze."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="v<version>-<commit>")
    name = parser.parse_args().name
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with lab.start(folder / "lab") as district:
            _swept(district, folder / "state", "-l", FIRST)
            _swept(district, folder / "state", "--retry", "latest")
            _swept(district, folder / "state", "-l", SECOND)
        with closing(sqlite3.connect(folder / "state" / FILE)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(folder / "state" / FILE, STORES / f"{name}.sqlite3")
        text = json.dumps(said(folder / "state"), ensure_ascii=False, indent=1)
        (STORES / f"{name}.json").write_text(f"{text}\n", "utf-8")
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(STORES.glob("*.sqlite3"))
    ]
    (STORES / "SHA256SUMS").write_text("".join(lines), "ascii")


if __name__ == "__main__":
    main()
