"""Each source has its own newest word: what another list lacks stays, what none names goes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from orchestrator.findings.carrying import ListWord, carried, untouched
from orchestrator.model.act import EvidenceClass
from orchestrator.model.indicator import Allowed, Kind
from orchestrator.model.look import Dropped, DroppedBy, Excuse, Met, Span
from orchestrator.model.result import Rule, Status, Weakness

THEN = datetime(2026, 11, 10, tzinfo=UTC)
NOW = THEN + timedelta(days=10)
HERE = Dropped(list="new", at=NOW, by=DroppedBy.HERE)
MET = Met(
    evidence=1, value="bad.example", klass=EvidenceClass.LOOKUP, status=Status.RESOLVED,
    check="dns_cache", observed="x.bad.example", rule=Rule.PARENT, span=Span(THEN, THEN), raw="row",
    since_list="old", since=THEN, sources=("a.txt",),
)  # fmt: skip
AGAIN = replace(MET, since_list="new", since=NOW)
WEAK = replace(AGAIN, weakness=Weakness.EXPIRED)
NARROWER = replace(AGAIN, value="x.bad.example", rule=Rule.EXACT)
ENTRY = Allowed(
    value="bad.example", kind=Kind.DOMAIN, owner="A", reason="B", expires="2026-12-31",
    list="allow.yml", line=1,
)  # fmt: skip


def word(
    *naming: str,
    files: tuple[str, ...] = ("a.txt",),
    value: str = "bad.example",
    authorities: Mapping[str, datetime] | None = None,
) -> ListWord:
    named = {value: frozenset(naming)} if naming else {}
    return ListWord(
        sha256="new",
        at=NOW,
        files=frozenset(files),
        authorities=authorities or {},
        asked=frozenset((value,)),
        naming=named,
    )


def test_what_is_met_again_was_met_since_it_was_first_listed():
    (one,) = carried((MET,), (AGAIN,), word("a.txt", "b.txt", files=("a.txt", "b.txt")))
    assert one == replace(MET, sources=("a.txt", "b.txt"))


def test_what_is_met_for_the_first_time_is_new():
    assert carried((), (AGAIN, NARROWER), word("a.txt")) == (AGAIN, NARROWER)


def test_rows_that_say_the_same_stay_as_many():
    assert carried((MET,), (AGAIN, AGAIN), word("a.txt")) == (MET, AGAIN)


def test_what_every_source_let_go_is_closed_as_an_act_here():
    gone = replace(MET, sources=(), edited=True, dropped=HERE)
    assert carried((MET,), (), word()) == (gone,)
    assert untouched(MET, word()) == gone


def test_what_was_let_go_stays_as_it_was_let_go():
    gone = replace(MET, dropped=HERE)
    assert carried((gone,), (), word()) == (gone,)


def test_a_list_that_lacks_the_source_leaves_it_unchanged():
    other = word(files=("b.txt",))
    assert carried((MET,), (), other) == (MET,)
    assert untouched(MET, other) == MET


def test_of_two_sources_one_that_let_it_go_is_not_enough():
    both = replace(MET, sources=("a.txt", "b.txt"))
    (left,) = carried((both,), (), word(files=("a.txt",)))
    assert left == replace(MET, sources=("b.txt",), edited=True)
    (gone,) = carried((left,), (), word(files=("b.txt",)))
    assert gone.dropped == HERE


def test_a_source_that_names_it_later_is_its_source_too():
    named = untouched(MET, word("b.txt", files=("b.txt",)))
    assert named.sources == ("a.txt", "b.txt")


def test_a_list_that_brings_it_back_opens_the_same_again():
    gone = replace(MET, sources=(), dropped=Dropped(list="x", at=THEN, by=DroppedBy.HERE))
    assert carried((gone,), (), word()) == (gone,)
    assert untouched(gone, word()) == gone
    assert carried((gone,), (AGAIN,), word("a.txt")) == (MET,)


def test_what_nothing_tells_the_source_of_is_never_closed():
    unknown = replace(MET, sources=())
    assert carried((unknown,), (), word()) == (unknown,)
    assert untouched(unknown, word()) == unknown


def test_what_a_more_specific_indicator_meets_now_stays_too():
    assert carried((MET,), (NARROWER,), word("a.txt")) == (MET, NARROWER)


@pytest.mark.parametrize("new", [(), (WEAK,)])
def test_what_is_listed_and_counts_no_more_is_closed_and_waits_for_a_look(new: tuple[Met, ...]):
    closed, *rest = carried((MET,), new, word("a.txt"))
    assert closed.dropped == HERE
    assert tuple(rest) == new


def test_what_was_weak_and_counts_now_is_met_since_now():
    closed, now = carried((replace(WEAK, since=THEN),), (AGAIN,), word("a.txt"))
    assert not closed.counts
    assert (now, now.since) == (AGAIN, NOW)


def test_an_entry_that_says_the_same_excuses_since_it_did_first():
    until = NOW + timedelta(days=30)
    old = Excuse(entry=ENTRY, since=THEN, until=until)
    moved = Excuse(entry=replace(ENTRY, line=9), since=NOW, until=until)
    other = Excuse(entry=replace(ENTRY, owner="C"), since=NOW, until=until)
    before = replace(MET, excuse=old)
    for excuse, expected in ((moved, replace(moved, since=THEN)), (other, other), (None, None)):
        (one,) = carried((before,), (replace(AGAIN, excuse=excuse),), word("a.txt"))
        assert one.excuse == expected


WITHDRAWN = Dropped(list="new", at=NOW, by=DroppedBy.AUTHORITY)
PUBLISHER = {"a.txt": THEN}


def test_a_publisher_who_lets_it_go_withdraws_it():
    gone = replace(MET, sources=(), dropped=WITHDRAWN)
    said = word(authorities=PUBLISHER)
    assert carried((MET,), (), said) == (gone,)
    assert untouched(MET, said) == gone


def test_a_publisher_who_came_later_does_not_withdraw_what_others_listed():
    later = word(authorities={"a.txt": THEN + timedelta(seconds=1)})
    assert untouched(MET, later) == replace(MET, sources=(), edited=True, dropped=HERE)


@pytest.mark.parametrize("first", ["a.txt", "b.txt"])
def test_a_list_kept_here_among_them_makes_it_an_act(first: str):
    """In whatever order they let it go: had nobody edited a list here, it would still be listed."""
    both = replace(MET, sources=("a.txt", "b.txt"))
    second = "b.txt" if first == "a.txt" else "a.txt"
    left = untouched(both, word(files=(first,), authorities=PUBLISHER))
    gone = untouched(left, word(files=(second,), authorities=PUBLISHER))
    assert gone == replace(MET, sources=(), edited=True, dropped=HERE)


def test_what_a_publisher_still_names_and_is_met_no_more_is_not_withdrawn():
    """A guard, an allow entry or a narrower scope of our own may be what it fails by."""
    (gone,) = carried((MET,), (), word("a.txt", authorities=PUBLISHER))
    assert gone == replace(MET, sources=(), edited=True, dropped=HERE)


def test_what_comes_back_whole_is_a_publisher_s_to_withdraw_again():
    gone = replace(MET, sources=(), edited=True, dropped=HERE)
    (back,) = carried((gone,), (AGAIN,), word("a.txt"))
    assert back == MET


def test_a_list_that_let_it_go_once_is_remembered_while_another_names_it():
    both = replace(MET, sources=("a.txt", "b.txt"))
    (left,) = carried((both,), (AGAIN,), word("a.txt", files=("a.txt", "b.txt")))
    assert left == replace(MET, edited=True)
