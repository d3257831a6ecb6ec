"""The shipped schema of `report.json`: real reports hold to it, a pass without proof does not."""

import copy
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from orchestrator.cli.main import main
from orchestrator.evidence import open_store
from orchestrator.model.act import Announced
from orchestrator.model.indicator import ListedContext, Tlp
from orchestrator.model.result import Subject, Verdict
from orchestrator.report import Shown, as_json, document_text
from tests import report_schema
from tests.findings import acts_made
from tests.record_cases import KEPT
from tests.report import samples
from tests.report.exchange.written import campaign
from tests.report.poison import PAYLOADS, poisoned
from tests.report.test_context import with_context
from tests.sweep.kept_campaign import OFF, TUESDAY, Campaign

SCHEMA = json.loads(report_schema.FILE.read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
Json = dict[str, object]


def faults(document: object) -> list[str]:
    return [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
        for fault in VALIDATOR.iter_errors(document)
    ]


def said(shown: Shown) -> Json:
    document: Json = json.loads(document_text(as_json(shown)))
    return document


def test_the_shipped_file_is_made_from_the_code():
    assert report_schema.FILE.read_text("utf-8") == report_schema.text()
    Draft202012Validator.check_schema(SCHEMA)


def full_context() -> Shown:
    context = ListedContext(
        family="PlugX", tags=("a",), first_seen="2022", last_seen="2022", phases=("c2",),
        tlp=Tlp.AMBER, description="d", source="s",
    )  # fmt: skip
    return Shown(result=with_context(context))


def announced() -> Shown:
    shown = campaign()
    assert shown.judged is not None
    told = Announced(
        id="a", unit=acts_made.UNIT.code, claimed=acts_made.NOW, recorded=acts_made.NOW,
        actor="Officer A", reason="", document="12/CV", reached="all",
    )  # fmt: skip
    units = tuple(replace(unit, announced=told) for unit in shown.judged.units)
    return replace(shown, judged=replace(shown.judged, units=units))


@pytest.mark.parametrize(
    "shown",
    [
        Shown(result=samples.district()),
        Shown(result=samples.district(samples.small())),
        Shown(result=replace(samples.district(), subject=Subject.CONTROLS, finished=False)),
        Shown(result=replace(samples.district(), units=())),
        full_context(),
        campaign(),
        announced(),
    ],
)
def test_made_reports_hold_to_it(shown: Shown):
    assert faults(said(shown)) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_does_not_change_its_form(payload: str):
    # Digests and ids of checks are no free texts; here they are poisoned like all others.
    left = faults(said(Shown(result=poisoned(samples.district(), payload))))
    ours = {"sha256", "list", "proof", "checks"}
    assert {fault.split(":")[0].rpartition("/")[2] for fault in left} <= ours


CASES = sorted(path.stem for path in KEPT.glob("*.stdout"))


@pytest.mark.parametrize(
    ("which", "answered"),
    [
        (["s1"], CASES),
        ([], ["pac-local-file", "win7-offload-column"]),
        (["--at", "2026-11-25"], ["pac-local-file", "win7-offload-column"]),
    ],
)
def test_real_answers_hold_to_it(which: list[str], answered: list[str], tmp_path: Path, capsys):
    answers = {"off": OFF, **{f"m{at}": case for at, case in enumerate(answered)}}
    with closing(open_store(tmp_path / "s", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, answers)
    main(["report", *which, "--state", str(tmp_path / "s"), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert faults(document) == []
    passed = [one for one in document["machines"] if one["verdict"] == Verdict.PASS]
    assert passed
    assert {one["proof"]["list"] for one in passed} == {document["list"]["sha256"]}


def test_one_sweep_carries_a_pass_no_further_than_its_end():
    document = said(Shown(result=samples.district()))
    proofs = [one["proof"] for one in document["machines"] if one["proof"]]  # type: ignore[attr-defined] - agreed form
    assert {proof["good_until"] for proof in proofs} == {document["ended_at"]}
    assert {proof["last_valid_day"] for proof in proofs} == {"2022-09-12"}


def test_a_campaign_says_the_last_day_of_a_pass():
    document = said(campaign())
    (proof,) = [one["proof"] for one in document["machines"] if one["proof"]]  # type: ignore[attr-defined] - agreed form
    assert proof["good_until"] == "2026-12-28T09:00:00Z"
    assert proof["last_valid_day"] == "2026-12-28"


def passing() -> tuple[Json, Json]:
    document = copy.deepcopy(said(campaign()))
    (machine,) = [one for one in document["machines"] if one["verdict"] == "pass"]  # type: ignore[attr-defined] - agreed form
    return document, machine


def check_of(machine: Json, name: str) -> Json:
    return next(one for one in machine["checks"] if one["check"] == name)  # type: ignore[attr-defined] - agreed form


LESS: dict[str, Callable[[Json], object]] = {
    "no proof": lambda one: one.update(proof=None),
    "no key": lambda one: one.pop("proof"),
    "no list": lambda one: one["proof"].pop("list"),  # type: ignore[attr-defined] - agreed form
    "no digest": lambda one: one["proof"].update(list=""),  # type: ignore[attr-defined] - agreed form
    "no day": lambda one: one["proof"].pop("last_valid_day"),  # type: ignore[attr-defined] - agreed form
    "no checks": lambda one: one.update(checks=[]),
    "connections not there": lambda one: one["checks"].remove(check_of(one, "connections")),  # type: ignore[attr-defined] - agreed form
    "resolvers not there": lambda one: one["checks"].remove(check_of(one, "resolvers")),  # type: ignore[attr-defined] - agreed form
    "not required": lambda one: check_of(one, "hosts_file").update(required=False),
    "not read": lambda one: check_of(one, "dns_cache").update(answer="unanswered"),
    "no source": lambda one: check_of(one, "dns_cache").update(source=None),
    "no window": lambda one: check_of(one, "dns_cache").update(window_to=None),
    "no canary": lambda one: check_of(one, "dns_cache").update(canary=None),
    "canary lost": lambda one: check_of(one, "dns_cache").update(canary=False),
    "nothing to read, and why not": lambda one: check_of(one, "dns_cache").update(
        answer="not_applicable", why=None
    ),
    "connections are everywhere": lambda one: check_of(one, "connections").update(
        answer="not_applicable", why="no such source"
    ),
    "a reason": lambda one: one.update(reason="partial"),
}


@pytest.mark.parametrize("less", LESS)
def test_a_pass_without_its_proof_is_not_valid(less: str):
    document, machine = passing()
    assert faults(document) == []
    LESS[less](machine)
    assert faults(document)


def test_a_pass_may_lack_a_source_that_the_machine_does_not_have():
    document, machine = passing()
    missing = {"answer": "not_applicable", "why": "no cache", "source": None, "canary": None}
    check_of(machine, "dns_cache").update(missing, window_from=None, window_to=None)
    assert faults(document) == []


@pytest.mark.parametrize("verdict", ["fail", "not_assessed", "excluded"])
def test_proof_is_of_a_pass_alone(verdict: str):
    document, machine = passing()
    machine.update(verdict=verdict, reason="partial" if verdict == "not_assessed" else None)
    assert faults(document)
    machine.update(proof=None)
    assert faults(document) == []


def test_a_machine_that_is_not_assessed_says_why():
    document, machine = passing()
    machine.update(verdict="not_assessed", proof=None, reason=None)
    assert faults(document)


def test_an_unknown_key_or_word_is_not_valid():
    document, machine = passing()
    machine["colour"] = "green"
    assert faults(document)
    document, machine = passing()
    machine["verdict"] = "clean"
    assert faults(document)
