"""Hub, runners and broker, each killed again and again while results travel; then who has what.

    python -m tests.sweep.hub_killing SITES MACHINES KILLS SEED FOLDER

SITES sites with MACHINES machines each. The streams of the broker are thrown away once. Prints one
JSON object; `wrong` is what the checker found, which reads both ends' databases by itself.
"""

import json
import os
import random
import resource
import shutil
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from orchestrator import evidence
from orchestrator.evidence.codec import unpack_body
from orchestrator.model.district import Unit
from orchestrator.model.outcome import OK, Trip
from orchestrator.model.result import ScopeRow
from orchestrator.roads.kit_keys import KeyKind, keep_key
from orchestrator.sweep.broker_settings import FOLDER, init_hub
from orchestrator.sweep.bundle_exporting import PartSender
from orchestrator.sweep.hub_running import HubRequest, start_hub
from orchestrator.sweep.judging import to_keep
from orchestrator.sweep.runner_running import start_runner
from orchestrator.sweep.site_enrolment import enrolled as enrolment_of
from tests.roads.made_keys import key_file
from tests.sweep.kits_home import UNIT, Pc, identities, listed, record, script
from tests.sweep.sites_home import BROUGHT, SWEPT, enrolled

FEWEST_PARTS, MACHINES_A_PART = 10, 20


def unit_of(site: int) -> Unit:
    return replace(UNIT, code=f"truong_{site}", name=f"Trường số {site}")


def scoped(site: int, machines: int) -> list[evidence.Scoped]:
    code = unit_of(site).code
    rows = [ScopeRow(machine=f"pc{site}-{n:05d}", unit=code, label="") for n in range(machines)]
    return [evidence.Scoped(row=one) for one in rows]


def begin(folder: Path, head: evidence.SweepRecord, rows: list[evidence.Scoped]) -> None:
    with closing(evidence.open_store(folder, create=True)) as store:
        store.begin(head, rows, (script(),), to_keep(listed()))


def make(folder: Path, sites: int, machines: int) -> tuple[Path, list[Path]]:
    """Make a hub and its sites; all machines of these have answered, and wait in parts."""
    here = folder / "hub"
    keep_key(here, key_file(KeyKind.DISTRICT))
    units = tuple(map(unit_of, range(sites)))
    rows = [row for site in range(sites) for row in scoped(site, machines)]
    begin(here, replace(record("h1"), units=units), rows)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        init_hub(here, f"127.0.0.1:{free.getsockname()[1]}", None)
    wards = [swept(folder / f"ward{site}" / "state", site, machines) for site in range(sites)]
    for site, ward in enumerate(wards):
        enrolled(here, ward, f"site{site}", (unit_of(site).code,))
        greeted(here, ward, f"site{site}")
        parts(ward)
    return here, wards


def greeted(here: Path, ward: Path, site: str) -> None:
    """Let the hub know a site's key, as if it had greeted before."""
    with closing(evidence.open_store(here, create=False)) as store:
        store.hear(site, enrolment_of(ward)[1].public, BROUGHT)


def swept(folder: Path, site: int, machines: int) -> Path:
    nonce = f"{site:016x}"
    head = replace(record(f"w{site}", nonce), units=(unit_of(site),))
    begin(folder, head, scoped(site, machines))
    return folder


