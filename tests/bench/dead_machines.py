"""What machines that never answer cost: 200 of which 20 are dead, against the same without them.

    python -m tests.bench.dead_machines [-n 200] [--dead 20] [--timeout 5]

Half of the dead accept and stay silent (banner tarpits), half drop every packet.
"""

import argparse
import tempfile
from pathlib import Path

from tests.bench.bed import bed
from tests.bench.sweep_cost import sweep, write_inventory


def main() -> None:
    """Run both sweeps and print their wall times and what was allowed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=200)
    options.add_argument("--dead", type=int, default=20)
    options.add_argument("--timeout", type=float, default=5)
    args = options.parse_args()
    live = args.n - args.dead
    half = args.dead // 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with bed(folder, live=live, tarpits=half, dropping=args.dead - half) as found:
            mixed = sweep(folder, found, write_inventory(folder, found), 1, args.timeout)
    with tempfile.TemporaryDirectory() as name, bed(Path(name), live=live) as found:
        alone = sweep(Path(name), found, write_inventory(Path(name), found), 2, args.timeout)
    allowed = 1.5 * alone.wall_s + 6
    print(f"without the dead {alone.wall_s:.1f} s, {alone.answered} of {live} answered")
    print(f"with them        {mixed.wall_s:.1f} s, {mixed.answered} of {live} answered")
    print(f"allowed          {allowed:.1f} s: {'met' if mixed.wall_s <= allowed else 'MISSED'}")


if __name__ == "__main__":
    main()
