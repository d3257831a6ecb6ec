"""What a whole sweep of Windows machines costs beside bare pywinrm, on the peer kept beside.

    python -m tests.bench.winrm_cost [-n 200] [-r 3]

Both clients run in turn against the same peer process, with the same script, sealed NTLM over http
and 100 threads; every machine answers with a recorded output. Client CPU and memory are the
operating system's own figures for the finished process, start and imports included. Then all
machines answer after 2 s, and the sweep's wall time is what counts.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.sweep_cost import Run, measure, report
from tests.transport.peers import SECRET, load_peer

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "checks" / "connections" / "win11-en.stdout"
THREADS = 100


def serve(n: int, delay_s: float, users: str) -> None:
    """Play n machines that give the recorded answer after a delay; ends with its process."""
    peer = load_peer()
    peer.write_user_file(users, {"audit": SECRET})
    os.environ["NTLM_USER_FILE"] = users
    recorded = RECORDED.read_bytes()

    def answer(call: object) -> object:
        script = getattr(call, "stdin", b"")
        nonce = script.split(b"'", 2)[1]
        return peer.Result(recorded.replace(b"00c0ffee00c0ffee", nonce), delay=delay_s)

    machine = peer.Machine(programs=[(r"^powershell\.exe ", answer)])
    machines = {f"127.77.{1 + i // 250}.{1 + i % 250}": machine for i in range(n)}

    async def go() -> None:
        server = await peer.Server(machines).start()
        print(json.dumps({"port": server.port, "addresses": list(machines)}), flush=True)
        await asyncio.Event().wait()

    asyncio.run(go())


@contextmanager
def peers(folder: Path, n: int, delay_s: float) -> Iterator[tuple[int, list[str]]]:
    """Run the peer in a process of its own; yields its port and addresses."""
    command = [sys.executable, "-m", "tests.bench.winrm_cost", "--serve", str(folder / "users")]
    command += ["-n", str(n), "--delay", str(delay_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        if child.stdout is None:
            raise RuntimeError("no pipe")
        try:
            where = json.loads(child.stdout.readline())
            yield where["port"], where["addresses"]
        finally:
            child.terminate()


def write_inventory(folder: Path, port: int, addresses: list[str]) -> Path:
    """Write the peer's addresses as one unit's machines."""
    variables = {
        "unit": {"name": "Trường Tiểu học Hoa Sen", "type": "primary_school"},
        "ansible_port": port,
        "ansible_connection": "winrm",
        "ansible_winrm_scheme": "http",
        "ansible_user": "audit",
        "ansible_password": SECRET,
    }
    hosts = {f"pc-{i:04d}": {"ansible_host": a} for i, a in enumerate(addresses)}
    path = folder / "inventory.yml"
    path.write_text(json.dumps({"th_hoa_sen": {"vars": variables, "hosts": hosts}}))
    return path


def sweep(folder: Path, inventory: Path, number: int) -> Run:
    """Run one whole sweep: load, plan, collect, parse, match, judge, store."""
    log = folder / f"sweep-{number}.log"
    command = [sys.executable, "-m", "orchestrator", "sweep", "playbooks/ioc-sweep.yml"]
    command += ["-i", str(inventory), "-f", str(THREADS), "--no-report", "--json"]
    cpu, wall, peak = measure([*command, "--state", str(folder / f"state-{number}")], log)
    events = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    answered = sum(e["event"] == "machine" and e["outcome"] in {"ok", "partial"} for e in events)
    return Run(answered=answered, cpu_ms=cpu, wall_s=wall, peak_mb=peak)


def bare(folder: Path, port: int, script: Path) -> Run:
    """Run bare pywinrm once."""
    log = folder / "bare.log"
    command = [sys.executable, "tests/bench/bare_pywinrm.py", str(folder / "addresses"), str(port)]
    cpu, wall, peak = measure([*command, str(script), str(THREADS)], log)
    return Run(answered=int(log.read_text()), cpu_ms=cpu, wall_s=wall, peak_mb=peak)


def compare(n: int, rounds: int) -> None:
    """Print both clients' rows and the ratio of their CPU."""
    with tempfile.TemporaryDirectory() as name, peers(Path(name), n, 0) as (port, addresses):
        folder = Path(name)
        (folder / "addresses").write_text("\n".join(addresses))
        inventory = write_inventory(folder, port, addresses)
        command = [sys.executable, "-m", "orchestrator", "sweep", "playbooks/ioc-sweep.yml"]
        command += ["-i", str(inventory), "--check", "--scripts", str(folder / "scripts")]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        script = folder / "scripts" / "windows.ps1"
        pairs = [(bare(folder, port, script), sweep(folder, inventory, at)) for at in range(rounds)]
    base = report("bare", [pair[0] for pair in pairs], n)
    whole = report("sweep", [pair[1] for pair in pairs], n)
    print(f"ratio of medians {whole / base:.2f} (allowed 1.6)")


def slow(n: int) -> None:
    """Print the sweep's row where every machine answers after 2 s."""
    with tempfile.TemporaryDirectory() as name, peers(Path(name), n, 2) as (port, addresses):
        run = sweep(Path(name), write_inventory(Path(name), port, addresses), 0)
    report("slow", [run], n)
    print("allowed: 12 s, 150 MB")


def main() -> None:
    """Run both comparisons, or play the machines."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=200)
    options.add_argument("-r", "--rounds", type=int, default=3)
    options.add_argument("--delay", type=float, default=0)
    options.add_argument("--serve", metavar="USERS")
    args = options.parse_args()
    if args.serve:
        serve(args.n, args.delay, args.serve)
    else:
        compare(args.n, args.rounds)
        slow(args.n)


if __name__ == "__main__":
    main()
