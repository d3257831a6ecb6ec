"""Jump hosts by name: each is a machine of the inventory, or says whose account it is used by."""

from collections.abc import Collection, Iterable, Iterator

from orchestrator.errors import Problem
from orchestrator.model.district import Machine
from orchestrator.model.jump import HopName, hop_names, hops_of_arguments
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

_ARGUMENTS = ("ansible_ssh_common_args", "ansible_ssh_extra_args")


def unknown_jumps(machines: Iterable[Machine], hosts: Collection[str]) -> Iterator[Problem]:
    """Yield what a sweep of each machine would say of a jump host that nobody knows.

    Args:
        machines: The machines; what cannot be a jump host was refused before.
        hosts: The names of all machines.
    """
    for machine in machines:
        for hop in _hops(machine):
            if hop.user is None and hop.host not in hosts:
                near = did_you_mean(hop.host, hosts)
                yield Problem(
                    place=machine.jump_place,
                    what=say("connect.jump_unknown", name=hop.host),
                    mend=say("mend.did_you_mean", meant=near)
                    if near
                    else say("connect.mend.jump_written"),
                )


def _hops(machine: Machine) -> Iterator[HopName]:
    """Yield the jump hosts of a machine, but those that an expression waits for a play to name."""
    said = machine.variables.get("jump") or ""
    words = ",".join(map(str, said if isinstance(said, list | tuple) else (said,)))
    if _is_plain(words):
        yield from hop_names(words)
    for name in _ARGUMENTS:
        arguments = str(machine.variables.get(name) or "")
        if _is_plain(arguments):
            yield from hops_of_arguments(arguments)


def _is_plain(text: str) -> bool:
    return bool(text) and "{{" not in text and "{%" not in text
