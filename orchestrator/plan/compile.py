"""Playbook and district to a plan: who is asked what, by which way, and why the rest is not."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from orchestrator.checks.base import Check
from orchestrator.errors import Place, PlaybookError, UsageError, VaultError
from orchestrator.model.district import District, Machine
from orchestrator.model.outcome import Why
from orchestrator.model.plan import (
    Assignment,
    Family,
    Plan,
    Question,
    Script,
    SiteAssignment,
    Skipped,
)
from orchestrator.model.secret import Secret
from orchestrator.plan.connection import Defaults, Way, vaulted_passwords, way_to
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.fuse import fuse
from orchestrator.plan.jump_hosts import JumpHosts, place_of
from orchestrator.plan.playbook import Playbook, Task
from orchestrator.plan.questions import Asking
from orchestrator.plan.templating import MachineVariables, Templar
from orchestrator.plan.variable_problems import VariableProblems, refuse_unfollowed
from orchestrator.text.message import Message, say
from orchestrator.text.suggest import did_you_mean

_NEVER_TAGGED = frozenset(("untagged",))


def is_taken(own: Collection[str], tags: Collection[str], skip_tags: Collection[str]) -> bool:
    """Return whether a task with these tags of its own (its play's included) is run.

    Args:
        own: The task's tags; `always` and `never` have Ansible's meaning.
        tags: What `--tags` names; empty means `all`. `tagged` and `untagged` are understood.
        skip_tags: What `--skip-tags` names; it wins.
    """
    mine = frozenset(own) or _NEVER_TAGGED
    return _wanted(mine, frozenset(tags) or {"all"}) and not _skipped(mine, frozenset(skip_tags))


def _wanted(mine: frozenset[str], tags: Collection[str]) -> bool:
    if "always" in mine or not mine.isdisjoint(tags):
        return True
    if "never" in mine:
        return False
    return "all" in tags or ("tagged" in tags and mine != _NEVER_TAGGED)


def _skipped(mine: frozenset[str], skip_tags: Collection[str]) -> bool:
    if "all" in skip_tags:
        return "always" not in mine or "always" in skip_tags
    return not mine.isdisjoint(skip_tags) or ("tagged" in skip_tags and mine != _NEVER_TAGGED)


Taken = tuple[tuple[Task, ...], ...]
"""For each play, in order, the tasks that the tags leave."""


def compile_plan(
    playbook: Playbook,
    *,
    district: District,
    selected: Mapping[int, frozenset[str]],
    checks: Sequence[Check],
    tags: Collection[str] = (),
    skip_tags: Collection[str] = (),
    extra_vars: Mapping[str, object] | None = None,
    defaults: Defaults | None = None,
) -> Plan:
    """Return the plan of a sweep; nothing is contacted.

    Args:
        playbook: What is asked.
        district: Every machine in scope; each one is in the plan exactly once, in its order.
        selected: For the index of each play, the names of the machines that it takes.
        checks: All checks, in the order in which a script asks them.
        tags: What `--tags` names.
        skip_tags: What `--skip-tags` names.
        extra_vars: What `-e` gives: it wins over every other variable.
        defaults: What holds where the inventory says nothing, and what opens what is vaulted.

    Raises:
        UsageError: The tags leave no task, or -e sets a connection variable that is not followed.
        PlaybookError: An expression of the playbook cannot be worked out for some machine.
        InventoryError: A connection variable of some machine cannot be used, or not be opened.
    """
    refuse_unfollowed(extra_vars or {})
    tasks = taken_tasks(playbook, tags, skip_tags)
    asking = _asking(tasks, checks)
    logon = defaults or Defaults()
    names = frozenset[str]().union(*selected.values())
    logon.vault.make_ready(vaulted_passwords(district, names))
    desk = _Desk(playbook, asking, selected, extra_vars or {}, logon, district)
    rows = tuple(desk.row(machine) for machine in district.machines)
    desk.raise_all()
    assignments = tuple(row for row in rows if isinstance(row, Assignment))
    return Plan(
        playbook=str(playbook.path),
        playbook_sha256=playbook.sha256,
        place=Place(file=str(playbook.path)),
        scripts=_scripts(desk.asked, checks),
        assignments=assignments,
        skipped=tuple(row for row in rows if isinstance(row, Skipped)),
        at_sites=tuple(row for row in rows if isinstance(row, SiteAssignment)),
    )


def taken_tasks(playbook: Playbook, tags: Collection[str], skip_tags: Collection[str]) -> Taken:
    """Return the tasks of each play that `--tags` and `--skip-tags` leave.

    Raises:
        UsageError: They leave none at all.
    """
    taken = tuple(
        tuple(t for t in play.tasks if is_taken((*play.tags, *t.tags), tags, skip_tags))
        for play in playbook.plays
    )
    if not any(taken):
        known = sorted({tag for p in playbook.plays for t in p.tasks for tag in (*p.tags, *t.tags)})
        near = next((near for tag in tags if (near := did_you_mean(tag, known))), None)
        raise UsageError.one(say("question.no_tags"), _mend_tags(near, known))
    return taken


def _mend_tags(near: str | None, known: Collection[str]) -> Message:
    if near:
        return say("mend.did_you_mean", meant=near)
    return (
        say("question.mend.tags", words=", ".join(known))
        if known
        else say("question.mend.untagged")
    )


def _asking(tasks: Taken, checks: Sequence[Check]) -> tuple[tuple[Asking, ...], ...]:
    known = {check.id: check for check in checks}
    return tuple(tuple(Asking(task, known[task.check]) for task in play) for play in tasks)


def _scripts(
    asked: Mapping[Family, Collection[str]], checks: Sequence[Check]
) -> dict[Family, Script]:
    """Return one script a family, with every check that any of its machines is asked."""
    return {
        family: fuse([check for check in checks if check.id in asked[family]], family)
        for family in Family
        if family in asked
    }


# Opens nothing: it only lets a machine without a credential say which script it understands.
_ANYBODY = Defaults(user="-", password=Secret("-"))


class _Desk:
    """Works machine after machine, and keeps what is wrong until all have been seen."""

    def __init__(
        self,
        playbook: Playbook,
        asking: tuple[tuple[Asking, ...], ...],
        selected: Mapping[int, frozenset[str]],
        extra_vars: Mapping[str, object],
        defaults: Defaults,
        district: District,
    ) -> None:
        self._plays = playbook.plays
        self._asking = asking
        self._selected = selected
        self._extra_vars = extra_vars
        self._defaults = defaults
        self._standpoint = defaults.standpoint
        self._templar = Templar()
        by_name = {machine.name: machine for machine in district.machines}
        self._jump_hosts = JumpHosts(by_name, lambda one: self._scope(0, one), defaults)
        self.asked: dict[Family, set[str]] = {}  # the checks of each family's script
        self._problems = VariableProblems()

    def row(self, machine: Machine) -> Assignment | SiteAssignment | Skipped:
        """Return the machine's row; a machine with a problem gets one that is never used."""
        try:
            return self._row(machine)
        except BadValueError as error:
            self._problems.note(error.at(place_of(error, machine)), machine.name)
        except VaultError as error:
            for problem in error.problems:
                self._problems.note(problem, machine.name)
        except PlaybookError as error:
            self._problems.kind = PlaybookError
            for problem in error.problems:
                self._problems.note(problem, machine.name)
        return _skip(machine, Why.NOT_RUN)

    def raise_all(self) -> None:
        """Raise all problems at once, each with the machines that it concerns."""
        self._problems.raise_all()

    def _row(self, machine: Machine) -> Assignment | SiteAssignment | Skipped:
        if machine.excluded:
            return _skip(machine, Why.EXCLUDED)
        plays = [at for at, names in self._selected.items() if machine.name in names]
        scopes = {at: self._scope(at, machine) for at in sorted(plays)}
        questions = self._questions(scopes)
        if not questions:
            return _skip(machine, Why.NOT_SELECTED)
        if (site := self._standpoint.elsewhere(machine)) is not None:
            return self._at_site(machine, site, questions)
        way = way_to(machine, scopes[min(plays)], self._defaults)
        if not isinstance(way, Way):
            if way is Why.NO_CREDENTIAL:
                # It is selected all the same: `--check --scripts` shows what it would be sent.
                self._note_script(way_to(machine, scopes[min(plays)], _ANYBODY), questions)
            return _skip(machine, way)
        self._note_script(way, questions)
        return Assignment(
            machine=machine.name,
            unit=machine.unit,
            target=self._jump_hosts.through(way.target, scopes[min(plays)]),
            family=way.family,
            questions=questions,
        )

    def _at_site(
        self, machine: Machine, site: str, questions: tuple[Question, ...]
    ) -> SiteAssignment | Skipped:
        if not self._standpoint.via_sites:
            return _skip(machine, Why.BEHIND_SITE)
        return SiteAssignment(
            machine=machine.name, unit=machine.unit, site=site, questions=questions
        )

    def _note_script(self, way: Way | Why, questions: Iterable[Question]) -> None:
        if isinstance(way, Way):
            names = self.asked.setdefault(way.family, set())
            names.update(question.check for question in questions)

    def _scope(self, at: int, machine: Machine) -> MachineVariables:
        magic = {
            "inventory_hostname": machine.name,
            "inventory_hostname_short": machine.name.split(".", 1)[0],
        }
        layers = (magic, self._extra_vars, machine.variables, self._plays[at].vars)
        own = machine.own | self._extra_vars.keys()
        return MachineVariables(self._templar, layers, self._defaults.vault, own)

    def _questions(self, scopes: Mapping[int, MachineVariables]) -> tuple[Question, ...]:
        """Return the questions of all plays in their order, each once."""
        asked: list[Question] = []
        for at, scope in scopes.items():
            for asking in self._asking[at]:
                asked.extend(question for question in asking.of(scope) if question not in asked)
        return tuple(asked)


def _skip(machine: Machine, why: Why) -> Skipped:
    return Skipped(machine=machine.name, why=why)
