"""How a site is heard for the first time, when the broker does not know its key yet.

Hub and site make the same key out of what both know. It is no secret, and no proof: who has it may
send greetings of that one site, and nothing else. A greeting counts by its own signature, once a
person has compared the eight words of the key that made it.
"""

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_WHAT: Final = b"orchestrator introduction 1\n"


def introduction_key(hub: str, site: str) -> "Ed25519PrivateKey":
    """Return the key by which a site's greetings reach a hub (its public key, hexadecimal)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - costs 0.1 s
        Ed25519PrivateKey,
    )

    seed = hashlib.sha256(_WHAT + f"{hub}\n{site}".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)
