"""What a body says and meets changes with a number: older rows are then read, or matched, again.

Where a digest differs because `READER` or the matcher finds otherwise now, raise `READER` or
`MATCHER` and write the new digest beside the new number. Where only the kept cases were recorded
anew, the number stays. So it is with `FOLD` and the scenarios: what was told of a machine before is
then told anew.
"""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from orchestrator.evidence.detail_column import detail_column
from orchestrator.evidence.look_rows import READER
from orchestrator.evidence.matched import MATCHER
from orchestrator.files.typed_json import compact_json
from orchestrator.findings.canaries import Canaries
from orchestrator.findings.look_details import detail_of
from orchestrator.findings.looks import ListInForce, TakenAnswer, look_of, mets_of
from orchestrator.match import values_of
from orchestrator.model.campaign import MachineStanding
from orchestrator.sweep.judging import RULES_IN_FORCE, hits_in
from orchestrator.sweep.standing_cache import FOLD
from tests import played
from tests.findings.scenarios import SCENARIOS
from tests.record import NONCE
from tests.record_cases import KEPT

AT = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
TRUTH = json.loads((KEPT / "truth.json").read_text("utf-8"))
LISTED = (*TRUTH["iocs"], "truong.test", "203.0.113.0/24", "http://c2.evil.example/x")
IN_FORCE = ListInForce(sha256="0" * 64, since=AT, allows_since=AT)
BY_READER = {3: "fb43808e206ef81fa4533e5f1ea844ac54d3370edf8b9129c9059c87e5ddf126"}
BY_FOLD = {3: "9f8e5202370f3e28d164fd0b1aacfe0478b511cef55380d6ff26867e10206c67"}
BY_MATCHER = {1: "3a75784efc0b08090e2c8a35f30c27e2c9ca69585bd1938d45314dc1094d8adf"}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return the digest of all looks, and that of all that they met."""
    looks, met = hashlib.sha256(), hashlib.sha256()
    index = played.index(tmp_path_factory.mktemp("lists"), list(LISTED), TRUTH["sinkholes"])
    for path in sorted(KEPT.glob("*.stdout")):
        reading = played.read_raw(path.read_bytes())
        hits = hits_in(reading, index, AT, NONCE)
        taken = TakenAnswer(
            evidence=1, machine=1, unit="u", arrived=AT, questions=played.questions(), nonce=NONCE
        )
        made_rows = Canaries(NONCE).hit_by(hits)
        look = look_of(taken, reading, made_rows, RULES_IN_FORCE)
        looks.update(compact_json(look).encode())
        looks.update(compact_json(detail_column(detail_of(taken, reading))).encode())
        looks.update("\n".join(sorted(values_of(reading.answers.values()))).encode())
        for one in mets_of(taken, reading, hits, IN_FORCE):
            met.update(compact_json(one).encode())
    return looks.hexdigest(), met.hexdigest()


def test_the_scenarios_come_to_what_they_came_to_for_this_fold():
    lines = hashlib.sha256()
    for case in SCENARIOS:
        lines.update(_counted(case.stand()).encode())
    assert BY_FOLD[FOLD] == lines.hexdigest()


def _counted(one: MachineStanding) -> str:
    """Return all that is told of a machine, without the numbers that tests count on and on."""
    told = (
        (found.key, found.state, found.first, found.last, found.next_look, found.until)
        for found in one.findings
    )
    row = (one.verdict, one.reason, one.as_of, one.good_until, one.next_change, one.trust)
    checks = ((c.check, c.counts, c.said.kind, c.looked_at) for c in one.checks)
    return repr((row, one.doubts, *told, *checks, *one.controls))


def test_a_body_says_what_it_said_to_this_reader(said: tuple[str, str]):
    assert BY_READER[READER] == said[0]


def test_evidence_meets_what_it_met_for_this_matcher(said: tuple[str, str]):
    assert BY_MATCHER[MATCHER] == said[1]
