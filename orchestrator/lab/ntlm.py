"""The machine's side of an NTLM logon over HTTP, and the sealing of messages after it.

The accounts stand in the file that `NTLM_USER_FILE` names (pyspnego reads it at each logon), one
line `:user:password` each; a machine accepts its own account only.
"""

import base64
import binascii
import struct
from collections.abc import Iterable

import spnego
from spnego.exceptions import SpnegoError

from orchestrator.lab.actor import Actor

_BOUNDARY = b"--Encrypted Boundary"
_PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
_OCTETS = b"\tContent-Type: application/octet-stream\r\n"
SEALED_TYPE = f'multipart/encrypted;protocol="{_PROTOCOL}";boundary="Encrypted Boundary"'
OFFER = "Negotiate"  # what Windows offers; clients then send raw NTLM tokens under that name


def accounts_file(actors: Iterable[Actor]) -> str:
    """Return the text of the accounts file; equal lines stand once."""
    lines = {f":{actor.user}:{actor.password}\n" for actor in actors if actor.password}
    return "".join(sorted(lines))


class NtlmLogon:
    """The logon of one connection: nobody, then under way, then the actor's account."""

    def __init__(self, actor: Actor) -> None:
        """Begin with nobody logged on."""
        self._actor = actor
        self._context: spnego.ContextProxy | None = None
        self.done = False

    def step(self, authorization: str) -> str:
        """Take one `Authorization` header.

        Returns:
            The `WWW-Authenticate` header of the answer: the next token while the logon is under
            way, a bare offer when it was refused, empty when there is no more to say.
        """
        scheme, _, text = authorization.partition(" ")
        if self._context is None or self._context.complete:
            options = spnego.NegotiateOptions.use_ntlm
            self._context = spnego.server(protocol="ntlm", options=options)
            self.done = False
        try:
            token = self._context.step(base64.b64decode(text))
        except (SpnegoError, binascii.Error, struct.error, ValueError):
            return self._refuse()
        if self._context.complete and not self._is_ours(self._context.client_principal or ""):
            return self._refuse()
        self.done = self._context.complete
        return f"{scheme} {base64.b64encode(token).decode()}" if token else ""

    def _is_ours(self, principal: str) -> bool:
        return principal.rpartition("\\")[2].casefold() == self._actor.user.casefold()

    def _refuse(self) -> str:
        self._context, self.done = None, False
        return OFFER

    def unseal(self, body: bytes) -> bytes:
        """Return the message in a multipart body; ValueError if it was not sealed for us."""
        start, stop = body.find(_OCTETS), body.rfind(_BOUNDARY + b"--")
        if self._context is None or start < 0 or stop < 0:
            msg = "not a sealed message"
            raise ValueError(msg)
        blob = body[start + len(_OCTETS) : stop]
        try:
            # 4 bytes of length, then header and data, which unwrap takes in one piece
            return self._context.unwrap(blob[4:]).data
        except SpnegoError as wrong:
            msg = "sealed with another key"
            raise ValueError(msg) from wrong

    def seal(self, message: bytes) -> bytes:
        """Return the message as the multipart body that WinRM clients open."""
        if self._context is None:
            msg = "nobody is logged on"
            raise ValueError(msg)
        sealed = self._context.wrap_winrm(message)
        original = f"type=application/soap+xml;charset=UTF-8;Length={len(message)}"
        return b"".join(
            (
                _BOUNDARY,
                f"\r\n\tContent-Type: {_PROTOCOL}\r\n".encode(),
                f"\tOriginalContent: {original}\r\n".encode(),
                _BOUNDARY + b"\r\n" + _OCTETS,
                struct.pack("<I", len(sealed.header)),
                sealed.header + sealed.data + _BOUNDARY + b"--\r\n",
            )
        )
