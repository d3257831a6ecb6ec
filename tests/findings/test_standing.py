"""What a standing says beside its verdict: dates, trust, tries, doubts, controls, states."""

import pytest
from msgspec.structs import replace

from orchestrator.model.act import Handling
from orchestrator.model.answer import Unread
from orchestrator.model.campaign import Doubt, MachineStanding, Shortfall
from orchestrator.model.look import Carrier, LookControl, Origin, Trust
from orchestrator.model.outcome import Why, not_attempted
from orchestrator.model.plan import ControlRule
from orchestrator.model.result import ControlResult, ControlVerdict, Status, Verdict
from orchestrator.model.rules import RULES
from tests.findings.campaign_made import (
    NOT_APPLICABLE,
    WORSE,
    History,
    allowed,
    assigned,
    at,
    autorun,
    cached,
    contact,
    excluded,
    false_positive,
    handled,
    handled_lookup,
    joined,
    looked,
    off,
    only_finding,
    removed,
    risk,
    rows,
    same_machine,
    standing,
    triaged,
    undone,
)

KIT = {"origin": Origin.KIT, "trust": Trust.DECLARED}
DNS = ("dns_cache",)
BOTH = ("dns_cache", "resolvers")


def row(found: MachineStanding, check: str):
    (one,) = (one for one in found.checks if one.check == check)
    return one


def control(verdict: ControlVerdict, *rules: ControlRule, checks: tuple[str, ...] = ("dns_cache",)):
    result = ControlResult(
        control="C", title="t", severity="high", verdict=verdict, seen=("s",), checks=checks
    )
    return (LookControl(result=result, rules=rules),)


def controls(found: MachineStanding) -> list[tuple[ControlVerdict, tuple[str, ...]]]:
    return [(one.verdict, one.seen) for one in found.controls]


def test_a_newer_try_takes_nothing_away_and_is_shown():
    found = standing(joined(looked(0), looked(1, denied=DNS)))
    assert (found.verdict, found.as_of) == (Verdict.PASS, at(0))
    cache = row(found, "dns_cache")
    assert (cache.looked_at, cache.counts) == (at(0), True)
    assert cache.newest_try is not None
    assert cache.newest_try.span.lo == at(1)
    assert row(found, "connections").newest_try is None


def test_what_was_read_too_long_ago_and_not_since_is_read_in_part():
    history = joined(looked(0), looked(31, denied=DNS))
    assert standing(history).reason == "partial"
    assert standing(joined(looked(0), looked(31, only=("connections",)))).reason == "aged"


def test_a_check_that_failed_in_every_look_says_the_newest_reason():
    found = standing(joined(looked(0, denied=DNS), looked(1, denied=DNS)))
    assert (found.reason, row(found, "dns_cache").looked_at) == ("partial", at(1))
    assert row(found, "dns_cache").said.reason is Unread.DENIED


def test_what_nobody_ever_asked_has_no_look():
    (look,) = looked(0).looks
    bare = rows(looks=[replace(look, answers={"connections": look.answers["connections"]})])
    found = standing(bare)
    assert (found.reason, row(found, "resolvers").look) == ("not_asked", None)


def test_the_one_check_that_must_be_answered_cannot_be_missing_on_a_machine():
    (look,) = looked(0).looks
    none = {check: replace(said, kind=NOT_APPLICABLE) for check, said in look.answers.items()}
    for check, reason in (("dns_cache", None), ("connections", "partial")):
        answers = {**look.answers, check: none[check]}
        assert standing(rows(looks=[replace(look, answers=answers)])).reason == reason


def cut(history: History) -> History:
    """The same, its answers without their end mark."""
    return replace(history, looks=tuple(replace(one, complete=False) for one in history.looks))


def test_an_answer_that_was_cut_carries_no_pass_and_accuses():
    half = cut(looked(1))
    assert standing(half).reason == "partial"
    assert standing(joined(looked(0), half)).as_of == at(0)
    assert standing(cut(looked(1, contact()))).verdict is Verdict.FAIL


