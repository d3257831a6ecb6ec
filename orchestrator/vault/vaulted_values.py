"""The passwords that are held, by id, and what they open.

Each value is opened when it is first needed, by the password of its own id, then by the others:
an id is a label that anyone may have changed, so Ansible goes on trying, and so is done here.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from msgspec import Struct

from orchestrator.errors import Place, VaultError
from orchestrator.files.yaml_nodes import Vaulted
from orchestrator.model.secret import Secret
from orchestrator.text.message import Message, say
from orchestrator.vault.cipher import Keys, derive, sealed, unsealed
from orchestrator.vault.envelope import (
    MAX_PLAIN_BYTES,
    Envelope,
    EnvelopeError,
    parse,
    vault_id_of,
    written,
)


class Identity(Struct, frozen=True, kw_only=True):
    """One vault id and how its password is had.

    Attributes:
        vault_id: The id.
        source: What a person wrote for it, for messages.
        ask: Returns the password; VaultError if it cannot be had.
    """

    vault_id: str
    source: str
    ask: Callable[[], Secret]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a vault held, under which id, and which of the passwords opened it."""

    plain: bytes = field(repr=False)
    vault_id: str
    held: int


class Vault:
    """Opens and closes values; asks each source at most once, and only when it is needed.

    Not for several threads: everything is opened before a sweep begins.
    """

    def __init__(self, identities: Sequence[Identity] = ()) -> None:
        """Hold identities, in the order in which they are tried."""
        self._identities = tuple(identities)
        self._passwords: dict[int, bytes] = {}
        self._failed: dict[int, VaultError] = {}
        self._keys: dict[tuple[int, bytes], Keys] = {}
        self._values: dict[bytes, Secret] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of which a password is held, or can be asked for."""
        return tuple(dict.fromkeys(identity.vault_id for identity in self._identities))

    def value(self, vaulted: Vaulted) -> Secret:
        """Return a vaulted value; equal ones are opened once.

        Raises:
            VaultError: No password opens it, or it is damaged, or no text.
        """
        raw = vaulted.ciphertext.encode()
        digest = hashlib.sha256(raw).digest()
        if digest not in self._values:
            self._values[digest] = Secret(_text(self.open(raw, vaulted.place), vaulted.place))
        return self._values[digest]

    def open(self, data: bytes, place: Place | None) -> bytes:
        """Return what a vault holds.

        Args:
            data: The vault's text.
            place: Where it stands, for messages.

        Raises:
            VaultError: No password opens it, or it is damaged.
        """
        return self.opened(data, place).plain

    def opened(self, data: bytes, place: Place | None) -> Opened:
        """Return what a vault holds and what is needed to close it again, as `open` does."""
        try:
            return self._opened(parse(data), place)
        except EnvelopeError as error:
            raise unreadable(error, place) from error

    def make_ready(self, values: Iterable[Vaulted]) -> None:
        """Derive the keys of many values at once, on all cores, for each by its own id's password.

        Only saves time: 5,000 values cost 18 s one after the other. What cannot be derived is
        left for `value` to complain of.
        """
        wanted = dict.fromkeys(key for value in values if (key := self._own_key(value)))
        missing = [key for key in wanted if key not in self._keys]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            derived = pool.map(lambda key: derive(self._passwords[key[0]], key[1]), missing)
            self._keys.update(zip(missing, derived, strict=True))

    def close(self, plain: bytes, vault_id: str) -> bytes:
        """Return a vault's text that holds `plain`, closed for the first identity of that id.

        Raises:
            VaultError: There is none, or its password cannot be had, or the content is too large.
        """
        if len(plain) > MAX_PLAIN_BYTES:
            raise VaultError.one(say("password.large", n=MAX_PLAIN_BYTES), say("mend.split"))
        for number, identity in enumerate(self._identities):
            if identity.vault_id == vault_id:
                return written(sealed(plain, self._password(number), vault_id))
        what = (
            say("password.not_held", id=vault_id, held=", ".join(self.ids))
            if self.ids
            else say("password.none_held", id=vault_id)
        )
        raise VaultError.one(what, say("mend.vault_give"))

    def close_again(self, plain: bytes, opened: Opened) -> bytes:
        """Return a vault's text under the id and the password that it had before."""
        return written(sealed(plain, self._password(opened.held), opened.vault_id))

    def passwords(self) -> tuple[Secret, ...]:
        """Return the passwords asked for so far, so that a log can leave them out."""
        return tuple(Secret(_loose(raw)) for raw in self._passwords.values())

    def _own_key(self, value: Vaulted) -> tuple[int, bytes] | None:
        with suppress(EnvelopeError, VaultError):
            envelope = parse(value.ciphertext.encode())
            named = [identity.vault_id for identity in self._identities]
            if envelope.vault_id in named:
                number = named.index(envelope.vault_id)
                self._password(number)
                return number, envelope.salt
        return None

    def _opened(self, envelope: Envelope, place: Place | None) -> Opened:
        own_first = sorted(
            range(len(self._identities)),
            key=lambda number: self._identities[number].vault_id != envelope.vault_id,
        )
        for number in own_first:
            plain = unsealed(envelope, self._derived(number, envelope.salt))
            if plain is not None:
                return Opened(plain=plain, vault_id=envelope.vault_id, held=number)
        raise self._refusal(envelope.vault_id, place)

    def _derived(self, number: int, salt: bytes) -> Keys:
        if (number, salt) not in self._keys:
            self._keys[number, salt] = derive(self._password(number), salt)
        return self._keys[number, salt]

    def _password(self, number: int) -> bytes:
        if number in self._failed:
            raise self._failed[number]
        if number not in self._passwords:
            try:
                password = self._identities[number].ask().reveal()
            except VaultError as error:
                self._failed[number] = error
                raise
            self._passwords[number] = password.encode("utf-8", "surrogateescape")
        return self._passwords[number]

    def _refusal(self, vault_id: str, place: Place | None) -> VaultError:
        if not self._identities:
            return VaultError.one(say("vault.closed", id=vault_id), say("mend.vault_give"), place)
        tried = ", ".join(f"{one.vault_id} ({one.source})" for one in self._identities)
        mend = say("mend.vault_wrong", tried=tried)
        if vault_id not in self.ids:
            give = say("mend.vault_give")
            mend = say("mend.vault_other", tried=tried, id=vault_id, give=give)
        return VaultError.one(say("vault.not_opened", id=vault_id), mend, place)


def fault(vaulted: Vaulted) -> Message | None:
    """Return why a value could never be opened, by whatever password; else nothing."""
    try:
        parse(vaulted.ciphertext.encode())
    except EnvelopeError as error:
        return error.why
    return None


def id_of(data: bytes, place: Place | None) -> str:
    """Return the id that a vault names; VaultError if its header cannot be read."""
    try:
        return vault_id_of(data)
    except EnvelopeError as error:
        raise unreadable(error, place) from error


def unreadable(error: EnvelopeError, place: Place | None) -> VaultError:
    """Return the error for a vault that no password can open."""
    return VaultError.one(say("vault.unreadable", why=error.why), say("mend.vault_restore"), place)


def _text(plain: bytes, place: Place | None) -> str:
    try:
        return plain.decode()
    except UnicodeDecodeError as error:
        raise VaultError.one(say("vault.not_text"), say("mend.vault_utf8"), place) from error


def _loose(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
