"""Reads a playbook and its tasks: everything wrong with it is said at once, each with its place."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestrator.checks.base import Check
from orchestrator.errors import InputError, Place, PlaybookError
from orchestrator.files.bounded import read_bounded
from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems, in_order
from orchestrator.files.yaml_documents import read
from orchestrator.files.yaml_nodes import ListNode, MapNode, Node, ScalarNode
from orchestrator.model.plan import ControlRule, Severity
from orchestrator.model.unfollowed import UNFOLLOWED
from orchestrator.plan.playbook import Play, Playbook, Spot, Task, WrittenValue
from orchestrator.plan.playbook_fields import PlaybookProblems, texts, words, written
from orchestrator.plan.templating import is_templated
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.unfollowed import mend_of_unfollowed

Modules = Mapping[str, Check]
"""The checks by their names."""

_TASK_KEYS = ("name", "control", "rule", "severity", "tags", "when", "loop")
# Part of the language and not of this version: known, so that they are refused as such.
_LATER = ("shell", "powershell", "register", "pass_when")
_CONTROL = re.compile(r"[A-Z]{2,5}-[0-9]{2,3}")


def read_task(node: Node, modules: Modules, problems: PlaybookProblems) -> Task | None:
    """Return the task in a node, or None if it has no usable module; problems are noted."""
    if not isinstance(node, MapNode):
        problems.add(node.place, say("field.mapping", name="task"), say("mend.write_task"))
        return None
    fields = MappingReader.over("task", node, problems)
    module = _module(node, modules, problems)
    if module is None:
        return None
    control = _control(fields)
    return Task(
        name=_name(fields, module, node.place, problems),
        place=node.place,
        check=module,
        arguments=_arguments(fields, module, modules[module].arguments, problems),
        control=control,
        rule=_rule(fields, modules[module], control, modules),
        severity=fields.choice("severity", Severity) or Severity.HIGH,
        tags=words(fields, "tags"),
        when=_when(fields, problems),
        loop=_loop(fields, problems),
    )


def _name(
    fields: MappingReader, module: str, task: Place, problems: PlaybookProblems
) -> WrittenValue:
    """Return the task's name (it may say which `item` of a loop it is for), else its module."""
    node = fields.node("name")
    if node is None or fields.text("name") is None:
        return WrittenValue(value=module, place=task)
    return written(node, problems)


def _module(task: MapNode, modules: Modules, problems: Problems) -> str | None:
    """Return the task's one module; every other word that is no key of a task is noted."""
    keys = [entry.key for entry in task.entries]
    found = [key for key in keys if key.value in modules]
    strange = [key for key in keys if key.value not in modules and key.value not in _TASK_KEYS]
    for key in strange:
        _refuse(key, modules, problems, has_module=bool(found))
    for second in found[1:]:
        what = say("task.two_modules", first=found[0].text, second=second.text)
        problems.add(second.place, what, say("mend.two_tasks"))
    if not found and not strange:
        mend = say("mend.add_module", words=", ".join(modules))
        problems.add(task.place, say("task.no_module"), mend)
    return found[0].text if found else None


def _refuse(key: ScalarNode, modules: Modules, problems: Problems, *, has_module: bool) -> None:
    name = key.text
    if name in _LATER:
        mend = say("mend.leave_out", words=", ".join(modules))
        problems.add(key.place, say("task.later", name=name), mend)
    elif has_module or did_you_mean(name, (*modules, *_TASK_KEYS)) in _TASK_KEYS:
        what = say("field.unknown", owner="task", name=name)
        problems.unknown(key.place, what, name, _TASK_KEYS)
    else:
        problems.unknown(key.place, say("task.unknown_module", name=name), name, tuple(modules))


def _arguments(
    fields: MappingReader, module: str, known: tuple[str, ...], problems: PlaybookProblems
) -> dict[str, WrittenValue]:
    node = fields.node(module)
    if node is None:
        return {}
    mend = (
        say("mend.arguments", module=module, first=known[0])
        if known
        else say("mend.no_arguments", module=module)
    )
    arguments = MappingReader.of(module, node, known, problems, mend=mend)
    if arguments is None:
        return {}
    given = ((name, arguments.node(name)) for name in arguments.entries if name in known)
    return {name: written(value, problems) for name, value in given if value is not None}


def _control(fields: MappingReader) -> str | None:
    control = fields.text("control")
    if control and not _CONTROL.fullmatch(control):
        place, what = fields.value_place("control"), say("task.control", word=control)
        fields.problems.add(place, what, say("mend.control"))
    return control


_RULES_OF_ALL = (ControlRule.CONTACT, ControlRule.OWN_HITS)


def _rule(
    fields: MappingReader, check: Check, control: str | None, modules: Modules
) -> ControlRule | None:
    """Return what the task's control rests on: as it says, else its check's own rule.

    A control that rests on nothing would pass everybody, and is refused.
    """
    written = fields.choice("rule", ControlRule)
    if written is not None and control is None:
        place = fields.key_place("rule")
        fields.problems.add(place, say("task.rule_alone"), say("mend.rule_alone"))
    elif written is not None and written not in (*_RULES_OF_ALL, check.rule):
        what = say("task.rule_of_another", rule=written, check=check.id)
        mend = say("mend.rule", words=", ".join(_rules_for(check)))
        fields.problems.add(fields.value_place("rule"), what, mend)
    elif written is None and control is not None and check.rule is None:
        judged = ", ".join(name for name, one in modules.items() if one.rule is not None)
        what = say("task.no_rule", check=check.id, control=control)
        mend = say("mend.no_rule", words=", ".join(_rules_for(check)), checks=judged)
        fields.problems.add(fields.value_place("control"), what, mend)
    if control is None:
        return None
    return written or check.rule


