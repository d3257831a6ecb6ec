"""What it costs to tell where a whole district stands: `campaign status`, `findings list`.

    python -m tests.bench.standing_store [-n 5000] [-k 8] [-d DIR] [--profile]

A store is filled through `evidence.Store`: whole looks a week apart of about 2 kB each, in units of
85 machines. One machine in twenty met something and was handled, one in ten was off before it
answered. The goals, for 5,000 machines of 8 looks: 5 s or less from nothing, 0.5 s or less where
it was told before, 2 ms or less of CPU for one machine alone, 0.3 ms or less for one of a sweep.
A second of CPU is not the same on every day: compare with `main` at the same hour.
"""

import argparse
import cProfile
import pstats
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from orchestrator.evidence import Looked, Scoped, Store, SweepRecord, open_store
from orchestrator.evidence.opening import FILE
from orchestrator.evidence.scopes import FOR_EVER
from orchestrator.files.uncollected import uncollected
from orchestrator.model.act import EvidenceClass, Handled, Handling
from orchestrator.model.answer import Window
from orchestrator.model.look import Look, LookControl, Met, Said, Span
from orchestrator.model.outcome import Ended, Outcome
from orchestrator.model.plan import ControlRule, Severity
from orchestrator.model.result import (
    AnswerKind,
    ControlResult,
    ControlVerdict,
    ScopeRow,
    Status,
)
from orchestrator.model.rules import RULES
from orchestrator.sweep.campaign_rows import campaign_rows
from orchestrator.sweep.finding_list import FindingFilter, list_findings
from orchestrator.sweep.judging import to_keep
from orchestrator.sweep.scope import scope_of
from orchestrator.sweep.standing import _resting, _told, standing
from orchestrator.sweep.standing_cache import StandingCache, judged_place
from tests.bench.rematch import table
from tests.evidence.building import SCRIPT, START, UNIT, record, trip

A_UNIT, INFECTED, OFF_ONCE = 85, 20, 10
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
LISTED = 10_000
BEYOND = ("dns_events", "proxy", "persistence", "antivirus", "identity", "firewall_profiles")
CONTROLS = (
    ("CD-05", "Không còn kết nối đến địa chỉ độc hại", "connections", ControlRule.CONTACT),
    ("CD-06", "Không còn tra cứu tên miền độc hại", "dns_cache", ControlRule.OWN_HITS),
    ("DNS-04", "Tệp hosts không bị sửa trái phép", "hosts_file", ControlRule.HOSTS_INTACT),
    ("DNS-01", "Chỉ dùng máy chủ DNS được phép", "resolvers", ControlRule.APPROVED_RESOLVERS),
    ("NET-01", "Không có proxy trỏ tới địa chỉ độc hại", "proxy", ControlRule.OWN_HITS),
)


def look(number: int, unit: str, at: datetime) -> Look:
    """Return a whole look: each source tells how far back it sees."""
    checks = (*RULES.required, *BEYOND)
    window = Window(start=at - number % 99 * HOUR, end=at)
    return Look(
        evidence=0,
        machine=number,
        unit=unit,
        span=Span(at, at),
        answers={
            check: Said(kind=AnswerKind.ANSWERED, source=f"Get-{check}", window=window, rows=9)
            for check in checks
        },
        watch_from=at - 9 * HOUR,
        box=f"4C4C4544-0042-{number:04X}",
        installation=f"4C5398EC917858B599EB9233{number:08X}",
        controls=tuple(map(control, CONTROLS)),
    )


def control(said: tuple[str, str, str, ControlRule]) -> LookControl:
    name, title, check, rule = said
    result = ControlResult(
        control=name,
        title=title,
        severity=Severity.HIGH,
        verdict=ControlVerdict.PASS,
        checks=(check,),
    )
    return LookControl(result=result, rules=(rule,))


def met(at: datetime, listed: str) -> Met:
    return Met(
        evidence=0,
        value="h7.test",
        klass=EvidenceClass.CONTACT,
        status=Status.CONNECTED,
        check="connections",
        observed="h7.test",
        span=Span(at, at),
        since_list=listed,
        since=at,
    )


def handled(number: int, unit: str, at: datetime) -> Handled:
    return Handled(
        id=f"{number:064x}",
        machine=number,
        unit=unit,
        claimed=at,
        recorded=at,
        actor="Tổ CNTT",
        reason="đã quét",
        remedy=Handling.SCAN_REMOVED,
    )


def places(machines: int) -> list[tuple[str, str]]:
    """Return unit and name of each machine."""
    return [(f"th_{one // A_UNIT:03d}", f"m{one:05d}") for one in range(machines)]


