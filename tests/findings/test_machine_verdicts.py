"""A machine passes only when everything required was read; what was seen counts anyway."""

import itertools
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from orchestrator.findings import judge_machine
from orchestrator.match import Asked, match
from orchestrator.model.answer import (
    Answer,
    Answered,
    Facts,
    NotApplicable,
    Reading,
    Unanswered,
    Unread,
    Window,
    canary_address,
)
from orchestrator.model.district import Exclusion
from orchestrator.model.observation import ConnectionState, Observation, Sight
from orchestrator.model.outcome import (
    OK,
    Barrier,
    Ended,
    Outcome,
    Phase,
    Why,
    not_attempted,
    script_blocked,
    stalled,
)
from orchestrator.model.plan import Question
from orchestrator.model.result import AnswerKind, Reason, Status, Verdict
from tests.findings.made import (
    ASKED_AT,
    CHECKS,
    QUESTIONS,
    RULES,
    SCOPE,
    full,
    judge,
    said,
    statuses,
)
from tests.match.made import (
    AT,
    NONCE,
    NULL,
    answered,
    cached,
    canary,
    connection,
    hosts,
    index,
    negative,
    resolver,
)


def test_a_fully_read_machine_without_a_hit_passes_and_shows_no_canary():
    result = judge(full())
    assert said(result) == (Verdict.PASS, None)
    assert result.hits == ()
    assert [check.answer for check in result.checks] == [AnswerKind.ANSWERED] * 4


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        ({"connections": (connection("203.0.113.66"),)}, Status.CONNECTED),
        ({"dns_cache": (cached("x.bad.example", "192.0.2.9"),)}, Status.RESOLVED),
        ({"dns_cache": (negative("bad.example"),)}, Status.LOOKED_UP_NOT_RESOLVED),
        ({"dns_cache": (cached("bad.example", NULL),)}, Status.LOOKED_UP_BLOCKED),
        ({"dns_cache": (cached("ok.test", "192.0.2.53"),)}, Status.SINKHOLED),
        ({"hosts_file": (hosts("192.0.2.9", "bad.example"),)}, Status.HOSTS_REDIRECT),
        ({"resolvers": (resolver("203.0.113.66"),)}, Status.CONFIGURED),
    ],
)
def test_every_failing_hit_fails(seen: dict[str, tuple[Observation, ...]], status: Status):
    result = judge(full(**seen))
    assert said(result) == (Verdict.FAIL, None)
    assert statuses(result) == [status]


def test_a_hit_fails_a_half_read_machine_too():
    answers: dict[str, Answer] = {
        "connections": Unanswered(reason=Unread.CUT, observations=(connection("203.0.113.66"),))
    }
    for outcome in (OK, Outcome(ended=Ended.PARTIAL), stalled(Phase.READ)):
        assert judge(answers, outcome).verdict is Verdict.FAIL


@pytest.mark.parametrize("check", CHECKS)
def test_one_unread_required_check_blocks_pass(check: str):
    result = judge({**full(), check: Unanswered(reason=Unread.DENIED)})
    assert said(result) == (Verdict.NOT_ASSESSED, Reason.PARTIAL)
    (missed,) = (one for one in result.checks if one.answer is AnswerKind.UNANSWERED)
    assert (missed.check, missed.reason) == (check, Unread.DENIED)


def test_an_unread_check_that_is_not_required_is_shown_and_blocks_nothing():
    extra = Question(check="proxy", task="proxy", required=False)
    result = judge(
        {**full(), "proxy": Unanswered(reason=Unread.OFF)}, questions=(*QUESTIONS, extra)
    )
    assert result.verdict is Verdict.PASS
    assert result.checks[-1].reason is Unread.OFF


def test_what_does_not_exist_blocks_nothing_but_connections_must_be_answered():
    none = NotApplicable(why="no cache")
    assert judge({**full(), "dns_cache": none}).verdict is Verdict.PASS
    assert said(judge({**full(), "connections": none})) == (Verdict.NOT_ASSESSED, Reason.PARTIAL)


@pytest.mark.parametrize("left_out", CHECKS)
def test_a_required_check_that_was_not_asked_is_not_assessed(left_out: str):
    asked = tuple(question for question in QUESTIONS if question.check != left_out)
    result = judge(full(), questions=asked)
    assert said(result) == (Verdict.NOT_ASSESSED, Reason.NOT_ASKED)
    row = next(check for check in result.checks if check.check == left_out)
    assert (row.required, row.answer, row.reason) == (True, AnswerKind.UNANSWERED, Unread.NOT_ASKED)


