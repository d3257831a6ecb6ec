"""How a site is heard for the first time, when the broker does not know its key yet.

Hub and site make the same key out of what both know. It is no secret, and no proof: who has it may
send greetings of that one site, and nothing else. A greeting counts by its own signature, once a
person has compared the eight words of the key that made it.
"""

import hashlib
from typing import Final

from orchestrator.roads.signing_keys import SigningKey, seeded_signing_key

_WHAT: Final = b"orchestrator introduction 1\n"


def introduction_key(hub: str, site: str) -> SigningKey:
    """Return the key by which a site's greetings reach a hub (its public key, hexadecimal)."""
    return seeded_signing_key(hashlib.sha256(_WHAT + f"{hub}\n{site}".encode()).digest())
