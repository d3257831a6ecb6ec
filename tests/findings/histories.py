"""Plausible histories of one machine: sweeps, kits, logs, handlings, and words of persons."""

from datetime import timedelta

from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.findings.compare import History
from orchestrator.model.act import AcceptedRisk, Act, EvidenceClass, FalsePositive, Handling
from orchestrator.model.look import Look, Met, Origin, Span, Trust
from orchestrator.model.result import Status
from tests.findings.campaign_made import (
    HOUR,
    H,
    Seen,
    assigned,
    attributed,
    autorun,
    cached,
    contact,
    event,
    false_positive,
    handled,
    joined,
    looked,
    off,
    risk,
    routed,
    router,
    rows,
    same_machine,
    triaged,
    undone,
)

BEYOND = ("dns_events", "persistence")
STEPS = 8
KLASSES = (
    EvidenceClass.CONTACT,
    EvidenceClass.LOOKUP,
    EvidenceClass.CONFIG,
    EvidenceClass.REPORTED,
)
_SAW = {
    "connections": (contact(),),
    "dns_cache": (cached(5), cached(20)),
    "persistence": (autorun(),),
}
_EVENTS = (
    *("whole",) * 6,
    *("clean",) * 5,
    *("partial",) * 2,
    *("kit",) * 2,
    *("handled",) * 6,
    *("false_positive",) * 2,
    *("undone", "risk", "triaged", "assigned", "same_machine", "attributed"),
    *("off",) * 2,
    *("router",) * 2,
)
_GAPS = st.sampled_from((H, 4 * H, 12 * H, 1.0, 26 * H, 2.0, 3.0, 10.0))
_BOXES = st.sampled_from(("A",) * 8 + ("B", None))
_UPS = st.sampled_from((8 * HOUR,) * 6 + (HOUR / 6, None))
WHOLE = ("connections", "dns_cache", "hosts_file", "resolvers")


@st.composite
def sights(draw: st.DrawFn, day: float, *, some: bool = False) -> tuple[Seen, ...]:
    """What a look saw of one bad name: mostly nothing."""
    checks = draw(st.sets(st.sampled_from(sorted(_SAW)), min_size=int(some), max_size=2))
    seen = [draw(st.sampled_from(_SAW[check])) for check in sorted(checks)]
    if draw(st.integers(0, 9)) == 0:
        seen.append(event(day - draw(st.sampled_from((0.5, 5.0, 30.0)))))
    return tuple(seen)


def all_handled(history: History, day: float) -> History:
    """What a tidy unit does: everything that was seen is handled and recorded at once."""
    seen = sorted({(met.value, met.klass) for met in history.met if met.counts})
    return joined(history, *(handled(day, value=value, klass=klass) for value, klass in seen))


@st.composite
def mostly_handled(draw: st.DrawFn) -> tuple[History, float]:
    """A history that ends, more often than not, with everything handled."""
    history, day = draw(histories())
    return (all_handled(history, day + 0.05), day + 0.05) if draw(st.booleans()) else (history, day)


def ahead(history: History, days: float) -> History:
    """The same, dated by a clock that stood so many days ahead."""
    by = timedelta(days=days)
    return rows(
        looks=(_look_ahead(one, by) for one in history.looks),
        met=(_met_ahead(one, by) for one in history.met),
        acts=(_act_ahead(one, by) for one in history.acts),
        attempts=(replace(one, at=one.at + by) for one in history.attempts),
    )


def _look_ahead(look: Look, by: timedelta) -> Look:
    since = look.watch_from and look.watch_from + by
    return replace(look, span=Span(look.span.lo + by, look.span.hi + by), watch_from=since)


def _met_ahead(met: Met, by: timedelta) -> Met:
    return replace(met, span=Span(met.span.lo + by, met.span.hi + by), since=met.since + by)


def _act_ahead(act: Act, by: timedelta) -> Act:
    ends = {"until": act.until + by} if isinstance(act, FalsePositive | AcceptedRisk) else {}
    return replace(act, claimed=act.claimed + by, recorded=act.recorded + by, **ends)


@st.composite
def _often_clean(draw: st.DrawFn) -> tuple[History, float]:
    """Any history, or more often one thing that shows nothing bad."""
    if draw(st.integers(0, 2)) == 0:
        return draw(histories())
    return draw(st.sampled_from((looked(0, also=BEYOND, box="A", system="I"), off(0)))), 0.0


