"""Vaults for tests: passwords that are simply there."""

from functools import partial

from orchestrator.model.secret import Secret
from orchestrator.vault import Identity, Vault


def identity(vault_id: str, password: str) -> Identity:
    return Identity(vault_id=vault_id, source="a test", ask=partial(Secret, password))


def vault(**passwords: str) -> Vault:
    """Hold a password for each id; `_` in a name stands for `-`."""
    return Vault([identity(name.replace("_", "-"), text) for name, text in passwords.items()])


def scalar(text: bytes, indent: int = 2) -> str:
    """Return a vault as a YAML value: `!vault |` and its lines."""
    lines = text.decode().splitlines()
    return "!vault |\n" + "\n".join(" " * indent + line for line in lines)
