"""What is concluded of a whole sweep: whether it ended, what its list allows, a hit seen twice."""

import pytest
from msgspec.structs import replace

from orchestrator.findings import hits_of_all, is_finished, list_bars_pass
from orchestrator.match import Asked, match
from orchestrator.model.outcome import OK, Ended, Outcome, Why, not_attempted
from orchestrator.model.result import Hit, ListInfo, Status, Weakness
from tests.findings.made import BAD, judge
from tests.match.made import AT, NONCE, answered, cached, connection


@pytest.mark.parametrize(
    ("outcome", "finished"),
    [
        (OK, True),
        (Outcome(ended=Ended.UNREACHABLE), True),
        (not_attempted(Why.NOT_SELECTED), True),
        (not_attempted(Why.EXCLUDED), True),
        (not_attempted(Why.INTERRUPTED), False),
        (not_attempted(Why.NOT_RUN), False),
    ],
)
def test_a_sweep_ended_if_all_that_it_had_selected_was_tried(outcome: Outcome, finished: bool):  # noqa: FBT001
    assert is_finished([judge(None, OK), judge(None, outcome)]) is finished
    assert is_finished(())


@pytest.mark.parametrize(
    ("warnings", "demo", "barred"),
    [
        ((), False, False),
        (("allow_expired",), False, False),
        (("list_stale",), True, True),
        (("allow_expired", "list_shrunk ncsc"), False, True),
        (("list_urls_only",), False, True),
        (("list_test_only",), False, True),
        (("list_test_only",), True, False),
        (("list_test_only", "list_stale"), True, True),
    ],
)
def test_a_list_alone_may_bar_a_pass(warnings: tuple[str, ...], demo: bool, barred: bool):  # noqa: FBT001
    info = ListInfo(sha256="0" * 64, indicators=1, dated="2026-11-01", warnings=warnings)
    assert list_bars_pass(info, demo=demo) is barred


def hits() -> tuple[Hit, Hit]:
    seen = {
        "connections": answered(connection("203.0.113.66")),
        "dns_cache": answered(cached("bad.example", "192.0.2.9")),
    }
    first, second = match(seen, BAD, Asked(nonce=NONCE, at=AT))
    return first, second


def test_a_hit_that_several_answers_show_is_one_and_the_one_that_counts_stays():
    first, second = hits()
    weak = replace(first, weakness=Weakness.EXPIRED)
    assert hits_of_all([first, second, first]) == (first, second)
    assert hits_of_all([weak, second, first]) == (first, second)
    assert hits_of_all([first, second, weak]) == (first, second)
    assert hits_of_all([weak, weak]) == (weak,)


def test_hits_that_differ_in_check_or_status_are_several():
    first, _ = hits()
    others = (
        replace(first, check="proxy"),
        replace(first, status=Status.ATTEMPTED),
        replace(first, observed="198.51.100.7"),
    )
    assert hits_of_all([first, *others]) == (first, *others)
