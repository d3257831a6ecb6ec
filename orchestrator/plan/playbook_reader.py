"""Reads a playbook and its tasks: everything wrong with it is said at once, each with its place."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestrator.checks.base import Check
from orchestrator.errors import InputError, Place, PlaybookError, Problem
from orchestrator.files.bounded import read_bounded
from orchestrator.files.yaml_documents import read
from orchestrator.files.yaml_nodes import ListNode, MapNode, Node, ScalarNode
from orchestrator.model.plan import Severity
from orchestrator.plan.playbook import Play, Playbook, Spot, Task, WrittenValue
from orchestrator.plan.playbook_fields import KeyReader, PlaybookProblems, written
from orchestrator.plan.templating import is_templated
from orchestrator.text.suggest import did_you_mean

Modules = Mapping[str, tuple[str, ...]]
"""The names of the checks, each with the names of its arguments."""

_TASK_KEYS = ("name", "control", "severity", "tags", "when", "loop")
# Part of the language and not of this version: known, so that they are refused as such.
_LATER = ("shell", "powershell", "register", "pass_when")
_CONTROL = re.compile(r"[A-Z]{2,5}-[0-9]{2,3}")


def read_task(node: Node, modules: Modules, complaints: PlaybookProblems) -> Task | None:
    """Return the task in a node, or None if it has no usable module; problems are noted."""
    if not isinstance(node, MapNode):
        complaints.add(node.place, "a task is a mapping", "write `- connections:`")
        return None
    fields = KeyReader(node, complaints, "a task")
    module = _module(fields, modules, complaints)
    if module is None:
        return None
    return Task(
        name=_name(fields, module, complaints),
        place=node.place,
        check=module,
        arguments=_arguments(fields, module, modules[module], complaints),
        control=_control(fields, complaints),
        severity=_severity(fields, complaints),
        tags=fields.words("tags"),
        when=_when(fields, complaints),
        loop=_loop(fields, complaints),
    )


def _name(fields: KeyReader, module: str, complaints: PlaybookProblems) -> WrittenValue:
    """Return the task's name (it may say which `item` of a loop it is for), else its module."""
    node = fields.node("name")
    if node is None or fields.text("name") is None:
        return WrittenValue(value=module, place=fields.place)
    return written(node, complaints)


def _module(fields: KeyReader, modules: Modules, complaints: PlaybookProblems) -> str | None:
    """Return the task's one module; every other word that is no key of a task is noted."""
    found = [key for key in fields if key in modules]
    strange = [key for key in fields if key not in modules and key not in _TASK_KEYS]
    for key in strange:
        _refuse(key, fields, modules, complaints, has_module=bool(found))
    for second in found[1:]:
        what = f"two modules in one task: `{found[0]}` and `{second}`"
        complaints.add(fields.key_place(second), what, "make two tasks of it")
    if not found and not strange:
        choice = ", ".join(modules)
        complaints.add(fields.place, "the task has no module", f"add one of {choice}")
    return found[0] if found else None


def _refuse(
    key: str, fields: KeyReader, modules: Modules, complaints: PlaybookProblems, *, has_module: bool
) -> None:
    place = fields.key_place(key)
    if key in _LATER:
        what = f"this version does not run `{key}` yet"
        complaints.add(place, what, "leave it out, or use one of " + ", ".join(modules))
    elif has_module or did_you_mean(key, (*modules, *_TASK_KEYS)) in _TASK_KEYS:
        complaints.unknown(place, f"a task has no key `{key}`", key, _TASK_KEYS)
    else:
        complaints.unknown(place, f"there is no module `{key}`", key, tuple(modules))


def _arguments(
    fields: KeyReader, module: str, known: tuple[str, ...], complaints: PlaybookProblems
) -> dict[str, WrittenValue]:
    node = fields.node(module)
    if node is None:
        return {}
    if not isinstance(node, MapNode):
        mend = f"write `{module}: {{{known[0]}: ...}}`" if known else f"write `{module}:` alone"
        complaints.add(node.place, f"the arguments of `{module}` are a mapping", mend)
        return {}
    arguments = KeyReader(node, complaints, f"`{module}`")
    for key in arguments:
        if key not in known:
            what = f"`{module}` has no argument `{key}`"
            if known:
                complaints.unknown(arguments.key_place(key), what, key, known)
            else:
                complaints.add(arguments.key_place(key), what, "it takes none")
    given = ((key, arguments.node(key)) for key in arguments if key in known)
    return {key: written(value, complaints) for key, value in given if value is not None}


def _control(fields: KeyReader, complaints: PlaybookProblems) -> str | None:
    control = fields.text("control")
    if control and not _CONTROL.fullmatch(control):
        what = f"`{control}` is not the code of a control"
        complaints.add(fields.value_place("control"), what, "write it like `CD-05`")
    return control


def _severity(fields: KeyReader, complaints: PlaybookProblems) -> Severity:
    word = fields.text("severity")
    if word is None:
        return Severity.HIGH
    if word not in set(Severity):
        what = f"there is no severity `{word}`"
        complaints.unknown(fields.value_place("severity"), what, word, tuple(Severity))
        return Severity.HIGH
    return Severity(word)


def _when(fields: KeyReader, complaints: PlaybookProblems) -> tuple[Spot, ...]:
    node = fields.node("when")
    items = node.items if isinstance(node, ListNode) else () if node is None else (node,)
    spots = tuple(spot for item in items if (spot := _condition(item, complaints)))
    for spot in spots:
        complaints.condition(spot)
    return spots


