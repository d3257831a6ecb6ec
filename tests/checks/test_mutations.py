"""No answer other than the whole one passes, whatever befell it on its way.

2,000 mutants in every gate, 20,000 by night (`gate.py --nightly` sets the variable).
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.checks.frame import split
from orchestrator.findings import judge_machine
from orchestrator.findings.canaries import Canaries
from orchestrator.match import Asked, Index, match
from orchestrator.model.answer import Answer, Unanswered
from orchestrator.model.ioc_table import as_table
from orchestrator.model.outcome import OK
from orchestrator.model.plan import Family, Question
from orchestrator.model.result import ScopeRow, Verdict
from orchestrator.model.rules import RULES
from tests.checks.mutations import joined, mutations, take_apart
from tests.match.made import iocs
from tests.played import RECORDED
from tests.record import GOLDENS, NONCE

MUTANTS = int(os.environ.get("ORCHESTRATOR_MUTANTS", "2000"))
MACHINES = sorted({path.stem for path in GOLDENS.glob("*/*.stdout")})
OTHERS = sorted(
    path for path in GOLDENS.glob("*/*.stdout") if path.parent.name not in RULES.required
)
"""Goldens of checks without which a machine can pass: of these, that none counts as answered."""
ON_MACHINES = MUTANTS // 2 // len(MACHINES)
ON_OTHERS = -(-MUTANTS // 2 // len(OTHERS))
PARTS = {
    family: {
        check.id: check.posix_parts if family is Family.POSIX else check.windows_parts
        for check in ALL
    }
    for family in Family
}


def family_of(golden: Path) -> Family:
    return Family(json.loads(golden.with_suffix(".json").read_text("utf-8"))["family"])


@cache
def nothing_listed() -> Index:
    """Return an index of nothing but the canary."""
    return Index(as_table(iocs(())))


def verdict(raw: bytes, family: Family) -> Verdict:
    reading = read_answers(raw, nonce=NONCE, family=family, checks=RULES.required, remote=True)
    look = Asked(nonce=NONCE, at=RECORDED, clock=reading.facts.clock)
    machine = judge_machine(
        scope=ScopeRow(machine="m", unit="u"),
        questions=tuple(
            Question(check=check, task=check, required=True) for check in RULES.required
        ),
        outcome=OK,
        reading=reading,
        hits=match(reading.answers, nothing_listed(), look),
        nonce=NONCE,
        rules=RULES,
    )
    return machine.verdict


def answer(raw: bytes, check: str, family: Family) -> Answer:
    reading = read_answers(raw, nonce=NONCE, family=family, checks=(check,), remote=True)
    return Canaries(NONCE).proven(reading.answers[check], hit=True)


def mutants(raw: bytes, name: str, family: Family, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield that many outputs, none of them the whole one, and what to call each."""
    output = take_apart(raw)
    ways = mutations(PARTS[family])
    made, turn = 0, crc32(name.encode())
    while made < count:
        way = ways[turn % len(ways)]
        found = way.change(output, Random(f"{name} {turn}"))  # noqa: S311 -- no secret
        if found is not None and found != output.whole():
            made += 1
            yield f"{way.name} {turn}", found
        turn += 1


def of_machine(machine: str) -> tuple[bytes, Family]:
    """Return what a machine prints when it is asked what a verdict needs, and nothing else."""
    goldens = [GOLDENS / check / f"{machine}.stdout" for check in RULES.required]
    return joined([golden.read_bytes() for golden in goldens]), family_of(goldens[0])


@pytest.mark.parametrize("machine", MACHINES)
def test_no_mutant_of_a_machines_output_passes(machine: str):
    raw, family = of_machine(machine)
    passed = [
        name
        for name, mutant in mutants(raw, machine, family, ON_MACHINES)
        if verdict(mutant, family) is Verdict.PASS
    ]
    assert not passed


@pytest.mark.parametrize("golden", OTHERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_mutant_of_another_answer_counts_as_read(golden: Path):
    raw, family, check = golden.read_bytes(), family_of(golden), golden.parent.name
    read = [
        name
        for name, mutant in mutants(raw, f"{check} {golden.stem}", family, ON_OTHERS)
        if not isinstance(answer(mutant, check, family), Unanswered)
    ]
    assert not read


@pytest.mark.parametrize("golden", OTHERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_mutated_reads_as_the_golden_itself(golden: Path):
    raw, family = golden.read_bytes(), family_of(golden)
    whole = take_apart(raw).whole()
    check = golden.parent.name
    assert answer(whole, check, family) == answer(raw, check, family)
    assert split(whole, NONCE).flaw == ""


def test_machines_of_both_families_pass_if_nothing_befalls_them():
    passing = [m for m in MACHINES if verdict(*of_machine(m)) is Verdict.PASS]
    assert {of_machine(machine)[1] for machine in passing} == set(Family)
    assert len(passing) >= len(MACHINES) // 2


@pytest.mark.parametrize("machine", ["debian-root", "win11-en"])
def test_every_mutation_befalls_a_machine_that_passes(machine: str):
    raw, family = of_machine(machine)
    output = take_apart(raw)
    for way in mutations(PARTS[family]):
        made = [way.change(output, Random(seed)) for seed in range(20)]  # noqa: S311 -- no secret
        assert any(one not in (None, output.whole()) for one in made), way.name
