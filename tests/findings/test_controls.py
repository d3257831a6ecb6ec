"""Controls say what they can stand for: a resolver policy, live contact, a check's own hits."""

import pytest
from msgspec.structs import replace

from orchestrator.model.answer import Answer, NotApplicable, Unanswered, Unread, canary_name
from orchestrator.model.observation import ConnectionState, Observation
from orchestrator.model.plan import ControlRule, Question, Severity
from orchestrator.model.result import ControlResult, ControlVerdict
from tests.findings.made import QUESTIONS, full, judge
from tests.match.made import (
    NONCE,
    answered,
    cached,
    connection,
    hosts,
    looked_up,
    negative,
    resolver,
)

APPROVED = ["192.0.2.1", "198.51.100.0/28", "2001:db8::53"]
CONTACT = replace(
    QUESTIONS[0], control="CD-05", task="Không còn kết nối", severity=Severity.CRITICAL
)


def dns(approved: object = APPROVED) -> Question:
    return Question(
        check="resolvers",
        task="Chỉ dùng máy chủ DNS được phép",
        arguments={"approved": approved},
        required=True,
        control="DNS-01",
    )


def control(answers: dict[str, Answer], *questions: Question) -> ControlResult:
    (result,) = judge(answers, questions=(*QUESTIONS, *questions)).controls
    return result


@pytest.mark.parametrize(
    ("addresses", "verdict", "seen"),
    [
        (["192.0.2.1"], ControlVerdict.PASS, ()),
        (["192.0.2.1", "198.51.100.3", "2001:db8::53"], ControlVerdict.PASS, ()),
        (["192.0.2.1", "192.0.2.2"], ControlVerdict.FAIL, ("192.0.2.2",)),
        (["127.0.0.53", "192.0.2.1"], ControlVerdict.PASS, ()),
        (["127.0.0.53", "192.0.2.2"], ControlVerdict.FAIL, ("192.0.2.2",)),
        (["127.0.0.53"], ControlVerdict.NOT_ASSESSED, ("127.0.0.53",)),
        (["192.0.2.2", "192.0.2.3", "192.0.2.2"], ControlVerdict.FAIL, ("192.0.2.2", "192.0.2.3")),
        (["2001:db8::54"], ControlVerdict.FAIL, ("2001:db8::54",)),
        (["fec0:0:0:ffff::1"], ControlVerdict.NOT_APPLICABLE, ()),
        (["fec0:0:0:ffff::2", "fec0:0:0:ffff::3"], ControlVerdict.NOT_APPLICABLE, ()),
        (["fec0:0:0:ffff::4"], ControlVerdict.FAIL, ("fec0:0:0:ffff::4",)),
        (["::1"], ControlVerdict.NOT_ASSESSED, ("::1",)),
        (["192.0.2.1", "fec0:0:0:ffff::1"], ControlVerdict.PASS, ()),
        (["dns.test"], ControlVerdict.FAIL, ("dns.test",)),
        ([], ControlVerdict.NOT_APPLICABLE, ()),
    ],
)
def test_approved_resolvers(addresses: list[str], verdict: ControlVerdict, seen: tuple[str, ...]):
    result = control(full(resolvers=tuple(map(resolver, addresses))), dns())
    assert (result.verdict, result.seen) == (verdict, seen)
    assert (result.control, result.title) == ("DNS-01", "Chỉ dùng máy chủ DNS được phép")


def test_a_stub_may_be_approved_itself():
    rows = full(resolvers=(resolver("127.0.0.1"),))
    assert control(rows, dns(["127.0.0.1"])).verdict is ControlVerdict.PASS


@pytest.mark.parametrize(
    "approved",
    [
        "192.0.2.1, 192.0.2.2",
        "192.0.2.1,192.0.2.2",
        "192.0.2.1;192.0.2.2",
        "[192.0.2.2]",
        "192.0.2.1\n192.0.2.2",
        "['192.0.2.1', '192.0.2.2']",
        '["192.0.2.1","192.0.2.2"]',
        ("192.0.2.1", "192.0.2.2"),
        ["dns.test", " 192.0.2.2 "],
        "192.0.2.1/24",
    ],
)
def test_approved_resolvers_may_be_written_in_several_ways(approved: object):
    rows = full(resolvers=(resolver("192.0.2.2"),))
    assert control(rows, dns(approved)).verdict is ControlVerdict.PASS


@pytest.mark.parametrize("approved", [None, [], "", (), "{}", 7])
def test_without_approved_resolvers_there_is_no_result(approved: object):
    result = judge(full(), questions=(*QUESTIONS, dns(approved)))
    assert result.controls == ()


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (Unanswered(reason=Unread.DENIED), ControlVerdict.NOT_ASSESSED),
        (
            Unanswered(reason=Unread.CUT, observations=(resolver("192.0.2.2"),)),
            ControlVerdict.FAIL,
        ),
        (NotApplicable(why="none"), ControlVerdict.NOT_APPLICABLE),
    ],
)
def test_unread_resolvers(answer: Answer, verdict: ControlVerdict):
    assert control({**full(), "resolvers": answer}, dns()).verdict is verdict


