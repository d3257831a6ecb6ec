"""What reading a text list costs beside reading and stripping the same lines, in one process.

    python -m tests.bench.ioc_parse [-n 1000000] [-r 5]

Rounds are interleaved, each a reference and a reading; a ratio is of medians, the best of each
stands beside it. At most 4 is asked for, 5 of a list of which every fifth line is written
otherwise.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from orchestrator.ioc.reading.list_file import read_list
from tests.bench.ioc_made import values

MOST, MOST_DIRTY = 4.0, 5.0


def names(made: Sequence[Sequence[str]], rng: random.Random) -> list[str]:
    """Only names, shuffled."""
    return rng.sample(made[0], len(made[0]))


def hosts(made: Sequence[Sequence[str]], rng: random.Random) -> list[str]:
    """A hosts file."""
    return [f"0.0.0.0 {name}" for name in names(made, rng)]


def kinds(made: Sequence[Sequence[str]], rng: random.Random) -> list[str]:
    """Names, addresses and ranges, shuffled, one bare value a line."""
    every = [value for group in made for value in group]
    rng.shuffle(every)
    return every


def commented(made: Sequence[Sequence[str]], rng: random.Random) -> list[str]:
    """The same with a comment line in 50 and a comment behind a value in 10."""
    return [_commented(value, rng) for value in kinds(made, rng)]


def dirty(made: Sequence[Sequence[str]], rng: random.Random) -> list[str]:
    """The same with defanged values, URLs, ports and capitals, one line in 5."""
    return [_dirty(value, rng) for value in commented(made, rng)]


SHAPES: Sequence[Callable[[Sequence[Sequence[str]], random.Random], list[str]]] = (
    *(names, hosts, kinds, commented, dirty),
)


def _commented(value: str, rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.02:
        return f"# seen with {value}"
    return f"{value}  # campaign {rng.randrange(90)}" if chance < 0.12 else value


def _dirty(value: str, rng: random.Random) -> str:
    chance = rng.random()
    if chance >= 0.2 or "#" in value:
        return value
    if chance < 0.05:
        return value.replace(".", "[.]")
    if chance < 0.1:
        return value.upper()
    return f"http://{value}/gate.php" if chance < 0.15 else f"{value}:8080"


def stripped(path: Path) -> int:
    """Return how many lines there are: the reference, read and stripped."""
    with path.open(encoding="utf-8") as file:
        return len([line.strip() for line in file])


def compare(shape: Callable[..., list[str]], path: Path, rounds: int) -> None:
    bare, own = list[float](), list[float]()
    values_read = lines = 0
    for _ in range(rounds):
        start = time.process_time()
        lines = stripped(path)
        middle = time.process_time()
        values_read = len(read_list(path, path.name).entries)
        bare.append(middle - start)
        own.append(time.process_time() - middle)
    most = MOST_DIRTY if shape is dirty else MOST
    ratio = statistics.median(own) / statistics.median(bare)
    print(
        f"{shape.__name__:10} {lines} lines, {values_read} values: {lines / min(own):9,.0f}"
        f" lines/s, ratio {ratio:.2f} (of the best {min(own) / min(bare):.2f}) of {most}:"
        f" {'met' if ratio <= most else 'MISSED'}"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=1_000_000)
    options.add_argument("-r", type=int, default=5)
    args = options.parse_args()
    rng = random.Random(4)  # noqa: S311 - made data, the same each time
    made = values(args.n, rng)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "made.txt"
        for shape in SHAPES:
            path.write_text("".join(f"{line}\n" for line in shape(made, rng)), encoding="utf-8")
            compare(shape, path, args.r)


if __name__ == "__main__":
    main()
