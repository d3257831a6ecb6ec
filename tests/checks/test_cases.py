"""The cases from the field that are kept beside the repository, end to end: the right answers.

Each is a played Windows machine; `truth.json` says what an honest expert would conclude.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.match import Index
from orchestrator.model.answer import Note, Unread
from orchestrator.model.result import AnswerKind, ControlVerdict, MachineResult
from tests import played, record_cases
from tests.record import record_world
from tests.record_cases import KEPT
from tests.shared import SHARED

TRUTH: dict[str, Any] = json.loads((KEPT / "truth.json").read_text("utf-8"))
NAMES = sorted(TRUTH["machines"])


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("lists")
    return played.index(folder, TRUTH["iocs"], TRUTH["sinkholes"])


def judged(name: str, listed: Index) -> MachineResult:
    return played.judge_raw((KEPT / f"{name}.stdout").read_bytes(), listed, name=name)


def test_the_outputs_are_those_of_todays_script():
    assert (KEPT / "DIGEST").read_text("ascii").strip() == record_cases.digest()
    assert sorted(path.stem for path in KEPT.glob("*.stdout")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_machine_is_judged_as_an_expert_would(name: str, listed: Index):
    truth = TRUTH["machines"][name]
    result = judged(name, listed)
    assert str(result.verdict) == truth["verdict"], truth["why"]
    counted = {(hit.indicator.citations[0].published, str(hit.status)) for hit in strong(result)}
    assert counted == {(hit["indicator"], hit["status"]) for hit in truth["hits"]}
    shunned = {(hit["indicator"], hit["status"]) for hit in truth["must_not_hit"]}
    assert not counted & shunned


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the cases are not beside the repository")
def test_a_case_prints_what_is_kept_of_it():
    cases = (SHARED or Path()) / "cases" / "worlds"
    assert json.loads((cases / "truth.json").read_text("utf-8")) == TRUTH
    for name in NAMES[:3]:
        printed = record_world(cases / f"{name}.json", played.script().text)
        assert printed == (KEPT / f"{name}.stdout").read_bytes()


def strong(result: MachineResult) -> list[Any]:
    return [hit for hit in result.hits if hit.fails]


def control(result: MachineResult, code: str) -> tuple[ControlVerdict, tuple[str, ...]]:
    return next((one.verdict, one.seen) for one in result.controls if one.control == code)


def test_a_users_hive_that_is_not_loaded_leaves_its_settings_unread(listed: Index):
    result = judged("hive-not-loaded", listed)
    unread = {row.check: row.reason for row in result.checks if row.answer is AnswerKind.UNANSWERED}
    assert unread == {"proxy": Unread.HIVE_NOT_LOADED, "persistence": Unread.HIVE_NOT_LOADED}
    assert control(result, "NET-01")[0] is ControlVerdict.NOT_ASSESSED


def test_a_hosts_file_that_blinds_the_antivirus_fails_its_control(listed: Index):
    verdict, lines = control(judged("hosts-av-blocked", listed), "DNS-04")
    assert verdict is ControlVerdict.FAIL
    assert len(lines) == 3


def test_a_script_that_nobody_read_leaves_its_control_open(listed: Index):
    result = judged("pac-local-file", listed)
    assert control(result, "NET-01")[0] is ControlVerdict.NOT_ASSESSED


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("doh-everything", Note.ENCRYPTED_DNS),
        ("own-address-listed", Note.OWN_ADDRESS_LISTED),
        ("doh-everything", Note.CACHE_EMPTY),
    ],
)
def test_a_doubt_is_said(name: str, note: Note, listed: Index):
    assert any(note in row.notes for row in judged(name, listed).checks)