def test_an_answer_that_was_cut_clears_nothing():
    history = joined(looked(0, contact()), handled(1))
    assert standing(joined(history, looked(3))).verdict is Verdict.PASS
    assert standing(joined(history, cut(looked(3)))).verdict is Verdict.FAIL


def test_readings_of_before_the_campaign_do_not_count():
    rules = replace(RULES, opens=at(1))
    assert standing(looked(0), rules=rules).reason == "aged"
    assert standing(looked(1), rules=rules).verdict is Verdict.PASS


def test_a_machine_passes_by_its_own_word_only_where_that_does():
    strict = replace(RULES, accept_declared=False)
    declared = looked(1, made=1, **KIT)
    assert standing(declared).trust is Trust.DECLARED
    assert standing(declared, rules=strict).reason == "declared_only"
    both = joined(looked(0), declared)
    assert (standing(both).as_of, standing(both, rules=strict).as_of) == (at(1), at(0))
    mixed = joined(
        looked(0, only=("connections",)), looked(1, made=1, denied=("connections",), **KIT)
    )
    assert standing(mixed).trust is Trust.DECLARED
    old = joined(looked(0), looked(31, made=31, denied=("connections",), **KIT))
    assert standing(old, rules=strict).reason == "partial"
    assert standing(looked(0), at(31), rules=strict).reason == "aged"


def test_a_fail_has_the_trust_of_the_best_look_that_accuses():
    kit = looked(1, contact(), made=1, **KIT)
    assert standing(kit).trust is Trust.DECLARED
    assert standing(joined(kit, looked(2, contact()))).trust is Trust.ASKED
    assert standing(off(0)).trust is None


def test_a_pass_came_as_its_least_sure_reading_and_a_fail_as_its_surest():
    def relayed(day, carrier, *saw, **more):
        return looked(day, *saw, trust=Trust.RELAYED, carrier=carrier, **more)

    halves = (
        relayed(0, Carrier.FILE, only=("connections",)),
        relayed(1, Carrier.NETWORK, denied=("connections",)),
    )
    for both in (joined(*halves), joined(*halves[::-1])):
        assert (standing(both).trust, standing(both).carrier) == (Trust.RELAYED, Carrier.FILE)
    assert standing(relayed(0, Carrier.NETWORK)).carrier is Carrier.NETWORK
    accused = (relayed(0, Carrier.FILE, contact()), relayed(1, Carrier.NETWORK, contact()))
    assert standing(joined(*accused)).carrier is Carrier.NETWORK
    assert standing(off(0)).carrier is None


def test_the_newest_try_says_why_where_no_look_counts():
    aged = joined(looked(0), off(35))
    assert standing(aged).reason == "unreachable"
    assert standing(off(0, not_attempted(Why.NO_CREDENTIAL))).reason == "no_credential"
    attempt = looked(0).attempts
    assert standing(rows(attempts=attempt)).reason == "not_run"
    assert standing(looked(0, denied=tuple(RULES.required))).reason == "partial"
    assert standing(off(0)).last_attempt is not None


def test_what_was_not_tried_is_no_try():
    story = joined(looked(0, contact()), handled(1))
    skipped = joined(story, off(2, not_attempted(Why.NOT_SELECTED)))
    assert only_finding(standing(skipped)).state == "handled"


def test_a_clock_that_goes_back_makes_nothing_young():
    history = joined(looked(0), off(40))
    assert standing(history, at(0)).verdict is Verdict.NOT_ASSESSED


def test_a_sighting_of_a_look_that_is_gone_still_accuses():
    history = looked(0, contact())
    found = standing(joined(replace(history, looks=()), handled(1), looked(3)))
    assert only_finding(found).state == "closed_verified"
    assert standing(replace(history, looks=())).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ((triaged(1),), "triaged"),
        ((assigned(1),), "assigned"),
        ((assigned(1), triaged(2)), "assigned"),
        ((handled(1), triaged(2)), "handled"),
        ((risk(1, until=2),), "new"),
        ((undone(2, handled(1)),), "new"),
    ],
)
def test_the_state_of_a_finding_follows_its_acts(acts, state):
    found = only_finding(standing(joined(looked(0, contact()), *acts), at(3)))
    assert found.state == state
    assert found.is_open


