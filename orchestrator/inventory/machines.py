"""Hosts as machines: each in one unit, at an address of its own, with known fields."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from orchestrator.errors import Place
from orchestrator.files.nodes import Entry
from orchestrator.inventory.addressing import endpoint
from orchestrator.inventory.ansible_names import CONNECTIONS, VARIABLES
from orchestrator.inventory.fields import Fields, choice_of, refused_as_vaulted, text_of
from orchestrator.inventory.model import Host, Inventory
from orchestrator.inventory.own import DOMAINS, NETWORKS
from orchestrator.inventory.problems import Problems
from orchestrator.inventory.variables import Precedence
from orchestrator.model.district import Exclusion, Machine, Role
from orchestrator.text.suggest import did_you_mean

_MACHINE_FIELDS = ("label", "room", "role", "os", "excluded")
_GROUP_FIELDS = (*_MACHINE_FIELDS, "unit", "ward", "district", "annex", NETWORKS, DOMAINS)
_EXCLUSION_FIELDS = ("reason", "approver", "date")
_ANSIBLE = "ansible_"
_SLIP = 0.8  # a variable this like a field is a slip; others belong to the user

_Value = TypeVar("_Value")


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
        what = f"the machine `{host.name}` is in {len(found)} units: {', '.join(found)}"
        problems.error(host.place, what, "leave it in one of them")
    else:
        what = f"the machine `{host.name}` is in no unit"
        problems.error(host.place, what, "put it under a group that carries unit:")
    return None


@dataclass(frozen=True, slots=True)
class _Given:
    """The settings of one machine; what is wrong with them is noted and reads as None."""

    settings: Mapping[str, Entry]
    problems: Problems

    def read(self, name: str, read: Callable[[Entry, Problems], _Value | None]) -> _Value | None:
        entry = self.settings.get(name)
        return None if entry is None or entry.node.value is None else read(entry, self.problems)


class _MachineReader:
    """Reads machines and remembers where each is reached."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._at: dict[tuple[str, ...], Host] = {}

    def machine(
        self, host: Host, unit: str, settings: Mapping[str, Entry], own: frozenset[str]
    ) -> Machine:
        """Return one machine."""
        given = _Given(settings, self._problems)
        given.read("ansible_connection", _connection)
        given.read("ansible_port", _port)
        self._refuse_shared_endpoint(host, settings)
        return Machine(
            name=host.name,
            unit=unit,
            label=given.read("label", text_of),
            room=given.read("room", text_of),
            role=given.read("role", _role) or Role.PC,
            os=given.read("os", text_of),
            excluded=given.read("excluded", _exclusion),
            variables={name: entry.node.value for name, entry in settings.items()},
            own=own,
            place=host.place,
        )

    def _refuse_shared_endpoint(self, host: Host, settings: Mapping[str, Entry]) -> None:
        key = endpoint(host.name, settings)
        if key is None:
            return
        first = self._at.setdefault(key, host)
        if first is host:
            return
        what = f"`{host.name}` and `{first.name}` ({first.place}) are at one address and port"
        mend = "give each its own ansible_host or ansible_port"
        self._problems.error(_place_of_address(host, settings), what, mend)


def _place_of_address(host: Host, settings: Mapping[str, Entry]) -> Place | None:
    entry = settings.get("ansible_host")
    return (
        entry.node.place if entry is not None and "ansible_host" in host.variables else host.place
    )


def _role(entry: Entry, problems: Problems) -> Role | None:
    return choice_of(entry, Role, problems)


def _exclusion(entry: Entry, problems: Problems) -> Exclusion | None:
    fields = Fields.of(entry, _EXCLUSION_FIELDS, problems)
    if fields is None:
        return None
    reason, approver = fields.needed("reason"), fields.needed("approver")
    date = fields.needed_date("date")
    if reason is None or approver is None or date is None:
        return None
    return Exclusion(reason=reason, approver=approver, date=date)


def _connection(entry: Entry, problems: Problems) -> None:
    word = entry.node.value
    if (
        refused_as_vaulted(entry, problems)
        or word in CONNECTIONS
        or (isinstance(word, str) and ("{{" in word or "." in word))
    ):
        return
    meant = did_you_mean(str(word), sorted(CONNECTIONS))
    what = f"the connection `{word}` is not known"
    mend = f"did you mean `{meant}`?" if meant else "use ssh, winrm or local"
    problems.error(entry.node.place, what, mend)


def _port(entry: Entry, problems: Problems) -> None:
    port = entry.node.value
    if refused_as_vaulted(entry, problems):
        return
    if isinstance(port, str) and ("{{" in port or port.isdecimal()):
        return
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 2**16:
        what = f"`{entry.key.text}` must be a port"
        problems.error(entry.node.place, what, "write a number from 1 to 65535")


def _check_names(inventory: Inventory, problems: Problems) -> None:
    """Note variables whose names are slips of names that mean something."""
    sound: set[str] = set()
    for entry, fields in _settings(inventory):
        name = entry.key.text
        if name in sound:
            continue
        if (found := _slip(name, fields)) is None:
            sound.add(name)
        else:
            problems.error(entry.key.place, *found)


def _settings(inventory: Inventory) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for group in inventory.groups.values():
        yield from _with_fields((group.variables,), _GROUP_FIELDS)
    for layer in inventory.layers:
        for files in layer.groups.values():
            yield from _with_fields(files, _GROUP_FIELDS)
        for files in layer.hosts.values():
            yield from _with_fields(files, _MACHINE_FIELDS)
    for host in inventory.hosts.values():
        yield from _with_fields((host.variables,), _MACHINE_FIELDS)


def _with_fields(
    files: Iterable[Mapping[str, Entry]], fields: tuple[str, ...]
) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for variables in files:
        for entry in variables.values():
            yield entry, fields


def _slip(name: str, fields: tuple[str, ...]) -> tuple[str, str] | None:
    """Return what is wrong with a variable's name and how to mend it."""
    if name.startswith(_ANSIBLE):
        if name in VARIABLES or name.endswith("_interpreter"):
            return None
        words = (variable.removeprefix(_ANSIBLE) for variable in sorted(VARIABLES))
        meant = did_you_mean(name.removeprefix(_ANSIBLE), words)
        mend = (
            f"did you mean `{_ANSIBLE}{meant}`?"
            if meant
            else "rename it: ansible_ is Ansible's own"
        )
        return f"Ansible knows no variable `{name}`", mend
    if name in fields:
        return None
    meant = did_you_mean(name, fields, likeness=_SLIP)
    what = f"the variable `{name}` looks like a slip"
    return (what, f"did you mean `{meant}`? If not, rename it") if meant else None
