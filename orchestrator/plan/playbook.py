"""Reads a playbook: everything wrong with it is said at once, each with its place."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from orchestrator.checks.base import Check
from orchestrator.errors import InputError, Place, PlaybookError, Problem
from orchestrator.files.bounded import read_bounded
from orchestrator.files.nodes import ListNode, MapNode, Node
from orchestrator.files.yaml_positions import read
from orchestrator.plan.book import Play, Playbook, Task
from orchestrator.plan.fields import Complaints, Fields, written
from orchestrator.plan.tasks import Modules, read_task
from orchestrator.plan.templating import is_templated

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
    complaints = Complaints(document.problems)
    modules = {check.id: check.arguments for check in checks}
    plays = _plays(document.root, Place(file=str(path)), modules, complaints)
    if complaints.problems:
        raise PlaybookError(sorted(complaints.problems, key=_in_file_order))
    return Playbook(path=path, sha256=hashlib.sha256(data).hexdigest(), plays=plays)


def _in_file_order(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


def _plays(
    root: Node | None, top: Place, modules: Modules, complaints: Complaints
) -> tuple[Play, ...]:
    if isinstance(root, ListNode) and root.items:
        plays = (_play(item, modules, complaints) for item in root.items)
        return tuple(play for play in plays if play)
    if root is None or isinstance(root, ListNode):
        complaints.add(root.place if root else top, "the playbook is empty", _EXAMPLE)
    else:
        complaints.add(root.place, "a playbook is a list of plays", _EXAMPLE)
    return ()


def _play(node: Node, modules: Modules, complaints: Complaints) -> Play | None:
    if not isinstance(node, MapNode):
        complaints.add(node.place, "a play is a mapping", _EXAMPLE)
        return None
    fields = Fields(node, complaints, "a play")
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


def _hosts(fields: Fields, complaints: Complaints) -> str:
    if fields.node("hosts") is None:
        complaints.add(fields.key_place("hosts"), "the play names no machines", "add `hosts: all`")
        return ""
    hosts = ",".join(fields.texts("hosts"))
    if is_templated(hosts):
        mend = "write the pattern itself, and narrow it with -l"
        complaints.add(fields.value_place("hosts"), "`hosts` cannot hold an expression", mend)
    return hosts


def _paths(fields: Fields, key: str, complaints: Complaints) -> tuple[str, ...]:
    paths = fields.texts(key)
    if is_templated(paths):
        mend = "write the path itself, from the playbook's folder"
        complaints.add(fields.value_place(key), f"`{key}` cannot hold an expression", mend)
    return paths


def _vars(fields: Fields, complaints: Complaints) -> dict[str, object]:
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


def _tasks(fields: Fields, modules: Modules, complaints: Complaints) -> tuple[Task, ...]:
    node = fields.node("tasks")
    if isinstance(node, ListNode) and node.items:
        tasks = (read_task(item, modules, complaints) for item in node.items)
        return tuple(task for task in tasks if task)
    place = fields.value_place("tasks") if node else fields.key_place("tasks")
    mend = f"add `tasks:` with a list, e.g. `- {next(iter(modules), 'connections')}:`"
    complaints.add(place, "the play has no tasks", mend)
    return ()
