"""Where a machine is reached, as far as the inventory alone can tell."""

import re
from collections.abc import Iterator, Mapping

from orchestrator.files.yaml_nodes import MapEntry, Vaulted

_NAME_ONLY = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_MAX_DEPTH = 8
_WINDOWS = {"winrm": "5986", "psrp": "5986"}
_DETOURS = ("jump", "ansible_ssh_common_args", "ansible_ssh_extra_args", "ansible_winrm_proxy",
            "ansible_psrp_proxy", "ansible_paramiko_proxy_command")  # fmt: skip


def endpoint(name: str, settings: Mapping[str, MapEntry]) -> tuple[str, ...] | None:
    """Return what tells one machine's place on the network from another's.

    Args:
        name: The host's name in the inventory.
        settings: The variables that hold for it.

    Returns:
        Address, port and the detours to it (equal private addresses behind two jump hosts are
        two places); None if a template stands in the way that only a play can fill, or a vault.
    """
    if any(isinstance(entry.node.value, Vaulted) for entry in _placing(settings)):
        return None
    connection = filled(name, settings, "ansible_connection") or "ssh"
    if connection == "local":
        return ("local",)
    address = filled(name, settings, "ansible_host") or name
    port = filled(name, settings, "ansible_port") or _WINDOWS.get(connection, "22")
    detours: tuple[str, ...] = ()
    if not settings.keys().isdisjoint(_DETOURS):
        detours = tuple(filled(name, settings, detour) for detour in _DETOURS)
    key = (address.casefold().rstrip("."), port, *detours)
    return None if any("{{" in part for part in key) else key


def _placing(settings: Mapping[str, MapEntry]) -> Iterator[MapEntry]:
    names = ("ansible_connection", "ansible_host", "ansible_port", *_DETOURS)
    return (settings[name] for name in names if name in settings)


def filled(name: str, settings: Mapping[str, MapEntry], variable: str) -> str:
    """Return a variable as text, its templates filled where they name one variable alone.

    Args:
        name: The host's name in the inventory.
        settings: The variables that hold for it.
        variable: The one wanted; empty if it is not set.
    """
    if (entry := settings.get(variable)) is None or entry.node.value is None:
        return ""
    text = str(entry.node.value)
    for _ in range(_MAX_DEPTH if "{{" in text else 0):
        filled = _NAME_ONLY.sub(lambda found: _lookup(name, settings, found), text)
        if filled == text:
            break
        text = filled
    return text


def _lookup(name: str, settings: Mapping[str, MapEntry], found: re.Match[str]) -> str:
    match found[1]:
        case "inventory_hostname":
            return name
        case "inventory_hostname_short":
            return name.partition(".")[0]
        case variable:
            return str(settings[variable].node.value) if variable in settings else found[0]
