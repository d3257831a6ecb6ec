"""The options that say where passwords come from, spelled as Ansible spells them."""

import argparse
import getpass
import os
import sys
from contextlib import suppress
from pathlib import Path

from orchestrator.errors import Problem, UsageError
from orchestrator.model.secret import Secret
from orchestrator.vault import DEFAULT_ID, Vault
from orchestrator.vault.password_sources import NamedSources, PasswordSources

_WINDOWS_AGENT = Path(r"\\.\pipe\openssh-ssh-agent")


def asked(args: argparse.Namespace) -> NamedSources:
    """Return the sources that the command line names."""
    return NamedSources(
        ids=args.vault_id, files=args.vault_password_file, prompt=args.ask_vault_pass
    )


def sources(*, new: bool = False) -> PasswordSources:
    """Return what turns words into identities: asks on the terminal, warns on standard error.

    Args:
        new: Whether something will be encrypted, so that a typed password is asked for twice.
    """
    return PasswordSources(prompt=_new_for if new else _prompt_for, warn=warn)


def vault(args: argparse.Namespace) -> Vault:
    """Return the vault whose passwords the environment and the command line name.

    Raises:
        UsageError: A source is not there.
    """
    named = (NamedSources.of_environment(os.environ), asked(args))
    return Vault(sources().identities(*named))


def warn(problem: Problem) -> None:
    """Say what is unsafe, and go on."""
    sys.stderr.write(f"warning: {problem}\n")


def ask(prompt: str) -> Secret:
    """Ask a person for a secret, unseen; without a terminal it is a line of standard input.

    Raises:
        UsageError: Nothing was answered.
    """
    if sys.stdin.isatty() or _has_terminal():
        with suppress(EOFError):
            return Secret(getpass.getpass(prompt, sys.stderr))
    elif line := sys.stdin.readline().rstrip("\r\n"):
        return Secret(line)
    what = f"nothing was answered to: {prompt.rstrip(': ')}"
    raise UsageError.one(what, "type it, or give it by a file, a program or the keyring")


def ask_new(prompt: str) -> Secret:
    """Ask for a new secret twice.

    Raises:
        UsageError: There is nobody to ask, the two differ, or it is empty.
    """
    first = ask(prompt)
    if not first.reveal():
        raise UsageError.one("an empty password protects nothing", "type one")
    if ask(f"Confirm {prompt[0].lower()}{prompt[1:]}") != first:
        raise UsageError.one("the two passwords differ", "begin again")
    return first


def has_agent() -> bool:
    """Tell whether an SSH agent may hold keys for us."""
    return "SSH_AUTH_SOCK" in os.environ or (os.name == "nt" and _WINDOWS_AGENT.exists())


def _has_terminal() -> bool:
    """Tell whether the process has a terminal although its input comes from elsewhere."""
    if os.name == "nt":
        return False
    try:
        with Path("/dev/tty").open("rb"):
            return True
    except OSError:
        return False


def ask_shown(prompt: str) -> Secret:
    """Ask for a text that may be seen while it is typed."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return Secret(sys.stdin.readline().rstrip("\r\n"))


def _new_for(vault_id: str) -> Secret:
    return ask_new(
        "New vault password: " if vault_id == DEFAULT_ID else f"New vault password ({vault_id}): "
    )


def _prompt_for(vault_id: str) -> Secret:
    return ask("Vault password: " if vault_id == DEFAULT_ID else f"Vault password ({vault_id}): ")
