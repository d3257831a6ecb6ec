"""A bed of real SSH servers on loopback: one sshd, many addresses of 127/8, and dead ones.

Needs OpenSSH's sshd and ssh-keygen, no root. Every address of 127.0.0.0/8 is this machine (Linux).
"""

import contextlib
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """Where the servers are and what opens them; `known_hosts` names all live addresses."""

    port: int
    key: Path
    known_hosts: Path
    live: tuple[str, ...]
    tarpits: tuple[str, ...]
    dropping: tuple[str, ...]


def live_addresses(n: int) -> tuple[str, ...]:
    """Return n addresses of 127.77/16."""
    return tuple(f"127.77.{1 + i // 250}.{1 + i % 250}" for i in range(n))


@contextlib.contextmanager
def bed(folder: Path, *, live: int, tarpits: int = 0, dropping: int = 0) -> Iterator[Bed]:
    """Run the servers until the block ends; they all listen on one port."""
    port = _free_port()
    key, host_key = folder / "id", folder / "host_key"
    for path in (key, host_key):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    found = Bed(
        port=port,
        key=key,
        known_hosts=folder / "known_hosts",
        live=live_addresses(live),
        tarpits=tuple(f"127.78.0.{1 + i}" for i in range(tarpits)),
        dropping=tuple(f"127.79.0.{1 + i}" for i in range(dropping)),
    )
    public = " ".join(host_key.with_suffix(".pub").read_text().split()[:2])
    lines = "".join(f"[{address}]:{port} {public}\n" for address in found.live)
    found.known_hosts.write_text(lines)
    with contextlib.ExitStack() as stack:
        for address in found.tarpits:
            stack.enter_context(_tarpit(address, port))
        for address in found.dropping:
            stack.enter_context(_dropping(address, port))
        stack.enter_context(_sshd(folder, found, host_key))
        yield found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _sshd(folder: Path, found: Bed, host_key: Path) -> Iterator[None]:
    shutil.copy(found.key.with_suffix(".pub"), folder / "authorized_keys")
    listen = "".join(f"ListenAddress {address}:{found.port}\n" for address in found.live)
    (folder / "sshd_config").write_text(
        f"{listen}HostKey {host_key}\nAuthorizedKeysFile {folder / 'authorized_keys'}\n"
        "StrictModes no\nUsePAM no\nUseDNS no\nMaxStartups 2000:30:4000\nLogLevel ERROR\n"
        f"PidFile none\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
    )
    log = folder / "sshd.log"
    Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([str(SSHD), "-D", "-f", folder / "sshd_config", "-E", log])
    try:
        _wait(found.live[-1], found.port, server, log)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((address, port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(log.read_text(errors="replace") or "sshd did not start")


@contextlib.contextmanager
def _tarpit(address: str, port: int) -> Iterator[None]:
    """Accept every connection and never say a word."""
    held: list[socket.socket] = []
    with socket.create_server((address, port), backlog=64) as server:

        def hold() -> None:
            with contextlib.suppress(OSError):
                while True:
                    held.append(server.accept()[0])

        thread = threading.Thread(target=hold, daemon=True)
        thread.start()
        yield
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for one in held:
        one.close()


@contextlib.contextmanager
def _dropping(address: str, port: int) -> Iterator[None]:
    """Answer no SYN: the queue of a server that never accepts is full, and Linux drops the rest."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind((address, port))
        server.listen(0)
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex((address, port))
        yield
