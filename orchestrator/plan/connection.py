"""From a machine's variables to the way that leads to it: Ansible's names, this program's types."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from orchestrator.files.yaml_nodes import Vaulted
from orchestrator.model import winrm_words
from orchestrator.model.district import District, Machine
from orchestrator.model.outcome import Why
from orchestrator.model.plan import (
    Agent,
    Credential,
    Family,
    KeyFile,
    LocalPassword,
    Nobody,
    Password,
    Target,
    Ticket,
    Via,
    WinrmOptions,
)
from orchestrator.model.secret import Secret
from orchestrator.plan import connection_variables
from orchestrator.plan.connection_variables import Names
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.standpoint import CENTRE, Standpoint
from orchestrator.plan.templating import MachineVariables
from orchestrator.text.message import say
from orchestrator.vault import Vault

_WAYS = {
    "ssh": Via.SSH,
    "smart": Via.SSH,
    "paramiko": Via.SSH,
    "paramiko_ssh": Via.SSH,
    "libssh": Via.SSH,
    "winrm": Via.WINRM,
    "local": Via.LOCAL,
}
# Where those are at home: a connection of the same name elsewhere is another one.
_HOMES = frozenset(("", "ansible.builtin", "ansible.legacy", "ansible.netcommon"))
# Connections that Ansible has and this program has not: such a machine is unsupported, no mistake.
_FOREIGN = frozenset(
    ("network_cli", "netconf", "httpapi", "napalm", "psrp", "docker", "podman", "lxd", "kubectl")
)
# Machines whose SSH gives no POSIX shell.
_SHELLLESS = re.compile(
    r"(routeros|ios|ios-?xe|ios-?xr|nx-?os|junos|eos|asa|fortios|panos|vrp|comware"
    r"|airos|arubaos|printer)\b",
    re.IGNORECASE,
)
_WINDOWS = re.compile(r"(windows|win\d*)\b", re.IGNORECASE)
_WINDOWS_SHELLS = frozenset(("cmd", "powershell"))
_ADDRESS = re.compile(r"[^\s/@\[\]\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds where the inventory says nothing.

    `otherwise` stands for the credential where there is none at all; None: such a machine is not
    dialled. `passphrase` opens key files that have none of their own in the inventory; with
    `agent`, the SSH agent is asked where there is neither password nor key. `local_passwords` are
    machines' own, by name: they stand between what is set on a machine itself and what a group
    sets. `vault` opens vaulted variables; `local_family` is the kind of machine that the
    controller itself is. `standpoint` is where it stands: machines of other sites are not dialled.
    """

    user: str | None = None
    password: Secret | None = None
    private_key: str | None = None
    passphrase: Secret | None = None
    agent: bool = False
    local_passwords: Mapping[str, LocalPassword] = field(default_factory=dict, repr=False)
    vault: Vault = field(default_factory=Vault, repr=False)
    otherwise: Credential | None = None
    standpoint: Standpoint = CENTRE
    local_family: Family = field(
        default_factory=lambda: Family.WINDOWS if os.name == "nt" else Family.POSIX
    )


class Way(Struct, frozen=True, kw_only=True):
    """How a machine is reached, and which script it understands."""

    target: Target
    family: Family


class _Names(Struct, frozen=True, kw_only=True):
    """The variables of one way."""

    host: Names
    port: Names
    user: Names
    password: Names


_SSH = _Names(
    host=("ansible_host", "ansible_ssh_host"),
    port=("ansible_port", "ansible_ssh_port"),
    user=("ansible_user", "ansible_ssh_user"),
    password=("ansible_password", "ansible_ssh_pass", "ansible_ssh_password"),
)
_WINRM = _Names(
    host=("ansible_host", "ansible_winrm_host"),
    port=("ansible_port", "ansible_winrm_port"),
    user=("ansible_user", "ansible_winrm_user"),
    password=("ansible_password", "ansible_winrm_pass", "ansible_winrm_password"),
)
_KEY = ("ansible_private_key_file", "ansible_ssh_private_key_file")
_PASSPHRASE = ("ansible_private_key_passphrase", "ansible_ssh_private_key_passphrase")