def test_who_is_to_handle_it_by_when_is_the_newest_word():
    one = only_finding(standing(joined(looked(0, contact()), assigned(1, "a"), assigned(2, "b"))))
    assert (one.owner, one.due) == ("b", at(9))
    assert len(one.acts) == 2


def test_undoing_is_not_undone():
    story = undone(2, handled(1))
    last = story.acts[-1]
    again = replace(last, id="again", ref=last.id)
    history = joined(looked(0, contact()), story, rows(acts=[again]), looked(5))
    assert only_finding(standing(history)).state == "new"


def test_a_handling_of_the_whole_machine_is_of_what_was_there():
    both = joined(looked(0, contact()), handled(1, value=None), looked(3, contact(WORSE)))
    states = {one.key.value: one.state for one in standing(both).findings}
    assert states == {"bad.example": "closed_verified", WORSE: "new"}
    back = joined(looked(0, contact()), handled(1, value=None), looked(3, contact()))
    assert only_finding(standing(back)).state == "reopened"


def test_a_further_handling_reopens_nothing():
    story = joined(looked(0, contact()), handled(1), looked(3), handled(4))
    assert only_finding(standing(story)).state == "closed_verified"
    twice = joined(looked(0, contact()), handled(1), looked(3, contact()), handled(4))
    assert only_finding(standing(twice)).state == "handled"
    again = only_finding(standing(joined(twice, looked(6, contact()))))
    assert (again.state, again.reopened) == ("reopened", 2)


def test_the_times_of_a_finding_are_of_what_was_seen():
    one = only_finding(standing(joined(looked(0, cached()), looked(2, cached()), looked(3))))
    assert (one.first.hi, one.last.hi, one.looks_seen) == (at(0), at(2), 2)
    assert (one.not_seen_since, one.next_look, one.until) == (at(3), None, None)


def test_not_seen_is_said_only_where_the_same_source_was_read():
    seen = looked(0, autorun(), also=("persistence",))
    assert only_finding(standing(joined(seen, looked(2)))).not_seen_since is None
    later = looked(2, also=("persistence",))
    assert only_finding(standing(joined(seen, later))).not_seen_since == at(2)


def test_an_exception_says_until_when():
    story = joined(looked(0, cached()), false_positive(1, until=20), false_positive(2, until=9))
    one = only_finding(standing(story))
    assert (one.state, one.until, one.next_look) == ("false_positive", at(20), at(1))
    accepted = only_finding(standing(joined(looked(0, contact()), risk(1, until=8))))
    assert (accepted.until, accepted.is_open) == (at(8), True)


def test_an_allow_entry_that_was_there_before_the_look_needs_no_other():
    entry = allowed(contact(), since=-3, until=20)
    found = standing(looked(0, entry))
    assert (found.verdict, only_finding(found).until) == (Verdict.PASS, at(20))
    assert found.doubts == (Doubt.EXCUSED_SEEN,)
    assert standing(looked(0, entry), at(20)).verdict is Verdict.FAIL
    later = joined(looked(0, entry), looked(1))
    assert standing(later).doubts == ()
    assert standing(replace(later, looks=())).doubts == ()


def test_an_excused_machine_is_not_excluded_before_it_was_looked_at():
    story = joined(looked(0, cached()), false_positive(1))
    assert standing(story, scope=excluded()).reason == "awaiting_look"
    assert standing(joined(story, looked(2)), scope=excluded()).verdict is Verdict.EXCLUDED
    assert standing(story, scope=removed(2)).reason == "awaiting_look"


def test_a_cache_that_keeps_longer_needs_a_longer_wait():
    story = joined(looked(0, cached()), handled_lookup(1))
    week = joined(story, looked(3, cap_s=7 * 86_400))
    one = only_finding(standing(week))
    assert (one.state, one.next_look) == ("verifying", at(8))
    assert only_finding(standing(joined(week, looked(9, cap_s=7 * 86_400)))).state == (
        "closed_verified"
    )


