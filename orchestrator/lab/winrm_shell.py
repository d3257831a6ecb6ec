"""The remote shells of one Windows machine: Create, Command, Send, Receive, Signal, Delete.

A machine has one program, PowerShell, which reads its standard input to the end and answers from
a recording.
"""

import asyncio
import base64
import re
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from orchestrator.lab import recording, wsman
from orchestrator.lab.actor import SLOW_S, Actor, Misbehaviour
from orchestrator.lab.recording import Printed
from orchestrator.lab.sockets import LOOPBACK

_RESOURCE = wsman.SHELL + "/cmd"
_POWERSHELL = re.compile(r'"?(?:[^" ]*\\)?powershell(?:\.exe)?"?(?: |$)', re.IGNORECASE)
_BLOCK_BYTES = 100_000  # the client's envelope of 153,600 bytes, less base64 and its frame
_NOISE = b"Windows is configuring updates.\r\n"


class _Command:
    def __init__(self) -> None:
        self.id = wsman.new_id()
        self.stdin = bytearray()
        self.stdout = b""
        self.stderr = b""
        self.code = 0
        self.ended = asyncio.Event()

    def end(self, printed: Printed) -> None:
        self.stdout, self.stderr, self.code = printed.stdout, printed.stderr, printed.code
        self.ended.set()