def _condition(node: Node, complaints: PlaybookProblems) -> Spot | None:
    match node:
        case ScalarNode(value=bool(value)):
            return Spot(text=str(value).lower(), place=node.place)
        case ScalarNode(value=str(text)) if text.strip():
            return Spot(text=text, place=node.place)
        case _:
            what = "`when` is an expression or a list of expressions"
            complaints.add(node.place, what, "write it like `role == 'server'`")
            return None


def _loop(fields: KeyReader, complaints: PlaybookProblems) -> WrittenValue | None:
    node = fields.node("loop")
    if node is None:
        return None
    loop = written(node, complaints)
    if not (isinstance(node, ListNode) or loop.spots):
        complaints.add(node.place, "`loop` is a list, or an expression that gives one")
    return loop


MAX_PLAYBOOK_BYTES = 1024 * 1024

_KEYS = ("name", "hosts", "iocs", "sinkholes", "allow", "vars", "tasks", "tags")
_EXAMPLE = "begin with `- hosts: all`"


def read_playbook(path: Path, checks: Sequence[Check]) -> Playbook:
    """Return the playbook in a file.

    Args:
        path: The file.
        checks: The checks that a task may name.

    Raises:
        PlaybookError: The file cannot be read, is no playbook, or holds mistakes: all of them.
    """
    try:
        data = read_bounded(path, MAX_PLAYBOOK_BYTES)
        document = read(data, source=str(path))
    except InputError as error:
        raise PlaybookError(error.problems) from error
    complaints = PlaybookProblems(document.problems)
    modules = {check.id: check.arguments for check in checks}
    plays = _plays(document.root, Place(file=str(path)), modules, complaints)
    if complaints.problems:
        raise PlaybookError(sorted(complaints.problems, key=_in_file_order))
    return Playbook(path=path, sha256=hashlib.sha256(data).hexdigest(), plays=plays)


def _in_file_order(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


def _plays(
    root: Node | None, top: Place, modules: Modules, complaints: PlaybookProblems
) -> tuple[Play, ...]:
    if isinstance(root, ListNode) and root.items:
        plays = (_play(item, modules, complaints) for item in root.items)
        return tuple(play for play in plays if play)
    if root is None or isinstance(root, ListNode):
        complaints.add(root.place if root else top, "the playbook is empty", _EXAMPLE)
    else:
        complaints.add(root.place, "a playbook is a list of plays", _EXAMPLE)
    return ()


def _play(node: Node, modules: Modules, complaints: PlaybookProblems) -> Play | None:
    if not isinstance(node, MapNode):
        complaints.add(node.place, "a play is a mapping", _EXAMPLE)
        return None
    fields = KeyReader(node, complaints, "a play")
    for key in fields:
        if key not in _KEYS:
            complaints.unknown(fields.key_place(key), f"a play has no key `{key}`", key, _KEYS)
    hosts = _hosts(fields, complaints)
    return Play(
        name=fields.text("name") or hosts,
        place=node.place,
        hosts=hosts,
        hosts_place=fields.value_place("hosts"),
        iocs=_paths(fields, "iocs", complaints),
        sinkholes=_paths(fields, "sinkholes", complaints),
        allow=_paths(fields, "allow", complaints),
        vars=_vars(fields, complaints),
        tasks=_tasks(fields, modules, complaints),
        tags=fields.words("tags"),
    )


def _hosts(fields: KeyReader, complaints: PlaybookProblems) -> str:
    if fields.node("hosts") is None:
        complaints.add(fields.key_place("hosts"), "the play names no machines", "add `hosts: all`")
        return ""
    hosts = ",".join(fields.texts("hosts"))
    if is_templated(hosts):
        mend = "write the pattern itself, and narrow it with -l"
        complaints.add(fields.value_place("hosts"), "`hosts` cannot hold an expression", mend)
    return hosts


def _paths(fields: KeyReader, key: str, complaints: PlaybookProblems) -> tuple[str, ...]:
    paths = fields.texts(key)
    if is_templated(paths):
        mend = "write the path itself, from the playbook's folder"
        complaints.add(fields.value_place(key), f"`{key}` cannot hold an expression", mend)
    return paths


def _vars(fields: KeyReader, complaints: PlaybookProblems) -> dict[str, object]:
    node = fields.node("vars")
    if node is None:
        return {}
    if not isinstance(node, MapNode):
        complaints.add(node.place, "`vars` of a play is a mapping", "write `name: value`")
        return {}
    written(node, complaints)
    for entry in node.entries:
        if not (isinstance(entry.key.value, str) and entry.key.value.isidentifier()):
            what = f"`{entry.key.text}` cannot be the name of a variable"
            complaints.add(entry.key.place, what, "use letters, digits and `_`")
    return {str(key): value for key, value in node.value.items()}


def _tasks(fields: KeyReader, modules: Modules, complaints: PlaybookProblems) -> tuple[Task, ...]:
    node = fields.node("tasks")
    if isinstance(node, ListNode) and node.items:
        tasks = (read_task(item, modules, complaints) for item in node.items)
        return tuple(task for task in tasks if task)
    place = fields.value_place("tasks") if node else fields.key_place("tasks")
    mend = f"add `tasks:` with a list, e.g. `- {next(iter(modules), 'connections')}:`"
    complaints.add(place, "the play has no tasks", mend)
    return ()
