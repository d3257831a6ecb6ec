"""WinRM services that misbehave, one way each: a program apart, so that a leak is the client's.

`python -m tests.transport.winrm_faults FOLDER` prints one line of JSON, mode -> port, and lives
until its standard input ends. `FOLDER/server.pem` holds the certificate and key of the modes that
speak TLS (with Basic; the others speak plain HTTP and never get as far as a password). For every
request that carries a password or what is computed from one, a byte is appended to
`FOLDER/<mode>.auth`; for every deleted shell one to `FOLDER/<mode>.deleted`.
"""

import base64
import gzip
import http.server
import json
import re
import ssl
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

USER, PASSWORD = "audit", "mat-khau-thu"
FOREVER_S = 60.0
TIMED_OUT, QUOTA_SHELLS, ACCESS_DENIED = 2150858793, 2150859173, 5
SECRET = re.compile(r"(?i)basic |(?:ntlm|negotiate) TlRMTVNTUAAD")


def envelope(action: str, message_id: str, body: str) -> bytes:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        ' xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"'
        ' xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell">'
        f"<s:Header><a:Action>{action}</a:Action><a:RelatesTo>{message_id}</a:RelatesTo></s:Header>"
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def fault(code: int) -> str:
    return (
        "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code>"
        '<s:Reason><s:Text xml:lang="en-US">no</s:Text></s:Reason><s:Detail>'
        '<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"'
        f' Code="{code}"/></s:Detail></s:Fault>'
    )


def stream(name: str, data: bytes) -> str:
    return f'<rsp:Stream Name="{name}">{base64.b64encode(data).decode()}</rsp:Stream>'


RUNNING = '<rsp:CommandState State="x/CommandState/Running"/>'
DONE = RUNNING.replace("Running", "Done").replace(
    "/>", "><rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState>"
)


class Service(http.server.BaseHTTPRequestHandler):
    """A well-behaved service, but for what the tables below say of its mode."""

    protocol_version = "HTTP/1.1"
    mode: str
    folder: Path

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if SECRET.match(self.headers.get("Authorization", "")):
            self.note("auth")
        if self.mode in RAW:
            RAW[self.mode](self)
        elif not self.admitted():
            self.answer(401, b"", {"WWW-Authenticate": 'Basic realm="WSMAN"'})
        else:
            self.serve(body)

    def serve(self, body: str) -> None:
        action = re.search(r"Action[^>]*>[^<]*/(\w+)<", body)
        name = action.group(1) if action else ""
        message = re.search(r"MessageID>([^<]*)<", body)
        if name == "Delete":
            self.note("deleted")
        handler = ACTIONS.get((self.mode, name)) or ORDINARY[name]
        said = handler(self, body)
        if isinstance(said, str):
            failed = said.startswith("<s:Fault")
            said = envelope(name, message.group(1) if message else "", said)
            self.answer(500 if failed else 200, said)

    def admitted(self) -> bool:
        good = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return self.headers.get("Authorization") == good and self.mode != "reject"

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {"Content-Type": "application/soap+xml"}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def note(self, kind: str) -> None:
        with (self.folder / f"{self.mode}.{kind}").open("ab") as file:
            file.write(b".")

    def log_message(self, *_: object) -> None:
        pass


def hold(_: object = None, __: object = None) -> None:
    time.sleep(FOREVER_S)


def drips(service: Service, _: object = None) -> None:
    service.send_response(200)
    service.send_header("Content-Length", "100000")
    service.end_headers()
    while True:
        service.wfile.write(b".")
        time.sleep(0.05)


def endless(service: Service, _: object = None) -> None:
    service.send_response(200)
    service.end_headers()
    while True:
        service.wfile.write(b"x" * 65536)


def endless_chunks(service: Service, _: object = None) -> None:
    service.send_response(200)
    service.send_header("Transfer-Encoding", "chunked")
    service.end_headers()
    while True:
        service.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def endless_headers(service: Service, _: object = None) -> None:
    service.send_response(200)
    for number in range(10**6):
        service.send_header(f"X-{number}", "x" * 1000)
        service.flush_headers()


def plain(status: int, body: bytes = b"", **headers: str) -> Callable[..., None]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda service, _=None: service.answer(status, body, named or None)


def hang_up(service: Service, _: object = None) -> None:
    service.close_connection = True
    service.connection.shutdown(2)


# What is answered to the very first request, before any logon.
RAW: dict[str, Callable[[Service], None]] = {
    "accept": hold,
    "drip": drips,
    "endless": endless,
    "endless_chunks": endless_chunks,
    "endless_headers": endless_headers,
    "error_500": plain(500),
    "error_503": plain(503),
    "basic_only": plain(401, WWW_Authenticate='Basic realm="WSMAN"'),
    "no_challenge": plain(401, WWW_Authenticate="Negotiate"),
    "no_offer": plain(401),
    "redirect": plain(302, Location="http://192.0.2.1/wsman"),
    "no_http": lambda service: service.wfile.write(b"220 mail.example ESMTP\r\n") and None,
    "hang_up": hang_up,
    "open_door": plain(200),
}

Action = Callable[[Service, str], str | None]

ORDINARY: dict[str, Action] = {
    "Create": lambda *_: (
        '<w:Selector Name="ShellId">11111111-0000-0000-0000-000000000000</w:Selector>'
    ),
    "Command": lambda *_: "<rsp:CommandId>22222222-0000-0000-0000-000000000000</rsp:CommandId>",
    "Send": lambda *_: "<rsp:SendResponse/>",
    "Receive": lambda *_: (
        stream("stdout", b"all is said\n") + stream("stderr", b"#< CLIXML") + DONE
    ),
    "Delete": lambda *_: "",
}

# What one action of one mode does instead of the ordinary.
ACTIONS: dict[tuple[str, str], Action] = {
    ("garbage", "Create"): plain(200, b"<html>not what you asked"),
    ("empty", "Create"): plain(200),
    ("no_ids", "Create"): lambda *_: "<nothing/>",
    ("quota", "Create"): lambda *_: fault(QUOTA_SHELLS),
    ("denied", "Create"): lambda *_: fault(ACCESS_DENIED),
    ("compressed", "Create"): plain(200, gzip.compress(b"x" * 10**6), Content_Encoding="gzip"),
    ("lost_after_login", "Command"): hang_up,
    ("lost_in_answer", "Receive"): hang_up,
    ("never_ends", "Receive"): lambda *_: time.sleep(0.3) or fault(TIMED_OUT),
    ("never_answers", "Receive"): hold,
    ("flood", "Receive"): lambda *_: stream("stdout", b"x" * 100_000) + RUNNING,
    ("flood_stderr", "Receive"): lambda *_: stream("stderr", b"x" * 100_000) + RUNNING,
    ("huge_answer", "Receive"): lambda *_: stream("stdout", b"x" * 3_000_000) + RUNNING,
    ("no_delete", "Delete"): plain(500),
    ("empty_output", "Receive"): lambda *_: DONE,
}

TLS_MODES = sorted({mode for mode, _ in ACTIONS} | {"ok", "reject"})


def main(folder: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    ports = {}
    for mode in (*RAW, *TLS_MODES):
        for kind in ("auth", "deleted"):
            (folder / f"{mode}.{kind}").touch()
        handler = type(mode, (Service,), {"mode": mode, "folder": folder})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign] - clients go away
        if mode in TLS_MODES:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        ports[mode] = server.server_address[1]
        threading.Thread(target=partial(server.serve_forever, 5.0), daemon=True).start()
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
