"""A secret that no log, repr, format or pickle gives away."""

import hashlib
from typing import NoReturn


class Secret:
    """Holds one secret text; only `reveal` returns it, so every use can be found by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Keep the text."""
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one call that hands it to a login."""
        return self._text

    def fingerprint(self, salt: bytes) -> str:
        """Return a short keyed digest: equal secrets are recognised without being kept."""
        return hashlib.blake2b(self._text.encode(), key=salt[:64], digest_size=8).hexdigest()

    def __repr__(self) -> str:
        """Return the same opaque word for every secret."""
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        """Compare by text."""
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        """Hash by text."""
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled."""
        msg = "a secret is not pickled"
        raise TypeError(msg)
