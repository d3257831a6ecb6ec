"""A Windows machine that accepts Kerberos: the lab's shells behind a real GSSAPI acceptor.

Runs as a process of its own, so that the service's keytab and the client's ticket do not meet in
one library: `python -m tests.transport.kerberos_peer SERVICE RECORDING [PEM]` prints its port.
"""

import asyncio
import base64
import ssl
import struct
import sys
from http import HTTPStatus

import spnego
from spnego.exceptions import SpnegoError

from orchestrator.lab import wsman
from orchestrator.lab.actor import Actor
from orchestrator.lab.winrm_server import HttpRequest, head, read_request
from orchestrator.lab.winrm_shell import Shells

_BOUNDARY = b"--Encrypted Boundary"
_PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
_OCTETS = b"\tContent-Type: application/octet-stream\r\n"
_SEALED = f'multipart/encrypted;protocol="{_PROTOCOL}";boundary="Encrypted Boundary"'
_SOAP = "application/soap+xml;charset=UTF-8"


class Connection:
    """One client's connection: a security context, then messages under it."""

    def __init__(self, service: str, shells: Shells, *, sealed: bool) -> None:
        self._service = service
        self._shells = shells
        self._sealed = sealed
        self._context: spnego.ContextProxy | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(await self._answer(await read_request(reader)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, asked: HttpRequest) -> bytes:
        headers = {}
        if "authorization" in asked.headers:
            token = base64.b64decode(asked.headers["authorization"].partition(" ")[2])
            self._context = spnego.server(
                hostname=self._service, service="HTTP", protocol="kerberos"
            )
            try:
                said = self._context.step(token)
            except SpnegoError:
                self._context = None
            else:
                headers["WWW-Authenticate"] = f"Negotiate {base64.b64encode(said or b'').decode()}"
        if self._context is None or not self._context.complete:
            return head(HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": "Negotiate"}, 0)
        if not asked.body:
            return head(HTTPStatus.OK, headers, 0)
        message = self._unseal(asked.body) if self._sealed else asked.body
        body = await self._shells.answer(wsman.read(message))
        body = self._seal(body) if self._sealed else body
        headers["Content-Type"] = _SEALED if self._sealed else _SOAP
        return head(HTTPStatus.OK, headers, len(body)) + body

    def _unseal(self, body: bytes) -> bytes:
        start, stop = body.index(_OCTETS) + len(_OCTETS), body.rindex(_BOUNDARY + b"--")
        blob = body[start:stop]
        length = struct.unpack("<I", blob[:4])[0]
        assert self._context is not None
        return bytes(self._context.unwrap_winrm(blob[4 : 4 + length], blob[4 + length :]))

    def _seal(self, message: bytes) -> bytes:
        assert self._context is not None
        header, data, _ = self._context.wrap_winrm(message)
        original = f"type={_SOAP};Length={len(message)}"
        return b"".join(
            (
                _BOUNDARY + f"\r\n\tContent-Type: {_PROTOCOL}\r\n".encode(),
                f"\tOriginalContent: {original}\r\n".encode(),
                _BOUNDARY + b"\r\n" + _OCTETS,
                struct.pack("<I", len(header)) + header + data + _BOUNDARY + b"--\r\n",
            )
        )


async def play(service: str, recording: str, pem: str) -> None:
    """Serve until the process ends."""
    shells = Shells(Actor(name="pc-01", recording=recording))
    tls = None
    if pem:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pem)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Connection(service, shells, sealed=not pem).serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else ""))
