"""The table of reasons is whole, in both languages, and says what it must."""

import itertools
import unicodedata

import pytest

from orchestrator.model.answer import Unread
from orchestrator.model.indicator import Unused
from orchestrator.model.outcome import OK, Ended, Outcome, Phase, Why, not_attempted, stalled
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    MachineResult,
    Reason,
    ScopeRow,
    Verdict,
)
from orchestrator.text.reason_table import OUTCOMES
from orchestrator.text.reasons import (
    check_title,
    machine,
    reason_of,
    reason_title,
    refusal,
    unread,
)

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
        said = machine(result(outcome, reason_of(outcome)), lang)
        assert well_said(said.sentence)
        assert said.sentence.endswith(".")
        assert well_said(said.remedy)
        assert said.remedy.endswith(".")
        assert bool(said.title) == (reason_of(outcome) is not None)


@pytest.mark.parametrize("reason", Unused)
def test_every_refusal_is_said_in_both_languages(reason: Unused):
    assert well_said(refusal(reason, "vi"))
    assert well_said(refusal(reason.value, "en"))
    assert refusal(reason, "vi") != refusal(reason, "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reason", Unread)
def test_every_unread_is_said_in_full(reason: Unread, lang: str):
    said = unread(reason, lang)
    assert all(map(well_said, (said.title, said.sentence, said.remedy)))
    assert said.sentence.endswith(".")
    assert said.remedy.endswith(".")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_title_in_both_languages_and_an_outcome(reason: Reason):
    assert well_said(reason_title(reason, "vi"))
    assert well_said(reason_title(reason, "en"))
    assert reason_title(reason, "vi") != reason_title(reason, "en")
    assert reason in {row.reason for row in OUTCOMES.values()}


def test_the_two_languages_differ_everywhere():
    for row in OUTCOMES.values():
        assert row.sentence.vi != row.sentence.en
        assert row.remedy.vi != row.remedy.en


def test_titles_are_distinct():
    for lang in LANGS:
        assert len({reason_title(reason, lang) for reason in Reason}) == len(Reason)
        assert len({unread(reason, lang).title for reason in Unread}) == len(Unread)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (OK, None),
        (not_attempted(Why.EXCLUDED), None),
        (stalled(Phase.CONNECT), Reason.UNREACHABLE),
        (stalled(Phase.LOGIN), Reason.TIMEOUT),
        (stalled(Phase.EXEC), Reason.TIMEOUT),
        (Outcome(ended=Ended.PARTIAL), Reason.PARTIAL),
        (Outcome(ended=Ended.HOSTKEY_CHANGED), Reason.HOST_KEY),
        (Outcome(ended=Ended.AUTH_REJECTED), Reason.AUTH),
        (Outcome(ended=Ended.PROTOCOL_ERROR), Reason.PROTOCOL),
        (not_attempted(Why.CREDENTIAL_PAUSED), Reason.CREDENTIAL_PAUSED),
        (not_attempted(Why.NOT_SELECTED), Reason.NOT_SELECTED),
        (Outcome(ended=Ended.BUG), Reason.BUG),
    ],
    ids=str,
)
def test_the_word_for_json(outcome: Outcome, reason: Reason | None):
    assert reason_of(outcome) is reason


def test_only_ok_and_excluded_are_no_reason():
    silent = {key for key, row in OUTCOMES.items() if row.reason is None}
    assert silent == {(Ended.OK, None), (Ended.NOT_ATTEMPTED, Why.EXCLUDED)}


def test_a_half_read_machine_names_its_unread_required_checks():
    checks = (
        missed("connections", Unread.DENIED),
        missed("dns_cache", Unread.CUT),
        missed("proxy", Unread.OFF, required=False),
    )
    said = machine(result(OK, Reason.PARTIAL, checks), "vi")
    assert said.title == "Đọc chưa đủ"
    assert said.sentence == (
        "Chưa đọc được đầy đủ: kết nối mạng (không đủ quyền đọc), "
        "bộ nhớ đệm DNS (câu trả lời bị cắt)."
    )
    assert "quyền quản trị" in said.remedy
    assert "bật lại" not in said.remedy


def test_one_remedy_is_said_once():
    checks = (missed("connections", Unread.DENIED), missed("dns_cache", Unread.DENIED))
    assert (
        machine(result(OK, Reason.PARTIAL, checks), "en").remedy
        == unread(Unread.DENIED, "en").remedy
    )


def test_an_unreached_machine_says_why_it_was_not_reached():
    said = machine(
        result(stalled(Phase.KEX), Reason.TIMEOUT, (missed("connections", Unread.NO_TRIP),)), "en"
    )
    assert "encryption" in said.sentence


def test_a_check_without_a_title_keeps_its_id():
    assert check_title("a_later_one", "vi") == "a_later_one"
    assert check_title("hosts_file", "vi") == "tệp hosts"
