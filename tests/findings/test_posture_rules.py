"""How a machine stands: each rule passes, fails and stays open for its own reasons."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from orchestrator.findings import judge_machine
from orchestrator.findings.canaries import Canaries
from orchestrator.findings.posture_rules import judge_posture
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
from tests.findings.made import BAD, QUESTIONS, RULES, SCOPE, full, judge
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
        hits=match(answers, BAD, Asked(nonce=NONCE, at=AT)),
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
SECOND = 1 / 86_400  # in days


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
        ((system(date(2027, 1, 1)), Patched(update="KB", at=AT - timedelta(days=60))), PASS),
        (
            (system(date(2027, 1, 1)), Patched(update="KB", at=AT - timedelta(days=60 + SECOND))),
            FAIL,
        ),
        (
            (
                system(date(2027, 1, 1)),
                Patched(update="KB", at=AT - timedelta(days=60 + SECOND)),
                FRESH,
            ),
            PASS,
        ),
        (
            (
                system(date(2027, 1, 1)),
                FRESH,
                Patched(update="KB", at=AT - timedelta(days=60 + SECOND)),
            ),
            PASS,
        ),
        ((FRESH,), OPEN),
    ],
)
def test_a_system_is_mended_and_was_updated(traits: tuple[Trait, ...], expected: ControlVerdict):
    assert verdict("os_support", answered(*traits)) is expected


def product(
    protection: Protection = Protection.ON,
    *,
    outdated: bool | None = False,
    signed_days_ago: float | None = None,
    name: str = "A",
) -> Antivirus:
    signed = None if signed_days_ago is None else AT - timedelta(days=signed_days_ago)
    return Antivirus(name=name, protection=protection, outdated=outdated, signed_at=signed)


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        ((product(),), PASS),
        ((product(outdated=None, signed_days_ago=7),), PASS),
        ((product(outdated=None, signed_days_ago=7 + SECOND),), FAIL),
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
    days_ago: float | None,
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
        ((run(30 + SECOND),), OPEN),
        ((run(3, ScanOutcome.LEFT),), FAIL),
        ((run(9, ScanOutcome.LEFT), run(3, ScanOutcome.NOTHING_FOUND)), PASS),
        ((run(3, ScanOutcome.NOTHING_FOUND), run(9, ScanOutcome.LEFT)), PASS),
        ((run(3, ScanOutcome.NOTHING_FOUND), run(None, ScanOutcome.LEFT)), PASS),
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


def kept(*traits: Trait, check: str, **arguments: object) -> tuple[str, ...]:
    """Return the raw words that a control rests on."""
    (control,) = judged(check, answered(*traits), **arguments).controls
    return control.seen


def test_a_control_says_in_raw_words_what_it_rests_on():
    ended = system(date(2026, 11, 19))
    assert kept(ended, check="os_support") == ("Windows: 2026-11-19",)
    assert kept(system(None), check="os_support") == ("Windows 1",)
    unversioned = replace(system(None), version="")
    assert kept(unversioned, check="os_support") == ("Windows",)
    old_table = system(date(2027, 1, 1), dated=date(2025, 1, 1))
    assert kept(old_table, check="os_support") == ("support.json: 2025-01-01",)
    late = Patched(update="KB", at=AT - timedelta(days=61))
    assert kept(system(date(2027, 1, 1)), late, check="os_support") == ("2026-09-20",)
    assert kept(system(date(2027, 1, 1)), FRESH, check="os_support") == ()
    products = (
        product(Protection.OFF, outdated=True, signed_days_ago=9),
        product(outdated=True, name="B"),
        product(Protection.OFF, name="C"),
    )
    assert kept(*products, check="antivirus") == ("A: off, outdated, 2026-11-11",
                                                  "B: on, outdated", "C: off")  # fmt: skip
    assert kept(*products, product(name="D"), check="antivirus") == ()
    stopped = FirewallService(name="MpsSvc", disabled=True)
    assert kept(stopped, *profiles(False, True, False), check="firewall_profiles") == (
        *("MpsSvc", "domain", "public"),
    )
    both = (Smb1(half=half, on=True, by="x") for half in Half)
    assert kept(*both, check="smb1") == ("server", "client")
    left = (run(3, ScanOutcome.LEFT), run(None, ScanOutcome.LEFT, "kvrt"), run(1, tool="tdss"))
    assert kept(*left, check="campaign_tool") == ("msrt 2026-11-17", "kvrt")
    assert kept(run(31), run(None, tool="kvrt"), check="campaign_tool") == ("msrt 2026-10-20",
                                                                           "kvrt")  # fmt: skip


def test_no_product_is_said_as_windows_says_it():
    (control,) = judged("antivirus", answered(notes=("no_product",))).controls
    assert control.seen == ("AntiVirusProduct: 0",)


def test_what_the_later_source_says_of_a_product_counts():
    earlier, later = product(Protection.ON), product(Protection.OFF)
    assert verdict("antivirus", answered(earlier, later)) is FAIL
    assert verdict("antivirus", answered(later, earlier)) is PASS


def test_nothing_that_ages_passes_where_the_day_of_the_asking_is_unknown():
    answers = {
        "os_support": answered(system(date(2027, 1, 1)), FRESH),
        "campaign_tool": answered(run(3)),
        "antivirus": answered(product(outdated=None, signed_days_ago=1)),
        "smb1": answered(*(Smb1(half=half, on=False, by="x") for half in Half)),
    }
    stands = {
        check: judge_posture(check, answer, Canaries(NONCE), arguments={}, at=None)
        for check, answer in answers.items()
    }
    assert {check: said and said[0] for check, said in stands.items()} == {
        "os_support": OPEN, "campaign_tool": OPEN, "antivirus": OPEN, "smb1": PASS,
    }  # fmt: skip


def test_a_machine_that_was_asked_at_no_known_time_is_judged_by_its_own_clock():
    answers = {**full(), "campaign_tool": answered(run(3))}
    tool = Question(check="campaign_tool", task="t", required=False, control="CD-04")

    def judged_at(clock: datetime | None, attempted_at: datetime | None) -> ControlVerdict:
        result = judge_machine(
            scope=SCOPE,
            questions=(*QUESTIONS, tool),
            outcome=OK,
            reading=Reading(facts=Facts(clock=clock), answers=answers, complete=True),
            hits=match(answers, BAD, Asked(nonce=NONCE, at=AT)),
            nonce=NONCE,
            rules=RULES,
            attempted_at=attempted_at,
        )
        assert row(result, "campaign_tool").stands is result.controls[0].verdict
        return result.controls[0].verdict

    later = AT + timedelta(days=90)
    assert judged_at(AT, None) is PASS
    assert judged_at(later, None) is OPEN
    assert judged_at(later, AT) is PASS
    assert judged_at(None, None) is OPEN


def test_the_first_task_of_a_check_says_how_the_machine_stands():
    first, second = (
        Question(check="campaign_tool", task=tool, required=False, control=control,
                 arguments={"tools": [tool]})
        for tool, control in (("kvrt", "CD-04"), ("msrt", "X-04"))
    )  # fmt: skip
    answers = {**full(), "campaign_tool": answered(run(3))}
    for tasks, stands in (((first, second), OPEN), ((second, first), PASS)):
        result = judge(answers, questions=(*QUESTIONS, *tasks))
        assert row(result, "campaign_tool").stands is stands
        assert {one.control: one.verdict for one in result.controls} == {
            "CD-04": OPEN, "X-04": PASS,
        }  # fmt: skip


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
