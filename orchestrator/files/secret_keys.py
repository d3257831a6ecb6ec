"""Which keys hold secrets: what stands under them is in no message and on no screen."""

import re

HIDDEN = "***"

_NAMES = re.compile(
    r"pass|secret|token|credential|private_key|key_pem|api_?key|vault", re.IGNORECASE
)


def is_secret(key: str) -> bool:
    """Tell whether a key names a secret; rather one too many than one too few."""
    return bool(_NAMES.search(key))
