"""Many machines that ask for a password and write down each that they are shown.

`python -m tests.transport.doorkeepers FOLDER COUNT [GOOD]` prints one line of JSON, protocol ->
port, and lives until its standard input ends. The machines are 127.1.0.1 to 127.1.0.COUNT, each
with SSH and with WinRM (NTLM over plain HTTP); one whose number is below GOOD takes the password
`right` of any account over SSH. For each password that is shown, and what is computed from one,
a line is added to `FOLDER/logons`: the address, and what came of it.
"""

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from functools import partial
from http import HTTPStatus
from pathlib import Path

import paramiko

from orchestrator.lab.actor import Actor
from orchestrator.lab.ntlm import OFFER, NtlmLogon

RIGHT = "right"
_LOCK = threading.Lock()


def note(folder: Path, address: str, end: str) -> None:
    with _LOCK, (folder / "logons").open("a", encoding="utf-8") as file:
        file.write(f"{address} {end}\n")


class SshDoor(paramiko.ServerInterface):
    def __init__(self, folder: Path, address: str, good: int) -> None:
        self.folder, self.address, self.good = folder, address, good

    def check_auth_password(self, username: str, password: str) -> int:  # noqa: ARG002
        accepted = password == RIGHT and int(self.address.rpartition(".")[2]) <= self.good
        note(self.folder, self.address, "accepted" if accepted else "rejected")
        return paramiko.AUTH_SUCCESSFUL if accepted else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        threading.Thread(target=self.answer, args=(channel, command), daemon=True).start()
        return True

    def answer(self, channel: paramiko.Channel, command: bytes) -> None:
        stdin = channel.makefile("rb").read()
        done = subprocess.run(
            ["/bin/sh", "-c", command], input=stdin, capture_output=True, check=False
        )
        channel.sendall(done.stdout)
        channel.send_exit_status(done.returncode)
        channel.close()


def speak_ssh(folder: Path, key: paramiko.PKey, good: int, sock: socket.socket) -> None:
    transport = paramiko.Transport(sock)
    transport.add_server_key(key)
    try:
        transport.start_server(server=SshDoor(folder, sock.getsockname()[0], good))
        transport.join()
    except (OSError, EOFError, paramiko.SSHException):
        transport.close()


class WinrmDoor(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path

    def setup(self) -> None:
        super().setup()
        password = ""  # the accounts file has another
        self.logon = NtlmLogon(Actor(name="pc", user="nobody", password=password, root="", path=""))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = self.headers.get("Authorization", "")
        offer = self.logon.step(said) if said else OFFER
        if "TlRMTVNTUAAD" in said:  # the third message of NTLM
            note(self.folder, self.connection.getsockname()[0], "rejected")
        self.send_response(HTTPStatus.UNAUTHORIZED)
        self.send_header("WWW-Authenticate", offer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def take(listener: socket.socket, handle: partial[object]) -> None:
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=handle, args=(sock,), daemon=True).start()


def speak_winrm(folder: Path, sock: socket.socket) -> None:
    handler = type("Door", (WinrmDoor,), {"folder": folder})
    try:
        handler(sock, sock.getpeername(), None)
    except OSError:
        return
    finally:
        sock.close()


def main() -> None:
    folder, count, good = Path(sys.argv[1]), int(sys.argv[2]), int((*sys.argv, "0")[3])
    (folder / "logons").touch()
    (folder / "accounts").write_text(":nobody:another\n", encoding="utf-8")
    os.environ["NTLM_USER_FILE"] = str(folder / "accounts")
    key = paramiko.ECDSAKey.generate()
    ways = {
        "ssh": partial(speak_ssh, folder, key, good),
        "winrm": partial(speak_winrm, folder),
    }
    ports = {}
    for way, handle in ways.items():
        port = 0
        for number in range(1, count + 1):
            listener = socket.create_server((f"127.1.0.{number}", port), backlog=64)
            port = listener.getsockname()[1]
            threading.Thread(target=take, args=(listener, handle), daemon=True).start()
        ports[way] = port
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    import logging

    logging.getLogger("paramiko").addHandler(logging.NullHandler())
    logging.getLogger("paramiko").propagate = False
    main()
