"""How a machine stands: each rule passes, fails and stays open for its own reasons."""

from datetime import UTC, date, datetime, timedelta

import pytest

from orchestrator.checks import RULES
from orchestrator.findings import judge_machine
from orchestrator.match import match
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
    Detection,
    FirewallProfile,
    FirewallService,
    Half,
    Identifier,
    IdKind,
    Network,
    Patched,
    Posture,
    Protection,
    ScanOutcome,
    Smb1,
    System,
    ToolTrace,
    Trait,
)
from orchestrator.model.outcome import OK
from orchestrator.model.plan import Question
from orchestrator.model.result import CheckResult, ControlVerdict, MachineResult, Status, Verdict
from tests.findings.made import BAD, QUESTIONS, SCOPE, full
from tests.match.made import NONCE, SIGHT

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
CONTROLS = {
    "os_support": "EP-02",
    "antivirus": "EP-01",
    "firewall_profiles": "NET-02",
    "smb1": "NET-02",
    "campaign_tool": "CD-04",
    "identity": "CD-02",
}
PASS, FAIL = ControlVerdict.PASS, ControlVerdict.FAIL
OPEN, NONE = ControlVerdict.NOT_ASSESSED, ControlVerdict.NOT_APPLICABLE


def posture(trait: Trait, *names: str) -> Posture:
    return Posture(sight=SIGHT, trait=trait, names=names, raw="row")


MADE = posture(Identifier(kind=IdKind.NAME, value="made"), canary_name(NONCE))


def answered(*traits: Trait, notes: tuple[str, ...] = ()) -> Answered:
    seen = (MADE, *map(posture, traits))
    return Answered(observations=seen, source="made", rows=len(traits), notes=notes)


def judged(check: str, answer: Answer, **arguments: object) -> MachineResult:
    question = Question(
        check=check, task=check, required=False, control=CONTROLS[check], arguments=arguments
    )
    answers = {**full(), check: answer}
    return judge_machine(
        scope=SCOPE,
        questions=(*QUESTIONS, question),
        outcome=OK,
        reading=Reading(facts=Facts(), answers=answers, complete=True),
        hits=match(answers, BAD, at=AT),
        nonce=NONCE,
        rules=RULES,
        attempted_at=AT,
    )


def row(result: MachineResult, check: str) -> CheckResult:
    return next(row for row in result.checks if row.check == check)


def verdict(check: str, answer: Answer, **arguments: object) -> ControlVerdict:
    result = judged(check, answer, **arguments)
    (control,) = result.controls
    assert control.verdict is row(result, check).stands
    assert result.verdict is Verdict.PASS, "how a machine stands is no contact"
    return control.verdict


def system(ends: date | None, dated: date = date(2026, 11, 1)) -> System:
    return System(name="Windows", version="1", ends=ends, table_dated=dated)


FRESH = Patched(update="KB", at=AT - timedelta(days=9))


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        ((system(date(2027, 1, 1)), FRESH), PASS),
        ((system(AT.date()), FRESH), PASS),
        ((system(date(2026, 11, 19)), FRESH), FAIL),
        ((system(date(2026, 11, 19), dated=date(2020, 1, 1)),), FAIL),
        ((system(date(2027, 1, 1), dated=date(2025, 1, 1)), FRESH), OPEN),
        ((system(None), FRESH), OPEN),
        ((system(date(2027, 1, 1)),), OPEN),
        ((system(date(2027, 1, 1)), Patched(update="KB")), OPEN),
        ((system(date(2027, 1, 1)), Patched(update="KB", at=AT - timedelta(days=61))), FAIL),
        ((FRESH,), OPEN),
    ],
)
def test_a_system_is_mended_and_was_updated(traits: tuple[Trait, ...], expected: ControlVerdict):
    assert verdict("os_support", answered(*traits)) is expected


def product(
    protection: Protection = Protection.ON,
    *,
    outdated: bool | None = False,
    signed_days_ago: int | None = None,
    name: str = "A",
) -> Antivirus:
    signed = None if signed_days_ago is None else AT - timedelta(days=signed_days_ago)
    return Antivirus(name=name, protection=protection, outdated=outdated, signed_at=signed)


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        ((product(),), PASS),
        ((product(outdated=None, signed_days_ago=7),), PASS),
        ((product(outdated=None, signed_days_ago=8),), FAIL),
        ((product(outdated=True),), FAIL),
        ((product(outdated=None),), OPEN),
        ((product(Protection.OFF),), FAIL),
        ((product(Protection.SNOOZED),), FAIL),
        ((product(Protection.EXPIRED),), FAIL),
        ((product(Protection.UNKNOWN),), OPEN),
        ((product(Protection.OFF), product(name="B")), PASS),
        ((product(Protection.OFF), product(Protection.UNKNOWN, name="B")), OPEN),
        ((), OPEN),
    ],
)
def test_one_product_that_is_on_and_fresh_is_enough(
    products: tuple[Antivirus, ...], expected: ControlVerdict
):
    assert verdict("antivirus", answered(*products)) is expected


def test_a_security_center_without_a_product_is_no_unread_one():
    assert verdict("antivirus", answered(notes=("no_product",))) is FAIL


def profiles(*on: bool | None) -> tuple[FirewallProfile, ...]:
    return tuple(
        FirewallProfile(network=network, name=str(network), on=value)
        for network, value in zip(Network, on, strict=False)
    )


