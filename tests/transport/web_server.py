"""A web server on 127.0.0.1 that behaves as a test wants, with and without TLS."""

import contextlib
import datetime as dt
import http.server
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Page = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        shop = self.server.shop
        path = self.path.split("?")[0]
        shop.asked.append((path, dict(self.headers)))
        with contextlib.suppress(OSError):  # the client may have had enough
            shop.pages.get(path, missing)(self)

    def do_CONNECT(self):
        """Be a proxy for TLS, unless a page says what else to do."""
        self.server.shop.asked.append((self.path, dict(self.headers)))
        if self.path in self.server.shop.pages:
            self.server.shop.pages[self.path](self)
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=pipe, args=(there, self.connection))
            back.start()
            pipe(self.connection, there)
            back.join()
        self.close_connection = True

    def log_message(self, *_):
        pass

    def say(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, said in headers.items():
            self.send_header(name.replace("_", "-"), said)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def pipe(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def missing(handler: Handler) -> None:
    handler.say(b"no", 404)


def text(body: str | bytes, **headers: str) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return lambda handler: handler.say(raw, **headers)


def redirect(to: str) -> Page:
    return lambda handler: handler.say(status=302, Location=to)


@dataclass
class Shop:
    """What the server shows, and what it was asked."""

    port: int
    stopping: threading.Event
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    scheme: str = "http"

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that hangs up, or refuses our certificate, is what some tests want."""


@contextlib.contextmanager
def serving(pem: Path | None = None) -> Iterator[Shop]:
    server = _Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    shop = Shop(
        port=server.server_address[1],
        stopping=threading.Event(),
        scheme="https" if pem else "http",
    )
    server.shop = shop
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shop
    finally:
        shop.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Authority:
    """A made certificate authority."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Made authority")])
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        builder = _builder(self._name, self._name, self._key, _now() - dt.timedelta(days=1))
        builder = builder.add_extension(constraints, critical=True)
        made = builder.sign(self._key, hashes.SHA256())
        self.pem = folder / "ca.pem"
        self.pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def issue(self, address: str = "127.0.0.1", *, expired: bool = False) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        began = _now() - dt.timedelta(days=8 if expired else 1)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Made server")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        builder = _builder(subject, self._name, key, began).add_extension(names, critical=False)
        made = builder.sign(self._key, hashes.SHA256())
        path = self._folder / f"server-{address}-{expired}.pem"
        path.write_bytes(
            made.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return path


def _builder(subject, issuer, key, began):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + dt.timedelta(days=5))
    )


def _now():
    return dt.datetime.now(tz=dt.UTC)  # noqa: TID251 - TLS reads the real clock