class Shells:
    """All shells of one machine; one object serves all its connections."""

    def __init__(self, actor: Actor) -> None:
        """Begin without a shell."""
        self._actor = actor
        self._shells: dict[str, dict[str, _Command]] = {}

    async def answer(self, request: wsman.WsmanRequest) -> bytes:
        """Return the envelope that answers a request; raises `wsman.Fault`."""
        match request.action:
            case "Create":
                return self._create(request)
            case "Command":
                return self._command(request)
            case "Send":
                return self._send(request)
            case "Receive":
                return await self._receive(request)
            case "Signal":
                return _said(request, "Signal", "<rsp:SignalResponse/>")
            case "Delete":
                self._shells.pop(request.shell, None)
                return wsman.answer(wsman.TRANSFER + "/DeleteResponse", request, "")
            case other:
                raise wsman.FaultAnswer(
                    wsman.NOT_SUPPORTED,
                    "a:ActionNotSupported",
                    f"No {other} here.",
                    detail="InvalidValue",
                )

    def _create(self, request: wsman.WsmanRequest) -> bytes:
        shell = wsman.new_id()
        self._shells[shell] = {}
        return wsman.answer(
            wsman.TRANSFER + "/CreateResponse",
            request,
            f"<x:ResourceCreated><a:Address>{escape(request.to)}</a:Address>"
            f"<a:ReferenceParameters><w:ResourceURI>{_RESOURCE}</w:ResourceURI>"
            f'<w:SelectorSet><w:Selector Name="ShellId">{shell}</w:Selector></w:SelectorSet>'
            f"</a:ReferenceParameters></x:ResourceCreated><rsp:Shell><rsp:ShellId>{shell}"
            f"</rsp:ShellId><rsp:ResourceUri>{_RESOURCE}</rsp:ResourceUri>"
            f"<rsp:Owner>{escape(self._actor.user)}</rsp:Owner>"
            f"<rsp:ClientIP>{LOOPBACK}</rsp:ClientIP><rsp:IdleTimeOut>PT7200.000S</rsp:IdleTimeOut>"
            "<rsp:InputStreams>stdin</rsp:InputStreams>"
            "<rsp:OutputStreams>stdout stderr</rsp:OutputStreams>"
            "<rsp:ShellRunTime>P0DT0H0M0S</rsp:ShellRunTime>"
            "<rsp:ShellInactivity>P0DT0H0M0S</rsp:ShellInactivity></rsp:Shell>",
        )

    def _command(self, request: wsman.WsmanRequest) -> bytes:
        command = _Command()
        self._shell(request)[command.id] = command
        line = request.find("Command").text or ""
        if not _POWERSHELL.match(line):
            error = f"'{line}' is not recognized as an internal or external command.\r\n"
            command.end(Printed(stderr=error.encode(), code=1))
        body = f"<rsp:CommandResponse><rsp:CommandId>{command.id}</rsp:CommandId>"
        return _said(request, "Command", body + "</rsp:CommandResponse>")

    def _send(self, request: wsman.WsmanRequest) -> bytes:
        stream = request.find("Stream")
        command = self._find(request, stream.get("CommandId"))
        command.stdin += base64.b64decode(stream.text or "")
        if stream.get("End", "").lower() == "true" and not command.ended.is_set():
            self._finish(command)
        return _said(request, "Send", "<rsp:SendResponse/>")

    def _finish(self, command: _Command) -> None:
        actor = self._actor
        now = datetime.now(UTC)  # noqa: TID251 - this is the played machine's own clock
        told = {"machine_id": actor.installation, "hardware": actor.board}
        facts = {"name": actor.name.upper()} | {key: said for key, said in told.items() if said}
        ahead = timedelta(seconds=actor.ahead_s)
        printed = recording.answer(actor.recording, bytes(command.stdin), now + ahead, facts)
        match self._actor.fault:
            case Misbehaviour.NO_EXEC:
                return
            case Misbehaviour.SLOW:
                asyncio.get_running_loop().call_later(SLOW_S, command.end, printed)
            case Misbehaviour.CUT:
                command.end(Printed(stdout=printed.stdout[: len(printed.stdout) // 2]))
            case Misbehaviour.NOISE:
                command.end(Printed(stdout=_NOISE))
            case _:
                command.end(printed)

    async def _receive(self, request: wsman.WsmanRequest) -> bytes:
        command = self._find(request, request.find("DesiredStream").get("CommandId"))
        try:
            async with asyncio.timeout(request.timeout_s):
                await command.ended.wait()
        except TimeoutError:
            reason = "The operation did not complete within the time specified."
            raise wsman.FaultAnswer(wsman.OPERATION_TIMED_OUT, "w:TimedOut", reason) from None
        block, command.stdout = command.stdout[:_BLOCK_BYTES], command.stdout[_BLOCK_BYTES:]
        body = _stream(command, "stdout", block)
        if not command.stdout:
            body += _stream(command, "stderr", command.stderr)
            body += _ends(command)
        body += _state(command, done=not command.stdout)
        return _said(request, "Receive", f"<rsp:ReceiveResponse>{body}</rsp:ReceiveResponse>")

    def _shell(self, request: wsman.WsmanRequest) -> dict[str, _Command]:
        try:
            return self._shells[request.shell]
        except KeyError:
            reason = f"The shell {request.shell} was not found."
            raise wsman.FaultAnswer(
                wsman.SHELL_NOT_FOUND, "w:InvalidSelectors", reason, detail="UnexpectedSelectors"
            ) from None

    def _find(self, request: wsman.WsmanRequest, command: str | None) -> _Command:
        try:
            return self._shell(request)[(command or "").upper()]
        except KeyError:
            reason = "The parameter is incorrect."
            raise wsman.FaultAnswer(
                wsman.BAD_PARAMETER,
                "w:InvalidParameter",
                reason,
                detail="InvalidValue",
                plugin=True,
            ) from None


def _said(request: wsman.WsmanRequest, word: str, body: str) -> bytes:
    return wsman.answer(f"{wsman.SHELL}/{word}Response", request, body)


def _stream(command: _Command, name: str, data: bytes) -> str:
    text = base64.b64encode(data).decode()
    return f'<rsp:Stream Name="{name}" CommandId="{command.id}">{text}</rsp:Stream>'


def _ends(command: _Command) -> str:
    return "".join(
        f'<rsp:Stream Name="{name}" CommandId="{command.id}" End="true"></rsp:Stream>'
        for name in ("stdout", "stderr")
    )


def _state(command: _Command, *, done: bool) -> str:
    state = f"{wsman.SHELL}/CommandState/{'Done' if done else 'Running'}"
    code = f"<rsp:ExitCode>{command.code}</rsp:ExitCode>" if done else ""
    head = f'<rsp:CommandState CommandId="{command.id}" State="{state}">'
    return f"{head}{code}</rsp:CommandState>"
