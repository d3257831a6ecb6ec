"""Servers that each show one symptom, on loopback, as long as a block lasts."""

import datetime as dt
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from pathlib import Path
from socket import SHUT_RDWR, create_server, socket

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from orchestrator.transport.dial import CarefulTls

Speaker = Callable[[socket], None]


@contextmanager
def speaking(speak: Speaker, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run a server that deals with each connection so; yields its port on 127.0.0.1."""
    with create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()
        held: list[socket] = []
        thread = threading.Thread(target=_accept, args=(server, speak, tls, stop, held))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            for sock in (*held, server):
                with suppress(OSError):
                    sock.shutdown(SHUT_RDWR)
            thread.join()


def _accept(
    server: socket,
    speak: Speaker,
    tls: ssl.SSLContext | None,
    stop: threading.Event,
    held: list[socket],
) -> None:
    talks: list[threading.Thread] = []
    while not stop.is_set():
        try:
            plain, _ = server.accept()
        except OSError:
            break
        held.append(plain)
        talks.append(threading.Thread(target=_talk, args=(plain, speak, tls, held)))
        talks[-1].start()
    for sock in held:
        with suppress(OSError):
            sock.shutdown(SHUT_RDWR)
    for talk in talks:
        talk.join()
    for sock in held:
        sock.close()


def _talk(plain: socket, speak: Speaker, tls: ssl.SSLContext | None, held: list[socket]) -> None:
    with suppress(OSError):
        sock = tls.wrap_socket(plain, server_side=True) if tls else plain
        held.append(sock)
        speak(sock)


def mute(sock: socket) -> None:
    """Read whatever comes, and say nothing."""
    while sock.recv(65536):
        pass


def hang_up(sock: socket) -> None:
    sock.shutdown(SHUT_RDWR)


def drips(sock: socket) -> None:
    while True:
        sock.sendall(b"H")
        time.sleep(0.02)


def floods(sock: socket) -> None:
    while True:
        sock.sendall(b"x" * 65536)


def says(words: bytes, *, first: bool = True) -> Speaker:
    def speak(sock: socket) -> None:
        if not first:
            sock.recv(65536)
        sock.sendall(words)
        mute(sock)

    return speak


def http(status: str, body: bytes = b"", **headers: str) -> Speaker:
    """Answer every request so; underscores in names stand for hyphens."""
    rows = {name.replace("_", "-"): value for name, value in headers.items()}
    rows["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in rows.items())
    return says(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body, first=False)


WINDOWS = "Microsoft-HTTPAPI/2.0"


def now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)  # noqa: TID251 - TLS and the doctor read the real clock


def winrm(off: dt.timedelta = dt.timedelta()) -> Speaker:
    """A WinRM service that wants to see a credential; its clock is off by so much."""
    date = format_datetime(now() + off, usegmt=True)
    return http("401 Unauthorized", Server=WINDOWS, Date=date, WWW_Authenticate="Negotiate")


SSH = says(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
WINDOWS_SSH = says(b"SSH-2.0-OpenSSH_for_Windows_9.5\r\n")


def certificate(
    path: Path,
    *,
    address: str = "127.0.0.1",
    begins: dt.timedelta = dt.timedelta(days=-2),
    ends: dt.timedelta = dt.timedelta(days=2),
    issued_by: Path | None = None,
) -> Path:
    """Write a certificate and its key into one file; self-signed if no issuer's file is given."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, path.stem)])
    issuer, signer = subject, key
    if issued_by is not None:
        pem = issued_by.read_bytes()
        issuer = x509.load_pem_x509_certificate(pem).subject
        signer = serialization.load_pem_private_key(pem, None)  # type: ignore[assignment]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() + begins)
        .not_valid_after(now() + ends)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def showing(pem: Path) -> ssl.SSLContext:
    """Return the server's side of TLS with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.sslsocket_class = CarefulTls  # the other side may be gone already
    return context
