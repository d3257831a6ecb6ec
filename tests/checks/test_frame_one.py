"""Outputs of frame 1, which kept sweeps hold: the same hits, and nothing greener than it was.

`frame1/<machine>/stdout` is what the scripts of commit c5cef07, the last with that frame, printed
for what `ioc-sweep` asks; `answers.json` is what the program of that commit made of it. Neither is
ever recorded anew. No hosts file in UTF-16 is among them: since then it counts as what Windows
makes of it, nothing, whatever the frame.
"""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from orchestrator.checks.answers import read_answers
from orchestrator.checks.frame import split
from orchestrator.findings import judge_machine
from orchestrator.match import Asked, Index, match
from orchestrator.model.ioc_table import as_table
from orchestrator.model.outcome import OK
from orchestrator.model.plan import Family, Question
from orchestrator.model.result import AnswerKind, MachineResult, ScopeRow, Verdict
from orchestrator.model.rules import RULES
from tests.match.made import indicator, iocs
from tests.played import RECORDED
from tests.record import NONCE

KEPT = sorted((Path(__file__).parent / "frame1").iterdir())
GREENER = (Verdict.FAIL, Verdict.NOT_ASSESSED, Verdict.PASS)


class Old(NamedTuple):
    """What the program of frame 1 made of an output."""

    family: Family
    listed: tuple[str, ...]
    verdict: Verdict
    verdict_if_none_is_met: Verdict
    checks: dict[str, str]
    hits: list[list[str]]


def old(kept: Path) -> Old:
    told = json.loads((kept / "answers.json").read_text("utf-8"))
    return Old(
        family=Family(told["family"]),
        listed=tuple(told["listed"]),
        verdict=Verdict(told["verdict"]),
        verdict_if_none_is_met=Verdict(told["verdict_if_none_is_met"]),
        checks=told["checks"],
        hits=told["hits"],
    )


def judged(raw: bytes, told: Old, listed: tuple[str, ...]) -> MachineResult:
    index = Index(as_table(iocs(map(indicator, listed))))
    checks = tuple(told.checks)
    reading = read_answers(raw, nonce=NONCE, family=told.family, checks=checks, remote=True)
    return judge_machine(
        scope=ScopeRow(machine="m", unit="u"),
        questions=tuple(
            Question(check=check, task=check, required=check in RULES.required) for check in checks
        ),
        outcome=OK,
        reading=reading,
        hits=match(
            reading.answers, index, Asked(nonce=NONCE, at=RECORDED, clock=reading.facts.clock)
        ),
        nonce=NONCE,
        rules=RULES,
        attempted_at=RECORDED,
    )


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_the_hits_are_the_same(kept: Path):
    told = old(kept)
    machine = judged((kept / "stdout").read_bytes(), told, told.listed)
    hits = [
        [hit.check, hit.observed, str(hit.status), "weak" if hit.weak else "counts"]
        for hit in machine.hits
    ]
    assert sorted(hits) == told.hits


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_no_verdict_is_greener(kept: Path):
    told, raw = old(kept), (kept / "stdout").read_bytes()
    met = judged(raw, told, told.listed).verdict
    unmet = judged(raw, told, ("never-met.example",)).verdict
    assert GREENER.index(met) <= GREENER.index(told.verdict)
    assert GREENER.index(unmet) <= GREENER.index(told.verdict_if_none_is_met)


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_no_check_is_answered_that_was_not(kept: Path):
    told = old(kept)
    machine = judged((kept / "stdout").read_bytes(), told, told.listed)
    now = {check.check for check in machine.checks if check.answer is not AnswerKind.UNANSWERED}
    then = {check for check, said in told.checks.items() if not said.startswith("unanswered")}
    assert now <= then


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_frame_one_is_read_by_its_own_rule(kept: Path):
    frame = split((kept / "stdout").read_bytes(), NONCE)
    assert (frame.number, frame.complete, frame.flaw) == (1, True, "")
    assert {section.part.made for section in frame.sections} == {1}


def test_kept_outputs_pass_and_fail_and_are_not_assessed():
    assert {old(kept).verdict for kept in KEPT} == set(GREENER)
