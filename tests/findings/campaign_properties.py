"""What must hold of every campaign: each a function that fails on a history that breaks it.

`test_campaign_properties.py` runs them over plausible histories; `test_planted_rules.py` proves
that wrong rules, put in on purpose, do not get past them.
"""

import random
from datetime import datetime, timedelta

from hypothesis import assume
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.findings.compare import History
from orchestrator.model.act import (
    Attributed,
    EvidenceClass,
    FalsePositive,
    Handled,
    SameMachine,
    Undone,
)
from orchestrator.model.campaign import FindingState, MachineStanding
from orchestrator.model.look import Dropped, DroppedBy, Look, Met, Origin, Trust
from orchestrator.model.result import AnswerKind, Verdict
from orchestrator.model.rules import RULES
from tests.findings.campaign_made import (
    SCOPE,
    at,
    excluded,
    joined,
    looked,
    off,
    removed,
    righted,
    standing,
)
from tests.findings.histories import (
    BEYOND,
    a_partial_look,
    all_handled,
    an_act,
    an_event,
    clock_stories,
    histories,
    mostly_handled,
    sights,
)

ACTS = ("handled", "false_positive", "risk", "triaged", "assigned", "same_machine", "undone")
_RANK = (Verdict.FAIL, Verdict.NOT_ASSESSED, Verdict.EXCLUDED, Verdict.PASS)


def failing(history: History, day: float) -> None:
    """Go on only with a history that fails."""
    assume(standing(history, at(day)).verdict is Verdict.FAIL)


def another_box_clears_nothing(data: st.DataObject) -> None:
    """(0) A clean look of a box that never answered before does not turn fail into pass."""
    history, day = data.draw(mostly_handled())
    failing(history, day + 0.1)
    clean = looked(day + 3.0, also=BEYOND, box="Z")
    assert standing(joined(history, clean)).verdict is Verdict.FAIL


def order_means_nothing(data: st.DataObject) -> None:
    """(1) Rows in any order, and some of them told twice, give the same standing."""
    history, day = data.draw(histories())
    mixed = random.Random(data.draw(st.integers(0, 10**6)))  # noqa: S311 - no secret

    def shuffled(some: tuple) -> tuple:
        return tuple(mixed.sample(some, len(some)))

    if data.draw(st.integers(0, 3)) == 0:
        history = righted(day / 2, history)
    other = History(
        looks=shuffled(history.looks),
        met=shuffled(history.met),
        acts=shuffled((*history.acts, *history.acts[:2])),
        attempts=shuffled(history.attempts),
    )
    now = at(day + data.draw(st.sampled_from((0.1, 2.0, 35.0))))
    assert standing(other, now) == standing(history, now)


def a_partial_look_clears_nothing(data: st.DataObject) -> None:
    """(2) A look that is not whole does not turn fail into pass."""
    history, day = data.draw(mostly_handled())
    failing(history, day + 0.1)
    late = day + data.draw(st.sampled_from((0.2, 1.5, 3.0)))
    more = joined(history, data.draw(a_partial_look(late)))
    assert standing(more).verdict is Verdict.FAIL


def a_hit_clears_nothing(data: st.DataObject) -> None:
    """(3) Nor does a look with a hit, unless that hit's own finding is closed by its own acts."""
    history, day = data.draw(histories())
    failing(history, day + 0.1)
    late = day + data.draw(st.sampled_from((0.2, 1.5, 3.0)))
    hit = looked(late, *data.draw(sights(late, some=True)), also=BEYOND, box="A")
    found = standing(joined(history, hit))
    if found.verdict is Verdict.PASS:
        own = {(met.value, met.klass) for met in hit.met}
        states = {one.state for one in found.findings if (one.key.value, one.key.klass) in own}
        assert states <= {FindingState.CLOSED_VERIFIED, FindingState.FALSE_POSITIVE}


def words_clear_nothing(data: st.DataObject) -> None:
    """(4) Nor do acts recorded after all looks, exclusion and removal included."""
    history, day = data.draw(histories())
    failing(history, day + 0.1)
    acts = [data.draw(an_act(day + 0.2 + n / 10, history, *ACTS)) for n in range(3)]
    more = joined(history, *acts)
    for scope in (SCOPE, excluded(), removed(day + 1)):
        assert standing(more, at(day + 2), scope).verdict not in (Verdict.PASS, Verdict.EXCLUDED)
        assert standing(history, at(day + 2), scope).verdict is Verdict.FAIL


