"""Machines that speak SSH: every one a port on loopback, a host key and an account of its own."""

import contextlib
import io
import selectors
import socket
import threading
import time
from collections.abc import Iterator

import paramiko
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_SUCCEEDED,
)

from orchestrator.lab import shell
from orchestrator.lab.actor import DRIP_S, FOREVER_S, SLOW_S, Actor, Misbehaviour
from orchestrator.lab.keys import make_key
from orchestrator.lab.sockets import DEAF, Port, open_port

_BLOCK_BYTES = 32768
_MAX_SCRIPT_BYTES = 1 << 20
_OTHER_PROTOCOL = b"HTTP/1.0 400 Bad Request\r\nServer: RouterWeb\r\n\r\n<html>400</html>\r\n"
_FLOOD_LINE = b"tcp ESTAB 0 0 192.168.9.9:50000 192.168.9.1:445\n"
_NOISE = "Chào mừng đến với máy phục vụ tệp. Vui lòng đổi mật khẩu.\n".encode()


class _Machine(paramiko.ServerInterface):
    """Who may log on to one machine, and what its command does."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def get_allowed_auths(self, username: str) -> str:
        """Offer what the machine's account has."""
        del username
        offers = {"password": self._actor.password, "publickey": self._actor.authorized_key}
        return ",".join(way for way, secret in offers.items() if secret)

    def check_auth_password(self, username: str, password: str) -> int:
        """Accept the account's password."""
        good = bool(password) and (username, password) == (self._actor.user, self._actor.password)
        return AUTH_SUCCESSFUL if good else AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        """Accept the account's key."""
        offered = f"{key.get_name()} {key.get_base64()}"
        good = (username, offered) == (self._actor.user, self._actor.authorized_key)
        return AUTH_SUCCESSFUL if good else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        """Open sessions, and nothing else."""
        del chanid
        if kind == "session":
            return OPEN_SUCCEEDED
        return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        """Serve the command in a thread of its own, or never say whether it will."""
        if self._actor.fault is Misbehaviour.NO_EXEC:
            time.sleep(FOREVER_S)
        line = command.decode(errors="replace")
        threading.Thread(target=_serve, args=(self._actor, channel, line), daemon=True).start()
        return True


def _serve(actor: Actor, channel: paramiko.Channel, command: str) -> None:
    # The script comes after our yes to the command, so nothing we send can overtake it.
    ran = shell.run(actor, command, _read_script(channel))
    # A controller hangs up on a machine that floods or drips; that ends the sending, no more.
    with contextlib.suppress(OSError, EOFError):
        for block in _blocks(actor, ran, channel):
            channel.sendall(block)
        channel.close()


def _read_script(channel: paramiko.Channel) -> bytes:
    script = bytearray()
    while len(script) < _MAX_SCRIPT_BYTES and (block := channel.recv(_BLOCK_BYTES)):
        script += block
    return bytes(script)


def _blocks(actor: Actor, ran: shell.Ran, channel: paramiko.Channel) -> Iterator[bytes]:
    match actor.fault:
        case Misbehaviour.FLOOD:
            yield from _flood(ran.stdout)
        case Misbehaviour.DRIP:
            yield from _drip(ran.stdout)
        case Misbehaviour.CUT:
            yield ran.stdout[: len(ran.stdout) // 2]
        case Misbehaviour.NOISE:
            yield _NOISE
            channel.send_exit_status(0)
        case _:
            time.sleep(SLOW_S if actor.fault is Misbehaviour.SLOW else 0)
            yield ran.stdout
            channel.sendall_stderr(ran.stderr)
            channel.send_exit_status(ran.code)


def _flood(stdout: bytes) -> Iterator[bytes]:
    yield stdout[: len(stdout) // 2]
    while True:
        yield _FLOOD_LINE * (_BLOCK_BYTES // len(_FLOOD_LINE))


def _drip(stdout: bytes) -> Iterator[bytes]:
    for byte in stdout:
        yield bytes([byte])
        time.sleep(DRIP_S)


def start(actors: tuple[Actor, ...]) -> "SshMachines":
    """Play the machines from threads of this process until it ends."""
    machines = SshMachines(actors)
    threading.Thread(target=machines.accept, daemon=True).start()
    return machines


class SshMachines:
    """The machines that are played; each keeps its port and its host key.

    `ports` are their ports on 127.0.0.1.
    """

    def __init__(self, actors: tuple[Actor, ...]) -> None:
        """Bind their ports; those that listen get a key."""
        self._bound = {actor.name: open_port(actor.fault) for actor in actors}
        self._cast: dict[str, Actor] = {}
        self._door = selectors.DefaultSelector()
        self.ports = {name: port.number for name, port in self._bound.items()}
        self.recast(actors)

    def recast(self, actors: tuple[Actor, ...]) -> None:
        """Let machines play another part from now on; one that was deaf may begin to listen."""
        for actor in actors:
            was = self._cast.get(actor.name)
            self._cast[actor.name] = actor
            if actor.fault not in DEAF and (was is None or was.fault in DEAF):
                self._open(actor.name, self._bound[actor.name])

    def _open(self, name: str, port: Port) -> None:
        port.wake()
        key = paramiko.Ed25519Key(file_obj=io.StringIO(make_key().private))
        self._door.register(port.bound, selectors.EVENT_READ, (name, key))

    def accept(self) -> None:
        """Welcome whoever comes, for ever."""
        kept: list[socket.socket] = []  # a silent machine's connections: dropped, they would close
        while True:
            for ready, _ in self._door.select():
                name, key = ready.data
                line, _ = self._bound[name].bound.accept()
                kept += _welcome(self._cast[name], key, line)


def _welcome(actor: Actor, key: paramiko.PKey, line: socket.socket) -> tuple[socket.socket, ...]:
    """Start the conversation; returns the line if it must be held open in silence."""
    match actor.fault:
        case Misbehaviour.SILENT:
            return (line,)
        case Misbehaviour.GARBAGE:
            line.sendall(_OTHER_PROTOCOL)
            line.close()
        case _:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            transport = paramiko.Transport(line)
            transport.add_server_key(key)
            transport.start_server(event=threading.Event(), server=_Machine(actor))
    return ()
