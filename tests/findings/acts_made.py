"""A small made district, judged: one infected machine, a clean one, a notice of the unit."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from orchestrator.bodies import level, unit_type
from orchestrator.files.packed_values import PackedValues
from orchestrator.findings import judged_basis, stand, stand_unit
from orchestrator.model.act import Act, EvidenceClass
from orchestrator.model.campaign import (
    Finding,
    Judged,
    JudgedKind,
    MachineScope,
    MachineStanding,
)
from orchestrator.model.district import Authority, Unit
from orchestrator.model.look import Look, MachineTry, Met, Origin, Said, Span
from orchestrator.model.outcome import OK
from orchestrator.model.result import AnswerKind, ListInfo, ScopeRow, Status
from orchestrator.model.rules import RULES

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LOOKED = NOW - timedelta(days=2)
UNIT = Unit(code="th_hoa_sen", name="Trường Tiểu học Hoa Sen", type=unit_type("primary_school"))
BAD = "bad.example"
GRAVE = "203.0.113.7"
NOTICED = "noticed.example"
SICK, CLEAN = 1, 2


def look(
    evidence: int, machine: int | None = SICK, at: datetime = LOOKED, origin: Origin = Origin.SWEEP
) -> Look:
    """Return a whole look of a machine that had been on for two days."""
    return Look(
        evidence=evidence,
        machine=machine,
        unit=UNIT.code,
        origin=origin,
        span=Span(at, at),
        answers={check: Said(kind=AnswerKind.ANSWERED, rows=1) for check in RULES.required},
        watch_from=at - timedelta(days=2),
        box="box" if machine else None,
    )


def met(
    evidence: int,
    value: str = BAD,
    klass: EvidenceClass = EvidenceClass.LOOKUP,
    status: Status = Status.RESOLVED,
    at: datetime = LOOKED,
) -> Met:
    """Return one sighting."""
    return Met(
        evidence=evidence,
        value=value,
        klass=klass,
        status=status,
        check="dns_cache",
        observed=value,
        span=Span(at, at),
        process=r"C:\x\a.exe (PID 7)",
        since=at - timedelta(days=9),
    )


SICK_LOOKS = (look(1),)
SICK_MET = (
    met(1),
    met(1, GRAVE, EvidenceClass.CONTACT, Status.CONNECTED),
)


def machine(
    number: int,
    name: str,
    looks: tuple[Look, ...],
    seen: tuple[Met, ...] = (),
    acts: tuple[Act, ...] = (),
    now: datetime = NOW,
    removed_at: datetime | None = None,
) -> MachineStanding:
    return stand(
        looks=looks,
        met=seen,
        acts=tuple(act for act in acts if act.machine == number),
        attempts=tuple(MachineTry(at=one.span.hi, outcome=OK) for one in looks),
        scope=MachineScope(
            number=number, row=ScopeRow(machine=name, unit=UNIT.code), removed_at=removed_at
        ),
        rules=RULES,
        now=now,
    )


def judged(
    acts: Iterable[Act] = (),
    now: datetime = NOW,
    looks: tuple[Look, ...] = SICK_LOOKS,
    seen: tuple[Met, ...] = SICK_MET,
) -> Judged:
    """Return the district as it stands with these acts."""
    told = tuple(acts)
    notice = look(9, None, LOOKED, Origin.NOTICE)
    unit = stand_unit(
        UNIT,
        (
            machine(SICK, "hs-01", looks, seen, told, now),
            machine(CLEAN, "hs-02", (look(2, CLEAN),), (), told, now),
            machine(3, "hs-03", (), (), told, now, removed_at=LOOKED),
        ),
        looks=(notice,),
        met=(met(9, NOTICED, EvidenceClass.REPORTED),),
        acts=told,
        rules=RULES,
        now=now,
        list_bars_pass=False,
    )
    return Judged(
        kind=JudgedKind.CAMPAIGN,
        id="all",
        at=now,
        list=ListInfo(sha256="ab" * 32, indicators=3, dated="2026-11-20"),
        rules_sha="",
        scope_sha="",
        authority=Authority(
            name="Ba Đình", committee="UBND", campaign="Chiến dịch", level=level("district")
        ),
        units=PackedValues((unit,)),  # as in the program: who asks twice gets an equal one
        basis=judged_basis((unit,)),
    )


def finding(value: str = BAD, acts: Iterable[Act] = (), now: datetime = NOW) -> Finding:
    """Return the finding of that value."""
    (unit,) = judged(acts, now).units
    every = (*unit.findings, *(one for m in unit.machines for one in m.findings))
    return next(one for one in every if one.key.value == value)