def fill(store: Store, machines: int, looks: int) -> None:
    """Write the sweeps, and the handlings after the first."""
    store._connection.execute("PRAGMA synchronous = OFF")  # a made store may be lost
    listed = table([f"h{one}.test" for one in range(LISTED)])
    there = places(machines)
    codes = sorted({unit for unit, _ in there})
    for week in range(looks):
        head = replace(
            record(f"s{week}"),
            ioc_sha256=listed.sha256,
            started_at=START + week * WEEK,
            units=tuple(replace(UNIT, code=code, name=f"Trường {code}") for code in codes),
        )
        rows = (Scoped(row=ScopeRow(machine=name, unit=unit)) for unit, name in there)
        store.begin(head, rows, (SCRIPT,), to_keep(listed))
        sweep(store, head, week)
    store.keep_acts(acts(store))
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sweep(store: Store, head: SweepRecord, week: int) -> None:
    off = Outcome(ended=Ended.UNREACHABLE)
    for stored in store.machines(head.id):
        unit, name = stored.key
        at = head.started_at + timedelta(seconds=stored.number)
        came = replace(trip(name, f"{head.id} {name}".encode()), started_at=at, ended_at=at)
        if (stored.number + week) % OFF_ONCE == 0:
            gone = replace(came, stdout=b"", outcome=off)
            store.add(head, gone, stored, SCRIPT, (), None)
        bad = week == 0 and stored.number % INFECTED == 0
        found = Looked(
            look=look(stored.number, unit, at),
            met=(met(at, head.ioc_sha256),) if bad else (),
            whole=True,
        )
        store.add(head, came, stored, SCRIPT, (), None, found)


def acts(store: Store) -> Iterable[Handled]:
    """Yield what was recorded after the first sweep; one in four was handled."""
    for stored in store.machines("s0"):
        if stored.number % (4 * INFECTED) == 0:
            unit, _ = stored.key
            yield handled(stored.number, unit, START + timedelta(days=2))


def timed(what: str, work: Callable[[], object], times: int = 1) -> None:
    """Print what something costs, each time that it is done."""
    began, busy = time.perf_counter(), time.process_time()
    for _ in range(times):
        work()
    wall, cpu = time.perf_counter() - began, time.process_time() - busy
    each = f"{cpu / times * 1000:,.1f} ms of CPU, {wall / times * 1000:,.1f} ms"
    print(f"{what}: {each}" + (f" each of {times}" if times > 1 else ""))


def emptied(state: Path) -> None:
    """Forget where machines stood."""
    with closing(sqlite3.connect(state / FILE)) as db, db:
        db.execute("DELETE FROM standing")
        db.execute("DELETE FROM mark")


def refreshed(store: Store, now: datetime, only: frozenset[int] | None) -> None:
    """Tell anew where some machines stand, and keep it: what is not of them is not counted."""
    scope = scope_of(store)
    every = only is None
    places = tuple(judged_place(one) for one in scope.placed if every or one.number in only)
    cache = StandingCache(store=store, rules="", at=now)
    began, busy = time.perf_counter(), time.process_time()
    with uncollected():  # as `standing` does
        store.fill_marks(only)
        rows = campaign_rows(store, store.acts(), FOR_EVER, now, only)
        read = time.process_time()
        standings = _told(places, rows, scope.rules, now)
        folded = time.process_time()
        cache.keep(_resting(places, rows, standings), store.marks() if every else {})
        cpu, wall = time.process_time() - busy, time.perf_counter() - began
    n = len(places) / 1000
    print(
        f"  {len(places):,} machines: {cpu / n:.2f} ms of CPU each, {wall / n:.2f} ms; reading"
        f" {(read - busy) / n:.2f}, folding {(folded - read) / n:.2f} of it"
    )


def profiled(work: Callable[[], object]) -> None:
    with cProfile.Profile() as told:
        work()
    pstats.Stats(told).sort_stats("cumulative").print_stats(45)


def main() -> None:
    """Fill a store, or take one that is there, and tell where it stands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5000, help="machines")
    parser.add_argument("-k", type=int, default=8, help="looks a machine")
    parser.add_argument("-d", type=Path, help="where the store is made; it stays there")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        state = options.d or Path(made)
        if not (state / FILE).is_file():
            with closing(open_store(state, create=True)) as store:
                timed("filling", lambda: fill(store, options.n, options.k))
        print(f"size: {(state / FILE).stat().st_size / 1e6:.0f} MB")
        now = START + options.k * WEEK
        if options.profile:
            profiled(lambda: standing(state, now))
            return
        emptied(state)
        timed("from nothing", lambda: standing(state, now))
        timed("told before", lambda: standing(state, now))
        timed("findings list", lambda: list_findings(state, FindingFilter(), now))
        with closing(open_store(state, create=False)) as store:
            store._connection.execute("PRAGMA synchronous = OFF")
            numbers = [one.number for one in scope_of(store).placed]
            print("alone, all that is read for them with it: the first of a process, then others:")
            for some in (1, 1, 1, 10, 100):
                refreshed(store, now, frozenset(numbers[-some:]))
                numbers = numbers[:-some]
            print("all, as at the end of a sweep:")
            refreshed(store, now, None)


if __name__ == "__main__":
    main()
