"""What a machine printed becomes answers; cut, damaged or strange, it never becomes a clean one."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.findings.canaries import Canaries
from orchestrator.model.answer import (
    Answer,
    Answered,
    NotApplicable,
    Unanswered,
    Unread,
    canary_address,
    canary_name,
)
from orchestrator.model.observation import Observation, mentioned
from orchestrator.model.plan import Family
from tests.checks.spoken import as_spoken
from tests.record import NONCE

N = NONCE
HERE = Path(__file__).parent
GOLDENS = sorted(HERE.glob("*/*.stdout"))
IDS = tuple(check.id for check in ALL)


def name_of(golden: Path) -> str:
    return f"{golden.parent.name}/{golden.stem}"


def family_of(golden: Path) -> Family:
    return Family(json.loads(golden.with_suffix(".json").read_text("utf-8"))["family"])


def read(raw: bytes, golden: Path, *, remote: bool = True) -> Answer:
    check = golden.parent.name
    family = family_of(golden)
    return read_answers(raw, nonce=N, family=family, checks=(check,), remote=remote).answers[check]


@pytest.mark.parametrize("golden", GOLDENS, ids=name_of)
def test_every_sample_reads_as_its_golden_says(golden: Path):
    expected = json.loads(golden.with_suffix(".json").read_text("utf-8"))["answer"]
    assert json.loads(json.dumps(as_spoken(read(golden.read_bytes(), golden)))) == expected


@pytest.mark.parametrize("golden", GOLDENS, ids=name_of)
def test_the_canary_is_found_in_every_answer_like_any_other_row(golden: Path):
    answer = read(golden.read_bytes(), golden)
    if isinstance(answer, Answered):
        found = {text for seen in answer.observations for text in _texts(seen)}
        assert found & {canary_name(N), canary_address(N)}
        assert answer.rows >= 0


@pytest.mark.parametrize("golden", GOLDENS, ids=name_of)
def test_every_section_that_was_read_brought_its_made_row_back(golden: Path):
    answer = read(golden.read_bytes(), golden)
    assert Canaries(N).proven(answer, hit=True) == answer


@pytest.mark.parametrize("golden", GOLDENS, ids=name_of)
def test_every_observation_carries_the_row_that_it_rests_on(golden: Path):
    answer = read(golden.read_bytes(), golden)
    if not isinstance(answer, NotApplicable):
        assert all(seen.raw.strip() and seen.sight.source for seen in answer.observations)


def _texts(seen: Observation) -> tuple[str, ...]:
    return mentioned(seen).values


@pytest.mark.parametrize("golden", GOLDENS, ids=name_of)
def test_an_answer_that_is_cut_anywhere_is_unanswered_and_claims_nothing_new(golden: Path):
    raw = golden.read_bytes()
    known = _claims(read(raw, golden))
    for end in range(0, len(raw) - 1, max(1, len(raw) // 60)):
        answer = read(raw[:end], golden)
        assert isinstance(answer, Unanswered)
        assert _claims(answer) <= known


def _claims(answer: Answer) -> set[tuple[str | None, ...]]:
    observations = () if isinstance(answer, NotApplicable) else answer.observations
    return {_texts(seen) for seen in observations}


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_damaged_output_never_raises(data: st.DataObject):
    golden = data.draw(st.sampled_from(GOLDENS))
    raw = golden.read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    length = data.draw(st.integers(0, 40))
    noise = data.draw(st.binary(max_size=12) | st.sampled_from([b"\n", b"\t", b"[[[[", b"{}"]))
    answer = read(raw[:start] + noise + raw[start + length :], golden)
    assert isinstance(answer, Answered | Unanswered | NotApplicable)


WORDS = (
    *("tcp", "udp", "ESTAB", "0", "0", "192.0.2.1:443", "*:*", "[::]:9", "tcp6", "0:", "01", "0A"),
    *("TCP", "UDP", "1234", "\t", "\t", "\t", "192.0.2.1", "28", "5", "----", ":", "nameserver"),
    *("c2.bad.example", "20261124101500.000000+420", '[{"cache":[]}]', "\n", "\n", "\r\n", " "),
)


@settings(deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), max_size=30), data=st.data())
def test_garbage_never_reads_as_an_answer_that_holds_the_canary(
    words: list[str], data: st.DataObject
):
    family = data.draw(st.sampled_from(Family))
    check = data.draw(st.sampled_from(IDS))
    part = data.draw(st.sampled_from(PARTS[family][check]))
    body = data.draw(st.sampled_from(["", " "])).join(words)
    raw = f"@{N} open {check} {part} x\n{body}\n@{N} shut {check} {part} ok\n@{N} done\n".encode()
    reading = read_answers(raw, nonce=N, family=family, checks=(check,), remote=True)
    texts = {text for claim in _claims(reading.answers[check]) for text in claim}
    assert not texts & {canary_name(N), canary_address(N)}


PARTS = {
    Family.POSIX: {
        "connections": ("sockets", "proc"),
        "dns_cache": ("resolved",),
        "hosts_file": ("file",),
        "resolvers": ("file", "upstream"),
        "dns_events": ("log",),
        "proxy": ("environment",),
        "persistence": ("cron", "units"),
        "identity": ("names", "machine_id", "hardware", "adapters"),
        "os_support": ("os_release", "upgrades"),
        "antivirus": ("products",),
        "firewall_profiles": ("profiles",),
        "smb1": ("registry",),
        "campaign_tool": ("files",),
    },
    Family.WINDOWS: {
        "connections": ("tcp", "netstat"),
        "dns_cache": ("records", "displaydns"),
        "hosts_file": ("file",),
        "resolvers": ("registry",),
        "dns_events": ("system", "client", "sysmon"),
        "proxy": ("machine", "users"),
        "persistence": ("machine", "users", "services", "tasks", "schtasks", "subscriptions"),
        "identity": ("names", "hardware", "adapters"),
        "os_support": ("system", "updates"),
        "antivirus": ("products", "defender", "detections", "services"),
        "firewall_profiles": ("profiles", "service", "log"),
        "smb1": ("registry", "feature"),
        "campaign_tool": ("files", "registry", "msrt", "defender"),
    },
}


@pytest.mark.parametrize(
    "body", ["{}", "[]", "[] []", "null", "[{}]", '[{"cache":{}}]', "[" * 9000, '[{"cache":[{}]}]']
)
def test_json_that_is_no_cache_never_reads_as_an_empty_cache(body: str):
    raw = f"@{N} open dns_cache resolved x\n{body}\n@{N} shut dns_cache resolved ok\n@{N} done\n"
    reading = read_answers(
        raw.encode(), nonce=N, family=Family.POSIX, checks=("dns_cache",), remote=True
    )
    answer = reading.answers["dns_cache"]
    assert isinstance(answer, Unanswered)
    assert answer.reason in (Unread.UNPARSABLE, Unread.EMPTY)


@pytest.mark.parametrize("check", IDS)
@pytest.mark.parametrize("family", Family)
def test_no_output_is_no_answer(check: str, family: Family):
    for raw, reason in ((b"", Unread.CUT), (f"@{N} done\n".encode(), Unread.EMPTY)):
        answer = read_answers(raw, nonce=N, family=family, checks=(check,), remote=True)
        assert answer.answers[check] == Unanswered(reason=reason)


def test_an_unknown_check_is_unsupported_and_every_asked_check_has_an_answer():
    reading = read_answers(b"", nonce=N, family=Family.POSIX, checks=("nope", *IDS), remote=True)
    assert tuple(reading.answers) == ("nope", *IDS)
    answer = reading.answers["nope"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.UNSUPPORTED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("denied", Unread.DENIED),
        ("missing", Unread.MISSING),
        ("off", Unread.OFF),
        ("failed", Unread.FAILED),
        ("sideways", Unread.UNPARSABLE),
    ],
)
@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("check", IDS)
def test_a_section_that_could_not_be_read_says_why(
    check: str, family: Family, status: str, reason: Unread
):
    part = PARTS[family][check][0]
    raw = f"@{N} shut {check} {part} {status} some detail\n@{N} done\n".encode()
    answer = read_answers(raw, nonce=N, family=family, checks=(check,), remote=True).answers[check]
    assert isinstance(answer, Unanswered)
    assert (answer.reason, answer.detail) == (reason, "some detail")


def test_a_socket_table_with_nothing_but_the_canary_was_not_read_if_we_came_over_the_wire():
    address = canary_address(N)
    raw = (
        f"@{N} open connections sockets ss\ntcp ESTAB 0 0 [{address}]:9 [{address}]:9\n"
        f"@{N} shut connections sockets ok\n@{N} done\n"
    ).encode()

    def asked(*, remote: bool) -> Answer:
        reading = read_answers(
            raw, nonce=N, family=Family.POSIX, checks=("connections",), remote=remote
        )
        return reading.answers["connections"]

    far = asked(remote=True)
    assert isinstance(far, Unanswered)
    assert far.reason is Unread.EMPTY
    assert isinstance(asked(remote=False), Answered)


@settings(deadline=None)
@given(
    clock=st.from_regex(r"\d{4}-[01]\d-[0-3]\dT00:00:00Z", fullmatch=True),
    boot=st.from_regex(r"\d{1,11}|\d{4}01\d\d000000\.000000[+-]\d{3}", fullmatch=True),
    golden=st.sampled_from(GOLDENS),
)
def test_no_clock_that_a_machine_may_claim_makes_it_raise(clock: str, boot: str, golden: Path):
    facts = f"@{N} fact clock {clock}\n@{N} fact boot {boot}\n"
    kept = (line for line in golden.read_bytes().split(b"\n") if b" fact " not in line)
    read(facts.encode() + b"\n".join(kept), golden)


def test_half_a_character_in_json_can_still_be_written():
    raw = (HERE / "dns_cache" / "ubuntu-resolved.stdout").read_bytes()
    answer = read(
        raw.replace(b"www.tin", rb"a\ud800"), HERE / "dns_cache" / "ubuntu-resolved.stdout"
    )
    assert isinstance(answer, Answered)
    assert all(seen.raw.encode() for seen in answer.observations)
    assert "a?.example" in {seen.name for seen in answer.observations}


def test_facts_are_read_and_a_strange_one_is_left_out():
    raw = (
        f"@{N} fact name PC-01\n@{N} fact clock 2026-11-24T03:15:00Z\n@{N} fact boot soon\n"
        f"@{N} fact elevated maybe\n@{N} fact colour red\n@{N} done\n"
    ).encode()
    facts = read_answers(raw, nonce=N, family=Family.POSIX, checks=(), remote=True).facts
    assert facts.name == "PC-01"
    assert facts.clock is not None
    assert facts.booted_at is None
    assert facts.elevated is None
