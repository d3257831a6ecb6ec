"""Records what the machines of the field's cases print: `python -m tests.record` does it too.

The cases stand beside the repository; what the fused script of `playbooks/ioc-sweep.yml` printed in
each, and what an expert would conclude, is kept in `tests/worlds/cases/`, so that a fresh clone
judges them as well. `DIGEST` is the script's.
"""

import shutil
from pathlib import Path

from tests import played
from tests.record import record_world
from tests.shared import SHARED

KEPT = Path(__file__).parent / "worlds" / "cases"


def digest() -> str:
    """Return the digest of the script that the kept outputs must be of."""
    return played.script().sha256


def main() -> None:
    """Write every output anew, the truth and the digest beside them."""
    if SHARED is None:
        return
    cases = SHARED / "cases" / "worlds"
    KEPT.mkdir(exist_ok=True)
    worlds = sorted(path for path in cases.glob("*.json") if path.name != "truth.json")
    for old in KEPT.glob("*.stdout"):
        old.unlink()
    for world in worlds:
        (KEPT / f"{world.stem}.stdout").write_bytes(record_world(world, played.script().text))
    shutil.copyfile(cases / "truth.json", KEPT / "truth.json")
    (KEPT / "DIGEST").write_text(f"{digest()}\n", "ascii")