@pytest.mark.parametrize(
    ("infected", "later", "closed"),
    [(None, None, True), (None, "A", True), ("A", None, False), ("A", "A", True)],
)
def test_a_look_of_nobody_clears_what_nobody_showed(infected, later, closed):
    story = joined(looked(0, contact(), box=infected), handled(1), looked(3, box=later))
    one = only_finding(standing(story))
    assert (one.state == "closed_verified") is closed
    assert one.wanting == (() if closed else (Shortfall.OTHER_BOX,))


def test_what_two_boxes_showed_is_not_cleared_by_a_look_of_one():
    shown = joined(looked(0, contact(), box="A"), looked(1, contact(), box="B"), handled(2))
    assert only_finding(standing(joined(shown, looked(3, box="B")))).state == "verifying"


def test_what_nobody_showed_is_not_cleared_where_two_boxes_answered():
    story = joined(looked(-1, box="B"), looked(0, contact()), handled(1), looked(3, box="A"))
    assert only_finding(standing(story)).wanting == (Shortfall.OTHER_BOX,)
    sure = joined(story, same_machine(4, "A"), looked(6, box="A"))
    assert only_finding(standing(sure)).state == "closed_verified"


@pytest.mark.parametrize(
    ("remedy", "later", "shown"),
    [
        (Handling.REIMAGED, looked(3, system="II"), True),
        (Handling.REIMAGED, looked(3, system="I"), False),
        (Handling.REIMAGED, looked(3), False),
        (
            Handling.SCAN_CLEAN,
            looked(3, controls=control(ControlVerdict.PASS, ControlRule.CAMPAIGN_TOOL)),
            True,
        ),
        (
            Handling.SCAN_REMOVED,
            looked(3, controls=control(ControlVerdict.FAIL, ControlRule.CAMPAIGN_TOOL)),
            False,
        ),
        (Handling.OTHER, looked(3, system="II"), False),
    ],
)
def test_a_remedy_is_attested_until_a_look_shows_it(remedy, later, shown):
    story = joined(looked(0, contact(), system="I"), handled(1, remedy=remedy), later)
    one = only_finding(standing(story))
    assert one.remedy is remedy
    assert (one.remedy_shown is not None) is shown


def test_what_is_shown_by_a_new_system_needs_an_old_one():
    story = joined(
        looked(0, contact()), handled(1, remedy=Handling.REIMAGED), looked(3, system="II")
    )
    assert only_finding(standing(story)).remedy_shown is None


def test_nothing_changes_by_itself_before_it_is_said_to():
    assert standing(off(0)).next_change is None
    story = joined(looked(0, cached()), false_positive(1, until=20), risk(1, until=15), looked(2))
    assert standing(story).next_change == at(15)
    assert standing(story, at(16)).next_change == at(20)
    look_up = standing(looked(0, cached(0)))
    assert look_up.next_change == at(7)


def test_the_newest_whole_look_that_may_clear_is_told():
    found = standing(joined(looked(0), looked(1, up=None), looked(2, made=2, **KIT)))
    assert (found.whole_at, found.read_whole) == (at(0), True)
    part = standing(looked(0, denied=DNS))
    assert (part.whole_at, part.read_whole) == (None, False)


OS = ControlRule.OS_SUPPORT
GOOD, BROKEN, OPEN = ControlVerdict.PASS, ControlVerdict.FAIL, ControlVerdict.NOT_ASSESSED