def test_one_that_was_asked_and_not_read_is_worse_than_one_that_was_not_asked():
    lost: dict[str, Answer] = {**full(), "dns_cache": Unanswered(reason=Unread.DENIED)}
    result = judge(lost, questions=QUESTIONS[:2])
    assert said(result) == (Verdict.NOT_ASSESSED, Reason.PARTIAL)


def test_a_hit_fails_a_machine_that_was_asked_one_thing_only():
    met = full(connections=(connection("203.0.113.66"),))
    assert said(judge(met, questions=QUESTIONS[:1])) == (Verdict.FAIL, None)


def test_a_machine_that_the_playbook_asks_nothing_has_no_answers():
    result = judge(None, outcome=not_attempted(Why.NOT_SELECTED), questions=())
    assert result.checks == ()
    assert said(judge(full(), questions=())) == (Verdict.NOT_ASSESSED, Reason.NOT_ASKED)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome(ended=Ended.UNREACHABLE), Reason.UNREACHABLE),
        (Outcome(ended=Ended.AUTH_REJECTED), Reason.AUTH),
        (stalled(Phase.EXEC), Reason.TIMEOUT),
        (not_attempted(Why.NOT_SELECTED), Reason.NOT_SELECTED),
        (not_attempted(Why.UNSUPPORTED), Reason.UNSUPPORTED),
    ],
)
def test_a_machine_without_a_trip_says_why_and_misses_every_check(outcome: Outcome, reason: Reason):
    result = judge(None, outcome)
    assert said(result) == (Verdict.NOT_ASSESSED, reason)
    assert [(one.answer, one.reason) for one in result.checks] == [
        (AnswerKind.UNANSWERED, Unread.NO_TRIP)
    ] * 4


@pytest.mark.parametrize("barrier", Barrier)
def test_a_machine_that_did_not_begin_the_script_has_no_answer_whatever_it_printed(
    barrier: Barrier,
):
    for reading in (None, full()):
        result = judge(reading, script_blocked(barrier))
        assert said(result) == (Verdict.NOT_ASSESSED, Reason.SCRIPT_BLOCKED)
        assert {one.reason for one in result.checks} == {Unread.NOT_STARTED}


def test_full_answers_do_not_make_up_for_a_bad_outcome():
    assert said(judge(full(), Outcome(ended=Ended.FLOODED))) == (
        Verdict.NOT_ASSESSED,
        Reason.FLOODED,
    )


def test_ok_without_a_reading_is_not_assessed():
    assert said(judge(None, OK)) == (Verdict.NOT_ASSESSED, Reason.PARTIAL)


def test_a_check_that_the_reading_does_not_know_is_unanswered():
    answers = full()
    del answers["resolvers"]
    result = judge(answers)
    assert said(result) == (Verdict.NOT_ASSESSED, Reason.PARTIAL)
    assert result.checks[-1].reason is Unread.UNSUPPORTED


def test_an_excluded_machine_is_listed_apart():
    scope = replace(SCOPE, excluded=Exclusion(reason="hỏng", approver="A", date="2026-01-01"))
    result = judge(None, not_attempted(Why.EXCLUDED), scope=scope)
    assert said(result) == (Verdict.EXCLUDED, None)
    assert result.checks == ()


@pytest.mark.parametrize("check", CHECKS)
def test_an_answer_without_its_canary_is_not_trusted(check: str):
    result = judge({**full(), check: answered()})
    assert said(result) == (Verdict.NOT_ASSESSED, Reason.PARTIAL)
    (missed,) = (one for one in result.checks if one.reason)
    assert (missed.check, missed.reason) == (check, Unread.CANARY)


def test_a_canary_of_another_sweep_proves_nothing():
    other = "f" * 16
    result = judge({**full(), "connections": answered(canary("connections", other))})
    assert result.checks[0].reason is Unread.CANARY
    assert result.checks[0].detail == "0 of 1 made rows came back"


def test_every_section_must_bring_its_canary_back():
    one = replace(answered(canary("connections")), canaries=2)
    two = replace(answered(canary("connections"), canary("connections")), canaries=2)
    assert judge({**full(), "connections": one}).checks[0].reason is Unread.CANARY
    assert judge({**full(), "connections": two}).verdict is Verdict.PASS


