"""Machines that speak WinRM over plain HTTP: NTLM logon, every message sealed."""

import asyncio
import contextlib
import threading
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from queue import SimpleQueue

from orchestrator.lab import http_messages, wsman
from orchestrator.lab.actor import DRIP_S, FOREVER_S, Actor, Misbehaviour
from orchestrator.lab.ntlm import OFFER, SEALED_TYPE, NtlmLogon
from orchestrator.lab.sockets import open_port
from orchestrator.lab.winrm_shell import Shells

_START_S = 10.0
_ENDLESS_BYTES = 1 << 40
_BLOCK = b" " * 65536
_OTHER_PAGE = b"<html><body><h1>RouterWeb</h1></body></html>\r\n"
_DEAF = frozenset({Misbehaviour.CLOSED, Misbehaviour.DROPPED})


def start(actors: tuple[Actor, ...]) -> Mapping[str, int]:
    """Play the machines from a thread of this process until it ends.

    Returns:
        Each machine's port on 127.0.0.1.
    """
    ready: SimpleQueue[Mapping[str, int]] = SimpleQueue()
    threading.Thread(target=lambda: asyncio.run(_play(actors, ready)), daemon=True).start()
    return ready.get(timeout=_START_S)


async def _play(actors: tuple[Actor, ...], ready: SimpleQueue[Mapping[str, int]]) -> None:
    ports = {actor.name: open_port(actor.fault) for actor in actors}
    servers = [
        await asyncio.start_server(
            partial(_Connection.serve, actor, Shells(actor)), sock=ports[actor.name].bound
        )
        for actor in actors
        if actor.fault not in _DEAF
    ]
    ready.put({name: port.number for name, port in ports.items()})
    await asyncio.gather(*(server.serve_forever() for server in servers))


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
                await connection._answer(await http_messages.read_request(reader))
        writer.close()

    async def _answer(self, asked: http_messages.HttpRequest) -> None:
        match self._actor.fault:
            case Misbehaviour.SILENT:
                await asyncio.sleep(FOREVER_S)
            case Misbehaviour.GARBAGE:
                headers = {"Server": "RouterWeb", "Content-Type": "text/html"}
                await self._write(HTTPStatus.OK, headers, _OTHER_PAGE)
            case _:
                await self._admit(asked)

    async def _admit(self, asked: http_messages.HttpRequest) -> None:
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
        self._writer.write(http_messages.head(status, headers, len(body)))
        for block in (body[i : i + 1] for i in range(len(body))) if drip else (body,):
            self._writer.write(block)
            await self._writer.drain()
            await asyncio.sleep(DRIP_S if drip else 0)

    async def _flood(self) -> None:
        self._writer.write(
            http_messages.head(HTTPStatus.OK, {"Content-Type": SEALED_TYPE}, _ENDLESS_BYTES)
        )
        while True:
            self._writer.write(_BLOCK)
            await self._writer.drain()
