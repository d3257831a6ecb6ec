"""Reads one task of a play: exactly one module, and what hangs on it."""

import re
from collections.abc import Mapping

from orchestrator.files.nodes import ListNode, MapNode, Node, ScalarNode
from orchestrator.model.plan import Severity
from orchestrator.plan.book import Spot, Task, Written
from orchestrator.plan.fields import Complaints, Fields, written
from orchestrator.text.suggest import did_you_mean

Modules = Mapping[str, tuple[str, ...]]
"""The names of the checks, each with the names of its arguments."""

_KEYS = ("name", "control", "severity", "tags", "when", "loop")
# Part of the language and not of this version: known, so that they are refused as such.
_LATER = ("shell", "powershell", "register", "pass_when")
_CONTROL = re.compile(r"[A-Z]{2,5}-[0-9]{2,3}")


def read_task(node: Node, modules: Modules, complaints: Complaints) -> Task | None:
    """Return the task in a node, or None if it has no usable module; problems are noted."""
    if not isinstance(node, MapNode):
        complaints.add(node.place, "a task is a mapping", "write `- connections:`")
        return None
    fields = Fields(node, complaints, "a task")
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


def _name(fields: Fields, module: str, complaints: Complaints) -> Written:
    """Return the task's name (it may say which `item` of a loop it is for), else its module."""
    node = fields.node("name")
    if node is None or fields.text("name") is None:
        return Written(value=module, place=fields.place)
    return written(node, complaints)


def _module(fields: Fields, modules: Modules, complaints: Complaints) -> str | None:
    """Return the task's one module; every other word that is no key of a task is noted."""
    found = [key for key in fields if key in modules]
    strange = [key for key in fields if key not in modules and key not in _KEYS]
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
    key: str, fields: Fields, modules: Modules, complaints: Complaints, *, has_module: bool
) -> None:
    place = fields.key_place(key)
    if key in _LATER:
        what = f"this version does not run `{key}` yet"
        complaints.add(place, what, "leave it out, or use one of " + ", ".join(modules))
    elif has_module or did_you_mean(key, (*modules, *_KEYS)) in _KEYS:
        complaints.unknown(place, f"a task has no key `{key}`", key, _KEYS)
    else:
        complaints.unknown(place, f"there is no module `{key}`", key, tuple(modules))


def _arguments(
    fields: Fields, module: str, known: tuple[str, ...], complaints: Complaints
) -> dict[str, Written]:
    node = fields.node(module)
    if node is None:
        return {}
    if not isinstance(node, MapNode):
        mend = f"write `{module}: {{{known[0]}: ...}}`" if known else f"write `{module}:` alone"
        complaints.add(node.place, f"the arguments of `{module}` are a mapping", mend)
        return {}
    arguments = Fields(node, complaints, f"`{module}`")
    for key in arguments:
        if key not in known:
            what = f"`{module}` has no argument `{key}`"
            if known:
                complaints.unknown(arguments.key_place(key), what, key, known)
            else:
                complaints.add(arguments.key_place(key), what, "it takes none")
    given = ((key, arguments.node(key)) for key in arguments if key in known)
    return {key: written(value, complaints) for key, value in given if value is not None}


def _control(fields: Fields, complaints: Complaints) -> str | None:
    control = fields.text("control")
    if control and not _CONTROL.fullmatch(control):
        what = f"`{control}` is not the code of a control"
        complaints.add(fields.value_place("control"), what, "write it like `CD-05`")
    return control


def _severity(fields: Fields, complaints: Complaints) -> Severity:
    word = fields.text("severity")
    if word is None:
        return Severity.HIGH
    if word not in set(Severity):
        what = f"there is no severity `{word}`"
        complaints.unknown(fields.value_place("severity"), what, word, tuple(Severity))
        return Severity.HIGH
    return Severity(word)


def _when(fields: Fields, complaints: Complaints) -> tuple[Spot, ...]:
    node = fields.node("when")
    items = node.items if isinstance(node, ListNode) else () if node is None else (node,)
    spots = tuple(spot for item in items if (spot := _condition(item, complaints)))
    for spot in spots:
        complaints.condition(spot)
    return spots


def _condition(node: Node, complaints: Complaints) -> Spot | None:
    match node:
        case ScalarNode(value=bool(value)):
            return Spot(text=str(value).lower(), place=node.place)
        case ScalarNode(value=str(text)) if text.strip():
            return Spot(text=text, place=node.place)
        case _:
            what = "`when` is an expression or a list of expressions"
            complaints.add(node.place, what, "write it like `role == 'server'`")
            return None


def _loop(fields: Fields, complaints: Complaints) -> Written | None:
    node = fields.node("loop")
    if node is None:
        return None
    loop = written(node, complaints)
    if not (isinstance(node, ListNode) or loop.spots):
        complaints.add(node.place, "`loop` is a list, or an expression that gives one")
    return loop
