"""The words of WinRM's connection variables: what an inventory may say, and what it comes to."""

from collections.abc import Mapping, Sequence

SCHEMES = ("http", "https")
CERTIFICATE_CHECKS = ("validate", "ignore")
TRANSPORTS: Mapping[str, str] = {
    "ntlm": "ntlm",
    "basic": "basic",
    "ssl": "basic",
    "certificate": "certificate",
    "kerberos": "kerberos",
}
"""Ansible's words for ways to log on, and the way that each means here."""
FOREIGN_TRANSPORTS = frozenset(("credssp", "plaintext"))
"""Ansible's other words: they may stand in a list beside one that is known here."""
_SEALED = frozenset(("ntlm", "kerberos"))  # these protect each message themselves
_HTTP_PORT = 5985


def transport_words(value: object) -> Sequence[str]:
    """Return the words of `ansible_winrm_transport`: a list, or a text with commas."""
    parts = value if isinstance(value, list | tuple) else str(value or "ntlm").split(",")
    return [str(part).strip() for part in parts]


def way_of_logging_on(words: Sequence[str]) -> str | None:
    """Return the first way that is known here; None if there is none."""
    return next((TRANSPORTS[word] for word in words if word in TRANSPORTS), None)


def is_https(scheme: str | None, port: int | None) -> bool:
    """Whether TLS is spoken: as the scheme says, else by the port."""
    return scheme == "https" if scheme else port != _HTTP_PORT


def needs_https(way: str) -> bool:
    """Whether a way to log on leaves its messages open unless they go through TLS."""
    return way not in _SEALED
