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

_SSHD_SOCKETS = 16  # one sshd listens on no more
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
    flooding: tuple[str, ...] = ()


def live_addresses(n: int) -> tuple[str, ...]:
    """Return n addresses of 127.77/16."""
    return tuple(f"127.77.{1 + i // 250}.{1 + i % 250}" for i in range(n))


@contextlib.contextmanager
def bed(
    folder: Path, *, live: int, tarpits: int = 0, dropping: int = 0, flooding: int = 0
) -> Iterator[Bed]:
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
        dropping=tuple(f"127.79.{i // 250}.{1 + i % 250}" for i in range(dropping)),
        flooding=tuple(f"127.76.{i // 250}.{1 + i % 250}" for i in range(flooding)),
    )
    public = " ".join(host_key.with_suffix(".pub").read_text().split()[:2])
    lines = "".join(f"[{address}]:{port} {public}\n" for address in (*found.live, *found.flooding))
    found.known_hosts.write_text(lines)
    with contextlib.ExitStack() as stack:
        for address in found.tarpits:
            stack.enter_context(_tarpit(address, port))
        for address in found.dropping:
            stack.enter_context(_dropping(address, port))
        speaking = (*found.live, *found.flooding)
        for start in range(0, len(speaking), _SSHD_SOCKETS):
            addresses = speaking[start : start + _SSHD_SOCKETS]
            stack.enter_context(_sshd(folder, found, host_key, addresses))
        yield found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _quiet_machine(folder: Path) -> str:
    """Lay out what the script reads and return the command that sshd runs in its place.

    All servers share this computer: their own tables would grow with the load that is measured.
    So each gives the same 40 connections, small files and no other processes; the script itself
    is run unmodified, with these as its PATH and its root prefix.
    """
    root, tools = folder / "root", folder / "tools"
    for path, text in (
        (root / "etc/hosts", "127.0.0.1 localhost\n192.0.2.10 may-chu.example\n"),
        (root / "etc/resolv.conf", "nameserver 192.0.2.53\n"),
        (root / "etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 12"\n'),
        (root / "proc/1/comm", "init\n"),
        (root / "proc/stat", "btime 1790000000\n"),
        (folder / "sockets", "".join(map(_socket, range(40)))),
        (tools / "ss", f"#!/bin/sh\nexec cat {folder / 'sockets'}\n"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tools / "ss").chmod(0o755)
    (folder / "flood").write_text(_FLOOD)
    return (
        f'case "$SSH_CONNECTION" in *" 127.76."*) '
        f'exec /bin/sh {folder / "flood"} "${{SSH_ORIGINAL_COMMAND##* }}";; esac; '
        f'PATH={tools}:$PATH exec /bin/sh -s -- "${{SSH_ORIGINAL_COMMAND##* }}" {root}'
    )


_FLOOD = """\
printf '@%s frame 2\\n@%s open connections sockets ss\\n' "$1" "$1"
exec yes 'tcp   ESTAB  0      0      192.168.10.7:50007     198.51.100.7:443'
"""


def _socket(i: int) -> str:
    return (
        f"tcp   ESTAB  0      0      192.168.10.{i + 10}:5{i:04}     198.51.100.{i + 1}:443"
        f'   users:(("firefox",pid={4000 + i},fd=33))\n'
    )


@contextlib.contextmanager
def _sshd(folder: Path, found: Bed, host_key: Path, addresses: tuple[str, ...]) -> Iterator[None]:
    shutil.copy(found.key.with_suffix(".pub"), folder / "authorized_keys")
    listen = "".join(f"ListenAddress {address}:{found.port}\n" for address in addresses)
    config, log = folder / f"sshd-{addresses[0]}", folder / "sshd.log"
    config.write_text(
        f"{listen}HostKey {host_key}\nAuthorizedKeysFile {folder / 'authorized_keys'}\n"
        "StrictModes no\nUsePAM no\nUseDNS no\nMaxStartups 2000:30:4000\nLogLevel ERROR\n"
        # bash would read the account's own start file, whatever that costs, at the first level.
        "SetEnv SHLVL=2\n"
        f"ForceCommand {_quiet_machine(folder)}\n"
        f"PidFile none\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([str(SSHD), "-D", "-f", config, "-E", log])
    try:
        _wait(addresses[-1], found.port, server, log)
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
