"""CEF lines: every machine has one, and no value breaks out of its own."""

import re
from collections import Counter

from orchestrator.model.result import UnitVerdict
from orchestrator.report import Shown
from orchestrator.report.exchange.cef import cef_bytes
from tests.report import builders as made
from tests.report import samples
from tests.report.exchange.written import campaign

DISTRICT = Shown(result=samples.district())
_PAIR = re.compile(r"(?:^| )(\w+)=((?:\\.|[^=\\])*?)(?= \w+=|$)")


def read(line: str) -> tuple[list[str], dict[str, str]]:
    """Read a line as a collector does: seven fields, then pairs."""
    *head, rest = re.split(r"(?<!\\)\|", line, maxsplit=7)
    plain = {key: re.sub(r"\\(.)", r"\1", value) for key, value in _PAIR.findall(rest)}
    return head, plain


def lines(shown: Shown) -> list[tuple[list[str], dict[str, str]]]:
    return [read(line) for line in cef_bytes(shown).decode().splitlines()]


def test_every_machine_has_a_line_with_what_is_known_of_it():
    machines = [one for unit in DISTRICT.result.units for one in unit.machines]
    told = [said for _, said in lines(DISTRICT) if said["cat"] == "machine"]
    assert Counter(said["outcome"] for said in told) == Counter(
        str(one.verdict) for one in machines
    )
    away = next(said for said in told if said["shost"] == "PC-KETOAN-02")
    assert (away["reason"], away["cs3"]) == ("unreachable", "unreachable")
    assert not any("reason" in said for said in told if said["outcome"] == "pass")


def test_a_hit_has_a_line_with_its_values_as_they_are():
    head, said = next(
        (head, said) for head, said in lines(DISTRICT) if said.get("dst") == "203.0.113.45"
    )
    assert head[:5] == ["CEF:0", "orchestrator", "orchestrator", "1", "hit.CONNECTED"]
    assert (head[6], said["dpt"], said["outcome"]) == ("9", "443", "fail")
    assert said["cs2"] == DISTRICT.result.list.sha256
    assert said["cs4"] == "cuc-attt.txt:218"
    assert said["sproc"].endswith(r"svch0st.exe (PID 4312)")
    assert any(said.get("dhost") for _, said in lines(DISTRICT))


def test_a_finding_s_number_and_the_end_of_a_pass_are_told():
    told = [said for _, said in lines(campaign())]
    assert any(said.get("externalId", "").startswith("F-") for said in told)
    assert any(said.get("cs4") == "2026-12-28T09:00:00Z" for said in told)


def test_no_value_makes_a_field_or_a_line():
    name = "PC-1 outcome=pass|9|cs1=x\nCEF:0|a|b|c|d|e|9|outcome=pass \\"
    machine = made.assessed(made.row(name, "a"), made.live_hit())
    shown = Shown(result=samples.district(made.unit("a", "A", UnitVerdict.FAIL, machine)))
    told = lines(shown)
    assert [(said["cat"], said["outcome"]) for _, said in told] == [
        ("machine", "fail"), ("hit", "fail"),
    ]  # fmt: skip
    assert told[0][1]["shost"] == name.replace("\n", r"\n")


def test_a_long_value_is_cut():
    machine = made.assessed(made.row("x" * 10_000, "a"))
    shown = Shown(result=samples.district(made.unit("a", "A", UnitVerdict.PASS, machine)))
    ((_, said),) = lines(shown)
    assert len(said["shost"]) == 1023
