"""No account is locked by us: what the ledger of all runs lets through."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.model.lockout import (
    MAX_REJECTIONS,
    NO_ACCOUNT,
    Refused,
    RememberedAccount,
    accounts_of,
)
from orchestrator.model.logon import Forgotten, LedgerRow, Logon, LogonOutcome, LogonRefusal

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
ACCEPTED, REJECTED, UNHEARD = LogonOutcome
PAUSED, UNKNOWN_END, TODAY, TWICE = LogonRefusal


def account(rows: Iterable[LedgerRow], now: datetime = NOW) -> RememberedAccount:
    return accounts_of(rows, now).get("audit", NO_ACCOUNT)


def refused(rows: Iterable[LedgerRow], machine: str, now: datetime = NOW) -> Refused | None:
    return account(rows, now).refused(machine, now)


def tries_left(rows: Iterable[LedgerRow]) -> int:
    return sum(account(rows).has_room(NOW, under_way=n, proofs=0) for n in (0, 1))


def row(
    hours_ago: float, end: LogonOutcome | None, machine: str = "m1", who: str = "audit"
) -> Logon:
    return Logon(principal=who, machine=machine, sent_at=NOW - hours_ago * HOUR, end=end)


def forgotten(hours_ago: float, who: str = "audit") -> Forgotten:
    return Forgotten(principal=who, at=NOW - hours_ago * HOUR, actor="Trưởng phòng")


def judged(*rows: LedgerRow, machine: str = "m1") -> tuple[LogonRefusal, float | None] | None:
    """Return the refusal and in how many hours it ends, the same for any order of the rows."""
    said = {refused(order, machine) for order in permutations(rows)}
    (found,) = said
    if found is None:
        return None
    assert found.until is None or found.until > NOW
    return found.why, None if found.until is None else (found.until - NOW) / HOUR


@pytest.mark.parametrize("end", [REJECTED, None])
def test_a_machine_that_rejected_it_is_not_tried_with_it_for_a_day(end: LogonOutcome | None):
    why = TODAY if end else UNKNOWN_END
    assert judged(row(1, end)) == (why, 23)
    assert judged(row(23.9, end)) == (why, pytest.approx(0.1))
    assert judged(row(24, end)) is None
    assert judged(row(1, end), machine="m2") is None


def test_other_accounts_and_what_nobody_rejected_say_nothing():
    assert judged(row(1, REJECTED, who="other"), row(2, UNHEARD), row(3, ACCEPTED)) is None


def test_twice_by_one_machine_waits_for_a_success_elsewhere_after_that():
    twice = (row(80, REJECTED), row(50, REJECTED))
    assert judged(*twice) == (TWICE, None)
    assert judged(*twice, row(60, ACCEPTED, "m2")) == (TWICE, None)
    assert judged(*twice, row(50, ACCEPTED, "m2")) == (TWICE, None)
    assert judged(*twice, row(40, ACCEPTED, "m2")) is None
    assert judged(*twice, machine="m2") is None


def test_a_third_rejection_waits_for_another_success():
    rows = (row(90, REJECTED), row(60, None), row(50, ACCEPTED, "m2"), row(30, REJECTED))
    assert judged(*rows) == (TWICE, None)
    assert judged(*rows, row(2, ACCEPTED, "m2")) is None


def test_a_success_elsewhere_does_not_shorten_the_day():
    rows = (row(50, REJECTED), row(5, REJECTED), row(1, ACCEPTED, "m2"))
    assert judged(*rows) == (TODAY, 19)


def test_a_success_there_begins_anew():
    assert judged(row(90, REJECTED), row(60, REJECTED), row(40, ACCEPTED)) is None
    assert judged(row(90, REJECTED), row(60, ACCEPTED), row(30, REJECTED)) is None


def test_two_rejections_without_a_success_pause_the_account_everywhere():
    two = (row(9, REJECTED, "m1"), row(4, REJECTED, "m2"))
    assert judged(*two, machine="m3") == (PAUSED, 15)
    assert judged(*two, row(3, REJECTED, "m4"), machine="m3") == (PAUSED, 20)
    assert judged(*two, row(2, ACCEPTED, "m4"), machine="m3") is None
    assert judged(*two, row(6, ACCEPTED, "m4"), machine="m3") is None
    assert judged(*two, row(10, ACCEPTED, "m4"), machine="m3") == (PAUSED, 15)
    assert judged(row(25, REJECTED, "m1"), row(4, REJECTED, "m2"), machine="m3") is None


@pytest.mark.parametrize("ends", [(None, None), (REJECTED, None), (None, REJECTED)])
def test_what_nobody_is_known_to_have_rejected_is_not_called_rejected(
    ends: tuple[LogonOutcome | None, ...],
):
    two = [row(9 - number, end, f"m{number}") for number, end in enumerate(ends)]
    assert judged(*two, machine="m3") == (UNKNOWN_END, 15)
    assert judged(row(50, ends[0]), row(30, ends[1])) == (UNKNOWN_END, None)


def test_each_proof_lets_one_more_go_at_once():
    def at_once(rows: Iterable[LedgerRow], proofs: int) -> int:
        found = account(rows)
        return sum(found.has_room(NOW, under_way=n, proofs=proofs) for n in range(9))

    assert [at_once((), proofs) for proofs in (0, 1, 2, 7)] == [2, 3, 4, 9]
    assert at_once((row(1, REJECTED),), 1) == 2
    assert at_once((row(1, REJECTED), row(2, REJECTED, "m2")), 7) == 0


def test_what_is_heard_late_stands_where_it_was_sent():
    late = account((row(5, REJECTED, "m1"), row(3, ACCEPTED, "m2"))).heard(
        row(4, REJECTED, "m3"), NOW
    )
    assert late.recent(NOW) == ()
    assert [one.machine for one in late.heard(row(2, None, "m4"), NOW).recent(NOW)] == ["m4"]
    assert late.heard(row(1, UNHEARD, "m5"), NOW) == late
    earlier = late.heard(row(9, ACCEPTED, "m1"), NOW)  # and takes nothing of what is newer away
    assert (earlier.accepted, earlier.by_machine) == (late.accepted, late.by_machine)


def test_what_happened_at_one_moment_is_taken_the_worse_way():
    two = (row(4, REJECTED, "m1"), row(4, REJECTED, "m2"))
    assert judged(*two, row(4, ACCEPTED, "m4"), machine="m3") == (PAUSED, 20)


def test_a_person_may_have_it_all_forgotten():
    rows = (row(80, REJECTED), row(9, REJECTED), row(8, REJECTED, "m2"))
    assert judged(*rows) == (TWICE, None)
    assert judged(*rows, forgotten(1)) is None
    assert judged(*rows, forgotten(10)) == (TODAY, 15)
    assert judged(*rows, forgotten(1, who="other")) == (TWICE, None)
    assert judged(row(5, ACCEPTED, "m2"), row(9, REJECTED), forgotten(4)) is None


def test_rows_of_the_future_count_against_sending_only():
    twice = (row(80, REJECTED), row(50, REJECTED))
    assert judged(*twice, row(-9, ACCEPTED, "m2")) == (TWICE, None)
    assert judged(*twice, forgotten(-9)) == (TWICE, None)
    assert judged(row(-2, REJECTED)) == (TODAY, 26)
    assert judged(row(-2, REJECTED), row(3, REJECTED, "m2"), machine="m3") == (PAUSED, 21)


def test_what_a_run_may_still_try():
    left = [
        tries_left(rows)
        for rows in (
            (),
            (row(3, REJECTED),),
            (row(3, REJECTED), row(2, None, "m2")),
            (row(3, REJECTED), row(2, None, "m2"), row(1, REJECTED, "m3")),
            (row(3, REJECTED), row(2, ACCEPTED, "m2")),
            (row(25, REJECTED), row(3, REJECTED, "m2")),
            (row(3, REJECTED), forgotten(2)),
        )
    ]
    assert left == [2, 1, 0, 0, 2, 1, 2]


@settings(max_examples=40)  # each is fifty runs
@given(seed=st.integers(0, 2**32), accepting=st.sets(st.integers(0, 11), max_size=3))
def test_fifty_restarts_never_lock_an_account(seed: int, accepting: set[int]):
    """Runs are killed between the row and its end; each reads the ledger that others left."""
    chance = random.Random(seed)  # noqa: S311  a test shrinks it
    ledger, at = list[Logon](), NOW
    for _run in range(50):
        at += timedelta(minutes=chance.choice((0, 1, 30, 600)))
        for number in chance.sample(range(12), 12):
            at += timedelta(seconds=chance.randrange(1, 90))
            if refused(ledger, f"m{number}", at):
                continue
            end = ACCEPTED if number in accepting else REJECTED
            killed = chance.random() < 0.3
            said = None if killed else end
            ledger.append(Logon(principal="audit", machine=f"m{number}", sent_at=at, end=said))
            if killed:
                break
    rejections = [one for one in ledger if int(one.machine[1:]) not in accepting]
    if not accepting:
        _at_most_two_a_day(rejections)
    for number in range(12):
        own = [one for one in rejections if one.machine == f"m{number}"]
        assert all(b.sent_at - a.sent_at >= 24 * HOUR for a, b in pairwise(own))
    _at_most_two_in_a_row(ledger)


def _at_most_two_a_day(rejections: list[Logon]) -> None:
    for one in rejections:
        day = [b for b in rejections if one.sent_at <= b.sent_at < one.sent_at + 24 * HOUR]
        assert len(day) <= MAX_REJECTIONS


def _at_most_two_in_a_row(ledger: list[Logon]) -> None:
    row_of = list[Logon]()
    for one in ledger:
        row_of = [*row_of, one] if one.rejected else []
        recent = [b for b in row_of if one.sent_at < b.sent_at + 24 * HOUR]
        assert len(recent) <= MAX_REJECTIONS


_rows = st.lists(
    st.builds(
        row,
        st.floats(-40, 100).map(lambda hours: round(hours, 1)),
        st.sampled_from((None, *LogonOutcome)),
        st.sampled_from(("m1", "m2", "m3")),
    ),
    max_size=8,
)


@given(_rows)
def test_one_more_rejection_never_opens_anything(rows: list[Logon]):
    for machine in ("m1", "m2", "m9"):
        more = [*rows, row(0, REJECTED, "m2")]
        if refused(rows, machine):
            assert refused(more, machine)
        assert tries_left(more) <= tries_left(rows)


@given(_rows)
def test_who_is_paused_has_no_try_left(rows: list[Logon]):
    found = refused(rows, "m9")
    assert (found is not None) == (tries_left(rows) == 0)
    if isinstance(found, Refused):
        assert found.why in {PAUSED, UNKNOWN_END}
        assert found.until is not None
        assert refused(rows, "m9", max(found.until, NOW)) is None or any(
            one.sent_at > NOW for one in rows
        )
