"""What the command line says of passwords, accounts and variables; no message shows a secret."""

import argparse
import os
from collections.abc import Mapping

from orchestrator.cli.showing.prompts import Prompts
from orchestrator.errors import UsageError
from orchestrator.model.secret import Secret
from orchestrator.text.catalogue import catalogue
from orchestrator.text.message import say
from orchestrator.vault import DEFAULT_ID, Identity, NamedSources, PasswordSources, Vault, is_typed


def prompts(args: argparse.Namespace) -> Prompts:
    """Return what asks a person in the language of a command."""
    return Prompts(catalogue(args.lang))


def typed(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the options that were given and make the command ask for something to be typed."""
    asking = {
        "-k": args.ask_pass,
        "--ask-key-pass": args.ask_key_pass,
        "--ask-vault-pass": args.ask_vault_pass,
        "--vault-id": any(map(is_typed, args.vault_id)),
    }
    return tuple(name for name, wanted in asking.items() if wanted)


def named_sources(args: argparse.Namespace) -> tuple[NamedSources, NamedSources]:
    """Return the sources of vault passwords that the environment and the command line name."""
    typed = NamedSources(
        ids=args.vault_id, files=args.vault_password_file, prompt=args.ask_vault_pass
    )
    return NamedSources.of_environment(os.environ), typed


def password_sources(args: argparse.Namespace, *, new: bool = False) -> PasswordSources:
    """Return what turns words into identities: asks on the terminal, warns on standard error.

    Args:
        args: The options.
        new: Whether something will be encrypted, so that a typed password is asked for twice.
    """
    asking = prompts(args)

    def typed(vault_id: str) -> Secret:
        default = vault_id == DEFAULT_ID
        return asking.ask(say("prompt.vault") if default else say("prompt.vault_of", id=vault_id))

    def made(vault_id: str) -> Secret:
        default = vault_id == DEFAULT_ID
        question = say("prompt.new_vault") if default else say("prompt.new_vault_of", id=vault_id)
        return asking.ask_new(question)

    return PasswordSources(prompt=made if new else typed, warn=asking.warn)


def vault(args: argparse.Namespace) -> Vault:
    """Return the vault whose passwords the environment and the command line name.

    Raises:
        UsageError: A source is not there.
    """
    return Vault(password_sources(args).identities(*named_sources(args)))


def vault_to_open(args: argparse.Namespace) -> Vault:
    """Return the vault for opening; without any source, a person is asked.

    Raises:
        UsageError: A source is not there.
    """
    return password_sources(args).vault(*named_sources(args))


def identities_to_open(args: argparse.Namespace) -> tuple[Identity, ...]:
    """Return where passwords come from; without any source, a person is asked.

    Raises:
        UsageError: A source is not there.
    """
    sources = password_sources(args)
    return sources.identities(*named_sources(args)) or sources.identities(NamedSources(prompt=True))


def identity_to_close(args: argparse.Namespace) -> Identity:
    """Return the one source of the password to close something with; a typed one is asked twice.

    Raises:
        UsageError: A source is not there, or several could be meant.
    """
    sources = password_sources(args, new=True)
    named = sources.identities(*named_sources(args))
    if len(named) > 1:
        ids = ", ".join(one.vault_id for one in named)
        raise UsageError.one(say("vault.several", ids=ids), say("kit_key.mend.one_source"))
    return named[0] if named else sources.identities(NamedSources(prompt=True))[0]


def vault_to_close(args: argparse.Namespace) -> tuple[Vault, str]:
    """Return the vault for writing, and the id to write with.

    Raises:
        UsageError: A source is not there, or several ids could be meant.
    """
    sources = password_sources(args, new=True)
    wanted = args.encrypt_vault_id or os.environ.get("ANSIBLE_VAULT_ENCRYPT_IDENTITY")
    return sources.closing(*named_sources(args), wanted=wanted)


def extra_vars(args: argparse.Namespace, opened_by: Vault) -> Mapping[str, object]:
    """Return the variables of -e; a vaulted file among them is `opened_by` the vault.

    Raises:
        InputError: One of them cannot be used.
    """
    from orchestrator import inventory

    return inventory.extra_vars(args.extra_vars, opened_by)