@pytest.mark.parametrize(
    ("seen", "verdict", "what"),
    [
        ({}, ControlVerdict.PASS, ()),
        (
            {"connections": (connection("203.0.113.66"),)},
            ControlVerdict.FAIL,
            ("203.0.113.66",),
        ),
        ({"resolvers": (resolver("203.0.113.66"),)}, ControlVerdict.FAIL, ("203.0.113.66",)),
        ({"dns_cache": (negative("bad.example"),)}, ControlVerdict.PASS, ()),
        ({"connections": (connection("192.0.2.99", port=80),)}, ControlVerdict.PASS, ()),
        (
            {"connections": (connection("203.0.113.66", ConnectionState.SYN_SENT),)},
            ControlVerdict.FAIL,
            ("203.0.113.66",),
        ),
        ({"connections": (connection("192.0.2.53"),)}, ControlVerdict.FAIL, ("192.0.2.53",)),
        ({"dns_cache": (cached("bad.example", "192.0.2.9"),)}, ControlVerdict.PASS, ()),
        ({"hosts_file": (hosts("192.0.2.9", "bad.example"),)}, ControlVerdict.PASS, ()),
        (
            {
                "connections": (connection("203.0.113.66"), connection("192.0.2.53")),
                "resolvers": (resolver("203.0.113.66"),),
            },
            ControlVerdict.FAIL,
            ("203.0.113.66", "192.0.2.53"),
        ),
    ],
)
def test_live_contact(
    seen: dict[str, tuple[Observation, ...]], verdict: ControlVerdict, what: tuple[str, ...]
):
    result = control(full(**seen), CONTACT)
    assert (result.verdict, result.seen, result.severity) == (verdict, what, "critical")


def test_live_contact_needs_every_required_check():
    answers = {**full(), "dns_cache": Unanswered(reason=Unread.OFF)}
    assert control(answers, CONTACT).verdict is ControlVerdict.NOT_ASSESSED


def test_another_control_rests_on_its_own_check():
    names = replace(QUESTIONS[1], control="X-01")
    looked_up = full(dns_cache=(cached("bad.example", "192.0.2.9"),))
    assert control(looked_up, names).verdict is ControlVerdict.FAIL
    connected = full(connections=(connection("203.0.113.66"),))
    assert control(connected, names).verdict is ControlVerdict.PASS
    none = {**full(), "dns_cache": NotApplicable(why="none")}
    assert control(none, names).verdict is ControlVerdict.NOT_APPLICABLE


NAMES = replace(QUESTIONS[1], control="X-01", task="names", severity=Severity.LOW, required=False)
ROWS = replace(
    QUESTIONS[2], control="X-01", task="rows", severity=Severity.CRITICAL, required=False
)
NOT_READ, NO_SUCH = Unanswered(reason=Unread.OFF), NotApplicable(why="none")
LISTED_NAME = full(dns_cache=(cached("bad.example", "192.0.2.9"),))["dns_cache"]
LISTED_ROW = full(hosts_file=(hosts("192.0.2.9", "bad.example"),))["hosts_file"]
CLEAN = full()


@pytest.mark.parametrize(
    ("names", "rows", "verdict"),
    [
        (LISTED_NAME, CLEAN["hosts_file"], ControlVerdict.FAIL),
        (CLEAN["dns_cache"], LISTED_ROW, ControlVerdict.FAIL),
        (LISTED_NAME, NOT_READ, ControlVerdict.FAIL),
        (NOT_READ, LISTED_ROW, ControlVerdict.FAIL),
        (NOT_READ, CLEAN["hosts_file"], ControlVerdict.NOT_ASSESSED),
        (CLEAN["dns_cache"], NOT_READ, ControlVerdict.NOT_ASSESSED),
        (NOT_READ, NO_SUCH, ControlVerdict.NOT_ASSESSED),
        (NO_SUCH, CLEAN["hosts_file"], ControlVerdict.PASS),
        (CLEAN["dns_cache"], NO_SUCH, ControlVerdict.PASS),
        (NO_SUCH, NO_SUCH, ControlVerdict.NOT_APPLICABLE),
    ],
)
def test_one_control_of_two_tasks_is_one_result_with_the_gravest_verdict(
    names: Answer, rows: Answer, verdict: ControlVerdict
):
    answers = {**full(), "dns_cache": names, "hosts_file": rows}
    assert control(answers, NAMES, ROWS).verdict is verdict


