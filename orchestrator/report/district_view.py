"""What the district overview shows: units, not machines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.model.bodies import Area, Level, UnitType
from orchestrator.model.district import Authority, Unit
from orchestrator.model.indicator import Indicator
from orchestrator.model.result import (
    MachineResult,
    Subject,
    SweepResult,
    UnitResult,
    UnitVerdict,
    Verdict,
)
from orchestrator.report.action_view import breaks_a_control
from orchestrator.report.annex_view import declared
from orchestrator.report.controls_view import ControlRow, control_rows
from orchestrator.report.doubts_view import DoubtRow, doubt_rows
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
    summed,
    unit_parts,
)
from orchestrator.report.shown import Shown
from orchestrator.report.trend_view import TrendView, trend_view
from orchestrator.report.unread_view import mender_words
from orchestrator.text.area_words import AreaWords, capital, where_lies
from orchestrator.text.catalogue import Catalogue, TextSpan, iso_day
from orchestrator.text.defang import defang
from orchestrator.text.viet import SortKey, sort_key

_LEAST = 10  # 1 % of a bar of 300 px
_LEAST_SMALL = 35  # 3.5 % of a bar of 95 px, as narrow as a ward's bar gets on a phone
_MOST_INDICATORS = 100


AreaPages = Mapping[tuple[Area, ...], str]


class AreaRow(Struct, frozen=True, kw_only=True):
    """All units of one body, `place` says of which; those of the authority itself are `direct`."""

    place: str
    direct: bool
    page: str  # the file of its page, empty where it has none
    units: int
    figures: Figures
    bar: tuple[Segment, ...]


class MetRow(Struct, frozen=True, kw_only=True):
    """One indicator that was met, defanged, and where."""

    indicator: str
    kind: str
    units: int
    machines: int


class WhyRow(Struct, frozen=True, kw_only=True):
    """One reason for not being assessed; `width` is an SVG percentage."""

    reason: str
    mender: str
    machines: int
    width: str


class UnitRow(Struct, frozen=True, kw_only=True):
    """One unit in the list of all units."""

    unit: Unit
    stem: str
    sign: Sign
    figures: Figures
    declared: str
    place: str
    area: str  # by which the list is filtered; empty for units of the authority itself


class Saying(Struct, frozen=True, kw_only=True):
    """One sentence of the summary, and the sign whose colour its stressed words take."""

    sign: str
    text: tuple[TextSpan, ...]


class DistrictView(Struct, frozen=True, kw_only=True):
    """Everything on the overview that is not the frame."""

    name: str
    figures: Figures
    sentence: tuple[Saying, ...]
    parts: tuple[Share, ...]
    bar: tuple[Segment, ...]
    annexes: int
    areas: AreaWords
    areas_title: str
    wards: tuple[AreaRow, ...]
    met: tuple[MetRow, ...]
    met_more: int
    why: tuple[WhyRow, ...]
    trend: TrendView | None
    undeclared: tuple[str, ...]  # units that have not declared all their figures, by name
    rows: tuple[UnitRow, ...]
    types: tuple[UnitType, ...]
    ward_names: tuple[str, ...]
    duties: tuple[str, ...]
    controls: tuple[ControlRow, ...]
    doubts: tuple[DoubtRow, ...]


def district_view(
    shown: Shown, stems: Mapping[str, str], areas_at: AreaPages, say: Catalogue
) -> DistrictView:
    """Return what the overview shows.

    Args:
        shown: What is shown.
        stems: What each unit's files are called.
        areas_at: The files of bodies that have pages of their own.
        say: The words.
    """
    result, units = shown.result, shown.result.units
    figures = count(result.machines)
    parts = unit_parts(units)
    met = _met(units, say)
    areas = AreaWords.of(unit.unit for unit in units)
    rows = tuple(
        UnitRow(
            unit=unit.unit,
            stem=stems[unit.unit.code],
            sign=UNIT_SIGNS[unit.verdict],
            figures=count(unit.machines),
            declared=declared(unit.unit),
            place=where_lies(unit.unit, result.authority, say),
            area=_area_name(unit.unit, areas, result.authority, say),
        )
        for unit in units
    )
    return DistrictView(
        name=capital(result.authority.name),
        figures=figures,
        sentence=tuple(_sentence(result, figures, say)),
        parts=parts,
        bar=bar(parts, _LEAST),
        annexes=sum(row.declared == "declared.yes" for row in rows),
        areas=areas,
        areas_title=capital(areas.word.said(say.lang)),
        wards=_area_rows(result, areas, areas_at, say),
        met=met[:_MOST_INDICATORS],
        met_more=len(met[_MOST_INDICATORS:]),
        why=_why(result.machines, result.authority.level, say),
        trend=_trend(shown, say),
        undeclared=tuple(
            sorted((r.unit.name for r in rows if r.declared != "declared.yes"), key=sort_key)
        ),
        rows=tuple(sorted(rows, key=_worst_first)),
        types=tuple(sorted({u.unit.type for u in units}, key=lambda kind: _named(kind, say))),
        ward_names=tuple(sorted({row.area for row in rows if row.area}, key=sort_key)),
        duties=tuple(_duties(result, say)),
        controls=control_rows(result.machines, say),
        doubts=doubt_rows((m for u in units for m in u.machines_in_scope), say),
    )


def _sentence(result: SweepResult, figures: Figures, say: Catalogue) -> Iterator[Saying]:
    verdicts = [unit.verdict for unit in result.units]
    failed, left = verdicts.count(UnitVerdict.FAIL), verdicts.count(UnitVerdict.INSUFFICIENT)
    if not verdicts:
        yield Saying(sign="unk", text=say.rich("district.say_empty"))
        return
    if result.subject is Subject.CONTROLS:
        yield _controls_saying(result, say)
        return
    if failed:
        text = say.rich("district.say_fail", n=failed, machines=figures.failed)
        yield Saying(sign="fail", text=text)
    else:
        seen = {"assessed": figures.assessed, "scope": figures.in_scope}
        yield Saying(sign="none", text=say.rich("district.say_no_fail", **seen))
    if left:
        doubt = result.list_bars_pass
        key = "district.say_insufficient_list" if doubt else "district.say_insufficient"
        yield Saying(sign="unk", text=say.rich(key, n=left))
    elif not failed:
        yield Saying(sign="pass", text=say.rich("district.say_pass", n=len(verdicts)))


def _controls_saying(result: SweepResult, say: Catalogue) -> Saying:
    """Return how many machines break a control; nothing is concluded about contact."""
    breaking = [breaks_a_control(one) for unit in result.units for one in unit.machines_in_scope]
    broken, scope = sum(breaking), len(breaking)
    key = "district.say_controls_fail" if broken else "district.say_controls"
    return Saying(sign="fail" if broken else "unk", text=say.rich(key, n=broken, scope=scope))


def _area_name(unit: Unit, areas: AreaWords, authority: Authority, say: Catalogue) -> str:
    """Return a body's plain name where all are of one level and side by side, else all of it."""
    if unit.ward is None:
        return ""
    plain = len(areas.counts) == 1 and len(unit.within) == 1
    return unit.ward if plain else where_lies(unit, authority, say)