ENABLED = FirewallService(name="MpsSvc", disabled=False)


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        ((ENABLED, *profiles(True, True, True)), PASS),
        ((ENABLED, *profiles(True, True, False)), FAIL),
        ((ENABLED, *profiles(True, True, None)), OPEN),
        ((ENABLED, *profiles(True, True)), OPEN),
        (profiles(True, True, True), OPEN),
        ((FirewallService(name="MpsSvc", disabled=True), *profiles(True, True, True)), FAIL),
    ],
)
def test_all_three_profiles_are_on(traits: tuple[Trait, ...], expected: ControlVerdict):
    assert verdict("firewall_profiles", answered(*traits)) is expected


def test_a_log_that_is_off_does_not_hide_an_open_firewall():
    seen = (MADE, *map(posture, (ENABLED, *profiles(True, False, True))))
    answer = Unanswered(reason=Unread.OFF, observations=seen)
    assert verdict("firewall_profiles", answer) is FAIL


@pytest.mark.parametrize(
    ("server", "client", "expected"),
    [
        (False, False, PASS),
        (True, False, FAIL),
        (False, True, FAIL),
        (None, True, FAIL),
        (False, None, OPEN),
    ],
)
def test_both_halves_of_smb1_are_off(
    server: bool | None,  # noqa: FBT001 - a cell of the table
    client: bool | None,  # noqa: FBT001
    expected: ControlVerdict,
):
    halves = (Smb1(half=Half.SERVER, on=server, by="x"), Smb1(half=Half.CLIENT, on=client, by="x"))
    assert verdict("smb1", answered(*halves)) is expected


def run(
    days_ago: int | None,
    outcome: ScanOutcome = ScanOutcome.UNTOLD,
    tool: str = "msrt",
    *,
    ran: bool = True,
) -> ToolTrace:
    when = None if days_ago is None else AT - timedelta(days=days_ago)
    return ToolTrace(tool=tool, ran=ran, when=when, outcome=outcome, where="log")


@pytest.mark.parametrize(
    ("traces", "expected"),
    [
        ((run(3, ScanOutcome.NOTHING_FOUND),), PASS),
        ((run(30),), PASS),
        ((run(31),), OPEN),
        ((run(3, ScanOutcome.LEFT),), FAIL),
        ((run(9, ScanOutcome.LEFT), run(3, ScanOutcome.NOTHING_FOUND)), PASS),
        ((run(9, ScanOutcome.LEFT), run(3, ScanOutcome.NOTHING_FOUND, "kvrt")), FAIL),
        ((run(3, ScanOutcome.FAILED),), OPEN),
        ((run(None),), OPEN),
        ((run(3, ran=False),), OPEN),
        ((), OPEN),
    ],
)
def test_a_recent_run_counts_and_no_trace_proves_nothing(
    traces: tuple[ToolTrace, ...], expected: ControlVerdict
):
    assert verdict("campaign_tool", answered(*traces)) is expected


def test_a_routine_scan_counts_only_where_the_playbook_names_its_tool():
    when = AT - timedelta(days=1)
    scan = answered(ToolTrace(tool="defender", ran=True, routine=True, when=when, where="quick"))
    assert verdict("campaign_tool", scan) is OPEN
    assert verdict("campaign_tool", scan, tools=["defender"]) is PASS


def test_a_playbook_may_say_which_tools_count():
    traces = answered(run(3, tool="defender"))
    assert verdict("campaign_tool", traces, tools=["kvrt"]) is OPEN
    assert verdict("campaign_tool", traces, tools=["defender"]) is PASS


@pytest.mark.parametrize("check", [check for check in CONTROLS if check != "identity"])
def test_unread_is_open_and_no_such_source_is_neither(check: str):
    assert verdict(check, Unanswered(reason=Unread.DENIED)) is OPEN
    assert verdict(check, NotApplicable(why="none")) is NONE


def test_a_check_without_its_made_row_is_not_trusted_but_its_traits_are_shown():
    answer = Answered(observations=(posture(FRESH),), source="made", rows=1)
    found = row(judged("os_support", answer), "os_support")
    assert (found.reason, found.traits) == (Unread.CANARY, (FRESH,))


def test_made_rows_are_no_traits():
    found = row(judged("identity", answered()), "identity")
    assert (found.traits, found.stands, found.reason) == ((), None, None)


def test_a_listed_name_in_a_detection_was_reached_for():
    detection = posture(Detection(threat="T"), "bad.example")
    answer = Answered(observations=(MADE, detection), source="made", rows=1)
    result = judged("antivirus", answer)
    assert result.verdict is Verdict.FAIL
    assert [hit.status for hit in result.hits] == [Status.ATTEMPTED]


def test_a_listed_name_in_another_row_is_configured():
    trait = posture(ToolTrace(tool="t", ran=False, where="w"), "bad.example")
    answer = Answered(observations=(MADE, trait), source="made", rows=1)
    assert [hit.status for hit in judged("campaign_tool", answer).hits] == [Status.CONFIGURED]


@pytest.mark.parametrize(("days", "old"), [(0, False), (365, False), (366, True)])
def test_a_table_is_old_after_a_year_whatever_it_says_of_the_system(days: int, old: bool):  # noqa: FBT001
    dated = AT.date() - timedelta(days=days)
    for ends in (date(2027, 1, 1), date(2020, 1, 1), None):
        found = row(judged("os_support", answered(system(ends, dated))), "os_support")
        assert found.old_table == (dated if old else None)


def test_a_control_of_a_check_without_a_rule_passes_nobody_and_a_listed_name_still_fails_it():
    (control,) = judged("identity", answered()).controls
    assert control.verdict is OPEN
    named = Answered(observations=(MADE, posture(FRESH, "bad.example")), source="made", rows=1)
    (control,) = judged("identity", named).controls
    assert (control.verdict, control.seen) == (FAIL, ("bad.example",))
