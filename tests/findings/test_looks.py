"""An evidence row becomes a look, whatever is listed, and rows of what it met."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from orchestrator.findings import look_of, mets_of
from orchestrator.findings.looks import (
    ListInForce,
    TakenAnswer,
    class_of,
    identifiers,
    met_value,
)
from orchestrator.match import Asked, match
from orchestrator.model.act import EvidenceClass
from orchestrator.model.answer import Answer, Facts, Reading, Unanswered, Unread
from orchestrator.model.indicator import Allowed, Kind
from orchestrator.model.look import Met, Origin, Span
from orchestrator.model.observation import (
    ConfiguredText,
    Detection,
    Identifier,
    IdKind,
    OwnAddress,
    Posture,
    Process,
    Smb1,
)
from orchestrator.model.observation import Half as SmbHalf
from orchestrator.model.plan import Question
from orchestrator.model.result import AnswerKind, ControlVerdict, Hit, Status
from tests.findings.made import BAD, CHECKS, QUESTIONS, RULES, full
from tests.match.made import (
    AT,
    NONCE,
    SIGHT,
    answered,
    cached,
    canary,
    connection,
    hosts,
    indicator,
    looked_up,
    resolver,
)

IN_FORCE = ListInForce(sha256="l1", since=AT, allows_since=AT - timedelta(days=2))
TAKEN = TakenAnswer(
    evidence=3, machine=7, unit="u1", arrived=AT, questions=QUESTIONS, nonce=NONCE
)  # fmt: skip
FACTS = Facts(clock=AT, booted_at=AT - timedelta(hours=2), machine_id="ab")


def reading(answers: dict[str, Answer], facts: Facts = FACTS) -> Reading:
    return Reading(facts=facts, answers=answers, complete=True)


def test_a_look_says_whether_its_answer_came_to_its_end():
    whole = reading(full())
    for complete in (True, False):
        cut = replace(whole, complete=complete)
        assert look_of(TAKEN, cut, frozenset(CHECKS), RULES).complete is complete
    flooded = replace(whole, flooded=True)
    assert not look_of(TAKEN, flooded, frozenset(CHECKS), RULES).complete


def hits(answers: dict[str, Answer]) -> tuple[Hit, ...]:
    return match(answers, BAD, Asked(at=AT))


def look(
    answers: dict[str, Answer], taken: TakenAnswer = TAKEN, made_rows: frozenset[str] | None = None
):
    rows = frozenset(CHECKS) if made_rows is None else made_rows
    return look_of(taken, reading(answers), rows, RULES)


def mets(answers: dict[str, Answer], taken: TakenAnswer = TAKEN) -> tuple[Met, ...]:
    return mets_of(taken, reading(answers), hits(answers), IN_FORCE)


def test_a_look_has_an_answer_for_every_check_and_its_moment():
    found = look(full())
    assert {check: said.kind for check, said in found.answers.items()} == dict.fromkeys(
        CHECKS, AnswerKind.ANSWERED
    )
    assert (found.span, found.watch_from) == (Span(AT, AT), AT - timedelta(hours=2))
    assert (found.evidence, found.machine, found.unit) == (3, 7, "u1")
    assert found.answers["connections"].source == "made"


def test_a_look_without_its_canary_read_nothing():
    found = look(full(), made_rows=frozenset({"connections"}))
    assert found.answers["connections"].kind is AnswerKind.ANSWERED
    assert found.answers["dns_cache"].reason is Unread.CANARY


def test_a_required_check_that_was_not_asked_is_said():
    found = look(full(), replace(TAKEN, questions=QUESTIONS[:1]))
    assert found.answers["resolvers"].reason is Unread.NOT_ASKED


def test_a_look_names_its_box_and_its_installation():
    made = Posture(sight=SIGHT, trait=Identifier(kind=IdKind.HARDWARE, value="B"), raw="B")
    smb = Posture(sight=SIGHT, trait=Smb1(half=SmbHalf.SERVER, on=False, by="b"), raw="")
    answers = {**full(), "identity": answered(canary("identity"), made, smb)}
    asked = replace(
        TAKEN, questions=(*QUESTIONS, Question(check="identity", task="t", required=False))
    )
    found = look_of(asked, reading(answers), frozenset({*CHECKS, "identity"}), RULES)
    assert (found.box, found.installation) == ("B", "AB")
    bare = look_of(TAKEN, reading(full(), Facts()), frozenset(CHECKS), RULES)
    assert (bare.box, bare.installation, bare.watch_from) == (None, None, None)


def test_what_names_a_machine_counts_where_its_canary_was_met():
    made = Posture(sight=SIGHT, trait=Identifier(kind=IdKind.HARDWARE, value="B"), raw="B")
    told = reading({**full(), "identity": answered(canary("identity"), made)})
    found = identifiers(told, frozenset({"identity"}), NONCE)
    assert [(one.kind, one.value) for one in found] == [
        (IdKind.HARDWARE, "B"),
        (IdKind.MACHINE_ID, "AB"),
    ]
    unproven = identifiers(told, frozenset(), NONCE)
    assert [one.kind for one in unproven] == [IdKind.MACHINE_ID]
    assert identifiers(reading(full(), Facts()), frozenset(), NONCE) == ()
    half = Unanswered(reason=Unread.DENIED, observations=(made,))
    seen = identifiers(reading({"identity": half}, Facts()), frozenset(), NONCE)
    assert [one.value for one in seen] == ["B"]


def test_the_controls_of_a_look_know_no_list():
    questions = (
        replace(QUESTIONS[0], control="CD-05"),
        replace(QUESTIONS[1], control="CD-06"),
        *QUESTIONS[2:],
        Question(check="nobody", task="t", required=False, control="XX-01"),
    )
    answers = {**full(connections=(connection("203.0.113.66"),)), "nobody": answered()}
    found = look(answers, replace(TAKEN, questions=questions))
    told = {one.result.control: (one.result.verdict, len(one.rules)) for one in found.controls}
    assert told == {
        "CD-05": (ControlVerdict.PASS, 1),
        "CD-06": (ControlVerdict.PASS, 1),
        "XX-01": (ControlVerdict.NOT_ASSESSED, 0),
    }


def test_what_was_met_comes_without_canaries_and_with_its_time():
    answers = full(connections=(connection("203.0.113.66"),), dns_cache=(cached("x.bad.example"),))
    first, second = mets(answers)
    assert (first.value, first.klass, first.status) == (
        "203.0.113.66",
        EvidenceClass.CONTACT,
        Status.CONNECTED,
    )
    assert (first.span, first.since, first.since_list) == (Span(AT, AT), AT, "l1")
    assert (second.value, second.observed) == ("bad.example", "x.bad.example")
    assert second.span == Span(AT - timedelta(hours=2), AT)


@pytest.mark.parametrize(("said", "kept"), [(1024, 1024), (1025, 1024)])
def test_of_a_row_no_more_is_kept_than_a_page_shows(said: int, kept: int):
    row = replace(cached("x.bad.example"), raw="r" * said)
    (found,) = mets(full(dns_cache=(row,)))
    assert found.raw == "r" * kept


def test_a_log_of_which_nothing_tells_the_time_reaches_back_to_its_window():
    late = replace(looked_up("bad.example"), when=AT - timedelta(days=1))
    whole = replace(answered(late), window=replace(answered().window, start=AT - timedelta(days=9)))
    answers: dict[str, Answer] = {"dns_events": whole}
    facts = Facts(clock=AT - timedelta(days=5))
    (one,) = mets_of(TAKEN, reading(answers, facts), hits(answers), IN_FORCE)
    assert one.span == Span(AT - timedelta(days=9), AT)
    half: dict[str, Answer] = {"dns_events": Unanswered(reason=Unread.CUT, observations=(late,))}
    (seen,) = mets_of(TAKEN, reading(half), hits(half), IN_FORCE)
    assert seen.span == Span(AT - timedelta(days=1), AT - timedelta(days=1))


def test_a_notice_tells_of_its_own_time_nearly():
    answers: dict[str, Answer] = {"notice": answered(connection("203.0.113.66"))}
    told = AT - timedelta(days=4)
    taken = replace(TAKEN, origin=Origin.NOTICE, made=told, machine=None)
    (one,) = mets(answers, taken)
    assert one.span == Span(told - timedelta(minutes=5), told + timedelta(minutes=5))
    assert one.klass is EvidenceClass.REPORTED
    (two,) = mets(answers, replace(taken, made=None))
    assert two.span == Span(AT - timedelta(minutes=5), AT + timedelta(minutes=5))


def test_a_program_is_kept_as_a_page_shows_it():
    row = replace(connection("203.0.113.66"), process=Process(pid=4, path="/x"))
    (one,) = mets(full(connections=(row,)))
    assert one.process == "/x (PID 4)"
    (two,) = mets(full(connections=(connection("203.0.113.66"),)))
    assert two.process is None


def test_an_allow_entry_excuses_from_its_own_day_to_the_end_of_its_last():
    entry = Allowed(
        value="203.0.113.66", kind=Kind.IPV4, owner="o", reason="r",
        expires="2026-12-31", list="a", line=1,
    )  # fmt: skip
    answers = full(connections=(connection("203.0.113.66"),))
    excused = tuple(replace(hit, allowed=entry) for hit in hits(answers))
    one = next(m for m in mets_of(TAKEN, reading(answers), excused, IN_FORCE) if m.excuse)
    assert one.excuse is not None
    assert one.excuse.since == IN_FORCE.allows_since
    assert one.excuse.until == datetime(2026, 12, 31, 17, tzinfo=UTC)


def test_a_shared_address_counts_where_the_same_look_met_a_listed_name():
    answers = full(dns_cache=(cached("bad.example", "192.0.2.9"),))
    assert all(one.counts for one in mets(answers))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("bad.example", "bad.example"),
        ("192.0.2.99:443", "192.0.2.99:443"),
        ("[2001:db8::1]:443", "[2001:db8::1]:443"),
    ],
)
def test_a_finding_calls_an_indicator_by_its_value_and_port(text: str, value: str):
    assert met_value(indicator(text)) == value


@pytest.mark.parametrize(
    ("seen", "klass"),
    [
        (connection("192.0.2.1"), EvidenceClass.CONTACT),
        (cached("a.example"), EvidenceClass.LOOKUP),
        (looked_up("a.example"), EvidenceClass.LOOKUP),
        (hosts("192.0.2.1", "a.example"), EvidenceClass.CONFIG),
        (resolver("192.0.2.1"), EvidenceClass.CONFIG),
        (OwnAddress(sight=SIGHT, address="192.0.2.1", raw=""), EvidenceClass.CONFIG),
        (ConfiguredText(sight=SIGHT, where="w", text="t", raw=""), EvidenceClass.CONFIG),
        (Posture(sight=SIGHT, trait=Detection(threat="t"), raw=""), EvidenceClass.ANTIVIRUS),
        (
            Posture(sight=SIGHT, trait=Identifier(kind=IdKind.NAME, value="n"), raw=""),
            EvidenceClass.CONFIG,
        ),
    ],
)
def test_the_kind_of_evidence_comes_from_what_was_seen(seen, klass):
    assert class_of(seen, Origin.SWEEP) is klass
    assert class_of(seen, Origin.INGEST) is EvidenceClass.REPORTED
