"""Plays the three weeks of the pretend district: each day by a clock of its own, real otherwise.

Not in the room's face: only `demo` plays anything. Machines are asked over real SSH and WinRM, acts
are recorded and judged as a person's are; the time alone is handed in (`clock.played`).
"""

import dataclasses
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.evidence.opening import FILE
from orchestrator.findings.targets import finding_rows
from orchestrator.lab import Lab
from orchestrator.lab.kit_run import can_run_kits
from orchestrator.lab.list_edits import add_list, withdraw
from orchestrator.lab.story import (
    DAYS,
    PlayedAnnouncement,
    PlayedDay,
    PlayedKits,
    PlayedList,
    PlayedSweep,
    PlayedWithdrawal,
    PlayedWord,
    PlayedWords,
    Step,
    moment_of,
    outcomes,
)
from orchestrator.model.deed import Signed
from orchestrator.model.outcome import Ended
from orchestrator.model.plan import Family
from orchestrator.model.result import SweepResult, Verdict
from orchestrator.model.secret import Secret
from orchestrator.sweep.acting import ActRequest, claim, record
from orchestrator.sweep.announcing import AnnounceRequest, announce
from orchestrator.sweep.campaign_files import the_campaign
from orchestrator.sweep.campaign_rounds import Watch
from orchestrator.sweep.clock import Clock, now, played
from orchestrator.sweep.kit_importing import KitImportRequest, import_answers
from orchestrator.sweep.kit_keyring import add_new_key
from orchestrator.sweep.kit_making import KitRequest, make_kits
from orchestrator.sweep.planning import PlannedSweep, demo_request, plan_sweep
from orchestrator.sweep.reporting import Reported, Reports
from orchestrator.sweep.retrying import EVERY_REASON
from orchestrator.sweep.running import resume, run
from orchestrator.sweep.standing import standing
from orchestrator.text.catalogue import catalogue, iso_day
from orchestrator.text.message import say
from orchestrator.vault import Identity, Vault

_AGAIN = 2
_PATIENT_S = 30.0


class DayTold(Struct, frozen=True, kw_only=True):
    """One played day that is over.

    Attributes:
        day: What happened on it.
        at: When it began by the played clock (aware).
        standing: How many machines stand how at its end.
        left_out: This computer lacks what kits seal with: none was run.
    """

    day: PlayedDay
    at: datetime
    standing: Mapping[Verdict, int]
    left_out: bool = False


def refuse_used(state: Path) -> None:
    """Refuse a state folder in which anything was swept: weeks are played from their first day.

    Raises:
        UsageError: It is one.
        StateError: It is damaged.
    """
    if not (state / FILE).exists():
        return
    with closing(evidence.open_store(state, create=False)) as store:
        used = bool(store.sweeps()) or bool(store.campaigns())
    if used:
        raise UsageError.one(say("demo.used", folder=state), say("demo.mend.used"))


def play(
    district: Lab, reports: Reports, today: datetime, watch: Watch, told: Callable[[DayTold], None]
) -> Reported:
    """Play all days, and report where everything stands on the last one.

    Args:
        district: The district, on its first day.
        reports: Where reports go; its state folder is new.
        today: The real moment (aware UTC) at which the last day ends, as `story.played_time` was
            given it.
        watch: Returns who is told how a sweep goes on.
        told: Hears of each day when it is over.

    Raises:
        InputError: A folder cannot be used or written to.
        UnwrittenError: It was played, and the reports cannot be written.
    """
    return reports.around(partial(_days, district, reports.state, today, watch, told))


def _days(
    district: Lab,
    state: Path,
    today: datetime,
    watch: Watch,
    told: Callable[[DayTold], None],
) -> SweepResult:
    """Return what the last sweep came to; one that was stopped is the last."""
    name = the_campaign(state, district.campaign, moment_of(DAYS[0], today), Vault(), create=True)
    newest: list[SweepResult] = []
    for take, day in enumerate(DAYS, 1):
        at = moment_of(day, today)
        stage = _Stage(district, state, played(at - today), take, watch, name.campaign.id)
        for step in day.steps:
            newest += stage.play(step)
            if newest and not newest[-1].finished:
                return newest[-1]
        kits = any(isinstance(step, PlayedKits) for step in day.steps)
        left_out = kits and not can_run_kits()
        counts = _counts(state, stage.clock())
        told(DayTold(day=day, at=at, standing=counts, left_out=left_out))
    return newest[-1]


def _counts(state: Path, at: datetime) -> Mapping[Verdict, int]:
    units = standing(state, at).units
    return Counter(machine.verdict for unit in units for machine in unit.machines)