def nothing_but_a_whole_look_clears(data: st.DataObject) -> None:
    """(5) Nor any mixture of acts, partial and declared looks, attempts and time."""
    history, day = data.draw(mostly_handled())
    failing(history, day + 0.1)
    for _ in range(data.draw(st.integers(1, 4))):
        day += data.draw(st.sampled_from((0.2, 1.2, 3.0)))
        kind = data.draw(st.sampled_from(("act", "partial", "off", "kit")))
        history = joined(history, _no_whole_look(data, kind, day, history))
        wait = data.draw(st.sampled_from((0.1, 5.0, 40.0)))
        assert standing(history, at(day + wait)).verdict is not Verdict.PASS


def _no_whole_look(data: st.DataObject, kind: str, day: float, history: History) -> History:
    match kind:
        case "act":
            return data.draw(an_act(day, history, *ACTS))
        case "partial":
            return data.draw(a_partial_look(day))
        case "kit":
            made = day - data.draw(st.sampled_from((0.0, 0.5)))
            return looked(
                day, made=made, also=BEYOND, box="A", origin=Origin.KIT, trust=Trust.DECLARED
            )
        case _:
            return off(day)


def time_improves_nothing(data: st.DataObject) -> None:
    """(6) Time alone never improves a verdict, and changes nothing before it was said to."""
    history, day = data.draw(histories())
    first = standing(history, at(day + 0.1))
    for wait in (1.0, 8.0, 29.9, 31.0, 101.0):
        now = at(day + wait)
        later = standing(history, now)
        assert _RANK.index(later.verdict) <= _RANK.index(first.verdict)
        if first.next_change is None or now < first.next_change:
            assert later == first
        first = later


def a_pass_is_earned(data: st.DataObject) -> None:
    """(7) A machine that passes was read within the time, and all that it showed is explained."""
    history, day = data.draw(mostly_handled())
    day += data.draw(st.sampled_from((0.1, 0.5, 0.9, 1.5, 3.0)))
    kind = data.draw(st.sampled_from(("clean", "clean", "whole", "partial", "kit")))
    history = joined(history, data.draw(an_event(kind, day, history)))
    now = at(day + data.draw(st.sampled_from((0.1, 0.1, 25.0, 35.0))))
    found = standing(history, now)
    if found.verdict is Verdict.PASS:
        check_pass(found, history, now)


def check_pass(found: MachineStanding, history: History, now: datetime) -> None:
    """Prove a pass from the rows, by rules written a second time and more simply."""
    assert not found.open_findings
    for check in RULES.required:
        assert any(_read(look, check) and look.span.lo >= now - RULES.good_for
                   for look in history.looks if look.dated is None)  # fmt: skip
    for met in history.met:
        if met.counts and _is_about(met, history):
            assert _explained(met, history, now), met


def _is_about(met: Met, history: History) -> bool:
    (look,) = (one for one in history.looks if one.evidence == met.evidence)
    if look.machine is not None:
        return look.machine == SCOPE.number
    named = (act for act in history.acts if isinstance(act, Attributed))
    return any(act.klass is met.klass and met.span.lo <= act.recorded for act in named)


def _read(look: Look, check: str) -> bool:
    said = look.answers.get(check)
    return said is not None and said.kind is AnswerKind.ANSWERED


def _whole(look: Look) -> bool:
    sure = look.trust is not Trust.DECLARED and look.origin in (Origin.SWEEP, Origin.KIT)
    return sure and all(_read(look, check) for check in RULES.required)


def _explained(met: Met, history: History, now: datetime) -> bool:
    """Whether a sighting is withdrawn, excused or handled, and a whole look came after that."""
    if met.dropped is not None and met.dropped.by is DroppedBy.AUTHORITY:
        return True
    gone = {act.ref for act in history.acts if isinstance(act, Undone)}
    acts = [act for act in history.acts if act.id not in gone]
    looks = [look for look in history.looks if _whole(look) and look.dated is None]
    return any(
        _is_excused(met, act, looks, now) for act in acts if isinstance(act, FalsePositive)
    ) or any(_is_cleared(met, act, looks) for act in acts if isinstance(act, Handled))


