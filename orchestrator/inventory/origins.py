"""Where a host's variables come from: what set each, and what that overrode."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestrator.errors import InventoryError, Place
from orchestrator.files.nodes import Entry, Vaulted
from orchestrator.files.secrets import HIDDEN, is_secret
from orchestrator.inventory.json_form import as_json, json_key
from orchestrator.inventory.model import Group, Inventory
from orchestrator.inventory.variables import Precedence, Source
from orchestrator.text.messages import say
from orchestrator.text.suggest import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One place that sets a variable.

    Attributes:
        group: The group that it stands on; None for the host itself.
        place: File, line and column of the variable's name.
        value: The value as JSON data, secrets in it hidden.
    """

    group: str | None
    place: Place
    value: object = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A variable of a host: the setting that holds, and those that it overrode, strongest first."""

    name: str
    setting: Setting
    overrode: tuple[Setting, ...]


def origins(inventory: Inventory, host: str) -> tuple[Origin, ...]:
    """Return every variable of a host by name, with its origin.

    Raises:
        InventoryError: There is no such host.
    """
    if host not in inventory.hosts:
        raise _unknown(inventory, host)
    found: dict[str, list[Setting]] = {}
    for group, entry in _entries(inventory, host):
        found.setdefault(json_key(entry.key.value), []).append(_setting(group, entry))
    return tuple(
        Origin(name=name, setting=settings[-1], overrode=tuple(settings[-2::-1]))
        for name, settings in sorted(found.items())
    )


def _entries(inventory: Inventory, host: str) -> Iterator[tuple[str | None, Entry]]:
    """Yield every setting that touches a host, from weak to strong."""
    for source in Precedence(inventory).sources(host):
        for entry in (*_replaced(inventory, source), *source.variables.values()):
            yield source.group, entry


def _replaced(inventory: Inventory, source: Source) -> tuple[Entry, ...]:
    """Return what the inventory files set before on the same group or host."""
    owner: Group | None = inventory.groups.get(source.group) if source.group else None
    if owner is not None and source.variables is owner.variables:
        return owner.shadowed
    host = inventory.hosts.get(source.host) if source.group is None else None
    return host.shadowed if host is not None and source.variables is host.variables else ()


def _setting(group: str | None, entry: Entry) -> Setting:
    value = shown(entry.key.text, entry.node.value)
    return Setting(group=group, place=entry.key.place, value=value)


def shown(name: str, value: object) -> object:
    """Return a variable's value as JSON data without what is secret in it."""
    if is_secret(name) and value is not None and not isinstance(value, bool):
        return HIDDEN
    match value:
        case dict():
            return {json_key(key): shown(json_key(key), item) for key, item in value.items()}
        case list():
            return [shown("", item) for item in value]
        case Vaulted():
            return HIDDEN
        case _:
            return str(value) if isinstance(value, str) else as_json(value)


def _unknown(inventory: Inventory, host: str) -> InventoryError:
    meant = did_you_mean(host, inventory.hosts)
    mend = say("mend.did_you_mean", meant=meant) if meant else say("mend.list_hosts")
    return InventoryError.one(say("host.unknown", name=host), mend)
