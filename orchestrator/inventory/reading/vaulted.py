"""What of an inventory is vaulted: what can never be opened, and what a selection needs."""

import re
from collections.abc import Collection, Iterator

from orchestrator.errors import InventoryError, Problem
from orchestrator.files.yaml_nodes import ListNode, MapEntry, MapNode, Node, ScalarNode, Vaulted
from orchestrator.inventory.model import Closed, Inventory
from orchestrator.inventory.source_problems import first_at_each_place
from orchestrator.text.message import say
from orchestrator.vault import DEFAULT_ID, fault, id_of

_LOGON = re.compile(r"ansible_(?:\w+_)?(?:pass|password|passphrase)")


def refuse_closed(inventory: Inventory, machines: Collection[str]) -> None:
    """Refuse files of variables that are still closed and hold for one of the machines.

    Raises:
        InventoryError: There are such files; each one, with the vault id that opens it.
    """
    needed = [one.problem for one in inventory.closed if _concerns(one, inventory, machines)]
    if needed:
        raise InventoryError(first_at_each_place(needed))


def vault_problems(inventory: Inventory, ids: Collection[str]) -> tuple[Problem, ...]:
    """Return what is wrong with vaulted values, without opening any.

    Args:
        inventory: The inventory.
        ids: The vault ids that are defined. Without any, no id is judged.
    """
    found: list[Problem] = []
    for value in _values(inventory):
        if why := fault(value):
            what = say("vault.value", why=why)
            found.append(Problem(place=value.place, what=what, mend=say("mend.vault_restore")))
        elif ids and (vault_id := _id(value)) not in (DEFAULT_ID, *ids):
            what = say("vault.undefined", id=vault_id, held=", ".join(ids))
            mend = say("mend.vault_define", id=vault_id)
            found.append(Problem(place=value.place, what=what, mend=mend))
    return tuple(found)


def unjudged_values(inventory: Inventory) -> tuple[Problem, ...]:
    """Return one problem for the vaulted values whose ids nobody could judge: none is defined."""
    values = [value for value in _values(inventory) if not fault(value)]
    if not values:
        return ()
    ids = ", ".join(sorted({_id(value) for value in values}))
    what = say("vault.unjudged", n=len(values), ids=ids)
    return (Problem(place=values[0].place, what=what, mend=say("mend.vault_add")),)


def clear_passwords(inventory: Inventory) -> tuple[Problem, ...]:
    """Return one problem for the logon passwords that stand in clear, without showing any."""
    places = {
        entry.node.place: entry.key.text
        for entry in _entries(inventory)
        if _LOGON.fullmatch(entry.key.text) and _is_clear(entry.node.value)
    }
    if not places:
        return ()
    first = min(places, key=lambda place: (place.file, place.line, place.column))
    name = places[first]
    others = len(places) - 1
    what = say("vault.clear_more", name=name, n=others) if others else say("vault.clear", name=name)
    return (Problem(place=first, what=what, mend=say("mend.vault_encrypt", name=name)),)


def _is_clear(value: object) -> bool:
    return isinstance(value, str | int) and "{{" not in str(value) and value != ""


def _id(value: Vaulted) -> str:
    return id_of(value.ciphertext.encode(), value.place)


def _concerns(closed: Closed, inventory: Inventory, machines: Collection[str]) -> bool:
    if closed.kind == "host":
        return closed.name in machines
    if closed.name == "all":
        return bool(machines)
    return any(closed.name in inventory.hosts[name].groups for name in machines)


def _values(inventory: Inventory) -> Iterator[Vaulted]:
    """Yield every vaulted value once; the machines of a range share theirs."""
    seen: set[int] = set()
    for entry in _entries(inventory):
        if id(entry) not in seen:
            seen.add(id(entry))
            yield from _in(entry.node)


def _entries(inventory: Inventory) -> Iterator[MapEntry]:
    for group in inventory.groups.values():
        yield from group.variables.values()
    for host in inventory.hosts.values():
        yield from host.variables.values()
    for layer in inventory.layers:
        for files in (*layer.groups.values(), *layer.hosts.values()):
            for variables in files:
                yield from variables.values()


def _in(node: Node) -> Iterator[Vaulted]:
    match node:
        case ScalarNode(value=Vaulted() as value):
            yield value
        case ListNode(items=items):
            for item in items:
                yield from _in(item)
        case MapNode(entries=entries):
            for entry in entries:
                yield from _in(entry.node)
        case ScalarNode():
            return
