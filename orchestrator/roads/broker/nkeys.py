"""NKeys: how the broker writes an Ed25519 public key, and what it may ask a holder to sign.

The text is base32 of one byte for the kind of key, the 32 bytes of the key, and their CRC-16
(XMODEM), little-endian. A user's begins with `U`.
"""

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_USER: Final = bytes([20 << 3])
_KEY_BYTES: Final = 32
# What a broker asks to sign is short base64. A hostile one must not get a signature over anything
# else: the same key signs messages, and those begin with a word, a blank and a line's end.
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


class NonceError(ValueError):
    """A broker asked for a signature over something that is no log-on."""


def user_nkey(public: bytes) -> str:
    """Return a user's public key as the broker writes it (56 characters).

    Raises:
        ValueError: A key has 32 bytes.
    """
    if len(public) != _KEY_BYTES:
        raise ValueError(f"an Ed25519 key has {_KEY_BYTES} bytes")
    body = _USER + public
    check = binascii.crc_hqx(body, 0).to_bytes(2, "little")
    return base64.b32encode(body + check).decode().rstrip("=")


def signed_nonce(nonce: str, private: "Ed25519PrivateKey") -> bytes:
    """Return the signature by which a key's holder logs on, in URL-safe base64 without padding.

    Raises:
        NonceError: This is no nonce of a log-on.
    """
    if _NONCE.fullmatch(nonce) is None:
        raise NonceError
    return base64.urlsafe_b64encode(private.sign(nonce.encode())).rstrip(b"=")