@st.composite
def clock_stories(draw: st.DrawFn) -> tuple[History, float]:
    """A history whose clock ran ahead, and perhaps was right again; the day on which it is."""
    right, day = draw(_often_clean())
    wrong, _ = draw(_often_clean())
    history = joined(right, ahead(wrong, day + draw(st.sampled_from((0.2, 3.0, 35.0, 400.0)))))
    if draw(st.booleans()):
        return history, day + draw(st.sampled_from((0.1, 2.0)))
    later, took = draw(_often_clean())
    return joined(history, ahead(later, day + 0.5)), day + 0.5 + took + 0.1


@st.composite
def a_look(draw: st.DrawFn, day: float, *, clean: bool = False) -> History:
    """A sweep's look that read all that is required."""
    return looked(
        day,
        *(() if clean else draw(sights(day))),
        also=BEYOND if draw(st.integers(0, 7)) else (),
        up=draw(_UPS),
        box=draw(_BOXES),
        system=draw(st.sampled_from(("I", "I", "I", "II", None))),
    )


@st.composite
def a_partial_look(draw: st.DrawFn, day: float) -> History:
    """A look that did not read all, whatever it saw."""
    left = draw(st.sets(st.sampled_from(WHOLE), min_size=1))
    read = tuple(check for check in WHOLE if check not in left)
    return looked(
        day,
        *draw(sights(day)),
        only=read,
        denied=tuple(sorted(left)) if draw(st.booleans()) else (),
        also=BEYOND if draw(st.booleans()) else (),
        up=draw(_UPS),
        box=draw(_BOXES),
    )


@st.composite
def a_kit(draw: st.DrawFn, day: float) -> History:
    """A kit that was made some days before it came home."""
    return looked(
        day,
        *draw(sights(day)),
        made=day - draw(st.sampled_from((0.0, 1.0, 6.0, 14.0))),
        also=BEYOND,
        box=draw(_BOXES),
        origin=Origin.KIT,
        trust=draw(st.sampled_from((Trust.WITNESSED, Trust.DECLARED, Trust.RELAYED))),
    )


@st.composite
def an_act(draw: st.DrawFn, day: float, history: History, *kinds: str) -> History:  # noqa: PLR0911
    """A word of a person, recorded then: mostly about what was seen, and done days before."""
    klasses = sorted({met.klass for met in history.met if met.counts}) or KLASSES
    klass = draw(st.sampled_from((*klasses, *klasses, *klasses, draw(st.sampled_from(KLASSES)))))
    match draw(st.sampled_from(kinds)):
        case "handled":
            claimed = day - draw(st.sampled_from((0.0, 0.0, 0.5, 2.0)))
            value = draw(st.sampled_from(("bad.example", "bad.example", None)))
            remedy = draw(st.sampled_from(Handling))
            return handled(claimed, day, value=value, klass=klass, remedy=remedy)
        case "false_positive":
            covers = draw(st.sampled_from((tuple(Status), (Status.RESOLVED,))))
            ends = day + draw(st.sampled_from((5.0, 100.0)))
            return false_positive(day, ends, klass=klass, covers=covers)
        case "risk":
            return risk(day, until=day + 5)
        case "triaged":
            return triaged(day)
        case "assigned":
            return assigned(day)
        case "attributed":
            return attributed(day)
        case "same_machine":
            return same_machine(day, draw(st.sampled_from(("A", "B"))))
        case _:
            return undone(day, handled(day - 1, klass=klass))


@st.composite
def an_event(  # noqa: PLR0911
    draw: st.DrawFn, kind: str, day: float, history: History
) -> History:
    """One thing that happened then."""
    match kind:
        case "whole":
            return draw(a_look(day))
        case "clean":
            return draw(a_look(day, clean=True))
        case "partial":
            return draw(a_partial_look(day))
        case "kit":
            return draw(a_kit(day))
        case "off":
            return off(day)
        case "router":
            saw = (routed(day - 0.2),) if draw(st.booleans()) else ()
            return router(day, *saw, named=draw(st.booleans()))
        case _:
            return draw(an_act(day, history, kind))


@st.composite
def histories(draw: st.DrawFn, kinds: tuple[str, ...] = _EVENTS) -> tuple[History, float]:
    """A machine's story, and the day of its last event; it begins with a look, mostly at a hit."""
    some = draw(st.integers(0, 2)) > 0
    history, day = looked(0, *draw(sights(0, some=some)), also=BEYOND, box="A", system="I"), 0.0
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=STEPS)):
        day += draw(_GAPS)
        history = joined(history, draw(an_event(kind, day, history)))
    return history, day