def _missed(result: SweepResult, due: Mapping[str, str]) -> tuple[str, ...]:
    """Return the machines whose asking ended otherwise than it was to."""
    ends = {m.scope.machine: str(m.outcome) for unit in result.units for m in unit.machines}
    return tuple(name for name, outcome in due.items() if ends[name] != outcome)


class _Stage(Struct, frozen=True):
    """One day of the district."""

    district: Lab
    state: Path
    clock: Clock
    take: int
    watch: Watch
    campaign: str

    def play(self, step: Step) -> tuple[SweepResult, ...]:
        """Play one step, and return what it came to if it was a sweep."""
        match step:
            case PlayedSweep():
                return (self._sweep(step),)
            case PlayedWords(words=words):
                for word in words:
                    self._record(word)
            case PlayedAnnouncement():
                self._announce(step)
            case PlayedKits():
                self._by_kit(step)
            case PlayedList(file=file):
                add_list(self.district.iocs, file, self.clock())
            case PlayedWithdrawal(published=published):
                withdraw(self.district.iocs, published, self.clock())
        return ()

    def _sweep(self, step: PlayedSweep) -> SweepResult:
        """Sweep; whom a busy computer could not play in time is asked again, with more of it."""
        self.district.recast(step.scenes, self.clock() - now(), self.take)
        planned = self._planned(step.pattern)
        with self.watch(planned) as observer:
            result = run(planned, self.state, observer, self.campaign, self.clock)
        due = outcomes(step)
        for _ in range(_AGAIN):
            missed = _missed(result, due)
            if not missed or not result.finished:
                return result
            result = self._again(result.sweep, missed)
        if silent := [name for name in _missed(result, due) if due[name] == Ended.OK]:
            names = ", ".join(silent)
            raise UsageError.one(say("demo.busy", machines=names), say("demo.mend.busy"))
        return result

    def _again(self, sweep: str, machines: tuple[str, ...]) -> SweepResult:
        planned = self._planned(",".join(machines))
        patient = replace(
            planned, request=dataclasses.replace(planned.request, timeout_s=_PATIENT_S)
        )
        with self.watch(patient) as observer:
            return resume(
                patient, self.state, sweep, observer, retry=EVERY_REASON, clock=self.clock
            )

    def _by_kit(self, step: PlayedKits) -> None:
        """Make a kit, let it be run, and take its results; its key's password is kept nowhere."""
        if not can_run_kits():
            return  # `DayTold.left_out` says so
        password = Secret(secrets.token_urlsafe())
        identity = Identity(vault_id="default", source="demo", ask=lambda: password)
        at = self.clock()
        add_new_key(self.state, identity, at)
        asked = KitRequest(
            state=self.state,
            inventory=(str(self.district.inventory),),
            units=(step.unit,),
            families=(Family.POSIX,),
        )
        made = make_kits(asked, self.state / "kits", Vault(), catalogue("vi"), at)
        stick = self.district.run_kit(made.kits[0].path, step.scenes, at - now(), self.take)
        wanted = KitImportRequest(state=self.state, paths=(stick,), identities=(identity,))
        done = import_answers(wanted, self.clock, lambda _: None)
        if done.taken != len(step.scenes):
            names = ", ".join(step.scenes)
            raise UsageError.one(say("demo.busy", machines=names), say("demo.mend.busy"))

    def _planned(self, pattern: str) -> PlannedSweep:
        request = demo_request(
            playbook=self.district.playbook,
            inventory=self.district.inventory,
            sinkholes=self.district.sinkholes,
        )
        return plan_sweep(dataclasses.replace(request, limit=pattern), self.clock)

    def _record(self, word: PlayedWord) -> None:
        at = self.clock()
        signed = Signed(
            actor=word.actor, reason=word.reason, approver=word.approver, claim=claim(None, at)
        )
        target = f"{word.unit}/{word.machine}" if word.value is None else self._finding(word)
        record(self.state, ActRequest(target=target, deed=word.deed(at), signed=signed), at)

    def _finding(self, word: PlayedWord) -> str:
        """Return the number of the finding that a word is about."""
        rows = finding_rows(standing(self.state, self.clock()))
        numbers = {(row.machine_name, row.finding.key.value): row.finding.number for row in rows}
        return numbers[word.machine, word.value or ""]

    def _announce(self, step: PlayedAnnouncement) -> None:
        at = self.clock()
        request = AnnounceRequest(
            unit=step.unit,
            announced=iso_day(at),
            document=step.document,
            reached=step.reached,
            actor=step.actor,
            reason="",
        )
        announce(self.state, request, at)
