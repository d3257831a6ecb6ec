"""nats-py's client, as this program needs it: logged on by NKey, inside TLS alone, without headers.

nats-py signs by a callback, but takes the public key only from a package that is built from C. And
whoever may publish may write a header that ends nats-py's reading for good: a client that asks for
none is sent none.
"""

from typing import TYPE_CHECKING

from nats.aio.client import Client
from nats.errors import SecureConnRequiredError

from orchestrator.roads.broker.nkeys import NonceError, signed_nonce, user_nkey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class NKeyClient(Client):
    """A client whose key is told once; `connect` is given its `signed`."""

    def __init__(self, private: "Ed25519PrivateKey") -> None:
        """Take the key's holder for the user."""
        super().__init__()
        self._private = private
        self._public_nkey = user_nkey(private.public_key().public_bytes_raw())

    def signed(self, nonce: str) -> bytes:
        """Return the signature of a log-on.

        Raises:
            SecureConnRequiredError: The peer did not ask for TLS, so it may be anybody; or what
                it wants signed is no nonce.
        """
        if not self._server_info.get("tls_required"):
            raise SecureConnRequiredError
        try:
            return signed_nonce(nonce, self._private)
        except NonceError as error:
            raise SecureConnRequiredError from error

    def _connect_command(self) -> bytes:
        self._server_info.pop("headers", None)
        return super()._connect_command()