def area_view(shown: Shown, stems: Mapping[str, str], say: Catalogue) -> DistrictView:
    """Return what the page of one body shows: the overview of its units alone."""
    first = shown.result.units[0].unit
    return replace(
        district_view(shown, stems, {}, say),
        name=capital(where_lies(first, shown.result.authority, say)),
        wards=(),
        duties=(),
    )


def _area_rows(
    result: SweepResult, areas: AreaWords, areas_at: AreaPages, say: Catalogue
) -> tuple[AreaRow, ...]:
    by_area: dict[tuple[Area, ...], list[tuple[Unit, Figures]]] = {}
    for unit in result.units:
        by_area.setdefault(unit.unit.within, []).append((unit.unit, count(unit.machines)))
    rows = (
        replace(_area_row(result.authority, areas, members, say), page=areas_at.get(within, ""))
        for within, members in by_area.items()
    )
    return tuple(sorted(rows, key=_area_order))


def _area_row(
    authority: Authority, areas: AreaWords, units: list[tuple[Unit, Figures]], say: Catalogue
) -> AreaRow:
    first = units[0][0]
    figures = summed(figures for _, figures in units)
    name = _area_name(first, areas, authority, say)
    return AreaRow(
        place=name or where_lies(first, authority, say),
        direct=not name,
        page="",
        units=len(units),
        figures=figures,
        bar=bar(machine_parts(figures), _LEAST_SMALL),
    )


def _area_order(row: AreaRow) -> tuple[object, ...]:
    figures = row.figures
    open_share = figures.not_assessed * 1000 // figures.in_scope if figures.in_scope else 0
    return (-figures.failed, -open_share, row.direct, sort_key(row.place))


def _duties(result: SweepResult, say: Catalogue) -> Iterator[str]:
    """Yield to whom the authority reports; what nobody has verified is not said."""
    for duty in result.authority.duties:
        if not duty.holds(iso_day(result.ended_at)):
            continue
        parts = [duty.to.said(say.lang)]
        if duty.law is not None:
            parts.append(say("district.duty_law", law=duty.law))
        if duty.form is not None:
            parts.append(say("district.duty_form", form=duty.form))
        parts.append(say("district.duty_source", source=duty.source))
        yield "; ".join(parts)


def _named(kind: UnitType, say: Catalogue) -> SortKey:
    return sort_key(kind.name.said(say.lang))


def _worst_first(row: UnitRow) -> tuple[object, ...]:
    return (
        row.sign.rank,
        -row.figures.failed,
        -row.figures.not_assessed,
        sort_key(row.unit.name),
        row.unit.code,
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
    return tuple(sorted(rows, key=lambda row: (-row.machines, -row.units, sort_key(row.indicator))))


def _trend(shown: Shown, say: Catalogue) -> TrendView | None:
    """Return how it came to this; nothing where there is one date alone."""
    trend = shown.judged.trend if shown.judged else None
    return trend_view(trend, say) if trend is not None and trend.since_last else None


def _why(machines: Iterable[MachineResult], level: Level, say: Catalogue) -> tuple[WhyRow, ...]:
    counts = Counter(
        machine.reason
        for machine in machines
        if machine.verdict is Verdict.NOT_ASSESSED and machine.reason
    )
    most = max(counts.values(), default=0)
    rows = (
        WhyRow(
            reason=say.word("reason", reason),
            mender=capital(mender_words(reason, level, say)),
            machines=n,
            width=share(n, most, _LEAST_SMALL),
        )
        for reason, n in counts.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.machines, row.reason)))
