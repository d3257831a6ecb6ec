"""Where vault passwords come from: a file, a program, the system's keyring, a person."""

import os
import stat
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import Problem, UsageError, VaultError
from orchestrator.files import read_bounded
from orchestrator.model.secret import Secret
from orchestrator.text.message import Message, say
from orchestrator.vault.envelope import DEFAULT_ID, is_vault
from orchestrator.vault.vaulted_values import Identity, Vault

KEYRING_SERVICE = "orchestrator"

_LIMIT_BYTES = 64 * 1024
_PROGRAM_S = 300.0  # it may ask a person
_UNKNOWN_ID = 2  # what Ansible's client scripts say of an id that they do not have
_WINDOWS_PROGRAMS = (".exe", ".bat", ".cmd")


_PROMPTS = frozenset({"prompt", "prompt_ask_vault_pass"})


def is_typed(slug: str) -> bool:
    """Whether a person is asked for the password of `[ID@]SOURCE`."""
    name, mark, source = slug.partition("@")
    return (source if mark else name) in _PROMPTS


class NamedSources(Struct, frozen=True, kw_only=True):
    """What the command line and the environment name as sources, in Ansible's order."""

    ids: Sequence[str] = ()
    files: Sequence[str] = ()
    prompt: bool = False

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> "NamedSources":
        """Return what Ansible's own variables name."""
        listed = environment.get("ANSIBLE_VAULT_IDENTITY_LIST", "")
        file = environment.get("ANSIBLE_VAULT_PASSWORD_FILE", "")
        return cls(
            ids=[part.strip() for part in listed.split(",") if part.strip()],
            files=[file] if file else [],
        )


class PasswordSources(Struct, frozen=True, kw_only=True):
    """Turns what a person wrote into identities.

    Attributes:
        prompt: Asks a person for the password of an id.
        warn: Told of what is unsafe about a source.
    """

    prompt: Callable[[str], Secret]
    warn: Callable[[Problem], None]

    def identities(self, *asked: NamedSources) -> tuple[Identity, ...]:
        """Return all identities: by id, then password files, then the prompt.

        Raises:
            UsageError: An id cannot be used, or a file is not there.
        """
        slugs = [slug for one in asked for slug in one.ids]
        slugs += [f"{DEFAULT_ID}@{file}" for one in asked for file in one.files]
        found = [self.identity(slug) for slug in slugs]
        if any(one.prompt for one in asked):
            found.append(self._prompted(DEFAULT_ID))
        return tuple(found)

    def vault(self, *asked: NamedSources) -> Vault:
        """Return the vault for opening; without any source, a person is asked for the default's.

        Raises:
            UsageError: As `identities`.
        """
        return Vault(self.identities(*asked) or self.identities(NamedSources(prompt=True)))

    def closing(self, *asked: NamedSources, wanted: str | None) -> tuple[Vault, str]:
        """Return the vault for closing, and the id to close with: the `wanted` one, or the only.

        Raises:
            UsageError: As `identities`, or several ids could be meant.
        """
        held = self.vault(*asked)
        if not wanted and len(held.ids) > 1:
            ids = ", ".join(held.ids)
            raise UsageError.one(say("vault.several", ids=ids), say("mend.vault_encrypt_id"))
        return held, wanted or held.ids[0]

    def renewed(self, new: NamedSources, *asked: NamedSources, wanted: str | None) -> Identity:
        """Return the identity to close with from now on: a `new` source, a `wanted` id, or asked.

        Raises:
            UsageError: As `identities`, or no password is held for the id that is wanted.
        """
        if new.ids or new.files:
            return self.identities(new)[0]
        if not wanted:
            return self._prompted(DEFAULT_ID)
        for one in self.identities(*asked):
            if one.vault_id == wanted:
                return one
        raise UsageError.one(say("vault.not_held", id=wanted), say("mend.vault_give"))

    def identity(self, slug: str) -> Identity:
        """Return the identity of `[ID@]SOURCE`; see `identities` for the errors."""
        name, mark, source = slug.partition("@")
        vault_id, source = (name, source) if mark else ("", name)
        vault_id = vault_id or DEFAULT_ID
        if ";" in vault_id or not vault_id.isprintable():
            raise UsageError.one(say("password.id", id=vault_id), say("password.mend.id"))
        if source in _PROMPTS:
            return self._prompted(vault_id)
        if source == "keyring":
            return Identity(vault_id=vault_id, source=source, ask=partial(_from_keyring, vault_id))
        return self._file(vault_id, Path(source).expanduser())

    def _prompted(self, vault_id: str) -> Identity:
        return Identity(vault_id=vault_id, source="prompt", ask=partial(self.prompt, vault_id))

    def _file(self, vault_id: str, path: Path) -> Identity:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            what = say("password.unread", path=path, why=error.strerror or error)
            raise UsageError.one(what, say("password.mend.source")) from error
        runs = _is_program(path, mode)
        if os.name != "nt" and mode & (0o022 if runs else 0o077):
            what = say("password.changeable" if runs else "password.readable", path=path)
            mend = say("password.mend.chmod", mode="700" if runs else "600", path=path)
            self.warn(Problem(what=what, mend=mend))
        ask = partial(_from_program, path, vault_id) if runs else partial(_from_file, path)
        return Identity(vault_id=vault_id, source=str(path), ask=ask)


