"""A real OpenSSH server on loopback, with keys and configuration of its own."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

PROGRAM = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
USER = getpass.getuser()

if PROGRAM is None:
    WHY_NOT = "no sshd on this machine (Debian: openssh-server)"
elif os.geteuid() == 0 and not Path("/run/sshd").is_dir():
    WHY_NOT = "sshd needs /run/sshd when it is started by root"
else:
    WHY_NOT = ""

# SHLVL keeps bash from reading the tester's own ~/.bashrc for each command, which may be slow.
CONFIGURATION = """\
SetEnv SHLVL=5
PidFile none
UsePAM no
UseDNS no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 500
LogLevel VERBOSE
AuthorizedKeysFile {folder}/authorized_keys
"""


@dataclass(frozen=True)
class Sshd:
    """A running server; it listens on all of its ports."""

    folder: Path
    ports: tuple[int, ...]

    @property
    def port(self) -> int:
        return self.ports[0]

    def attempts(self) -> int:
        """How many logons it has judged."""
        words = ("Accepted ", "Failed ", "Postponed ")
        return sum(any(word in line for word in words) for line in self.log().splitlines())

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def public_key(self, kind: str) -> str:
        """Type and base64 of one of its host keys."""
        return (self.folder / f"host_{kind}.pub").read_text().strip()


@contextmanager
def running(folder: Path, authorized: str, *, ports: int = 1, extra: str = "") -> Iterator[Sshd]:
    """Start a server that lets the holder of a key in, and stop it afterwards."""
    folder.mkdir(exist_ok=True)
    (folder / "authorized_keys").write_text(authorized)
    numbers = free_ports(ports)
    said = {line.split()[0] for line in extra.splitlines() if line}
    lines = CONFIGURATION.format(folder=folder).splitlines()
    lines = [extra, *(line for line in lines if line.split()[0] not in said)]
    lines += [f"ListenAddress 127.0.0.1:{number}" for number in numbers]
    for kind in ("ed25519", "rsa"):
        write_key(folder / f"host_{kind}", kind)
        lines.append(f"HostKey {folder}/host_{kind}")
    (folder / "config").write_text("\n".join(lines) + "\n")
    command = [str(PROGRAM), "-D", "-e", "-f", str(folder / "config")]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            wait_until_open(numbers, process)
            started = Sshd(folder=folder, ports=numbers)
            wait_until_told(started)
            yield started
        finally:
            process.terminate()


def write_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> str:
    """Write a new private key in OpenSSH's form and return the public one's line."""
    key = (
        ed25519.Ed25519PrivateKey.generate()
        if kind == "ed25519"
        else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    hidden = (
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption()
    )
    openssh = serialization.PrivateFormat.OpenSSH
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, openssh, hidden))
    path.chmod(0o600)
    public = key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    path.with_suffix(".pub").write_bytes(public + b"\n")
    return public.decode() + "\n"


def free_ports(count: int) -> tuple[int, ...]:
    with ExitStack() as held:
        made = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return tuple(server.getsockname()[1] for server in made)


def wait_until_told(server: Sshd) -> None:
    """Wait until the log holds the connections by which each port was tried."""
    until = time.monotonic() + 60.0
    while server.log().count("Connection from ") < len(server.ports):
        assert time.monotonic() < until, "sshd logs no connection; see its log"
        time.sleep(0.02)


def wait_until_open(ports: tuple[int, ...], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60.0
    for port in ports:
        while process.poll() is None and time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=60.0).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.02)
    assert process.poll() is None, "sshd ended; see its log"
