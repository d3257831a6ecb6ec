"""The denominator of a sweep: all machines of every unit that it touches."""

from collections.abc import Iterable

from orchestrator.evidence.campaigns import CampaignScope
from orchestrator.evidence.codec import Rules
from orchestrator.evidence.records import Scoped
from orchestrator.model.district import District, Machine
from orchestrator.model.outcome import Why
from orchestrator.model.plan import Assignment, Plan, Question, SiteAssignment
from orchestrator.model.result import ScopeRow


def touched_units(district: District, selected: frozenset[str]) -> frozenset[str]:
    """Return the codes of the units that have a selected machine."""
    return frozenset(m.unit for m in district.machines if m.name in selected)


def rules_of(assignments: Iterable[Assignment | SiteAssignment]) -> Rules:
    """Return the distinct question lists, in the order of their first machine."""
    found: list[tuple[Question, ...]] = []
    for assignment in assignments:
        if assignment.questions not in found:
            found.append(assignment.questions)
    return tuple(found) or ((),)


def scope_of(
    district: District, plan: Plan, selected: frozenset[str], rules: Rules
) -> tuple[Scoped, ...]:
    """Return a row for every machine of every touched unit, selected or not."""
    touched = touched_units(district, selected)
    wards = {unit.code: unit.ward for unit in district.units}
    asked = {a.machine: a for a in plan.assignments}
    questions = {a.machine: a.questions for a in plan.assignments}
    questions |= {a.machine: a.questions for a in plan.at_sites}
    skipped = {s.machine: Why(s.why) for s in plan.skipped}
    skipped |= {a.machine: Why.AT_SITE for a in plan.at_sites}
    return tuple(
        Scoped(
            row=_row(m, wards[m.unit], asked.get(m.name), selected=m.name in selected),
            skipped=skipped.get(m.name),
            rule=rules.index(questions[m.name]) if m.name in questions else 0,
        )
        for m in district.machines
        if m.unit in touched
    )


def campaign_scope(district: District) -> CampaignScope:
    """Return all that an inventory holds, whoever is asked."""
    wards = {unit.code: unit.ward for unit in district.units}
    return CampaignScope(
        authority=district.authority,
        units=district.units,
        demo=district.demo,
        rows=tuple(_row(m, wards[m.unit], None, selected=True) for m in district.machines),
    )


def _row(
    machine: Machine, ward: str | None, asked: Assignment | None, *, selected: bool
) -> ScopeRow:
    return ScopeRow(
        machine=machine.name,
        unit=machine.unit,
        ward=ward,
        label=machine.label,
        room=machine.room,
        role=machine.role,
        os=machine.os,
        address=asked.target.address if asked else None,
        via=asked.target.via if asked else None,
        excluded=machine.excluded,
        selected=selected,
    )