def parts_of(machines: int) -> int:
    return max(FEWEST_PARTS, machines // MACHINES_A_PART)


def parts(ward: Path) -> None:
    """Let machines answer, some at a time, and make a part of each time."""
    with closing(evidence.open_store(ward, create=False)) as store:
        sender = PartSender.of(store, ward)
        name = f"w{ward.parent.name.removeprefix('ward')}"
        head, rows = store.sweep(name), tuple(store.machines(name))
        size = -(-len(rows) // parts_of(len(rows)))
        for number, stored in enumerate(rows, 1):
            body = Pc(number).says(head.nonce, SWEPT)
            trip = Trip(
                machine=stored.scoped.row.machine,
                outcome=OK,
                started_at=SWEPT,
                ended_at=SWEPT + timedelta(seconds=number),
                stdout=body,
                exit_code=0,
                via="winrm",
            )
            store.add(head, trip, stored, script(), (), 0.0)
            if number % size == 0 or number == len(rows):
                sender.make_all(SWEPT)


class Crew:
    """Who works, each in a process of its own, and may be killed."""

    def __init__(self, here: Path, wards: list[Path]) -> None:
        self._here = here
        self._wards = wards
        self._pids: dict[str, int] = {}

    def start(self) -> None:
        """Start whoever does not run."""
        if "hub" not in self._pids:
            self._pids["hub"] = forked(lambda: hub(self._here), self._here)
        for ward in self._wards:
            if ward.parent.name not in self._pids:
                self._pids[ward.parent.name] = forked(lambda ward=ward: runner(ward), ward)

    def kill(self, who: str) -> bool:
        """Kill one of them; False where it does not run."""
        pid = broker_of(self._pids["hub"]) if who == "broker" else self._pids.pop(who, None)
        if pid is None:
            return False
        os.kill(pid, signal.SIGKILL)
        if who != "broker":
            os.waitpid(pid, 0)
        return True

    def wipe(self) -> None:
        """Throw away all that the broker keeps."""
        pid = broker_of(self._pids["hub"]) if "hub" in self._pids else None
        self.kill("hub")
        while pid is not None and Path(f"/proc/{pid}").exists():
            time.sleep(0.02)
        shutil.rmtree(self._here / FOLDER / "streams", ignore_errors=True)

    def end(self) -> None:
        for pid in self._pids.values():
            os.kill(pid, signal.SIGTERM)
        for pid in self._pids.values():
            os.waitpid(pid, 0)

    def failed(self) -> list[str]:
        """Return who ended by itself."""
        return [who for who, pid in self._pids.items() if os.waitpid(pid, os.WNOHANG)[0]]


def forked(work: Callable[[], None], state: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    with (state / "told.log").open("ab", buffering=0) as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        work()
    finally:
        os._exit(1 if sys.exc_info()[0] not in {None, SystemExit} else 0)


def hub(state: Path) -> None:
    start_hub(
        HubRequest(state=state, identities=identities()), lambda: BROUGHT, tell, lambda: False
    )


def runner(state: Path) -> None:
    start_runner(state, lambda: BROUGHT, tell, lambda: False, once=False)


def tell(said: str) -> None:
    os.write(1, f"{time.monotonic():.1f} {said}\n".encode())


def broker_of(pid: int) -> int | None:
    """Return the nats-server that a hub runs."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(children[0]) if children else None


def counted(database: Path, query: str) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])


def taken(here: Path) -> int:
    return counted(
        here / "orchestrator.sqlite3", "SELECT count(*) FROM receipt WHERE key LIKE 'bundle %'"
    )


def unsent(ward: Path) -> int:
    query = "SELECT count(*) FROM outbox WHERE received_at IS NULL"
    return counted(ward / "orchestrator.sqlite3", query)


def killing(here: Path, wards: list[Path], total: int, kills: int, seed: int) -> int:
    """Let them work, kill one of them after each step forward, and wait until all is receipted."""
    chance = random.Random(seed)  # noqa: S311  no secret
    crew, done, wiped = Crew(here, wards), 0, False
    crew.start()
    everybody = ["hub", "broker", *(ward.parent.name for ward in wards)]
    try:
        while done < kills or any(map(unsent, wards)):
            assert crew.failed() == []
            if done < kills and taken(here) >= done * total // kills:
                done += crew.kill(everybody[done % len(everybody)])
                if not wiped and done > kills // 2:
                    crew.wipe()
                    wiped = True
                time.sleep(chance.random() / 2)
                crew.start()
            time.sleep(0.02)
    finally:
        crew.end()
    return done


def wrong(here: Path, wards: list[Path], machines: int) -> Iterator[str]:
    """Yield what is not as it must be: both ends' rows side by side, read by SQL alone."""
    with closing(sqlite3.connect(here / "orchestrator.sqlite3")) as connection:
        (whole,) = connection.execute("PRAGMA integrity_check").fetchone()
        if whole != "ok":
            yield whole
        for site, ward in enumerate(wards):
            ours, theirs = answers(connection, site), set()
            with closing(sqlite3.connect(ward / "orchestrator.sqlite3")) as other:
                theirs = answers(other, site)
            if len(theirs) != machines or ours != theirs:
                yield f"site {site}: {len(ours)} here, {len(theirs)} there"
            yield from doubled(connection, site, machines)


def answers(connection: sqlite3.Connection, site: int) -> set[tuple[str, str, bytes]]:
    query = """SELECT m.unit, m.name, e.body, e.size FROM evidence e
        JOIN machine m ON m.id = e.machine WHERE e.sweep = ?"""
    rows = connection.execute(query, (f"w{site}",)).fetchall()
    return {(unit, name, unpack_body(body, size)) for unit, name, body, size in rows}


def doubled(connection: sqlite3.Connection, site: int, machines: int) -> Iterator[str]:
    sweep = (f"w{site}",)
    for table in ("evidence", "attempt"):
        count = f"SELECT count(*) FROM {table} WHERE sweep = ?"  # noqa: S608  two fixed names
        (found,) = connection.execute(count, sweep).fetchone()
        if found != machines:
            yield f"site {site}: {found} rows in {table}"
    whose = connection.execute("SELECT site FROM site_sweep WHERE sweep = ?", sweep).fetchall()
    if whose != [(f"site{site}",)]:
        yield f"site {site}: its sweep is {whose}"
    foreign = """SELECT count(*) FROM evidence e JOIN machine m ON m.id = e.machine
        WHERE e.sweep = ? AND m.unit != ?"""
    (strangers,) = connection.execute(foreign, (*sweep, unit_of(site).code)).fetchone()
    if strangers:
        yield f"site {site}: {strangers} answers of another's machines"
    (waits,) = connection.execute("SELECT count(*) FROM waiting").fetchone()
    if waits:
        yield f"{waits} wait for a word"


def main() -> None:
    sites, machines, kills, seed = map(int, sys.argv[1:5])
    here, wards = make(Path(sys.argv[5]), sites, machines)
    began = time.monotonic()
    done = killing(here, wards, sites * parts_of(machines), kills, seed)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "results": sites * machines,
        "killed": done,
        "wrong": sorted(set(wrong(here, wards, machines))),
        "seconds": round(time.monotonic() - began, 1),
        "cpu": round(used.ru_utime + used.ru_stime, 1),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