def _is_excused(met: Met, act: FalsePositive, looks: list[Look], now: datetime) -> bool:
    fits = act.klass is met.klass and met.status in act.covers and now < act.until
    return fits and any(look.span.lo > act.recorded for look in looks)


def _is_cleared(met: Met, act: Handled, looks: list[Look]) -> bool:
    if met.span.lo > act.claimed or act.klass not in (None, met.klass):
        return False
    wait = timedelta() if met.klass is EvidenceClass.CONFIG else timedelta(days=1)
    after = max(act.recorded, met.span.hi if met.span.hi > act.claimed else act.recorded) + wait
    return any(
        look.span.lo > after
        and look.watch_from is not None
        and look.span.lo - look.watch_from >= timedelta(hours=1)
        and (_read(look, met.check) or met.klass is EvidenceClass.REPORTED)
        for look in looks
    )


def a_list_clears_by_withdrawing_only(data: st.DataObject) -> None:
    """(8) Fail to pass by a list only where every open finding is withdrawn by the authority."""
    history, day = data.draw(histories())
    now = at(day + 0.1)
    before = standing(history, now)
    assume(before.verdict is Verdict.FAIL)
    by = data.draw(st.sampled_from(DroppedBy))
    gone = Dropped(list="l2", at=at(day + 0.05), by=by)
    klasses = data.draw(st.sets(st.sampled_from([met.klass for met in history.met])))
    met = tuple(replace(one, dropped=gone) if one.klass in klasses else one for one in history.met)
    after = standing(replace(history, met=met), now)
    if after.verdict is Verdict.PASS:
        states = {one.key: one.state for one in after.findings}
        assert by is DroppedBy.AUTHORITY
        for one in before.open_findings:
            assert states[one.key] is FindingState.IOC_WITHDRAWN


def a_whole_look_decides(data: st.DataObject) -> None:
    """A handling that nothing refutes is verified by the next good look at the same box."""
    history, day = data.draw(histories())
    met = {(one.value, one.klass) for one in history.met}
    assume(met and all(look.box in ("A", None) for look in history.looks))
    assume(all(klass is not EvidenceClass.REPORTED for _, klass in met))
    assume(not any(isinstance(act, SameMachine) for act in history.acts))
    last = looked(day + 3, also=BEYOND, box="A", system="I")
    end = joined(all_handled(history, day + 0.1), last)
    assert not standing(end).open_findings


def the_clocks_word_makes_nothing_greener(data: st.DataObject) -> None:
    """That the clock is right now improves no verdict, neither at once nor by time."""
    history, day = data.draw(clock_stories())
    for scope in (SCOPE, excluded(), removed(day), replace(SCOPE, in_doubt=True)):
        first = standing(history, at(day), scope)
        told = righted(day, history)
        for wait in (0.0, 8.0, 35.0, 450.0):
            later = standing(told, at(day + wait), scope)
            assert _RANK.index(later.verdict) <= _RANK.index(first.verdict)
            first = later


def a_pass_after_the_clocks_word_is_earned(data: st.DataObject) -> None:
    """What is misdated carries no pass and clears nothing; what comes after the word does."""
    history, day = data.draw(clock_stories())
    told = all_handled(righted(day, history), day + 0.1)
    kinds = st.sampled_from(("clean", "whole", "partial", "off"))
    for kind in data.draw(st.lists(kinds, max_size=2)):
        day += data.draw(st.sampled_from((0.2, 1.2, 8.0)))
        told = joined(told, data.draw(an_event(kind, day, told)))
    day += 0.2
    found = standing(told, at(day))
    if found.verdict is Verdict.PASS:
        check_pass(found, told, at(day))


PROPERTIES = (
    another_box_clears_nothing,
    order_means_nothing,
    a_partial_look_clears_nothing,
    a_hit_clears_nothing,
    words_clear_nothing,
    nothing_but_a_whole_look_clears,
    time_improves_nothing,
    a_pass_is_earned,
    a_list_clears_by_withdrawing_only,
    a_whole_look_decides,
    the_clocks_word_makes_nothing_greener,
    a_pass_after_the_clocks_word_is_earned,
)