def test_a_hit_in_an_answer_without_canary_still_fails():
    result = judge({**full(), "connections": answered(connection("203.0.113.66"))})
    assert result.verdict is Verdict.FAIL
    assert result.checks[0].reason is Unread.CANARY


def test_no_hit_ever_shows_a_canary():
    wide = index("2001:db8::/32", "bad.example")
    hits = match(full(), wide, Asked(nonce=NONCE, at=AT))
    assert hits
    result = judge_machine(
        scope=SCOPE,
        questions=QUESTIONS,
        outcome=OK,
        reading=Reading(facts=Facts(), answers=full(), complete=True),
        hits=hits,
        nonce=NONCE,
        rules=RULES,
    )
    assert said(result) == (Verdict.PASS, None)
    assert result.hits == ()


def test_a_hosts_block_is_a_defence_and_explains_the_cache():
    result = judge(
        full(
            hosts_file=(hosts(NULL, "bad.example"),),
            dns_cache=(cached("bad.example", NULL), negative("bad.example")),
        )
    )
    assert said(result) == (Verdict.PASS, None)
    assert statuses(result) == [Status.HOSTS_BLOCK]


@pytest.mark.parametrize("row", [cached("bad.example", NULL), negative("bad.example")])
def test_a_hosts_block_explains_each_of_its_rows(row: Observation):
    result = judge(full(hosts_file=(hosts(NULL, "bad.example"),), dns_cache=(row,)))
    assert statuses(result) == [Status.HOSTS_BLOCK]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (cached("x.bad.example", NULL), Status.LOOKED_UP_BLOCKED),
        (cached("bad.example", "192.0.2.9"), Status.RESOLVED),
        (cached("bad.example", "192.0.2.53"), Status.SINKHOLED),
    ],
)
def test_a_hosts_block_does_not_explain_more_than_its_own_name(row: Observation, status: Status):
    result = judge(full(hosts_file=(hosts(NULL, "bad.example"),), dns_cache=(row,)))
    assert result.verdict is Verdict.FAIL
    assert status in statuses(result)


def test_a_weak_hit_is_shown_and_fails_nobody():
    result = judge(full(connections=(connection("192.0.2.99", port=80),)))
    assert said(result) == (Verdict.PASS, None)
    assert [hit.weak for hit in result.hits] == [True]


def test_hits_stand_gravest_first_whatever_order_they_came_in():
    seen: dict[str, tuple[Observation, ...]] = {
        "connections": (connection("192.0.2.99", port=80), connection("203.0.113.66")),
        "dns_cache": (negative("bad.example"), cached("a.bad.example", "192.0.2.9")),
        "hosts_file": (hosts(NULL, "c.bad.example"),),
        "resolvers": (resolver("203.0.113.66"),),
    }
    expected = judge(full(**seen))
    assert statuses(expected) == [
        Status.CONNECTED,
        Status.CONFIGURED,
        Status.RESOLVED,
        Status.LOOKED_UP_NOT_RESOLVED,
        Status.HOSTS_BLOCK,
        Status.CONNECTED,
    ]
    for order in itertools.permutations(CHECKS):
        answers = {check: full(**seen)[check] for check in order}
        assert judge(answers).hits == expected.hits


GRAVEST_FIRST = [
    Status.CONNECTED,
    Status.CONFIGURED,
    Status.SINKHOLED,
    Status.ATTEMPTED,
    Status.RESOLVED,
    Status.HOSTS_REDIRECT,
    Status.LOOKED_UP_NOT_RESOLVED,
    Status.LOOKED_UP_BLOCKED,
    Status.HOSTS_BLOCK,
]


def test_hits_of_every_status_stand_gravest_first():
    assert set(GRAVEST_FIRST) == set(Status)
    result = judge(
        full(
            hosts_file=(hosts("192.0.2.9", "a.bad.example"), hosts(NULL, "b.bad.example")),
            dns_cache=(
                cached("c.bad.example", NULL),
                negative("d.bad.example"),
                cached("e.bad.example", "192.0.2.9"),
            ),
            connections=(
                connection("203.0.113.66", ConnectionState.SYN_SENT),
                connection("192.0.2.53"),
                connection("203.0.113.66"),
            ),
            resolvers=(resolver("203.0.113.66"),),
        )
    )
    assert statuses(result) == GRAVEST_FIRST


