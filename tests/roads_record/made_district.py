"""A hub and its sites, all of whose machines have answered; and apart from them, what is true.

The answers are those of a recorded PC to one check, so that what is measured is the road: each
machine's is its own. `truth/<site>.tsv` says which answer is of which machine, written where
the answer is made, and never read by the program.
"""

import hashlib
import multiprocessing
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from orchestrator import evidence, plan
from orchestrator.checks import ALL
from orchestrator.lab.recording import RECORDINGS, Scribe, replay
from orchestrator.model.district import Unit
from orchestrator.model.outcome import OK, Trip
from orchestrator.model.plan import Family, Question, Script
from orchestrator.model.result import ScopeRow
from orchestrator.roads.kit_keys import KeyKind, keep_key
from orchestrator.sweep.broker_settings import init_hub
from orchestrator.sweep.bundle_exporting import PartSender
from orchestrator.sweep.judging import to_keep
from orchestrator.sweep.site_enrolment import enrolled as enrolment_of
from tests.roads.made_keys import key_file
from tests.sweep.kits_home import CLEAN, START, UNIT, listed, questions, record
from tests.sweep.sites_home import BROUGHT, SWEPT, enrolled

CHECK: Final = "hosts_file"
_FRAME_LINES: Final = 8
_MAKERS: Final = 6
_DAY: Final = timedelta(days=1)
CLOCKS: Final = (timedelta(0), _DAY, -_DAY)
"""By how much the clocks of the sites are off: every third by as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site; `place` is its number."""

    place: int
    state: Path
    machines: int

    @property
    def name(self) -> str:
        """What the hub calls it."""
        return f"site{self.place}"

    @property
    def sweep(self) -> str:
        """The id of its one sweep."""
        return f"w{self.place}"

    @property
    def unit(self) -> Unit:
        """Its one unit."""
        return replace(UNIT, code=f"truong_{self.place}", name=f"Trường số {self.place}")

    @property
    def clock_off(self) -> timedelta:
        """By how much its clock is off."""
        return CLOCKS[self.place % len(CLOCKS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A hub with its sites."""

    hub: Path
    sites: Sequence[Site]

    @property
    def machines(self) -> int:
        """How many machines there are."""
        return sum(site.machines for site in self.sites)


def made(folder: Path, sites: int, machines: int, part: int, listen: str) -> District:
    """Make all of it.

    Args:
        folder: Where; there is nothing in it.
        sites: How many sites.
        machines: How many machines all of them have together.
        part: How many machines are in one part, but for the last: that one makes the site itself.
        listen: Where the broker will listen.
    """
    shares = (machines // sites + (place < machines % sites) for place in range(sites))
    district = District(
        hub=folder / "hub",
        sites=[
            Site(place=place, state=folder / f"ward{place}" / "state", machines=share)
            for place, share in enumerate(shares)
        ],
    )
    _make_hub(district, listen)
    (folder / "truth").mkdir()
    with multiprocessing.get_context("fork").Pool(_MAKERS) as pool:
        for _ in pool.imap_unordered(partial(_answer, folder / "truth", part), district.sites):
            pass
    return district


def found(folder: Path) -> District:
    """Return what `made` made in a folder."""
    truth = folder / "truth"
    return District(
        hub=folder / "hub",
        sites=[
            Site(
                place=place,
                state=folder / f"ward{place}" / "state",
                machines=len((truth / f"site{place}.tsv").read_text("utf-8").splitlines()),
            )
            for place in range(len(tuple(truth.iterdir())))
        ],
    )


def _make_hub(district: District, listen: str) -> None:
    keep_key(district.hub, key_file(KeyKind.DISTRICT))
    units = tuple(site.unit for site in district.sites)
    scoped = {site.name: _scoped(site) for site in district.sites}
    # Sites are added while the inventory is small: each looks at all of it.
    _begin(district.hub, replace(_record("h0"), units=units), [rows[0] for rows in scoped.values()])
    init_hub(district.hub, listen, None)
    for site in district.sites:
        head = replace(_record(site.sweep, f"{site.place:016x}"), units=(site.unit,))
        _begin(site.state, head, scoped[site.name])
        enrolled(district.hub, site.state, site.name, (site.unit.code,))
        with closing(evidence.open_store(district.hub, create=False)) as store:
            store.hear(site.name, enrolment_of(site.state)[1].public, BROUGHT)
    whole = replace(_record("h1"), units=units, started_at=START + timedelta(minutes=1))
    _begin(district.hub, whole, [row for rows in scoped.values() for row in rows])


def _record(name: str, nonce: str = "0123456789abcdef") -> evidence.SweepRecord:
    return replace(record(name, nonce), rules=(_questions(),))


@cache
def _questions() -> tuple[Question, ...]:
    return tuple(one for one in questions() if one.check == CHECK)


@cache
def _script() -> Script:
    return plan.fuse([check for check in ALL if check.id == CHECK], Family.WINDOWS)


def _scoped(site: Site) -> list[evidence.Scoped]:
    names = (f"pc{site.place}-{number:05d}" for number in range(site.machines))
    return [
        evidence.Scoped(row=ScopeRow(machine=name, unit=site.unit.code, label="")) for name in names
    ]


def _begin(folder: Path, head: evidence.SweepRecord, rows: list[evidence.Scoped]) -> None:
    with closing(evidence.open_store(folder, create=True)) as store:
        store.begin(head, rows, (_script(),), to_keep(listed()))


def _answer(truth: Path, part: int, site: Site) -> None:
    """Let all machines of a site answer, and write down what they said."""
    with (
        closing(evidence.open_store(site.state, create=False)) as store,
        (truth / f"{site.name}.tsv").open("w", encoding="utf-8") as told,
    ):
        sender = PartSender.of(store, site.state)
        head = store.sweep(site.sweep)
        for number, stored in enumerate(store.machines(site.sweep), 1):
            row = stored.scoped.row
            body = _said(row.machine, head.nonce)
            store.add(head, _trip(site, row.machine, body, number), stored, _script(), (), 0.0)
            digest = hashlib.sha256(body).hexdigest()
            line = (site.name, site.sweep, row.unit, row.machine, digest)
            print(*line, sep="\t", file=told)
            if number % part == 0:
                sender.make_all(SWEPT + site.clock_off)


def _trip(site: Site, machine: str, body: bytes, number: int) -> Trip:
    at: datetime = SWEPT + site.clock_off
    return Trip(
        machine=machine,
        outcome=OK,
        started_at=at,
        ended_at=at + timedelta(seconds=number),
        stdout=body,
        exit_code=0,
        via="winrm",
    )


def _said(machine: str, nonce: str) -> bytes:
    """Return what a machine says: its name makes it another one's than all others."""
    return _template(nonce).replace(b"MAY-RIENG", machine.encode())


@cache
def _template(nonce: str) -> bytes:
    raw = b"".join(_lines())
    return replay(raw, Scribe(nonce=nonce, now=SWEPT, facts={"name": "MAY-RIENG"}))


def _lines() -> Iterator[bytes]:
    """Yield the recorded lines of the frame and of the one check."""
    recorded = (RECORDINGS / f"{CLEAN}.txt").read_bytes().splitlines(keepends=True)
    yield from recorded[:_FRAME_LINES]
    name = CHECK.encode()
    at = next(n for n, line in enumerate(recorded) if b" open64 %s " % name in line)
    opened, body, shut = recorded[at : at + 3]
    yield from (opened, body, re.sub(rb" ok \d+ ", b" ok 1 ", shut))
    *mark, facts, _ = recorded[-1].split()
    yield b" ".join((*mark, facts, b"1\n"))