def test_one_control_of_two_tasks_has_the_words_of_the_first_and_shows_what_both_saw():
    answers = {**full(), "dns_cache": LISTED_NAME, "hosts_file": LISTED_ROW}
    first, second = control(answers, NAMES, ROWS), control(answers, ROWS, NAMES)
    assert (first.title, first.severity) == ("names", Severity.LOW)
    assert (second.title, second.severity) == ("rows", Severity.CRITICAL)
    assert (first.checks, second.checks) == (
        ("dns_cache", "hosts_file"),
        ("hosts_file", "dns_cache"),
    )
    assert first.seen == second.seen == ("bad.example",)
    thrice = control(answers, NAMES, ROWS, NAMES)
    assert thrice == first


def test_what_two_tasks_saw_stands_in_their_order():
    answers = full(
        dns_cache=(cached("b.bad.example", "192.0.2.9"),),
        hosts_file=(hosts("192.0.2.9", "a.bad.example"),),
    )
    assert control(answers, NAMES, ROWS).seen == ("b.bad.example", "a.bad.example")
    assert control(answers, ROWS, NAMES).seen == ("a.bad.example", "b.bad.example")


def test_controls_stand_in_the_order_of_the_playbook():
    tasks = (CONTACT, replace(ROWS, control="A-01"), NAMES)
    result = judge(full(), questions=(*QUESTIONS, *tasks))
    assert [one.control for one in result.controls] == ["CD-05", "A-01", "X-01"]


def beyond(check: str, name: str) -> Question:
    return Question(check=check, task=check, required=False, control=name)


def test_a_source_beyond_the_required_ones_that_was_not_read_blocks_no_control_of_theirs():
    off = {**full(), "dns_events": Unanswered(reason=Unread.OFF)}
    cache = replace(QUESTIONS[1], control="CD-06")
    log = beyond("dns_events", "CD-06")
    for tasks in ((cache, log), (log, cache)):
        assert control(off, *tasks).verdict is ControlVerdict.PASS
    alone = control(
        {**full(), "proxy": Unanswered(reason=Unread.DENIED)}, beyond("proxy", "NET-01")
    )
    assert alone.verdict is ControlVerdict.NOT_ASSESSED


@pytest.mark.parametrize("code", ["CD-05", "X-01"])
def test_what_a_control_means_hangs_on_its_check_and_not_on_its_name(code: str):
    in_force = full(resolvers=(resolver("203.0.113.66"),))
    connections = replace(QUESTIONS[0], control=code)
    assert control(in_force, connections).verdict is ControlVerdict.FAIL
    cache = replace(QUESTIONS[1], control="X-01")
    assert control(in_force, cache).verdict is ControlVerdict.PASS


@pytest.mark.parametrize("number", range(4))
def test_a_task_says_what_its_control_rests_on_whichever_check_it_asks(number: int):
    met = full(connections=(connection("203.0.113.66"),))
    task = replace(QUESTIONS[number], control="X-01", rule=ControlRule.CONTACT)
    (judged,) = judge(met, questions=(*QUESTIONS, task)).controls
    assert judged.verdict is ControlVerdict.FAIL


def test_a_control_of_a_check_without_a_rule_passes_nobody():
    task = Question(check="identity", task="identity", required=False, control="CD-05")
    answers = {**full(), "identity": answered(cached(canary_name(NONCE)))}
    (judged,) = judge(answers, questions=(*QUESTIONS, task)).controls
    assert judged.verdict is ControlVerdict.NOT_ASSESSED


def test_a_control_about_contact_needs_every_required_check_asked_or_not():
    task = replace(QUESTIONS[0], control="CD-05")
    (judged,) = judge(full(), questions=(task,)).controls
    assert judged.verdict is ControlVerdict.NOT_ASSESSED


def test_a_required_source_that_was_not_read_blocks_its_control():
    cache = replace(QUESTIONS[1], control="CD-06")
    lost = {**full(), "dns_cache": NOT_READ}
    assert (
        control(lost, cache, beyond("dns_events", "CD-06")).verdict is ControlVerdict.NOT_ASSESSED
    )


def test_what_a_source_beyond_the_required_ones_saw_counts():
    cache = replace(QUESTIONS[1], control="CD-06")
    log = answered(looked_up(canary_name(NONCE)), looked_up("bad.example"))
    result = control({**full(), "dns_events": log}, cache, beyond("dns_events", "CD-06"))
    assert (result.verdict, result.checks) == (ControlVerdict.FAIL, ("dns_cache", "dns_events"))


def test_live_contact_is_not_blocked_by_what_is_not_required():
    answers = {**full(), "proxy": NOT_READ}
    extra = Question(check="proxy", task="proxy", required=False)
    result = judge(answers, questions=(*QUESTIONS, extra, CONTACT))
    assert [one.verdict for one in result.controls] == [ControlVerdict.PASS]