def _rules_for(check: Check) -> tuple[ControlRule, ...]:
    return tuple(dict.fromkeys((*_RULES_OF_ALL, *((check.rule,) if check.rule else ()))))


def _when(fields: MappingReader, problems: PlaybookProblems) -> tuple[Spot, ...]:
    node = fields.node("when")
    items = node.items if isinstance(node, ListNode) else () if node is None else (node,)
    spots = tuple(spot for item in items if (spot := _condition(item, problems)))
    for spot in spots:
        problems.condition(spot)
    return spots


def _condition(node: Node, problems: PlaybookProblems) -> Spot | None:
    match node:
        case ScalarNode(value=bool(value)):
            return Spot(text=str(value).lower(), place=node.place)
        case ScalarNode(value=str(text)) if text.strip():
            return Spot(text=text, place=node.place)
        case _:
            problems.add(node.place, say("task.when"), say("mend.when"))
            return None


def _loop(fields: MappingReader, problems: PlaybookProblems) -> WrittenValue | None:
    node = fields.node("loop")
    if node is None:
        return None
    loop = written(node, problems)
    if not (isinstance(node, ListNode) or loop.spots):
        problems.add(node.place, say("task.loop"))
    return loop


MAX_PLAYBOOK_BYTES = 1024 * 1024

_KEYS = ("name", "hosts", "iocs", "sinkholes", "allow", "vars", "tasks", "tags")


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
    problems = PlaybookProblems(document.problems)
    modules = {check.id: check for check in checks}
    plays = _plays(document.root, Place(file=str(path)), modules, problems)
    if problems:
        raise PlaybookError(in_order(problems))
    return Playbook(path=path, sha256=hashlib.sha256(data).hexdigest(), plays=plays)


def _plays(
    root: Node | None, top: Place, modules: Modules, problems: PlaybookProblems
) -> tuple[Play, ...]:
    if isinstance(root, ListNode) and root.items:
        plays = (_play(item, modules, problems) for item in root.items)
        return tuple(play for play in plays if play)
    if root is None or isinstance(root, ListNode):
        problems.add(root.place if root else top, say("play.empty"), say("mend.begin_play"))
    else:
        problems.add(root.place, say("play.no_list"), say("mend.begin_play"))
    return ()


def _play(node: Node, modules: Modules, problems: PlaybookProblems) -> Play | None:
    fields = MappingReader.of("play", node, _KEYS, problems, mend=say("mend.begin_play"))
    if fields is None:
        return None
    hosts = _hosts(fields)
    return Play(
        name=fields.text("name") or hosts,
        place=node.place,
        hosts=hosts,
        iocs=_paths(fields, "iocs"),
        sinkholes=_paths(fields, "sinkholes"),
        allow=_paths(fields, "allow"),
        vars=_vars(fields, problems),
        tasks=_tasks(fields, modules, problems),
        tags=words(fields, "tags"),
    )


def _hosts(fields: MappingReader) -> str:
    if fields.node("hosts") is None:
        place = fields.key_place("hosts")
        fields.problems.add(place, say("play.no_hosts"), say("mend.add_hosts"))
        return ""
    hosts = ",".join(texts(fields, "hosts"))
    if is_templated(hosts):
        place, what = fields.value_place("hosts"), say("play.expression", name="hosts")
        fields.problems.add(place, what, say("mend.write_pattern"))
    return hosts


def _paths(fields: MappingReader, name: str) -> tuple[str, ...]:
    paths = texts(fields, name)
    if is_templated(paths):
        place, what = fields.value_place(name), say("play.expression", name=name)
        fields.problems.add(place, what, say("mend.write_path"))
    return paths


def _vars(fields: MappingReader, problems: PlaybookProblems) -> dict[str, object]:
    node = fields.node("vars")
    if node is None:
        return {}
    if not isinstance(node, MapNode):
        problems.add(node.place, say("field.mapping", name="vars"), say("mend.name_value"))
        return {}
    written(node, problems)
    for entry in node.entries:
        if not (isinstance(entry.key.value, str) and entry.key.value.isidentifier()):
            what = say("play.variable", name=entry.key.text)
            problems.add(entry.key.place, what, say("mend.variable_name"))
        elif entry.key.value in UNFOLLOWED:
            what = say("variable.unfollowed", name=entry.key.value)
            problems.add(entry.key.place, what, mend_of_unfollowed(entry.key.value))
    return {str(key): value for key, value in node.value.items()}


def _tasks(fields: MappingReader, modules: Modules, problems: PlaybookProblems) -> tuple[Task, ...]:
    node = fields.node("tasks")
    if isinstance(node, ListNode) and node.items:
        tasks = (read_task(item, modules, problems) for item in node.items)
        return tuple(task for task in tasks if task)
    place = fields.value_place("tasks") if node else fields.key_place("tasks")
    mend = say("mend.add_tasks", module=next(iter(modules), "connections"))
    problems.add(place, say("play.no_tasks"), mend)
    return ()
