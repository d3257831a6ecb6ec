"""Ansible Vault: its format, the passwords that are held, and what they open."""

from orchestrator.vault.editor import editor
from orchestrator.vault.envelope import (
    DEFAULT_ID,
    MAX_PLAIN_BYTES,
    MAX_TEXT_BYTES,
    is_vault,
    pasted,
)
from orchestrator.vault.password_sources import NamedSources, PasswordSources, is_typed
from orchestrator.vault.vaulted_files import (
    Change,
    edit,
    encryption,
    read,
    rekeying,
    rewrite,
    write_new,
)
from orchestrator.vault.vaulted_values import Identity, Vault, fault, id_of

__all__ = [
    "DEFAULT_ID",
    "MAX_PLAIN_BYTES",
    "MAX_TEXT_BYTES",
    "Change",
    "Identity",
    "NamedSources",
    "PasswordSources",
    "Vault",
    "edit",
    "editor",
    "encryption",
    "fault",
    "id_of",
    "is_typed",
    "is_vault",
    "pasted",
    "read",
    "rekeying",
    "rewrite",
    "write_new",
]
