"""SSH servers that misbehave, one way each: a program of its own, so that a leak is the client's.

`python -m tests.transport.ssh_faults FOLDER` prints one line of JSON, mode -> port, and lives until
its standard input ends. For every credential that reaches a server it appends a byte to
`FOLDER/<mode>.auth`; for every connection one to `FOLDER/<mode>.tcp`.
"""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import paramiko
from paramiko.common import cMSG_IGNORE, cMSG_USERAUTH_INFO_REQUEST

USER, PASSWORD = "audit", "mat-khau-thu"
FOREVER_S = 60.0

FOLDER = Path(sys.argv[1]) if __name__ == "__main__" else Path()
KEYS = [paramiko.ECDSAKey.generate() for _ in range(2)] if __name__ == "__main__" else []


def note(mode: str, kind: str) -> None:
    with (FOLDER / f"{mode}.{kind}").open("ab") as file:
        file.write(b".")


def hold(_: object = None) -> None:
    time.sleep(FOREVER_S)


def tarpit(sock: socket.socket) -> None:
    while True:
        sock.sendall(b"please wait\r\n")
        time.sleep(0.05)


def endless_line(sock: socket.socket) -> None:
    while True:
        sock.sendall(b"x" * 4096)


def says(words: bytes, then: Callable[[], None]) -> Callable[[socket.socket], None]:
    def speak(sock: socket.socket) -> None:
        sock.sendall(words)
        then()

    return speak


# The modes that speak no SSH, or only its first words.
RAW: dict[str, Callable[[socket.socket], None]] = {
    "accept": hold,
    "banner": tarpit,
    "kex": says(b"SSH-2.0-stall\r\n", hold),
    "endless_line": endless_line,
    "huge_packet": says(b"SSH-2.0-huge\r\n" + b"\xff\xff\xff\xf0" + b"\x00" * 64, hold),
    "old_version": says(b"SSH-1.5-ancient\r\n", hold),
    "max_startups": says(b"Exceeded MaxStartups\r\n", lambda: None),
    "penalty": says(b"Not allowed at this time\r\n", lambda: None),
    "rude": says("go away \x1b[2J\u202eyawa\r\n".encode(), lambda: None),
    "closed": lambda _: None,
    "http": says(b"HTTP/1.0 400 Bad Request\r\n\r\n", lambda: None),
}


class Faulty(paramiko.ServerInterface):
    """Well behaved up to the point that its mode names."""

    def __init__(self, mode: str, transport: paramiko.Transport) -> None:
        self.mode, self.transport = mode, transport

    def check_auth_password(self, username: str, password: str) -> int:
        if self.mode.startswith("dialogue"):
            return paramiko.AUTH_FAILED  # unread: this way is switched off
        note(self.mode, "auth")
        if self.mode == "auth":
            hold()
        if self.mode == "change_first":
            change = paramiko.Message()
            change.add_byte(cMSG_USERAUTH_INFO_REQUEST)  # the number has another meaning here
            change.add_string("expired")
            change.add_string("")
            self.transport._send_message(change)
        if self.mode == "reject_close":
            threading.Timer(0.005, self.transport.close).start()
        if self.mode == "drop_at_login":
            self.transport.close()
        if self.mode == "second_factor":
            return paramiko.AUTH_PARTIALLY_SUCCESSFUL
        good = (username, password) == (USER, PASSWORD) and not self.mode.startswith("reject")
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:  # noqa: ARG002
        note(self.mode, "auth")
        return paramiko.AUTH_SUCCESSFUL

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002
        if self.mode.startswith("dialogue"):
            return "publickey,keyboard-interactive"
        return "publickey" if self.mode == "reject_method" else "password,publickey"

    def check_auth_interactive(self, username: str, submethods: str) -> object:  # noqa: ARG002
        prompts = [("Password: ", False)]
        if self.mode == "dialogue_code":
            prompts.append(("One-time code\x07: ", True))
        return paramiko.InteractiveQuery("", "", *prompts)

    def check_auth_interactive_response(self, responses: list[str]) -> object:
        note(self.mode, "auth")
        if self.mode == "dialogue_change":
            return paramiko.InteractiveQuery("Expired", "", ("New password: ", False))
        good = responses == [PASSWORD] and self.mode == "dialogue"
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        if self.mode == "open":
            hold()
        if self.mode == "no_session":
            return paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        if self.mode == "exec":
            hold()
        if self.mode == "refuse_exec":
            return False
        threading.Thread(target=self.answer, args=(channel, command), daemon=True).start()
        return True

    def answer(self, channel: paramiko.Channel, command: bytes) -> None:
        if self.mode in ANSWERS:
            ANSWERS[self.mode](channel)
        else:
            run(channel, command)


