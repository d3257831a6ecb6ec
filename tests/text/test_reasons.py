"""Why a machine or a check was not read is said in full, in both languages."""

import itertools
import unicodedata

import pytest

from orchestrator.model.answer import Unread
from orchestrator.model.indicator import Unused
from orchestrator.model.outcome import OK, Ended, Outcome, Phase, Why, stalled
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    MachineResult,
    Reason,
    ScopeRow,
    Verdict,
)
from orchestrator.text.catalogue import catalogue
from orchestrator.text.reasons import machine, refusal

LANGS = ("vi", "en")


def result(
    outcome: Outcome, reason: Reason | None = None, checks: tuple[CheckResult, ...] = ()
) -> MachineResult:
    return MachineResult(
        scope=ScopeRow(machine="m1", unit="u1"),
        verdict=Verdict.NOT_ASSESSED,
        reason=reason,
        outcome=outcome,
        checks=checks,
    )


def missed(check: str, reason: Unread, *, required: bool = True) -> CheckResult:
    return CheckResult(check=check, required=required, answer=AnswerKind.UNANSWERED, reason=reason)


def well_said(text: str) -> bool:
    return text == unicodedata.normalize("NFC", text) and text.strip() == text and len(text) > 2


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("ended", Ended)
def test_every_outcome_is_said_in_full(ended: Ended, lang: str):
    for at, why in itertools.product((None, *Phase), (None, *Why)):
        outcome = Outcome(ended=ended, at=at, why=why)
        said = machine(result(outcome, Reason.BUG), catalogue(lang))
        assert well_said(said.sentence)
        assert said.sentence.endswith(".")
        assert well_said(said.remedy)
        assert said.remedy.endswith(".")
        assert well_said(said.title)


@pytest.mark.parametrize("reason", Unused)
def test_every_refusal_is_said_in_both_languages(reason: Unused):
    said = refusal(reason.value)
    assert well_said(said)
    assert well_said(catalogue("vi").text(said))
    assert not said.endswith(".")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reason", Unread)
def test_every_unread_is_said_in_full(reason: Unread, lang: str):
    words = catalogue(lang)
    assert words(f"missed.{reason}.sentence").endswith(".")
    assert words(f"missed.{reason}.remedy").endswith(".")
    assert not words(f"missed.{reason}.title").endswith(".")


def test_titles_are_distinct():
    for lang in LANGS:
        words = catalogue(lang)
        assert len({words.word("reason", reason) for reason in Reason}) == len(Reason)
        assert len({words(f"missed.{reason}.title") for reason in Unread}) == len(Unread)


def test_a_reason_that_is_not_known_has_no_title():
    assert machine(result(OK), catalogue("vi")).title == ""


def test_a_half_read_machine_names_its_unread_required_checks():
    checks = (
        missed("connections", Unread.DENIED),
        missed("dns_cache", Unread.CUT),
        missed("proxy", Unread.OFF, required=False),
    )
    said = machine(result(OK, Reason.PARTIAL, checks), catalogue("vi"))
    assert said.title == "Đọc chưa đủ"
    assert said.sentence == (
        "Chưa đọc được đầy đủ: kết nối mạng (không đủ quyền đọc), "
        "bộ nhớ đệm DNS (câu trả lời bị cắt)."
    )
    assert "quyền quản trị" in said.remedy
    assert "bật lại" not in said.remedy


def test_one_remedy_is_said_once():
    checks = (missed("connections", Unread.DENIED), missed("dns_cache", Unread.DENIED))
    assert machine(result(OK, Reason.PARTIAL, checks), catalogue("en")).remedy == catalogue("en")(
        "missed.denied.remedy"
    )


def test_an_unreached_machine_says_why_it_was_not_reached():
    said = machine(
        result(stalled(Phase.KEX), Reason.TIMEOUT, (missed("connections", Unread.NO_TRIP),)),
        catalogue("en"),
    )
    assert "encryption" in said.sentence
