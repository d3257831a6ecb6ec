"""Weeks of a campaign on a pretend district: real rounds, real lists, real words of persons.

Only three things are replaced: the clock, the wire, and the writing of report pages.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import copyfile
from types import SimpleNamespace

import pytest

from orchestrator.findings.act_refusals import Prepared, prepare
from orchestrator.findings.targets import OneFinding, Target, WholeMachine, finding_rows
from orchestrator.model.act import Act, Handling
from orchestrator.model.campaign import Judged
from orchestrator.model.deed import CallFalse, ConfirmBox, Deed, Handle, Signed
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Via
from orchestrator.model.result import SweepResult, Verdict
from orchestrator.sweep import Defaults, campaign_rounds, planning, running
from orchestrator.sweep.acting import claim, keep, kept_acts
from orchestrator.sweep.campaign_rounds import RunRequest, one_round
from orchestrator.sweep.standing import standing
from tests.inventory.trees import HEAD
from tests.played import PLAYBOOK
from tests.sweep.campaign_folder import campaign_file
from tests.sweep.simulated.truth import Listed, Machine, Word
from tests.sweep.simulated.wire import Hours, Wire

MONDAY = datetime(2026, 10, 5, tzinfo=VIETNAM)
ROUNDS = (8.5, 10.5, 14.5)  # hours of the day
EVENING = 19
BENIGN = "cap-nhat.example"  # listed by mistake
_CLEANED = 0.8
_EXCUSED = timedelta(days=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a campaign is; `rounds` are the hours of each weekday at which one is run."""

    units: int
    machines: int
    weeks: int
    rounds: tuple[float, ...] = ROUNDS


