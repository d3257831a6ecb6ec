"""What a slow link costs a sweep beside a bare paramiko pool: 50 machines, 50 ms there and back.

    python -m tests.bench.slow_link [-n 50] [-r 3] [--delay-ms 50]

Real sshd addresses stand behind a relay of our own, which holds all that passes for half the time
in each direction, and what comes first for a whole round trip more: that of the connection itself.
Both clients run in turn. What counts is the time by the clock from the first connection to the
last answer, for on a slow link it is the number of round trips that costs.
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from tests.bench.bed import Bed, bed
from tests.bench.sweep_cost import Run, bare, compiled_script, sweep, write_inventory

_CHUNK_BYTES = 64 * 1024


class Relay:
    """Passes connections on to other addresses of the same port, each byte late."""

    def __init__(self, port: int, delay_s: float) -> None:
        """Hold what passes for `delay_s` in each direction."""
        self._port = port
        self._delay_s = delay_s
        self._passing: set[asyncio.Task[None]] = set()

    async def serve(self, addresses: dict[str, str], up: threading.Event) -> None:
        """Listen on each address for the one that it stands for, until cancelled."""
        async with contextlib.AsyncExitStack() as stack:
            for here, there in addresses.items():
                server = await asyncio.start_server(self._taker(there), here, self._port)
                await stack.enter_async_context(server)
            up.set()
            await asyncio.Event().wait()

    def _taker(self, there: str):
        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            answers, asks = await asyncio.open_connection(there, self._port)
            for source, sink, first_s in ((reader, asks, 0.0), (answers, writer, self._trip_s)):
                passing = asyncio.create_task(self._pass(source, sink, first_s))
                self._passing.add(passing)
                passing.add_done_callback(self._passing.discard)

        return take

    @property
    def _trip_s(self) -> float:
        return 2 * self._delay_s

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, first_s: float
    ) -> None:
        held: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        sending = asyncio.create_task(_send(held, sink))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        with contextlib.suppress(ConnectionError):
            while data := await source.read(_CHUNK_BYTES):
                held.put_nowait((max(loop.time(), begun + first_s) + self._delay_s, data))
        held.put_nowait((loop.time() + self._delay_s, b""))
        await sending


async def _send(held: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter) -> None:
    """Send what was held when its time has come; nothing ends it."""
    with contextlib.suppress(ConnectionError):
        while True:
            due, data = await held.get()
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            if not data:
                break
            sink.write(data)
            await sink.drain()
    sink.close()


@contextlib.contextmanager
def behind(folder: Path, found: Bed, delay_ms: float) -> Iterator[Bed]:
    """Put a slow link before the live machines of a bed, until the block ends."""
    far = {address.replace("127.77.", "127.75.", 1): address for address in found.live}
    host_key = found.known_hosts.read_text().split(" ", 1)[1].splitlines()[0]
    known = folder / "known_hosts_far"
    known.write_text("".join(f"[{address}]:{found.port} {host_key}\n" for address in far))
    loop, up = asyncio.new_event_loop(), threading.Event()
    relay = Relay(found.port, delay_ms / 2000)
    serving = loop.create_task(relay.serve(far, up))

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(serving)

    thread = threading.Thread(target=run, name="relay")
    thread.start()
    up.wait()
    try:
        yield replace(found, live=tuple(far), known_hosts=known)
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join()


def asking_s(folder: Path, number: int) -> float:
    """Return how long the sweep of that number says that it asked, in seconds."""
    last = (folder / f"sweep-{number}.log").read_text().splitlines()[-1]
    return float(json.loads(last)["seconds"])


def report(name: str, runs: list[Run], asking: list[float]) -> float:
    """Print one client's row and return its median time of asking, in seconds."""
    wall = statistics.median(run.wall_s for run in runs)
    answered = min(run.answered for run in runs)
    median = statistics.median(asking)
    print(f"{name:6} answered {answered:3}  asking {median:5.2f} s  whole process {wall:5.2f} s")
    return median


def main() -> None:
    """Run the two in turn and print both and their ratio."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=50)
    options.add_argument("-r", "--rounds", type=int, default=3)
    options.add_argument("--delay-ms", type=float, default=50)
    args = options.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        bed(Path(name), live=args.n) as near,
        behind(Path(name), near, args.delay_ms) as found,
    ):
        folder = Path(name)
        inventory = write_inventory(folder, found)
        script = compiled_script(folder, inventory)
        bares: list[Run] = []
        sweeps: list[Run] = []
        asked: tuple[list[float], list[float]] = ([], [])
        for number in range(args.rounds):
            bares.append(bare(folder, found, script))
            asked[0].append(float((folder / "bare.log").read_text().split()[1]))
            sweeps.append(sweep(folder, found, inventory, number))
            asked[1].append(asking_s(folder, number))
        base = report("bare", bares, asked[0])
        print(f"ratio {report('sweep', sweeps, asked[1]) / base:.2f}")


if __name__ == "__main__":
    main()
