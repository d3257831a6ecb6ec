"""A played Windows machine, judged as a sweep with `playbooks/ioc-sweep.yml` judges it."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from orchestrator import checks, ioc, match, plan
from orchestrator.checks import BY_CHECK
from orchestrator.checks.answers import read_answers
from orchestrator.findings import judge_machine
from orchestrator.model.answer import Reading
from orchestrator.model.ioc_table import as_table
from orchestrator.model.outcome import OK
from orchestrator.model.plan import Family, Question, Script
from orchestrator.model.result import MachineResult, ScopeRow
from orchestrator.model.rules import RULES
from orchestrator.plan.questions import Asking
from orchestrator.plan.templating import MachineVariables, Templar
from tests.record import NONCE, record_world

RECORDED = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
PLAYBOOK = Path(__file__).parents[1] / "playbooks" / "ioc-sweep.yml"


@cache
def questions() -> tuple[Question, ...]:
    """Return what the shipped playbook asks of a machine."""
    by_id = {check.id: check for check in checks.ALL}
    playbook = plan.read_playbook(PLAYBOOK, checks.ALL)
    scope = MachineVariables(Templar(), ())
    tasks = (task for play in playbook.plays for task in play.tasks)
    return tuple(q for task in tasks for q in Asking(task, by_id[task.check]).of(scope))


@cache
def script() -> Script:
    """Return the fused Windows script of these questions."""
    asked = {question.check for question in questions()}
    return plan.fuse([check for check in checks.ALL if check.id in asked], Family.WINDOWS)


def read_raw(raw: bytes) -> Reading:
    """Read what a machine printed."""
    asked = tuple(question.check for question in questions())
    return read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=asked, remote=True)


def judge_raw(raw: bytes, iocs: match.Index, *, name: str) -> MachineResult:
    """Judge what a machine printed."""
    reading = read_raw(raw)
    return judge_machine(
        scope=ScopeRow(machine=name, unit="u"),
        questions=questions(),
        outcome=OK,
        reading=reading,
        hits=match.match(
            reading.answers, iocs, match.Asked(nonce=NONCE, at=RECORDED, clock=reading.facts.clock)
        ),
        nonce=NONCE,
        rules=replace(RULES, by_check=BY_CHECK),
        attempted_at=RECORDED,
    )


def play(world: Path, iocs: match.Index) -> MachineResult:
    """Run the script in a world and judge what it printed."""
    return judge_raw(record_world(world, script().text), iocs, name=world.stem)


def index(folder: Path, listed: list[str], sinkholes: list[str]) -> match.Index:
    """Return the index of a made list."""
    paths = {"list.txt": listed, "sinkholes.txt": sinkholes}
    for name, values in paths.items():
        (folder / name).write_text("\n".join(values) + "\n", "utf-8")
    loaded = ioc.load(
        [folder / "list.txt"], sinkholes=[folder / "sinkholes.txt"], today=date(2026, 11, 30)
    )
    return match.Index(as_table(loaded))
