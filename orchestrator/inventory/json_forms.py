"""What the inventory's commands print as JSON, beside Ansible's own form of `list`."""

from orchestrator.errors import Problem
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.as_ansible import as_tree
from orchestrator.inventory.reading.patterns import Selection
from orchestrator.inventory.reading.variables import Setting, VariableOrigin, origins
from orchestrator.text.catalogue import catalogue


def hosts_as_json(selection: Selection) -> dict[str, object]:
    """Return what a pattern selects."""
    return {"hosts": selection.hosts}


def graph_as_json(inventory: Inventory) -> dict[str, object]:
    """Return the groups as a tree."""
    return {"graph": as_tree(inventory)}


def host_as_json(inventory: Inventory, name: str) -> dict[str, object]:
    """Return the variables of a machine with what set them, and its groups, the nearest first.

    Raises:
        InventoryError: There is no such machine.
    """
    variables = [_origin(origin) for origin in origins(inventory, name)]
    groups = list(reversed(inventory.hosts[name].groups))
    return {"host": name, "groups": groups, "variables": variables}


def problem_as_json(problem: Problem, lang: str) -> dict[str, object]:
    """Return a problem, said in `vi` or `en`; `id` is null where a message has none yet."""
    place, words = problem.place, catalogue(lang)
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "id": getattr(problem.what, "id", None),
        "what": words.text(problem.what),
        "mend": words.text(problem.mend),
    }


def _origin(origin: VariableOrigin) -> dict[str, object]:
    overrode = [_setting(setting) for setting in origin.overrode]
    return {"name": origin.name, **_setting(origin.setting), "overrode": overrode}


def _setting(setting: Setting) -> dict[str, object]:
    return {
        "value": setting.value,
        "group": setting.group,
        "file": setting.place.file,
        "line": setting.place.line,
        "column": setting.place.column,
    }
