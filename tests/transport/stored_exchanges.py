"""What real WinRM services sent, kept beside the repository; and a server that sends it again."""

import base64
import http.server
import re
import ssl
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tests.shared import SHARED

NAMESPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "f": "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault",
}
OURS = frozenset(("Create", "Command", "Send", "Receive", "Delete"))
"""What our transport asks; others also send a Signal before they delete a shell."""
TIMED_OUT = "2150858793"


@dataclass(frozen=True)
class Stored:
    """One stored answer, and the action of the request that it answers."""

    action: str
    text: str
    status: int

    @property
    def body(self) -> ET.Element:
        found = ET.fromstring(self.text).find("s:Body", NAMESPACES)  # noqa: S314 - kept beside the repository
        assert found is not None
        return found

    @property
    def fault(self) -> ET.Element | None:
        return self.body.find("s:Fault/s:Detail/f:WSManFault", NAMESPACES)


def files() -> list[Path]:
    return sorted((SHARED / "data" / "winrm-responses").glob("*.yml")) if SHARED else []


@cache
def stored(path: Path) -> tuple[Stored, ...]:
    """Return the answers of a file, in their order."""
    messages = yaml.safe_load(path.read_text("utf-8"))["messages"]
    return tuple(
        Stored(
            action=action_of(one["request"]),
            text=one["response"],
            status=one.get("transport_error", {}).get("code", 200),
        )
        for one in messages
    )


def sessions(path: Path) -> list[tuple[Stored, ...]]:
    """Return the exchanges of a file's shells: each begins with a Create."""
    found: list[list[Stored]] = []
    for one in stored(path):
        if one.action == "Create":
            found.append([])
        if found:
            found[-1].append(one)
    return [tuple(one) for one in found]


def action_of(request: str) -> str:
    found = re.search(r"Action[^>]*>[^<]*/(\w+)<", request)
    return found[1] if found else ""


def output(said: tuple[Stored, ...], stream: str) -> bytes:
    """Return what the machine printed, read without our transport."""
    parts = (
        base64.b64decode(found.text or "")
        for one in said
        for found in one.body.iterfind(".//rsp:Stream", NAMESPACES)
        if found.get("Name") == stream
    )
    return b"".join(parts)


class Player(http.server.BaseHTTPRequestHandler):
    """Answers each action with the next stored answer to it; what it lacks it takes elsewhere."""

    protocol_version = "HTTP/1.1"
    left: dict[str, list[Stored]]
    ordinary: dict[str, Stored]

    def do_POST(self) -> None:
        request = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        action = action_of(request)
        mine = self.left.get(action)
        answer = mine.pop(0) if mine else self.ordinary[action]
        message = re.search(r"MessageID>([^<]*)<", request)
        assert message is not None
        related = re.sub(r"(RelatesTo>)[^<]*<", rf"\g<1>{message[1]}<", answer.text)
        body = related.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/soap+xml;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def playing(said: tuple[Stored, ...], pem: Path) -> Iterator[int]:
    """Send an exchange again to whoever asks; yields the port on 127.0.0.1."""
    left = {action: [one for one in said if one.action == action] for action in OURS}
    base = {one.action: one for path in files() if "send" in path.stem for one in stored(path)}
    handler = type("Handler", (Player,), {"left": left, "ordinary": base})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
