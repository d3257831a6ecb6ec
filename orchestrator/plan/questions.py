"""From a task and one machine's variables to the questions that the machine is asked."""

from collections.abc import Iterator

from orchestrator.checks.base import Check
from orchestrator.errors import PlaybookError, Problem
from orchestrator.files.yaml_nodes import Vaulted
from orchestrator.model.plan import Question
from orchestrator.model.rules import RULES
from orchestrator.model.secret import Secret
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.playbook import Spot, Task, WrittenValue
from orchestrator.plan.templating import MachineVariables, Templar
from orchestrator.text.message import Message, say

MAX_LOOP = 1000


class Asking:
    """Asks one task of machine after machine; a task without expressions is worked out once."""

    def __init__(self, task: Task, check: Check) -> None:
        """Work the task out if no machine's variables are needed for it.

        Raises:
            PlaybookError: Its arguments are not what the check takes.
        """
        self._task = task
        self._check = check
        written = (task.name, *task.arguments.values())
        varies = task.when or task.loop or any(value.spots for value in written)
        self._fixed = None if varies else (self._question(MachineVariables(Templar(), ())),)

    def of(self, scope: MachineVariables) -> tuple[Question, ...]:
        """Return what the task asks of a machine: nothing where a `when` does not hold.

        Raises:
            PlaybookError: An expression of the task cannot be worked out for this machine.
        """
        if self._fixed is not None:
            return self._fixed
        rounds = _rounds(self._task, scope)
        return tuple(self._question(turn) for turn in rounds if _wanted(self._task, turn))

    def _question(self, scope: MachineVariables) -> Question:
        task = self._task
        return Question(
            check=task.check,
            task=str(_rendered(task.name, scope)),
            arguments=self._arguments(scope),
            required=task.check in RULES.required,
            control=task.control,
            rule=task.rule,
            severity=task.severity,
        )

    def _arguments(self, scope: MachineVariables) -> dict[str, object]:
        given = self._task.arguments
        arguments = {key: _rendered(value, scope) for key, value in given.items()}
        if hidden := [key for key, value in arguments.items() if _is_hidden(value)]:
            what = say("question.vaulted")
            raise PlaybookError(Problem(place=given[key].place, what=what) for key in hidden)
        if wrong := self._check.wrong_arguments(arguments):
            raise PlaybookError(
                Problem(place=given[key].place, what=self._wrong(key, what))
                for key, what in wrong.items()
            )
        return arguments

    def _wrong(self, key: str, what: str) -> Message:
        return say("question.argument", name=key, check=self._check.id, what=what)


def _is_hidden(value: object) -> bool:
    match value:
        case Secret() | Vaulted():
            return True
        case dict():
            return any(map(_is_hidden, value.values()))
        case list() | tuple():
            return any(map(_is_hidden, value))
        case _:
            return False


def _rounds(task: Task, scope: MachineVariables) -> Iterator[MachineVariables]:
    if task.loop is None:
        yield scope
        return
    items = _rendered(task.loop, scope)
    if not isinstance(items, list) or len(items) > MAX_LOOP:
        error = BadValueError(say("question.loop", n=MAX_LOOP))
        raise PlaybookError((error.at(task.loop.place),))
    for item in items:
        yield scope.with_item(item)


def _wanted(task: Task, scope: MachineVariables) -> bool:
    return all(_holds(spot, scope) for spot in task.when)


def _holds(spot: Spot, scope: MachineVariables) -> bool:
    try:
        return scope.holds(spot.text)
    except BadValueError as error:
        raise PlaybookError((error.at(spot.place),)) from error


def _rendered(written: WrittenValue, scope: MachineVariables) -> object:
    if not written.spots:
        return written.value
    for spot in written.spots:
        try:
            scope.render(spot.text)
        except BadValueError as error:
            raise PlaybookError((error.at(spot.place),)) from error
    return scope.render(written.value)
