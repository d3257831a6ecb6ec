"""What is on several machines is one thing, if indicator or malware and program are the same."""

from msgspec.structs import replace

from orchestrator.findings.incidents import incidents
from orchestrator.model.campaign import Finding
from tests.findings.campaign_made import SCOPE, WORSE, contact, looked, only_finding, standing


def finding(machine: int, program: str | None = None, value: str = "bad.example") -> Finding:
    history = looked(0, contact(value), machine=machine)
    met = tuple(replace(one, process=program) for one in history.met)
    scope = replace(SCOPE, number=machine)
    return only_finding(standing(replace(history, met=met), scope=scope))


def test_the_same_indicator_on_two_machines_is_an_incident():
    both = [finding(1), finding(2)]
    (one,) = incidents(both, {})
    assert (one.what, one.program, one.machines) == ("bad.example", "", {1, 2})
    assert one.id == min(found.number for found in both)
    assert incidents(both[:1], {}) == ()


def test_indicators_of_one_malware_are_one_thing():
    both = [finding(1), finding(2, value=WORSE)]
    assert incidents(both, {}) == ()
    (one,) = incidents(both, {"bad.example": "Mal", WORSE: "Mal"})
    assert one.what == "Mal"


def test_programs_are_told_apart_by_their_file_names():
    windows, posix = r"C:\Temp\Evil.exe (PID 4)", "/tmp/evil.exe (PID 9)"  # noqa: S108 - made
    (one,) = incidents([finding(1, windows), finding(2, posix), finding(3, "/x/other (PID 1)")], {})
    assert (one.program, one.machines) == ("evil.exe", {1, 2})
    (two,) = incidents([finding(1, "PID 4"), finding(2)], {})
    assert two.program == ""


def test_a_units_own_finding_is_no_machine():
    one = finding(1)
    other = replace(one, key=replace(one.key, machine=None))
    assert incidents([one, other], {}) == ()