@dataclass(slots=True, kw_only=True)
class Weeks:
    """A campaign under way.

    `after` hears of each evening, and compares; `said` are the verdicts, reasons and states of
    findings that anybody was told so far.
    """

    folder: Path
    size: Size
    seed: int
    after: Callable[["Weeks", Judged], None]
    now: datetime = MONDAY
    machines: dict[str, Machine] = field(default_factory=dict)
    values: list[str] = field(default_factory=list)
    listed: Listed = field(default_factory=Listed)
    rejected: list[tuple[str, datetime]] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    dice: random.Random = field(init=False)
    wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        """Found the district."""
        self.dice = random.Random(self.seed)  # noqa: S311 - no secret
        each = self.size.machines // self.size.units
        for unit in range(self.size.units):
            for _ in range(each):
                n = len(self.machines)
                one = Machine(
                    name=f"m-{n}", unit=f"u{unit}", box=self._box(), installation=self._system()
                )
                self.machines[one.name] = one
        self.wire = Wire(
            seed=self.seed,
            machines=self.machines,
            hours={f"u{unit}": self._hours(unit) for unit in range(self.size.units)},
            wrong=frozenset({"u1"}),
            clock=lambda: self.now,
            rejected=self.rejected,
        )
        (self.folder / "iocs").mkdir()
        copyfile(PLAYBOOK, self.folder / "ioc-sweep.yml")
        self._write_inventory()
        last = (MONDAY + timedelta(weeks=self.size.weeks)).date()
        campaign_file(
            self.folder,
            opens=f"{MONDAY.date()}",
            deadline=f"{last}",
            inventory="[hosts.yml]",
            rules="{good_for: 14d}",  # so that passes age within the weeks, and are renewed
        )

    def _hours(self, unit: int) -> Hours:
        """Return when a unit is on: all week, in the mornings, on two days, or hardly ever."""
        kinds = (
            Hours(days=frozenset(range(5)), hours=range(7, 17), likely=0.9),
            Hours(days=frozenset(range(5)), hours=range(7, 11), likely=0.8),
            Hours(days=frozenset({1, 3}), hours=range(7, 17), likely=0.7),
            Hours(days=frozenset({2}), hours=range(13, 17), likely=0.4),
        )
        return kinds[unit % len(kinds)]

    def _box(self) -> str:
        return f"4C4C4544-0034-5710-8001-{self.dice.getrandbits(48):012X}"

    def _system(self) -> str:
        return f"7d0f6c1e-52ab-4c9b-8f7e-{self.dice.getrandbits(48):012x}"

    def _write_inventory(self) -> None:
        lines = [f"all:\n  vars: {{{HEAD.strip()}, ansible_connection: winrm,"]
        lines += ["    ansible_password: x, ansible_port: 5985}", "  children:"]
        lines += ["    offline: {hosts: {}}"]
        for unit in range(self.size.units):
            code = f"u{unit}"
            named = f"unit: {{name: Trường {unit}, type: primary_school}}, ansible_user: a-{code}"
            lines += [f"    {code}:", f"      vars: {{{named}}}", "      hosts:"]
            there = (one for one in self.machines.values() if one.unit == code and not one.removed)
            lines += [
                f"        {one.name}: {{ansible_host: 127.{int(one.name[2:]) // 250}.1."
                f"{int(one.name[2:]) % 250 + 1}}}"
                for one in there
            ]
        (self.folder / "hosts.yml").write_text("\n".join(lines) + "\n", "utf-8")

    @property
    def state(self) -> Path:
        """The state folder."""
        return self.folder / "s"

    def play(self) -> None:
        """Play all weeks."""
        with self._replaced():
            for _ in range(_BEFORE):
                self._befall()
            for week in range(self.size.weeks):
                self._relist(week)
                for day in range(5):
                    self._day(MONDAY + timedelta(weeks=week, days=day))

    @contextmanager
    def _replaced(self) -> Iterator[None]:
        """Replace the clock, the wire and the pages."""
        with pytest.MonkeyPatch.context() as patch:
            clock = self._clock
            patch.setattr(campaign_rounds, "now", clock)
            patch.setattr(campaign_rounds, "run", partial(running.run, clock=clock))
            patch.setattr(campaign_rounds, "plan_sweep", partial(planning.plan_sweep, clock=clock))
            patch.setattr(campaign_rounds, "Reports", _NoPages)
            patch.setattr("orchestrator.transport.transports", lambda _: {Via.WINRM: self.wire})
            yield

    def _clock(self) -> datetime:
        return self.now

    def _relist(self, week: int) -> None:
        """Let a weekly list come: two values more, and now and then one less."""
        fresh = [f"c2-{week}.example", f"203.0.113.{week + 1}"]
        self.values += [BENIGN, *fresh] if week == 0 else fresh
        if week and week % 2 == 0:
            self.values.remove(f"c2-{week - 2}.example")
        text = "\n".join(self.values) + "\n"
        (self.folder / "iocs" / "list.txt").write_text(text, "utf-8")

    def _day(self, midnight: datetime) -> None:
        self._befall()
        self.now = midnight + timedelta(hours=_EARLY)
        self._sweep_a_unit()
        for hour in self.size.rounds:
            self.now = midnight + timedelta(hours=hour)
            self._round()
        self.now = midnight + timedelta(hours=EVENING)
        judged = standing(self.state, self.now)
        self.listed.read_again(self.now)
        for one in (one for unit in judged.units for one in (*unit.machines, *unit.removed)):
            self.said |= {str(one.verdict), str(one.reason), *(str(f.state) for f in one.findings)}
        self.after(self, judged)
        self._record(judged)

    def _round(self) -> None:
        self.listed.read_again(self.now)
        done = one_round(
            RunRequest(
                file=self.folder / "campaign.yml",
                state=self.state,
                output=self.folder / "out",
                lang="vi",
                logon=Defaults(),
                forks=4,
                unit_forks=4,
                rate=None,
                timeout_s=60,
            ),
            lambda _: nullcontext(_Silent()),
        )
        if done.asked:
            self.listed.come(self.values, self.now)

    def _sweep_a_unit(self) -> None:
        """Have a person sweep one unit, beside all rounds."""
        planned = planning.plan_sweep(
            planning.SweepRequest(
                playbook=self.folder / "ioc-sweep.yml",
                inventory=(str(self.folder / "hosts.yml"),),
                limit=f"u{self.dice.randrange(self.size.units)}",
                forks=4,
            ),
            self._clock,
        )
        running.run(planned, self.state, _Silent(), clock=self._clock)
        self.listed.come(self.values, self.now)

    def _befall(self) -> None:
        """Let something happen to some machines on a day."""
        there = [one for one in self.machines.values() if not one.removed]
        few = max(2, len(there) // 100)
        week = (self.now - MONDAY).days // 7
        for one in self.dice.sample(there, 2 * few):  # some by what only next week's list names
            value = self.dice.choice((f"c2-{week}", f"c2-{week + 1}", "203.0.113."))
            name = f"{value}{week + 1}" if value.endswith(".") else f"{value}.example"
            one.infected[name] = self.dice.choice((0.3, 1.0))
        for one in self.dice.sample(there, few):
            one.infected[BENIGN] = 1.0
        for one in self.dice.sample(there, few):
            one.installation = self._system()
        if self.dice.random() < _SWAPPED:
            one = self.dice.choice(there)
            one.box, one.installation, one.infected = self._box(), self._system(), {}
        if self.dice.random() < _LEAVING:
            self.dice.choice(there).removed = True
            self._write_inventory()

    def _record(self, judged: Judged) -> None:
        """Have people handle, excuse and confirm in the evening, some of what is open."""
        words = [*self._words(judged), *self._confirmations(judged)]
        told = kept_acts(self.state)
        keep(self.state, [self._act(judged, told, *word) for word in words])

    def _words(self, judged: Judged) -> Iterator[tuple[OneFinding, Deed]]:
        for row in finding_rows(judged):
            if row.machine is None or row.finding.state not in ("new", "reopened"):
                continue
            if self.dice.random() < _RECORDED:
                one = self.machines[row.machine.scope.row.machine]
                yield OneFinding(row=row), self._word(one, row.finding.key.value)

    def _confirmations(self, judged: Judged) -> Iterator[tuple[WholeMachine, Deed]]:
        for unit in judged.units:
            for machine in unit.machines:
                if machine.reason == "identity" and self.dice.random() < _RECORDED:
                    one = self.machines[machine.scope.row.machine]
                    yield WholeMachine(unit=one.unit, machine=machine), self._confirm(one)

    def _word(self, one: Machine, value: str) -> Deed:
        if value == BENIGN:
            until = self.now + _EXCUSED
            one.words.append(Word(at=self.now, value=value, excuses_until=until))
            return CallFalse(until=until)
        one.words.append(Word(at=self.now, value=value))
        if self.dice.random() < _CLEANED:
            one.infected.pop(value, None)
        return Handle(remedy=Handling.SCAN_REMOVED)

    def _confirm(self, one: Machine) -> Deed:
        box = [look.box for look in one.given if look.box][-1]
        one.confirmed = (self.now, box or "")
        return ConfirmBox(box=box or "")

    def _act(self, judged: Judged, told: tuple[Act, ...], target: Target, deed: Deed) -> Act:
        """Return what is kept of a word, as it is of one in a sheet of many: judged once."""
        signed = Signed(
            actor="Tổ CNTT",
            reason="đã kiểm tra",
            approver="Phòng VHTT",
            claim=claim(None, self.now),
        )
        prepared = prepare(judged, told, target, deed, signed)
        assert isinstance(prepared, Prepared)
        return prepared.act


_EARLY = 7.75  # before all rounds, which count its tries
_BEFORE = 3  # days on which things happened before anybody looked
_SWAPPED = 0.3
_LEAVING = 0.2
_RECORDED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _NoPages:
    """Stands for the reports: asks, and writes nothing."""

    folder: Path | None
    state: Path
    lang: str

    def around(self, ask: Callable[[], SweepResult]) -> SimpleNamespace:
        swept = ask()
        judged = standing(self.state, swept.ended_at)
        return SimpleNamespace(swept=swept, judged=judged)


class _Silent:
    """Hears how a sweep goes on, and shows nothing."""

    def started(self, _sweep: str, _total: int, _stop: Callable[[], None]) -> None:
        """Hear that it begins."""

    def machine(self, _trip: Trip, _unit: str, _verdict: Verdict | None) -> None:
        """Hear of one machine."""