def way_to(machine: Machine, scope: MachineVariables, defaults: Defaults) -> Way | Why:
    """Return how the machine is reached, or why it cannot be asked.

    Args:
        machine: The machine.
        scope: Its variables.
        defaults: What holds where they say nothing.

    Raises:
        BadValueError: A variable has a value that cannot be used.
    """
    via = _via(scope)
    if via is None:
        return Why.UNSUPPORTED
    if via is Via.LOCAL:
        target = Target(
            machine=machine.name, via=via, address="localhost", port=0, credential=Nobody()
        )
        return Way(target=target, family=defaults.local_family)
    if via is Via.SSH:
        return _ssh(machine, scope, defaults)
    return _winrm(machine, scope, defaults)


def vaulted_passwords(district: District, names: Collection[str]) -> Iterator[Vaulted]:
    """Yield the vaulted passwords and passphrases of machines, so as to open many at once."""
    for machine in district.machines:
        if machine.name in names and not machine.excluded:
            for name in (*_SSH.password, *_WINRM.password, *_PASSPHRASE):
                if isinstance(value := machine.variables.get(name), Vaulted):
                    yield value


def _via(scope: MachineVariables) -> Via | None:
    word = connection_variables.text(scope, ("ansible_connection",)) or "ssh"
    home, _, short = word.rpartition(".")
    if home not in _HOMES and short not in _FOREIGN:
        raise connection_variables.choice("ansible_connection", word, ("ssh", "winrm", "local"))
    if short in _FOREIGN:
        return None
    if short not in _WAYS:
        raise connection_variables.choice("ansible_connection", word, ("ssh", "winrm", "local"))
    return _WAYS[short]


def _ssh(machine: Machine, scope: MachineVariables, defaults: Defaults) -> Way | Why:
    if _SHELLLESS.match(machine.os or ""):
        return Why.UNSUPPORTED
    credential = _key(scope, defaults) or _password(machine, scope, _SSH, defaults)
    if credential is None and defaults.private_key and (user := _user(scope, _SSH, defaults)):
        credential = _key_file(user, defaults.private_key, scope, defaults)
    if credential is None and defaults.agent and (user := _user(scope, _SSH, defaults)):
        credential = Agent(user=user)
    credential = credential or defaults.otherwise
    if credential is None:
        return Why.NO_CREDENTIAL
    target = Target(
        machine=machine.name,
        via=Via.SSH,
        address=_address(scope, _SSH, machine),
        port=connection_variables.port(scope, _SSH.port) or 22,
        credential=credential,
    )
    return Way(target=target, family=_ssh_family(machine, scope))


def _ssh_family(machine: Machine, scope: MachineVariables) -> Family:
    """Windows has an SSH server too; which shell it gives is asked of the machine itself."""
    windows = (
        connection_variables.text(scope, ("ansible_shell_type",)) in _WINDOWS_SHELLS
        or _WINDOWS.match(machine.os or "") is not None
    )
    return Family.WINDOWS if windows else Family.POSIX


def _winrm(machine: Machine, scope: MachineVariables, defaults: Defaults) -> Way | Why:
    port = connection_variables.port(scope, _WINRM.port)
    options = winrm_options(scope, port)
    credential = _winrm_credential(machine, scope, options.auth, defaults) or defaults.otherwise
    if credential is None:
        return Why.NO_CREDENTIAL
    target = Target(
        machine=machine.name,
        via=Via.WINRM,
        address=_address(scope, _WINRM, machine),
        port=port or (5986 if options.https else 5985),
        credential=credential,
        winrm=options,
    )
    return Way(target=target, family=Family.WINDOWS)


