"""The district's keys for kit results: made, kept in the state folder, unlocked.

A key is RSA with a self-signed certificate, whose serial number is the key's name: results name
by it whom they are sealed for. The private half lies in the state folder as encrypted PKCS#8; that
of a backup lies elsewhere, and only its certificate here.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from orchestrator.errors import Place, StateError, VaultError
from orchestrator.files import read_bounded, write_atomic
from orchestrator.model.secret import Secret
from orchestrator.text.message import say
from orchestrator.vault import Identity

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

FOLDER: Final = "kit-keys"
MOST_PASSPHRASE_BYTES: Final = 1023  # OpenSSL's own bound
_ENDING: Final = ".pem"
_BITS: Final = 3072
_FEWEST_BITS: Final = 2048
_LIVES: Final = timedelta(days=50 * 365)  # nobody checks it: a PC's clock may say 2009
_PRIVATE: Final = 0o600
_FOLDER_MODE: Final = 0o700
_MOST_FILE_BYTES: Final = 64 * 1024
_PRIVATE_MARK: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


class KeyKind(StrEnum):
    """Where a key's private half is meant to lie; its certificate says it, as the unit."""

    DISTRICT = "district"  # in the state folder
    BACKUP = "backup"  # in a safe


@dataclass(frozen=True, slots=True, kw_only=True)
class KitKey:
    """A key as the state folder has it.

    Attributes:
        name: 16 hex digits, the certificate's serial number.
        kind: Which of the two.
        made: When (aware UTC).
        certificate: Its public half, for which kits seal.
        locked: Its private half as encrypted PKCS#8 (PEM); None where it lies elsewhere.
    """

    name: str
    kind: KeyKind
    made: datetime
    certificate: "Certificate"
    locked: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKey:
    """A key whose private half is at hand, in memory only."""

    serial: int
    certificate: "Certificate"
    private: "RSAPrivateKey" = field(repr=False)


def name_of_serial(serial: int) -> str:
    """Return the name of the key whose certificate has that serial number."""
    return f"{serial:016x}"


def new_key(kind: KeyKind, passphrase: Secret, at: datetime) -> bytes:
    """Make a key; returns its file: the certificate, then the private half, locked (PEM).

    Args:
        kind: Where its private half is to lie.
        passphrase: What locks it.
        at: Now (aware UTC).

    Raises:
        VaultError: The passphrase is longer than the form takes.
    """
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - likewise

    password = _password(passphrase)
    private = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    certificate = _certificate(private, kind, at)
    return certificate.public_bytes(serialization.Encoding.PEM) + private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )


def _certificate(private: "RSAPrivateKey", kind: KeyKind, at: datetime) -> "Certificate":
    from cryptography import x509  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - likewise
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - likewise

    # 16 digits, positive, and no zero in front in whichever way it is written.
    serial = secrets.randbits(62) | 1 << 62
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "orchestrator"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, kind.value),
            x509.NameAttribute(NameOID.COMMON_NAME, name_of_serial(serial)),
        ]
    )
    builder = x509.CertificateBuilder(
        issuer_name=subject,
        subject_name=subject,
        public_key=private.public_key(),
        serial_number=serial,
        not_valid_before=at,
        not_valid_after=at + _LIVES,
    )
    return builder.sign(private, SHA256())


def read_key(data: bytes, place: Place) -> KitKey:
    """Return the key of a key's file.

    Raises:
        StateError: It is none.
    """
    from cryptography import x509  # noqa: PLC0415 - costs 0.1 s
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - likewise

    before, mark, after = data.partition(_PRIVATE_MARK)
    try:
        certificate = x509.load_pem_x509_certificate(before)
        (unit,) = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
        kind = KeyKind(str(unit.value))
        public = certificate.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(place) from error
    if not isinstance(public, RSAPublicKey) or public.key_size < _FEWEST_BITS:
        raise _no_key(place)
    return KitKey(
        name=name_of_serial(certificate.serial_number),
        kind=kind,
        made=certificate.not_valid_before_utc,
        certificate=certificate,
        locked=mark + after if mark else None,
    )


