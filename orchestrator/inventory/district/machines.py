"""Hosts as machines: each in one unit, at an address of its own, with known fields."""

from collections.abc import Iterable, Iterator, Mapping

from orchestrator.errors import Place
from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import MapEntry
from orchestrator.inventory.district.addressing import endpoint
from orchestrator.inventory.district.connection_checks import check_connection
from orchestrator.inventory.district.field_table import EXCLUSION, GROUP, MACHINE
from orchestrator.inventory.model import Host, Inventory
from orchestrator.inventory.reading.ansible_names import VARIABLES
from orchestrator.inventory.reading.variables import Precedence
from orchestrator.model.district import AccountScope, Exclusion, Machine, Role
from orchestrator.model.site_names import SITE_NAME
from orchestrator.model.unfollowed import UNFOLLOWED
from orchestrator.text.message import Message, say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.unfollowed import mend_of_unfollowed

_ANSIBLE = "ansible_"
_SLIP = 0.8  # a variable this like a field is a slip; others belong to the user


def machines_of(
    inventory: Inventory, units: frozenset[str], problems: Problems
) -> tuple[Machine, ...]:
    """Return the machines that lie in exactly one unit; note what is wrong with any."""
    _check_names(inventory, problems)
    precedence = Precedence(inventory)
    reader = _MachineReader(problems)
    machines: list[Machine] = []
    for host in inventory.hosts.values():
        unit = _only_unit(host, units, problems)
        settings = precedence.of_host(host.name)
        machine = reader.machine(host, unit or "", settings, precedence.own_names(host.name))
        if unit is not None:
            machines.append(machine)
    return tuple(machines)


def _only_unit(host: Host, units: frozenset[str], problems: Problems) -> str | None:
    found = sorted(units.intersection(host.groups))
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(found)
        what = say("machine.units", name=host.name, count=len(found), units=listed)
        problems.add(host.place, what, say("mend.one_unit"))
    else:
        what = say("machine.no_unit", name=host.name)
        problems.add(host.place, what, say("mend.under_unit"))
    return None


class _MachineReader:
    """Reads machines and remembers where each is reached."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._at: dict[tuple[str, ...], Host] = {}

    def machine(
        self, host: Host, unit: str, settings: Mapping[str, MapEntry], own: frozenset[str]
    ) -> Machine:
        """Return one machine."""
        given = MappingReader(host.name, settings, host.place, self._problems)
        jump_place = check_connection(given, host)
        self._refuse_shared_endpoint(host, settings)
        return Machine(
            name=host.name,
            unit=unit,
            label=given.text("label"),
            room=given.text("room"),
            role=given.choice("role", Role) or Role.PC,
            os=given.text("os"),
            account_scope=given.choice("account_scope", AccountScope) or AccountScope.DISTRICT,
            excluded=_exclusion(given),
            variables={name: entry.node.value for name, entry in settings.items()},
            own=own,
            place=host.place,
            jump_place=jump_place,
            site=self._site(given),
            site_place=given.value_place("site") if "site" in given else None,
        )

    def _site(self, given: MappingReader) -> str | None:
        """Return the site that reaches a machine; a name that none can have is noted."""
        name = given.text("site")
        if name is None or SITE_NAME.fullmatch(name):
            return name
        what = say("machine.no_site_name", name=name)
        self._problems.add(given.value_place("site"), what, say("mend.site_name"))
        return None

    def _refuse_shared_endpoint(self, host: Host, settings: Mapping[str, MapEntry]) -> None:
        key = endpoint(host.name, settings)
        if key is None:
            return
        if "site" in settings:  # the same private address behind two sites is two places
            key = (*key, str(settings["site"].node.value))
        first = self._at.setdefault(key, host)
        if first is host:
            return
        what = say("machine.twin", name=host.name, first=first.name, place=first.place)
        where = _place_of_address(host, settings)
        self._problems.add(where, what, say("mend.own_address"))


def _place_of_address(host: Host, settings: Mapping[str, MapEntry]) -> Place | None:
    entry = settings.get("ansible_host")
    return (
        entry.node.place if entry is not None and "ansible_host" in host.variables else host.place
    )


def _exclusion(given: MappingReader) -> Exclusion | None:
    node = given.node("excluded")
    if node is None:
        return None
    fields = MappingReader.of("excluded", node, EXCLUSION.names, given.problems)
    if fields is None:
        return None
    reason, approver = fields.needed("reason"), fields.needed("approver")
    date = fields.needed_date("date")
    if reason is None or approver is None or date is None:
        return None
    return Exclusion(reason=reason, approver=approver, date=date)


def _check_names(inventory: Inventory, problems: Problems) -> None:
    """Note variables that are not followed, and slips of names that mean something."""
    sound: set[str] = set()
    for entry, fields in _settings(inventory):
        name = entry.key.text
        if name in UNFOLLOWED and entry.node.value not in (None, ""):
            what = say("variable.unfollowed", name=name)
            problems.add(entry.key.place, what, mend_of_unfollowed(name))
        if name in sound:
            continue
        if (found := _slip(name, fields)) is None:
            sound.add(name)
        else:
            problems.add(entry.key.place, *found)


def _settings(inventory: Inventory) -> Iterator[tuple[MapEntry, tuple[str, ...]]]:
    of_groups, of_machines = GROUP.names, MACHINE.names
    for group in inventory.groups.values():
        yield from _with_fields((group.variables,), of_groups)
    for layer in inventory.layers:
        for files in layer.groups.values():
            yield from _with_fields(files, of_groups)
        for files in layer.hosts.values():
            yield from _with_fields(files, of_machines)
    for host in inventory.hosts.values():
        yield from _with_fields((host.variables,), of_machines)


def _with_fields(
    files: Iterable[Mapping[str, MapEntry]], fields: tuple[str, ...]
) -> Iterator[tuple[MapEntry, tuple[str, ...]]]:
    for variables in files:
        for entry in variables.values():
            yield entry, fields


def _slip(name: str, fields: tuple[str, ...]) -> tuple[Message, Message] | None:
    """Return what is wrong with a variable's name and how to mend it."""
    if name.startswith(_ANSIBLE):
        if name in VARIABLES or name.endswith("_interpreter"):
            return None
        words = (variable.removeprefix(_ANSIBLE) for variable in sorted(VARIABLES))
        meant = did_you_mean(name.removeprefix(_ANSIBLE), words)
        full = f"{_ANSIBLE}{meant}"
        mend = say("mend.did_you_mean", meant=full) if meant else say("mend.not_ansible")
        return say("variable.ansible", name=name), mend
    if name in fields:
        return None
    meant = did_you_mean(name, fields, likeness=_SLIP)
    if meant is None:
        return None
    return say("variable.slip", name=name), say("mend.did_you_mean_or_rename", meant=meant)
