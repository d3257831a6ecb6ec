"""Keys that sign what goes between the district and its sites: made, kept, used.

A key is Ed25519. The private half lies in the state folder as PKCS#8, mode 0600, without a
password: a runner starts when nobody is there. It signs, and opens nothing.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from orchestrator.errors import Place, StateError
from orchestrator.files import read_bounded, write_atomic
from orchestrator.text.message import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNATURE_BYTES: Final = 64
PUBLIC_KEY_DIGITS: Final = 64
"""Hexadecimal digits of a public key."""
_PRIVATE: Final = 0o600
_FOLDER_MODE: Final = 0o700
_MOST_FILE_BYTES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key with its private half, in memory; `public` is its public half, hexadecimal."""

    public: str
    private: "Ed25519PrivateKey" = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of these bytes."""
        return self.private.sign(data)


def new_signing_key() -> SigningKey:
    """Make a key; it is written nowhere."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - costs 0.1 s
        Ed25519PrivateKey,
    )

    return _signing_key(Ed25519PrivateKey.generate())


def seeded_signing_key(seed: bytes) -> SigningKey:
    """Return the key of 32 bytes: whoever knows them has it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - costs 0.1 s
        Ed25519PrivateKey,
    )

    return _signing_key(Ed25519PrivateKey.from_private_bytes(seed))


def _signing_key(private: "Ed25519PrivateKey") -> SigningKey:
    return SigningKey(public=private.public_key().public_bytes_raw().hex(), private=private)


def is_signed(data: bytes, signature: bytes, public: str) -> bool:
    """Whether the holder of a public key (hexadecimal) signed these bytes.

    False for what is no key at all.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - likewise
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, data)
    except (ValueError, InvalidSignature):
        return False
    return True


def kept_signing_key(path: Path) -> SigningKey | None:
    """Return the key of a file, None where there is none.

    Raises:
        InputError: It cannot be read, or holds no key.
    """
    return _read(path) if path.exists() else None


def made_signing_key(path: Path) -> SigningKey:
    """Return the key of a file, made and kept first where there is none.

    Raises:
        InputError: It cannot be read or written, or holds no key.
    """
    return kept_signing_key(path) or _kept(path, new_signing_key())


def _read(path: Path) -> SigningKey:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - likewise
        Ed25519PrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - likewise
        load_pem_private_key,
    )

    data = read_bounded(path, _MOST_FILE_BYTES)
    try:
        private = load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise _no_key(path)
    return _signing_key(private)


def _no_key(path: Path) -> StateError:
    return StateError.one(say("road_key.unread"), say("road_key.mend"), Place(file=str(path)))


def _kept(path: Path, key: SigningKey) -> SigningKey:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - costs 0.1 s
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    data = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        write_atomic(path, data, _PRIVATE)
    except OSError as error:
        what = say("file.folder_unwritten", folder=path.parent, why=error.strerror or error)
        raise StateError.one(what, say("file.mend.other_folder")) from error
    return key
