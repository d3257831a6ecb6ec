"""Connection variables of Ansible's that this program does not follow, and what to write instead.

To ignore one would send a credential elsewhere than Ansible does, or by another way. Those that
stand neither here nor among the ones that are read only tune Ansible's own work (time-outs,
pipelining, transfers), or belong to connections that are not dialled at all.
"""

from collections.abc import Mapping
from enum import StrEnum


class Unfollowed(StrEnum):
    """Why a variable is not followed."""

    SPELLING = "spelling"  # of one Ansible connection alone: another name says the same
    DETOUR = "detour"  # it leads through a proxy
    OPTIONS = "options"  # free arguments of a program that is not run here
    HOST_KEYS = "host_keys"  # they are always checked
    KEYS = "keys"  # a key that is neither in a file nor with an agent
    TICKETS = "tickets"  # how Ansible would get a ticket, and what for
    SEALING = "sealing"  # messages are always sealed, or inside TLS


_WORDS: Mapping[Unfollowed, str] = {
    Unfollowed.SPELLING: """remote_user pass paramiko_host paramiko_port paramiko_user paramiko_pass
        paramiko_password paramiko_private_key_file""",
    Unfollowed.DETOUR: "winrm_proxy paramiko_proxy_command",
    Unfollowed.OPTIONS: """ssh_args ssh_executable control_path control_path_dir""",
    Unfollowed.HOST_KEYS: "host_key_checking ssh_host_key_checking paramiko_host_key_checking",
    Unfollowed.KEYS: "private_key ssh_private_key ssh_pkcs11_provider",
    Unfollowed.TICKETS: """winrm_kinit_args winrm_kinit_cmd winrm_kinit_env_vars winrm_kinit_mode
        winrm_kerberos_delegation winrm_realm winrm_service""",
    Unfollowed.SEALING: "winrm_message_encryption winrm_send_cbt",
}

UNFOLLOWED: Mapping[str, Unfollowed] = {
    f"ansible_{word}": why for why, words in _WORDS.items() for word in words.split()
}
"""For the name of each such variable, why."""

_READ = {"remote_user": "user", "pass": "password", "paramiko_pass": "password"}


def read_instead(name: str) -> str:
    """Return the variable that says what one of another spelling would say."""
    word = name.removeprefix("ansible_")
    return f"ansible_{_READ.get(word, word.removeprefix('paramiko_'))}"
