"""What the district overview shows: units, not machines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from orchestrator.model.bodies import UnitType
from orchestrator.model.indicator import Indicator
from orchestrator.model.result import MachineResult, SweepResult, UnitResult, UnitVerdict, Verdict
from orchestrator.report.annex_view import declared
from orchestrator.report.figures import (
    UNIT_SIGNS,
    Figures,
    Segment,
    Share,
    Sign,
    bar,
    count,
    machine_parts,
    share,
    unit_parts,
)
from orchestrator.report.verdict_sentence import list_in_doubt
from orchestrator.text.catalogue import Catalogue, Span
from orchestrator.text.defang import defang
from orchestrator.text.viet import sort_key

_LEAST = 10  # 1 % of a bar of 300 px
_LEAST_SMALL = 35  # 3.5 % of a bar of 95 px, as narrow as a ward's bar gets on a phone
_MOST_INDICATORS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRow:
    """All units of one ward; `ward` is None for units of the district itself."""

    ward: str | None
    units: int
    figures: Figures
    bar: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetRow:
    """One indicator that was met, defanged, and where."""

    indicator: str
    kind: str
    units: int
    machines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRow:
    """One reason for not being assessed; `width` is an SVG percentage."""

    reason: str
    machines: int
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit in the list of all units."""

    unit: UnitResult
    stem: str
    sign: Sign
    figures: Figures
    declared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One sentence of the summary, and the sign whose colour its stressed words take."""

    sign: str
    text: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictView:
    """Everything on the overview that is not the frame."""

    figures: Figures
    sentence: tuple[Saying, ...]
    parts: tuple[Share, ...]
    bar: tuple[Segment, ...]
    annexes: int
    wards: tuple[WardRow, ...]
    met: tuple[MetRow, ...]
    met_more: int
    why: tuple[WhyRow, ...]
    rows: tuple[UnitRow, ...]
    types: tuple[UnitType, ...]
    ward_names: tuple[str, ...]


def district_view(result: SweepResult, stems: Mapping[str, str], say: Catalogue) -> DistrictView:
    """Return what the overview shows; `stems` names each unit's files."""
    units = result.units
    machines = tuple(machine for unit in units for machine in unit.machines)
    figures = count(machines)
    parts = unit_parts(units)
    met = _met(units, say)
    rows = tuple(
        UnitRow(
            unit=unit,
            stem=stems[unit.unit.code],
            sign=UNIT_SIGNS[unit.verdict],
            figures=count(unit.machines),
            declared=declared(unit.unit),
        )
        for unit in units
    )
    return DistrictView(
        figures=figures,
        sentence=tuple(_sentence(result, figures, say)),
        parts=parts,
        bar=bar(parts, _LEAST),
        annexes=sum(row.declared == "declared.yes" for row in rows),
        wards=_wards(units),
        met=met[:_MOST_INDICATORS],
        met_more=len(met[_MOST_INDICATORS:]),
        why=_why(machines, say),
        rows=tuple(sorted(rows, key=_worst_first)),
        types=tuple(sorted({u.unit.type for u in units}, key=lambda kind: kind.code)),
        ward_names=tuple(sorted({u.unit.ward for u in units if u.unit.ward}, key=sort_key)),
    )


def _sentence(result: SweepResult, figures: Figures, say: Catalogue) -> Iterator[Saying]:
    verdicts = [unit.verdict for unit in result.units]
    failed, left = verdicts.count(UnitVerdict.FAIL), verdicts.count(UnitVerdict.INSUFFICIENT)
    if not verdicts:
        yield Saying(sign="unk", text=say.rich("district.say_empty"))
        return
    if failed:
        text = say.rich("district.say_fail", n=failed, machines=figures.failed)
        yield Saying(sign="fail", text=text)
    else:
        seen = {"assessed": figures.assessed, "scope": figures.in_scope}
        yield Saying(sign="none", text=say.rich("district.say_no_fail", **seen))
    if left:
        doubt = list_in_doubt(result)
        key = "district.say_insufficient_list" if doubt else "district.say_insufficient"
        yield Saying(sign="unk", text=say.rich(key, n=left))
    elif not failed:
        yield Saying(sign="pass", text=say.rich("district.say_pass", n=len(verdicts)))


def _wards(units: Iterable[UnitResult]) -> tuple[WardRow, ...]:
    by_ward: dict[str | None, list[UnitResult]] = {}
    for unit in units:
        by_ward.setdefault(unit.unit.ward, []).append(unit)
    rows = (_ward(ward, members) for ward, members in by_ward.items())
    return tuple(sorted(rows, key=_ward_order))


def _ward(ward: str | None, units: list[UnitResult]) -> WardRow:
    figures = count(machine for unit in units for machine in unit.machines)
    segments = bar(machine_parts(figures), _LEAST_SMALL)
    return WardRow(ward=ward, units=len(units), figures=figures, bar=segments)


def _ward_order(row: WardRow) -> tuple[object, ...]:
    figures = row.figures
    open_share = figures.not_assessed * 1000 // figures.in_scope if figures.in_scope else 0
    return (-figures.failed, -open_share, row.ward is None, sort_key(row.ward or ""))


def _worst_first(row: UnitRow) -> tuple[object, ...]:
    return (
        row.sign.rank,
        -row.figures.failed,
        -row.figures.not_assessed,
        sort_key(row.unit.unit.name),
        row.unit.unit.code,
    )


def _met(units: Iterable[UnitResult], say: Catalogue) -> tuple[MetRow, ...]:
    where: dict[str, set[tuple[str, str]]] = {}
    which: dict[str, Indicator] = {}
    for unit in units:
        for machine in unit.machines:
            for hit in machine.hits:
                if hit.fails:
                    value = hit.indicator.value
                    which[value] = hit.indicator
                    where.setdefault(value, set()).add((unit.unit.code, machine.scope.machine))
    rows = (
        MetRow(
            indicator=defang(value),
            kind=say.word("kind", which[value].kind),
            units=len({unit for unit, _ in places}),
            machines=len(places),
        )
        for value, places in where.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.machines, -row.units, row.indicator)))


def _why(machines: Iterable[MachineResult], say: Catalogue) -> tuple[WhyRow, ...]:
    counts: dict[str, int] = {}
    for machine in machines:
        if machine.verdict is Verdict.NOT_ASSESSED and machine.reason:
            title = say.word("reason", machine.reason)
            counts[title] = counts.get(title, 0) + 1
    most = max(counts.values(), default=0)
    rows = (
        WhyRow(reason=title, machines=n, width=share(n, most, _LEAST_SMALL))
        for title, n in counts.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.machines, row.reason)))
