"""Wrong rules, put in on purpose, are caught by a row of the table or by a property."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.findings import (
    clearing,
    coverage,
    identity,
    judging_time,
    standing,
    states,
)
from orchestrator.model.campaign import Finding, FindingState
from orchestrator.model.result import Verdict
from tests.findings.campaign_properties import PROPERTIES
from tests.findings.scenarios import SCENARIOS

Patch = tuple[Any, str, Any]
_EXAMPLES = 300


_RIGHT_CLEARING = clearing.MachineProof.clearing
_RIGHT_COUNTS = coverage.counts
_RIGHT_STATE = states._state
_RIGHT_ACCUSES = standing._accuses
_RIGHT_VERDICT = standing._verdict
_RIGHT_SHORTFALLS = clearing.MachineProof._shortfalls


def _recording_does_not_matter(self, handled, seen):
    early = replace(handled, recorded=min(handled.claimed, handled.recorded))
    return _RIGHT_CLEARING(self, early, seen)


def _unless(*excused: str) -> Callable[..., Iterator[str]]:
    """Forget some of what a look must be to clear."""

    def shortfalls(self, look, wanted):
        return (one for one in _RIGHT_SHORTFALLS(self, look, wanted) if one not in excused)

    return shortfalls


def _an_empty_whole_look_closes(case):
    state = _RIGHT_STATE(case)
    unseen = case.proof.unseen_at(max(one.span.hi for one in case.seen), case.seen)
    return FindingState.CLOSED_VERIFIED if unseen and case.live else state


def _bad_news_ages(met, who, acts):
    newest = max((look.span.lo for look in who.about.values()), default=met.span.lo)
    return _RIGHT_ACCUSES(met, who, acts) and newest - met.span.hi < timedelta(days=6)


def _excluded_wins(known):
    if known.scope.row.excluded is not None:
        return Verdict.EXCLUDED, None
    return _RIGHT_VERDICT(known)


def _any_box(*_: object) -> bool:
    return True


PLANTED: dict[str, tuple[Patch, ...]] = {
    "a handling counts from when it is claimed": (
        (clearing.MachineProof, "clearing", _recording_does_not_matter),
    ),
    "the last sighting counts, not the recording": (
        (clearing, "surely_after", lambda handled, seen: max(
            (met.span.hi for met in seen if met.span.hi > handled.claimed),
            default=handled.recorded)),
    ),
    "no wait after a handling": ((clearing.Wanted, "after", lambda wanted, _cap: wanted.base),),
    "a look that is not whole clears": (
        (clearing.MachineProof, "_shortfalls", _unless("not_whole", "source_unread")),
    ),
    "what had shown it need not be read again": (
        (clearing.MachineProof, "_shortfalls", _unless("source_unread")),
    ),
    "a machine that has just started clears": (
        (clearing.MachineProof, "_shortfalls", _unless("just_started")),
    ),
    "a declared look clears": ((clearing.MachineProof, "_shortfalls", _unless("declared")),),
    "any box clears": ((clearing.MachineProof, "_is_of", _any_box),),
    "a router need not be read again": (
        (clearing.MachineProof, "_shortfalls", _unless("foreign_unread")),
    ),
    "nothing refutes a handling": ((states, "refutes", lambda _met, _handled: False),),
    "not seen this time is gone": ((states, "_state", _an_empty_whole_look_closes),),
    "bad news ages": ((standing, "_accuses", _bad_news_ages),),
    "good news does not age": ((coverage, "counts", lambda _look, _rules, _now: True),),
    "an excuse needs no look": ((Finding, "awaits_look", property(lambda _finding: False)),),
    "an excuse has no end": ((states, "excuses", lambda _act, _now: True),),
    "excluded wins over fail": ((standing, "_verdict", _excluded_wins),),
    "the newest look alone carries a pass": (
        (standing, "check_standings", lambda looks, rules, now: coverage.check_standings(
            looks[-1:], rules, now)),
    ),
    "a reinstalled machine keeps its looks": (
        (identity, "_system", lambda _look, _scope: None),
    ),
    "a misdated look carries a pass": (
        (coverage, "counts", lambda look, rules, now: _RIGHT_COUNTS(
            replace(look, dated=None), rules, now)),
    ),
    "a misdated look clears": ((clearing.MachineProof, "_shortfalls", _unless("misdated")),),
    "a misdated log of a router clears": (
        (clearing, "_is_after", lambda look, moment: look.span.lo >= moment),
    ),
    "what the clock made old is young again": (
        (judging_time.JudgingTime, "of", lambda self, _known: self.now),
    ),
    "a misdated handling proves": ((states, "proves", lambda _act: True),),
    "a misdated exception holds": (
        (states, "excuses", lambda act, now: now.of(act.recorded) < act.until),
    ),
}  # fmt: skip


def _by_table() -> bool:
    """Whether a row of the table does not hold."""
    for case in SCENARIOS:
        found = case.stand()
        told = (found.reason or found.verdict, " ".join(one.state for one in found.findings))
        if told != (case.verdict, case.state) or not case.says(found):
            return True
    return False


def _by_property(holds: Callable[[st.DataObject], None]) -> bool:
    """Whether a plausible history breaks a property."""

    @settings(
        max_examples=_EXAMPLES,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(st.data())
    def over_histories(data: st.DataObject) -> None:
        holds(data)

    try:
        over_histories()
    except AssertionError:
        return True
    return False


def _plant(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, what, wrong in PLANTED[name]:
        monkeypatch.setattr(owner, what, wrong)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_rule_breaks_the_table(name: str, monkeypatch: pytest.MonkeyPatch):
    _plant(name, monkeypatch)
    assert _by_table()


# Those by which a machine would pass unread or unhandled must not hide from generated histories,
# whatever the table happens to hold.
GREENER = {
    "a handling counts from when it is claimed": "words_clear_nothing",
    "a look that is not whole clears": "a_partial_look_clears_nothing",
    "any box clears": "another_box_clears_nothing",
    "not seen this time is gone": "a_pass_is_earned",
    "bad news ages": "a_pass_is_earned",
    "good news does not age": "a_pass_is_earned",
    "an excuse needs no look": "words_clear_nothing",
    "nothing refutes a handling": "a_pass_is_earned",
    "no wait after a handling": "a_pass_is_earned",
    "excluded wins over fail": "words_clear_nothing",
    "a declared look clears": "nothing_but_a_whole_look_clears",
    "a misdated look carries a pass": "a_pass_after_the_clocks_word_is_earned",
    "what the clock made old is young again": "the_clocks_word_makes_nothing_greener",
}


@pytest.mark.parametrize("name", GREENER)
def test_a_planted_rule_breaks_a_property(name: str, monkeypatch: pytest.MonkeyPatch):
    _plant(name, monkeypatch)
    (holds,) = (one for one in PROPERTIES if one.__name__ == GREENER[name])
    assert _by_property(holds)


def test_without_a_planted_rule_the_table_holds():
    assert not _by_table()