def test_hits_of_one_status_stand_by_their_indicator_then_by_what_was_seen():
    listed = index("a.example", "b.example", "203.0.113.66")
    rows = (
        cached("z.a.example", "192.0.2.9"),
        cached("b.example", "192.0.2.9"),
        cached("a.example", "192.0.2.9"),
        cached("y.b.example", "192.0.2.9"),
    )
    seen = [hit.observed for hit in judge(full(dns_cache=rows), listed=listed).hits]
    assert seen == ["a.example", "z.a.example", "b.example", "y.b.example"]
    ports = tuple(connection("203.0.113.66", port=port) for port in (443, 22, 80))
    twice = {"x": answered(canary("x"), ports[0]), **full(connections=ports)}
    extra = Question(check="x", task="x", required=False)
    hits = judge(twice, questions=(extra, *QUESTIONS), listed=listed).hits
    assert [(hit.check, hit.observation.raw) for hit in hits] == [
        ("connections", "203.0.113.66:22 ESTABLISHED"),
        ("connections", "203.0.113.66:443 ESTABLISHED"),
        ("connections", "203.0.113.66:80 ESTABLISHED"),
        ("x", "203.0.113.66:443 ESTABLISHED"),
    ]


def test_what_is_known_of_the_trip_is_kept():
    result = judge(full())
    assert (result.scope, result.outcome, result.facts) == (SCOPE, OK, Facts(name="PC"))
    assert result.attempted_at == ASKED_AT
    assert result.evidence == ()
    without = judge_machine(
        scope=SCOPE,
        questions=QUESTIONS,
        outcome=stalled(Phase.EXEC),
        reading=None,
        hits=(),
        nonce=NONCE,
        rules=RULES,
    )
    assert (without.facts, without.evidence, without.attempted_at) == (None, (), None)
    assert without.outcome == stalled(Phase.EXEC)


def test_an_excluded_machine_that_was_asked_shows_its_hits_and_judges_nothing():
    scope = replace(SCOPE, excluded=Exclusion(reason="hỏng", approver="A", date="2026-01-01"))
    tasks = (replace(QUESTIONS[0], control="CD-05"),)
    result = judge(full(connections=(connection("203.0.113.66"),)), questions=tasks, scope=scope)
    assert said(result) == (Verdict.EXCLUDED, None)
    assert (result.checks, result.controls) == ((), ())
    assert statuses(result) == [Status.CONNECTED]


def test_an_unanswered_check_says_what_was_tried():
    lost = Unanswered(reason=Unread.DENIED, detail="5", source="MSFT_NetTCPConnection")
    (check, *_) = judge({**full(), "connections": lost}).checks
    assert (check.answer, check.reason, check.detail, check.source, check.required) == (
        *(AnswerKind.UNANSWERED, Unread.DENIED, "5", "MSFT_NetTCPConnection", True),
    )


def test_what_is_required_is_a_rule_and_no_word_of_a_task():
    tasks = tuple(replace(task, required=False) for task in QUESTIONS)
    answers: dict[str, Answer] = {**full(), "resolvers": Unanswered(reason=Unread.OFF)}
    result = judge(answers, questions=tasks)
    assert said(result) == (Verdict.NOT_ASSESSED, Reason.PARTIAL)
    assert {check.required for check in result.checks} == {True}


def test_a_check_result_carries_what_the_answer_says():
    window = Window(
        start=datetime(2026, 11, 19, tzinfo=UTC), end=datetime(2026, 11, 20, tzinfo=UTC)
    )
    answer = Answered(
        observations=(canary("connections"),),
        source="ss",
        window=window,
        rows=7,
        notes=("owners_unread",),
    )
    (check, cache, *_) = judge(
        {**full(), "connections": answer, "dns_cache": NotApplicable(why="no cache")}
    ).checks
    assert (check.source, check.rows, check.notes) == ("ss", 7, ("owners_unread",))
    assert (check.window_from, check.window_to) == (window.start, window.end)
    assert (cache.answer, cache.why) == (AnswerKind.NOT_APPLICABLE, "no cache")


def test_two_tasks_of_one_check_are_one_result():
    twice = (*QUESTIONS, *(Question(check="proxy", task=word, required=False) for word in "ab"))
    result = judge({**full(), "proxy": Unanswered(reason=Unread.OFF)}, questions=twice)
    assert [check.check for check in result.checks] == [*CHECKS, "proxy"]
    assert said(result) == (Verdict.PASS, None)


def test_a_made_row_is_recognised_by_name_or_address():
    row = replace(cached("x.test", canary_address(NONCE)), sight=Sight(source="b"))
    assert judge({**full(), "dns_cache": answered(row)}).verdict is Verdict.PASS
