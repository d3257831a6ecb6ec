"""Which setting of a variable holds for a host, by Ansible's precedence, and what it overrode."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import Struct

from orchestrator.errors import InventoryError, Place
from orchestrator.files.secret_keys import HIDDEN, is_secret
from orchestrator.files.yaml_nodes import MapEntry, Vaulted
from orchestrator.inventory.model import Group, Inventory, Variables, groups_above
from orchestrator.inventory.reading.ansible_json import as_json, json_key
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.visible import visible


class VarsSource(NamedTuple):
    """Variables as one file sets them on a group, or on a host (`group` is None then)."""

    group: str | None
    host: str
    variables: Variables


class Precedence:
    """Merges the variables of hosts; hosts of the same groups share the work."""

    def __init__(self, inventory: Inventory) -> None:
        """Look into one inventory."""
        self._inventory = inventory
        self._by_groups: dict[tuple[str, ...], Variables] = {}

    def of_host(self, name: str) -> dict[str, MapEntry]:
        """Return the settings that hold for a host, by variable."""
        groups = self._inventory.hosts[name].groups
        if (shared := self._by_groups.get(groups)) is None:
            shared = self._by_groups[groups] = _merged({}, self._of_groups(groups))
        return _merged(shared, self._of_host_itself(name))

    def sources(self, name: str) -> Iterator[VarsSource]:
        """Yield what sets variables of a host, from weak to strong."""
        yield from self._of_groups(self._inventory.hosts[name].groups)
        yield from self._of_host_itself(name)

    def own_names(self, name: str) -> frozenset[str]:
        """Return the variables that are set on a host itself, by no group."""
        names = set(self._inventory.hosts[name].variables)
        for layer in self._inventory.layers:
            for variables in layer.hosts.get(name, ()):
                names.update(variables)
        return frozenset(names)

    def of_new_host(self, group: str) -> dict[str, MapEntry]:
        """Return the settings that would hold for a new host of a group."""
        groups = sorted(groups_above(self._inventory, group), key=self._rank)
        return _merged({}, self._of_groups(tuple(groups)))

    def _rank(self, name: str) -> tuple[int, int, str]:
        group = self._inventory.groups[name]
        return group.depth, group.priority, name

    def _of_host_itself(self, name: str) -> Iterator[VarsSource]:
        yield VarsSource(None, name, self._inventory.hosts[name].variables)
        for layer in self._inventory.layers:
            for variables in layer.hosts.get(name, ()):
                yield VarsSource(None, name, variables)

    def _of_groups(self, names: tuple[str, ...]) -> Iterator[VarsSource]:
        for name in ("all", *names):
            yield VarsSource(name, "", self._inventory.groups[name].variables)
        for chosen in (("all",), names):
            for layer in self._inventory.layers:
                for name in chosen:
                    for variables in layer.groups.get(name, ()):
                        yield VarsSource(name, "", variables)


def _merged(weaker: Variables, stronger: Iterable[VarsSource]) -> dict[str, MapEntry]:
    merged = dict(weaker)
    for source in stronger:
        merged.update(source.variables)
    return merged


def settings_of_group(inventory: Inventory, name: str, variable: str) -> Iterator[MapEntry]:
    """Yield every setting of a variable on one group itself, the one that counts last."""
    group = inventory.groups[name]
    yield from (entry for entry in group.shadowed if entry.key.value == variable)
    sources = [group.variables]
    for layer in inventory.layers:
        sources.extend(layer.groups.get(name, ()))
    yield from (source[variable] for source in sources if variable in source)


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


class VariableOrigin(Struct, frozen=True, kw_only=True):
    """A variable of a host: the setting that holds, and those that it overrode, strongest first."""

    name: str
    setting: Setting
    overrode: tuple[Setting, ...]


def origins(inventory: Inventory, host: str) -> tuple[VariableOrigin, ...]:
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
        VariableOrigin(name=name, setting=settings[-1], overrode=tuple(settings[-2::-1]))
        for name, settings in sorted(found.items())
    )


def host_lines(inventory: Inventory, host: str, words: Catalogue) -> Iterator[str]:
    """Yield every variable of a host with where it was set and what that overrode, for people.

    Raises:
        InventoryError: There is no such host.
    """
    for origin in origins(inventory, host):
        yield from _lines_of(origin, words)


def _lines_of(origin: VariableOrigin, words: Catalogue) -> Iterator[str]:
    setting = origin.setting
    yield f"{visible(origin.name)} = {_as_text(setting.value)}"
    yield f"    {setting.place}  {_owner(setting, words)}"
    for other in origin.overrode:
        instead = words("inventory.overrode", value=_as_text(other.value))
        yield f"    {instead}  {other.place}  {_owner(other, words)}"


def _owner(setting: Setting, words: Catalogue) -> str:
    if setting.group is None:
        return words("inventory.of_host")
    return words("inventory.of_group", name=visible(setting.group))


def _as_text(value: object) -> str:
    return visible(json.dumps(value, ensure_ascii=False))


def _entries(inventory: Inventory, host: str) -> Iterator[tuple[str | None, MapEntry]]:
    """Yield every setting that touches a host, from weak to strong."""
    for source in Precedence(inventory).sources(host):
        for entry in (*_replaced(inventory, source), *source.variables.values()):
            yield source.group, entry


def _replaced(inventory: Inventory, source: VarsSource) -> tuple[MapEntry, ...]:
    """Return what the inventory files set before on the same group or host."""
    owner: Group | None = inventory.groups.get(source.group) if source.group else None
    if owner is not None and source.variables is owner.variables:
        return owner.shadowed
    host = inventory.hosts.get(source.host) if source.group is None else None
    return host.shadowed if host is not None and source.variables is host.variables else ()


def _setting(group: str | None, entry: MapEntry) -> Setting:
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