def _no_key(place: Place) -> StateError:
    return StateError.one(say("kit_key.unread"), say("kit_key.mend.file"), place)


def public_part(key: KitKey) -> bytes:
    """Return a key's file without its private half (PEM)."""
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    return key.certificate.public_bytes(Encoding.PEM)


def keep_key(state: Path, data: bytes) -> KitKey:
    """Put a key's file into the state folder, in the place of the same key's, and return the key.

    Raises:
        StateError: It is no key's file, or cannot be written.
    """
    key = read_key(data, Place(file=str(state / FOLDER)))
    folder = state / FOLDER
    try:
        state.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        write_atomic(folder / f"{key.name}{_ENDING}", data, _PRIVATE)
    except OSError as error:
        what = say("file.folder_unwritten", folder=folder, why=error.strerror or error)
        raise StateError.one(what, say("file.mend.other_folder")) from error
    return key


def kept_keys(state: Path) -> tuple[KitKey, ...]:
    """Return all keys of a state folder, the oldest first.

    Raises:
        InputError: A key's file cannot be read, or is none.
    """
    paths = sorted((state / FOLDER).glob(f"*{_ENDING}"))
    keys = [_read(path) for path in paths if not path.name.startswith(".")]
    return tuple(sorted(keys, key=lambda key: (key.made, key.name)))


def _read(path: Path) -> KitKey:
    place = Place(file=str(path))
    key = read_key(read_bounded(path, _MOST_FILE_BYTES), place)
    if path.stem != key.name:
        raise _no_key(place)
    return key


def read_key_file(path: Path) -> bytes:
    """Return a key's file that a person named, as bytes, within bounds.

    Raises:
        InputError: It cannot be read.
    """
    return read_bounded(path, _MOST_FILE_BYTES)


def sealing_keys(keys: Sequence[KitKey]) -> tuple[KitKey, ...]:
    """Return the keys that a new kit seals for: the district's newest and the newest backup.

    Empty where the district has none: a backup alone would leave every result in the safe.
    """
    own = [key for key in keys if key.kind is KeyKind.DISTRICT]
    backups = [key for key in keys if key.kind is KeyKind.BACKUP]
    return (*own[-1:], *backups[-1:]) if own else ()


def unlocked(keys: Iterable[KitKey], identities: Iterable[Identity]) -> tuple[OpenKey, ...]:
    """Return the keys that the passwords open; each source is asked at most once.

    Args:
        keys: Those of which the private half lies elsewhere are passed over.
        identities: Where passwords come from, in the order in which they are tried.

    Raises:
        VaultError: A password cannot be had, or none of them opens any of the keys.
    """
    locked = [key for key in keys if key.locked is not None]
    passwords = [_password(identity.ask()) for identity in identities] if locked else []
    opened = tuple(_opened(locked, passwords))
    if locked and not opened:
        names = ", ".join(key.name for key in locked)
        raise VaultError.one(say("kit_key.not_opened", keys=names), say("mend.vault_give"))
    return opened


def _opened(keys: Iterable[KitKey], passwords: Sequence[bytes]) -> Iterator[OpenKey]:
    for key in keys:
        for password in passwords:
            private = _private(key, password)
            if private is not None:
                serial = key.certificate.serial_number
                yield OpenKey(serial=serial, certificate=key.certificate, private=private)
                break


def _private(key: KitKey, password: bytes) -> "RSAPrivateKey | None":
    """Return a key's private half if this password opens it, and it is that of its certificate."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        load_pem_private_key,
    )

    try:
        private = load_pem_private_key(key.locked or b"", password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if not isinstance(private, RSAPrivateKey):
        return None
    return private if private.public_key() == key.certificate.public_key() else None


def _password(passphrase: Secret) -> bytes:
    password = passphrase.reveal().encode("utf-8", "surrogateescape")
    if not 0 < len(password) <= MOST_PASSPHRASE_BYTES:
        raise VaultError.one(say("kit_key.passphrase", n=MOST_PASSPHRASE_BYTES))
    return password