def _winrm_credential(
    machine: Machine, scope: MachineVariables, auth: str, defaults: Defaults
) -> Credential | None:
    match auth:
        case "certificate":
            return _certificate(scope)
        case "kerberos":
            return Ticket(user=_user(scope, _WINRM, defaults) or "")
        case _:
            return _password(machine, scope, _WINRM, defaults)


def _key(scope: MachineVariables, defaults: Defaults) -> Credential | None:
    path, user = connection_variables.text(scope, _KEY), _user(scope, _SSH, defaults)
    if not (path and user):
        return None
    return _key_file(user, path, scope, defaults)


def _key_file(user: str, path: str, scope: MachineVariables, defaults: Defaults) -> KeyFile:
    passphrase = connection_variables.secret(scope, _PASSPHRASE) or defaults.passphrase
    return KeyFile(user=user, path=connection_variables.expanded(path), passphrase=passphrase)


def _certificate(scope: MachineVariables) -> Credential | None:
    path = connection_variables.text(scope, ("ansible_winrm_cert_pem",))
    key_path = connection_variables.text(scope, ("ansible_winrm_cert_key_pem",))
    if key_path not in (None, path):
        raise BadValueError(
            say("connect.two_files"),
            say("connect.mend.one_file"),
        )
    user = connection_variables.text(scope, _WINRM.user) or "certificate"
    return KeyFile(user=user, path=connection_variables.expanded(path)) if path else None


def _password(
    machine: Machine, scope: MachineVariables, names: _Names, defaults: Defaults
) -> Credential | None:
    local = defaults.local_passwords.get(machine.name)
    if local is not None and not any(map(scope.is_own, names.password)):
        # Its user goes with it: a group's account with this password would be a wrong logon.
        return Password(user=local.user, secret=local.secret)
    secret = connection_variables.secret(scope, names.password) or defaults.password
    user = _user(scope, names, defaults)
    return Password(user=user, secret=secret) if secret and user else None


def _user(scope: MachineVariables, names: _Names, defaults: Defaults) -> str | None:
    return connection_variables.text(scope, names.user) or defaults.user


def _address(scope: MachineVariables, names: _Names, machine: Machine) -> str:
    address = connection_variables.text(scope, names.host) or machine.name
    bare = address.strip().removeprefix("[").removesuffix("]")
    if not _ADDRESS.fullmatch(bare):
        raise BadValueError(say("connect.address", word=repr(address)), say("connect.mend.address"))
    return bare


def winrm_options(scope: MachineVariables, port: int | None) -> WinrmOptions:
    """Return how WinRM is spoken to a machine with these variables, at that port if one is given.

    Raises:
        BadValueError: A variable has a value that cannot be used.
    """
    scheme = connection_variables.one_of(scope, "ansible_winrm_scheme", winrm_words.SCHEMES)
    https = winrm_words.is_https(scheme, port)
    auth = _auth(scope)
    if winrm_words.needs_https(auth) and not https:
        raise BadValueError(
            say("connect.needs_https", word=auth),
            say("connect.mend.https"),
        )
    validation = connection_variables.one_of(
        scope, "ansible_winrm_server_cert_validation", winrm_words.CERTIFICATE_CHECKS
    )
    ca_path = connection_variables.text(scope, ("ansible_winrm_ca_trust_path",))
    return WinrmOptions(
        https=https,
        auth=auth,
        ca_path=connection_variables.expanded(ca_path) if ca_path else None,
        verify=validation != "ignore",
        path=connection_variables.text(scope, ("ansible_winrm_path",)) or "/wsman",
        kerberos_host=connection_variables.text(
            scope, ("ansible_winrm_kerberos_hostname_override",)
        ),
    )


def _auth(scope: MachineVariables) -> str:
    """Return the first way to log on that this program has; Ansible allows a list here."""
    words = winrm_words.transport_words(scope.value("ansible_winrm_transport"))
    if (way := winrm_words.way_of_logging_on(words)) is not None:
        return way
    raise connection_variables.choice(
        "ansible_winrm_transport", ", ".join(words), tuple(winrm_words.TRANSPORTS)
    )
