"""Ansible Vault's format, 1.1 and 1.2: from text to its parts and back.

$ANSIBLE_VAULT;1.2;AES256;ward-4      1.1 has no id; `default` is meant then
6132...                               80 columns; hex of: hex salt LF hex MAC LF hex ciphertext
"""

from binascii import Error, hexlify, unhexlify
from typing import NoReturn

from msgspec import Struct

from orchestrator.text.message import Message, say
from orchestrator.text.visible import visible

HEADER = b"$ANSIBLE_VAULT;"
DEFAULT_ID = "default"
MAX_PLAIN_BYTES = 16 * 1024 * 1024
MAX_TEXT_BYTES = 5 * MAX_PLAIN_BYTES  # hex of hex, and the ends of lines

_COLUMNS = 80
_INDENT = " " * 10  # Ansible's
_VERSIONS = (b"1.1", b"1.2")
_CIPHER = b"AES256"
_MAC_BYTES = 32
_MIN_HEADER_FIELDS, _FIELDS_WITH_ID = 3, 4


class EnvelopeError(ValueError):
    """A text is no vault that can be read; `why` says it, and never what is in it."""

    def __init__(self, why: Message) -> None:
        """Keep why, to be said in the reader's language."""
        super().__init__(why)
        self.why = why


class Envelope(Struct, frozen=True, kw_only=True):
    """One closed vault; `vault_id` is a mere label, which nothing protects."""

    vault_id: str
    salt: bytes
    mac: bytes
    ciphertext: bytes


def is_vault(data: bytes) -> bool:
    """Tell whether a file's content is a vault."""
    return data.startswith(HEADER)


def vault_id_of(data: bytes) -> str:
    """Return the id that a vault's first line names.

    Raises:
        EnvelopeError: The line is no header of a format that can be read.
    """
    first, _, _ = data.partition(b"\n")
    parts = [part.strip() for part in first.split(b";")]
    if not is_vault(data) or len(parts) < _MIN_HEADER_FIELDS:
        raise EnvelopeError(say("vault.header"))
    if parts[1] not in _VERSIONS:
        raise EnvelopeError(say("vault.format", version=_shown(parts[1])))
    if parts[2] != _CIPHER:
        raise EnvelopeError(say("vault.cipher", cipher=_shown(parts[2])))
    return _id(parts[3]) if len(parts) >= _FIELDS_WITH_ID else DEFAULT_ID


def parse(data: bytes) -> Envelope:
    """Return the parts of a vault.

    Raises:
        EnvelopeError: It is damaged, too large, or of an unknown format or cipher.
    """
    if len(data) > MAX_TEXT_BYTES:
        raise EnvelopeError(say("vault.too_large", n=MAX_TEXT_BYTES))
    vault_id = vault_id_of(data)
    try:
        salt, mac, ciphertext = unhexlify(b"".join(data.splitlines()[1:])).split(b"\n", 2)
        envelope = Envelope(
            vault_id=vault_id,
            salt=unhexlify(salt),
            mac=unhexlify(mac),
            ciphertext=unhexlify(ciphertext),
        )
    except (Error, ValueError) as error:
        raise EnvelopeError(say("vault.damaged")) from error
    if len(envelope.mac) != _MAC_BYTES or not envelope.salt:
        _refuse_cut()
    return envelope


def written(envelope: Envelope) -> bytes:
    """Return the text of a vault, as Ansible writes it; `default` needs no id, hence 1.1."""
    fields = [HEADER.rstrip(b";"), b"1.1", _CIPHER]
    if envelope.vault_id != DEFAULT_ID:
        fields[1:] = [b"1.2", _CIPHER, envelope.vault_id.encode()]
    parts = (envelope.salt, envelope.mac, envelope.ciphertext)
    body = hexlify(b"\n".join(hexlify(part) for part in parts))
    lines = (body[at : at + _COLUMNS] for at in range(0, len(body), _COLUMNS))
    return b"\n".join((b";".join(fields), *lines, b""))


def pasted(name: str | None, vault: str) -> str:
    """Return a vault as YAML to paste into an inventory, in Ansible's own form.

    Args:
        name: The variable's name, if it is to have one.
        vault: The vault's text.
    """
    lines = "".join(f"{_INDENT}{line}\n" for line in vault.splitlines())
    return f"{f'{name}: ' if name else ''}!vault |\n{lines}"


def _id(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise EnvelopeError(say("vault.id_utf8")) from error
    if not text.isprintable():
        raise EnvelopeError(say("vault.id_hidden"))
    return text or DEFAULT_ID


def _shown(raw: bytes) -> str:
    return visible(raw[:20].decode("ascii", "backslashreplace"))


def _refuse_cut() -> NoReturn:
    raise EnvelopeError(say("vault.cut"))