def _is_program(path: Path, mode: int) -> bool:
    if os.name == "nt":
        return path.suffix.lower() in _WINDOWS_PROGRAMS
    return stat.S_ISREG(mode) and os.access(path, os.X_OK)


def _from_file(path: Path) -> Secret:
    raw = (_from_pipe(path) if path.is_fifo() else read_bounded(path, _LIMIT_BYTES)).strip()
    if is_vault(raw):
        raise VaultError.one(say("password.vault", path=path), say("password.mend.keep"))
    return _checked(raw, say("password.empty_file", path=path))


def _from_pipe(path: Path) -> bytes:
    """Read what a shell hands over as `<(command)`."""
    with path.open("rb") as stream:
        return stream.read(_LIMIT_BYTES)


def _from_program(path: Path, vault_id: str) -> Secret:
    """Run a program, without a shell, and take what it prints; it speaks to people on stderr."""
    command = [str(path.resolve())]
    if path.stem.endswith("-client"):  # Ansible's convention
        command += ["--vault-id", vault_id]
    try:
        ran = subprocess.run(  # noqa: S603 - the person named it as the source
            command, stdout=subprocess.PIPE, check=False, timeout=_PROGRAM_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = getattr(error, "strerror", None) or say("password.too_slow", seconds=int(_PROGRAM_S))
        what = say("password.no_run", path=path, why=why)
        raise VaultError.one(what, say("password.mend.program")) from error
    if ran.returncode == _UNKNOWN_ID and len(command) > 1:
        raise VaultError.one(say("password.not_there", path=path, id=vault_id))
    if ran.returncode:
        raise VaultError.one(
            say("password.failed", path=path, code=ran.returncode), say("password.mend.by_hand")
        )
    return _checked(
        ran.stdout[:_LIMIT_BYTES].strip(b"\r\n"), say("password.empty_output", path=path)
    )


def _from_keyring(vault_id: str) -> Secret:
    try:
        import keyring  # noqa: PLC0415 - an optional extra
        from keyring.errors import KeyringError  # noqa: PLC0415 - likewise
    except ModuleNotFoundError as error:
        raise VaultError.one(say("password.no_library"), say("password.mend.extra")) from error
    try:
        found = keyring.get_password(KEYRING_SERVICE, vault_id)
    except KeyringError as error:
        what = say("password.keyring", why=type(error).__name__)
        raise VaultError.one(what, say("password.mend.unlock")) from error
    if not found:
        mend = say("password.mend.store", service=KEYRING_SERVICE, id=vault_id)
        raise VaultError.one(say("password.not_in_keyring", id=vault_id), mend)
    return Secret(found)


def _checked(raw: bytes, empty: Message) -> Secret:
    if not raw:
        raise VaultError.one(empty, say("password.mend.needed"))
    return Secret(raw.decode("utf-8", "surrogateescape"))
