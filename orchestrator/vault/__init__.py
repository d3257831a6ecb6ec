"""Ansible Vault: its format, the passwords that are held, and what they open."""

from orchestrator.vault.envelope import DEFAULT_ID, MAX_PLAIN_BYTES, MAX_TEXT_BYTES, is_vault
from orchestrator.vault.opening import Identity, Vault, fault, id_of

__all__ = [
    "DEFAULT_ID",
    "MAX_PLAIN_BYTES",
    "MAX_TEXT_BYTES",
    "Identity",
    "Vault",
    "fault",
    "id_of",
    "is_vault",
]