@pytest.mark.parametrize(
    ("looks", "now", "said"),
    [
        ((looked(0, controls=control(GOOD, OS)),), 1, GOOD),
        ((looked(0, controls=control(GOOD, OS)),), 31, OPEN),
        ((looked(0, controls=control(BROKEN, OS)),), 31, BROKEN),
        ((looked(0, controls=control(BROKEN, OS)), looked(1, controls=control(GOOD, OS))), 2, GOOD),
        (
            (
                looked(0, controls=control(BROKEN, OS)),
                looked(1, controls=control(OPEN, OS), denied=DNS),
            ),
            2,
            BROKEN,
        ),
        ((looked(0, controls=control(OPEN, OS), denied=DNS),), 1, OPEN),
        ((looked(0, controls=control(OPEN, OS)),), 1, OPEN),
        (
            (
                looked(0, controls=control(BROKEN, OS, checks=BOTH)),
                looked(1, controls=control(GOOD, OS, checks=BOTH), denied=DNS),
            ),
            2,
            BROKEN,
        ),
    ],
)  # fmt: skip
def test_a_control_of_state_is_as_the_newest_answer_says(looks, now, said):
    assert [verdict for verdict, _ in controls(standing(joined(*looks), at(now)))] == [said]


@pytest.mark.parametrize(("now", "said"), [(29, GOOD), (30.5, OPEN)])
def test_looks_that_share_their_words_come_to_what_copies_of_them_do(now, said):
    words = control(GOOD, OS)  # a store gives looks of the same text one and the same value
    for mine in (lambda: words, lambda: control(GOOD, OS)):
        unread = (looked(day, controls=mine(), denied=DNS) for day in (1, 2))
        found = standing(joined(looked(0, controls=mine()), *unread), at(now))
        assert [verdict for verdict, _ in controls(found)] == [said]


OWN, CONTACT = ControlRule.OWN_HITS, ControlRule.CONTACT


def of_hits(*saw, rule=OWN, checks=DNS, now=1.0, **more):
    looks = looked(0, *saw, controls=control(GOOD, rule, checks=checks), **more)
    return controls(standing(looks, at(now)))


def test_a_control_of_hits_passes_where_what_it_asks_was_read():
    (told,) = control(GOOD, OWN)
    unseen = replace(told, result=replace(told.result, seen=()))
    assert controls(standing(looked(0, controls=(unseen,)))) == [(GOOD, ())]
    assert of_hits() == [(GOOD, ())]
    assert of_hits(denied=DNS) == [(OPEN, ())]
    assert of_hits(now=31) == [(OPEN, ())]
    assert of_hits(rule=CONTACT, denied=("resolvers",)) == [(OPEN, ())]
    assert of_hits(checks=("dns_cache", "dns_events"), denied=("dns_events",)) == [(GOOD, ())]
    assert of_hits(checks=("dns_events",), denied=("dns_events",)) == [(OPEN, ())]


def test_a_control_without_its_source_does_not_apply():
    (look,) = looked(0, controls=control(GOOD, OWN)).looks
    said = replace(look.answers["dns_cache"], kind=NOT_APPLICABLE)
    bare = rows(looks=[replace(look, answers={**look.answers, "dns_cache": said})])
    assert controls(standing(bare)) == [(ControlVerdict.NOT_APPLICABLE, ())]


def test_contact_breaks_its_control_at_once_and_a_look_up_after_seven_days():
    assert of_hits(contact(), rule=CONTACT) == [(BROKEN, ("bad.example",))]
    assert of_hits(cached(0)) == [(OPEN, ("bad.example",))]
    assert of_hits(cached(0), now=7) == [(BROKEN, ("bad.example",))]
    assert of_hits(contact()) == [(GOOD, ())]
    assert of_hits(cached(0), rule=CONTACT, checks=("connections",)) == [(GOOD, ())]


def test_a_hosts_file_that_was_changed_stays_broken():
    broken = looked(0, cached(0), controls=control(BROKEN, ControlRule.HOSTS_INTACT))
    assert controls(standing(broken)) == [(BROKEN, ("s", "bad.example"))]


def test_a_sinkhole_that_was_excused_as_a_look_up_is_not_excused():
    story = joined(
        looked(0, cached()),
        false_positive(1, covers=(Status.LOOKED_UP_BLOCKED,)),
        looked(2),
    )
    assert standing(story).verdict is Verdict.FAIL
