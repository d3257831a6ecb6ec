"""The checks of a machine, made of its look: as its whole answer has them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from orchestrator.findings import checks_of_look, detail_of, judge_machine, look_of
from orchestrator.findings.looks import TakenAnswer
from orchestrator.match import Asked, match
from orchestrator.model.answer import (
    Answer,
    Answered,
    Facts,
    NotApplicable,
    Reading,
    Unanswered,
    Unread,
    canary_name,
)
from orchestrator.model.observation import (
    Antivirus,
    Identifier,
    IdKind,
    Patched,
    Posture,
    Protection,
    System,
    ToolTrace,
    Trait,
)
from orchestrator.model.outcome import OK
from orchestrator.model.plan import Question
from orchestrator.model.result import ControlVerdict
from tests.findings.made import BAD, QUESTIONS, RULES, SCOPE, full
from tests.match.made import NONCE, SIGHT, connection

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ASKED = (
    *QUESTIONS,
    *(
        Question(check=one, task=one, required=False)
        for one in ("identity", "os_support", "antivirus", "smb1")
    ),
)
FACTS = Facts(name="PC", clock=AT)
NAME = Identifier(kind=IdKind.NAME, value="VT-01")
SYSTEM = System(
    name="Windows 10", version="19045", ends=date(2028, 1, 1), table_dated=date(2024, 1, 1)
)


def posture(trait: Trait, *names: str) -> Posture:
    return Posture(sight=SIGHT, trait=trait, names=names, raw="row")


def shown(*traits: Trait) -> Answered:
    made = posture(Identifier(kind=IdKind.NAME, value="made"), canary_name(NONCE))
    seen = (made, *map(posture, traits))
    return Answered(observations=seen, source="made", rows=len(traits))


def same(answers: dict[str, Answer], asked: tuple[Question, ...] = ASKED) -> bool:
    """Whether a reading has the very same checks by its look as by all that it says."""
    reading = Reading(facts=FACTS, answers=answers, complete=True)
    hits = match(answers, BAD, Asked(nonce=NONCE, at=AT))
    whole = judge_machine(
        scope=SCOPE, questions=asked, outcome=OK, reading=reading, hits=hits, nonce=NONCE,
        rules=RULES, attempted_at=AT,
    )  # fmt: skip
    taken = TakenAnswer(
        evidence=3, machine=7, unit="u1", arrived=AT + timedelta(minutes=1), questions=asked,
        nonce=NONCE,
    )  # fmt: skip
    made_rows = frozenset(hit.check for hit in hits)
    detail = detail_of(taken, reading)
    look = look_of(taken, reading, made_rows, RULES)
    assert detail.facts == whole.facts
    return checks_of_look(look.answers, detail, asked, RULES, AT, whole.hits) == whole.checks


STANDS = {
    "identity": shown(NAME),
    "os_support": shown(SYSTEM, Patched(update="KB1", at=AT - timedelta(days=3))),
    "antivirus": shown(Antivirus(name="A", protection=Protection.ON)),
    "smb1": NotApplicable(why="no such source"),
}


@pytest.mark.parametrize(
    "otherwise",
    [
        {},
        {"antivirus": Unanswered(reason=Unread.DENIED, detail="0x5", observations=())},
        {
            "antivirus": Unanswered(
                reason=Unread.GARBLED,
                source="made",
                observations=(posture(Antivirus(name="A", protection=Protection.OFF)),),
            )
        },
        {"identity": Answered(observations=(posture(NAME),), source="made", rows=1)},  # no canary
        {"connections": Unanswered(reason=Unread.CUT)},
        {"dns_cache": NotApplicable(why="no resolver of its own")},
        full(connections=(connection("198.51.100.7"),)),
        full(connections=(connection("203.0.113.66"),)),  # listed
        full(connections=(connection("198.51.100.7", local="203.0.113.66"),)),  # its own is
    ],
)
def test_a_look_has_the_checks_of_its_answer(otherwise: dict[str, Answer]):
    assert same({**full(), **STANDS, **otherwise})


def test_a_check_that_was_left_out_is_told_of():
    answers = {**full(), **STANDS}
    del answers["hosts_file"], answers["os_support"]
    assert same(answers)


def test_the_first_task_of_a_check_counts():
    ran = shown(ToolTrace(tool="msrt", ran=True, when=AT - timedelta(days=3), where="log"))
    tasks = tuple(
        Question(check="campaign_tool", task=tool, required=False, arguments={"tools": [tool]})
        for tool in ("kvrt", "msrt")
    )
    for order in (tasks, tasks[::-1]):
        assert same({**full(), **STANDS, "campaign_tool": ran}, (*ASKED, *order))


def test_the_judgement_is_of_the_time_of_the_question():
    reading = Reading(facts=FACTS, answers={**full(), **STANDS}, complete=True)
    taken = TakenAnswer(
        evidence=3, machine=7, unit="u1", arrived=AT, questions=ASKED, nonce=NONCE
    )  # fmt: skip
    look = look_of(taken, reading, frozenset((*full(), *STANDS)), RULES)
    detail = detail_of(taken, reading)
    late = AT + timedelta(days=365 * 3)

    def system(at: datetime) -> ControlVerdict | None:
        rows = checks_of_look(look.answers, detail, ASKED, RULES, at)
        return next(row.stands for row in rows if row.check == "os_support")

    assert (system(AT), system(late)) == (ControlVerdict.NOT_ASSESSED, ControlVerdict.FAIL)


def test_what_was_not_asked_of_a_machine_is_not_kept():
    reading = Reading(facts=FACTS, answers={**full(), **STANDS}, complete=True)
    taken = TakenAnswer(
        evidence=3, machine=7, unit="u1", arrived=AT, questions=QUESTIONS, nonce=NONCE
    )  # fmt: skip
    assert detail_of(taken, reading).traits == {}