def drip(channel: paramiko.Channel) -> None:
    while True:
        channel.sendall(b".")
        time.sleep(0.05)


def flood(channel: paramiko.Channel) -> None:
    while True:
        channel.sendall(b"x" * 32768)


def flood_stderr(channel: paramiko.Channel) -> None:
    while True:
        channel.sendall_stderr(b"x" * 32768)


def cut(channel: paramiko.Channel) -> None:
    while channel.recv(4096):  # the whole script: until then the command is not even answered
        pass
    channel.sendall(b"half an ans")
    time.sleep(0.05)
    channel.get_transport().close()


def ends_without_status(channel: paramiko.Channel) -> None:
    while channel.recv(4096):
        pass
    channel.sendall(b"all is said\n")
    channel.close()


def refuses(words: bytes, *, loud: bool = False) -> Callable[[paramiko.Channel], None]:
    def answer(channel: paramiko.Channel) -> None:
        while channel.recv(4096):  # as above
            pass
        (channel.sendall_stderr if loud else channel.sendall)(words)
        channel.send_exit_status(1)
        channel.close()

    return answer


ANSWERS: dict[str, Callable[[paramiko.Channel], None]] = {
    "silent": hold,
    "drip": drip,
    "flood": flood,
    "flood_stderr": flood_stderr,
    "cut": cut,
    "no_status": ends_without_status,
    "nologin": refuses(b"This account is currently not available.\n"),
    "expired": refuses(b"Password change required but no TTY available.\n", loud=True),
}


def run(channel: paramiko.Channel, command: bytes) -> None:
    """Do what a real server does."""
    stdin = channel.makefile("rb").read()
    done = subprocess.run(["/bin/sh", "-c", command], input=stdin, capture_output=True, check=False)
    channel.sendall(done.stdout)
    channel.sendall_stderr(done.stderr)
    channel.send_exit_status(done.returncode)
    channel.close()


def speak_ssh(mode: str, sock: socket.socket, number: int) -> None:
    transport = paramiko.Transport(sock)
    transport.add_server_key(KEYS[number > 0 if mode == "swap" else 0])
    if mode == "old_cipher":
        transport.get_security_options().ciphers = ("aes128-cbc", "3des-cbc")
    transport.start_server(server=Faulty(mode, transport))
    if mode == "ignore_flood":
        flood = paramiko.Message()
        flood.add_byte(cMSG_IGNORE)
        flood.add_string(b"x" * 30000)
        while True:
            transport._send_message(flood)
    hold()


def serve(mode: str, listener: socket.socket) -> None:
    number = 0
    while True:
        sock, _ = listener.accept()
        note(mode, "tcp")
        handler = RAW.get(mode)
        task = (handler, (sock,)) if handler else (speak_ssh, (mode, sock, number))
        threading.Thread(target=quietly, args=task, daemon=True).start()
        number += 1


def quietly(handler: Callable[..., None], args: tuple[object, ...]) -> None:
    """The client going away is how each of these stories ends."""
    try:
        handler(*args)
    except (OSError, EOFError, paramiko.SSHException):
        return
    finally:
        for sock in args:
            if isinstance(sock, socket.socket):
                sock.close()


MODES = (
    *RAW,
    *ANSWERS,
    *("auth", "open", "exec", "refuse_exec", "old_cipher", "ignore_flood", "swap", "ok"),
    *("dialogue", "dialogue_reject", "dialogue_code", "dialogue_change", "change_first"),
    "no_session",
    *("reject", "reject_close", "reject_method", "drop_at_login", "second_factor"),
)


def main() -> None:
    ports = {}
    for mode in MODES:
        (FOLDER / f"{mode}.auth").touch()
        (FOLDER / f"{mode}.tcp").touch()
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        ports[mode] = listener.getsockname()[1]
        threading.Thread(target=serve, args=(mode, listener), daemon=True).start()
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    import logging

    logging.getLogger("paramiko").addHandler(logging.NullHandler())
    logging.getLogger("paramiko").propagate = False
    main()
