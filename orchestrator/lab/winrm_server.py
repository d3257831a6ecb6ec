"""Machines that speak WinRM over plain HTTP: NTLM logon, every message sealed.

Of HTTP/1.1 it has what a listener needs: requests with a length, answers with a length.
"""

import asyncio
import contextlib
import threading
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from email.utils import formatdate
from functools import partial
from http import HTTPStatus

from msgspec import Struct

from orchestrator.lab import wsman
from orchestrator.lab.actor import DRIP_S, FOREVER_S, Actor, Misbehaviour
from orchestrator.lab.ntlm import OFFER, SEALED_TYPE, NtlmLogon
from orchestrator.lab.sockets import DEAF, open_port
from orchestrator.lab.winrm_shell import Shells

_START_S = 10.0
_ENDLESS_BYTES = 1 << 40
_BLOCK = b" " * 65536
_OTHER_PAGE = b"<html><body><h1>RouterWeb</h1></body></html>\r\n"


class HttpRequest(Struct, frozen=True, kw_only=True):
    """One request; header names are lower case."""

    line: str
    headers: Mapping[str, str]
    body: bytes


async def read_request(reader: asyncio.StreamReader) -> HttpRequest:
    """Read one request.

    Raises:
        asyncio.IncompleteReadError: The client hung up, as it does after its last request.
    """
    head = await reader.readuntil(b"\r\n\r\n")
    line, *rows = head.decode("latin-1").split("\r\n")
    cells = (row.partition(":") for row in rows if row)
    headers = {name.strip().lower(): value.strip() for name, _, value in cells}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return HttpRequest(line=line, headers=headers, body=body)


def head(status: HTTPStatus, headers: Mapping[str, str], length: int) -> bytes:
    """Return the head of an answer whose body has that many bytes."""
    rows = {
        "Server": "Microsoft-HTTPAPI/2.0",
        "Date": formatdate(usegmt=True),
        **headers,
        "Content-Length": str(length),
    }
    text = "".join(f"{name}: {value}\r\n" for name, value in rows.items())
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{text}\r\n".encode()


def start(actors: tuple[Actor, ...]) -> "WinrmMachines":
    """Play the machines from a thread of this process until it ends."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return WinrmMachines(actors, loop)


class WinrmMachines:
    """The machines that are played, each at a port of its own on 127.0.0.1: `ports`."""

    def __init__(self, actors: tuple[Actor, ...], loop: asyncio.AbstractEventLoop) -> None:
        """Bind their ports and listen, all in `loop`, which another thread runs."""
        self._bound = {actor.name: open_port(actor.fault) for actor in actors}
        self._shells: dict[str, tuple[Actor, Shells]] = {}
        self._servers: list[asyncio.Server] = []  # nobody else keeps them
        self._loop = loop
        self.ports = {name: port.number for name, port in self._bound.items()}
        self.recast(actors)

    def recast(self, actors: tuple[Actor, ...]) -> None:
        """Let machines play another part from now on; one that was deaf may begin to listen."""
        asyncio.run_coroutine_threadsafe(self._recast(actors), self._loop).result(_START_S)

    async def _recast(self, actors: tuple[Actor, ...]) -> None:
        for actor in actors:
            was, _ = self._shells.get(actor.name, (None, None))
            self._shells[actor.name] = actor, Shells(actor)
            if actor.fault not in DEAF and (was is None or was.fault in DEAF):
                port = self._bound[actor.name]
                port.wake()
                serve = partial(self._serve, actor.name)
                self._servers.append(await asyncio.start_server(serve, sock=port.bound))

    async def _serve(
        self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await _Connection.serve(*self._shells[name], reader, writer)


class _Connection:
    """One connection of a client to one machine."""

    def __init__(self, actor: Actor, shells: Shells, writer: asyncio.StreamWriter) -> None:
        self._actor = actor
        self._shells = shells
        self._writer = writer
        self._logon = NtlmLogon(actor)

    @classmethod
    async def serve(
        cls,
        actor: Actor,
        shells: Shells,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Answer requests until the client hangs up."""
        connection = cls(actor, shells, writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await connection._answer(await read_request(reader))
        writer.close()

    async def _answer(self, asked: HttpRequest) -> None:
        match self._actor.fault:
            case Misbehaviour.SILENT:
                await asyncio.sleep(FOREVER_S)
            case Misbehaviour.GARBAGE:
                headers = {"Server": "RouterWeb", "Content-Type": "text/html"}
                await self._write(HTTPStatus.OK, headers, _OTHER_PAGE)
            case _:
                await self._admit(asked)

    async def _admit(self, asked: HttpRequest) -> None:
        offer = OFFER
        if "authorization" in asked.headers:
            offer = self._logon.step(asked.headers["authorization"])
        headers = {"WWW-Authenticate": offer} if offer else {}
        if not self._logon.done:
            await self._write(HTTPStatus.UNAUTHORIZED, headers)
        elif not asked.body:  # the empty message that only opens the NTLM context
            await self._write(HTTPStatus.OK, {})
        else:
            await self._open(asked.body)

    async def _open(self, body: bytes) -> None:
        try:
            request = wsman.read(self._logon.unseal(body))
        except (ValueError, ET.ParseError):  # Windows says no more to what it cannot open
            await self._write(HTTPStatus.BAD_REQUEST, {})
            return
        status, message = await self._reply(request)
        if request.action == "Receive" and self._actor.fault is Misbehaviour.FLOOD:
            await self._flood()
        headers = {"Content-Type": SEALED_TYPE}
        drip = request.action == "Receive" and self._actor.fault is Misbehaviour.DRIP
        await self._write(status, headers, self._logon.seal(message), drip=drip)

    async def _reply(self, request: wsman.WsmanRequest) -> tuple[HTTPStatus, bytes]:
        try:
            return HTTPStatus.OK, await self._shells.answer(request)
        except wsman.FaultAnswer as wrong:
            return HTTPStatus.INTERNAL_SERVER_ERROR, wsman.fault(wrong, request.message_id)

    async def _write(
        self,
        status: HTTPStatus,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        drip: bool = False,
    ) -> None:
        self._writer.write(head(status, headers, len(body)))
        for block in (body[i : i + 1] for i in range(len(body))) if drip else (body,):
            self._writer.write(block)
            await self._writer.drain()
            await asyncio.sleep(DRIP_S if drip else 0)

    async def _flood(self) -> None:
        self._writer.write(head(HTTPStatus.OK, {"Content-Type": SEALED_TYPE}, _ENDLESS_BYTES))
        while True:
            self._writer.write(_BLOCK)
            await self._writer.drain()
