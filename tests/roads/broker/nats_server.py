"""A real nats-server on loopback, with the program's own configuration and keys of its own."""

import os
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.certificates import BrokerCertificates, new_certificates
from orchestrator.roads.broker.config import BrokerSettings, SiteUser, configuration
from orchestrator.roads.broker.link import BrokerDoor
from orchestrator.roads.broker.nkeys import user_nkey

PROGRAM = shutil.which("nats-server", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
WHY_NOT = "" if PROGRAM else "no nats-server on this machine (Debian: nats-server)"


def nkey(private: Ed25519PrivateKey) -> str:
    return user_nkey(private.public_key().public_bytes_raw())


@dataclass
class NatsServer:
    """A server that a test starts, kills and starts again."""

    folder: Path
    sites: tuple[str, ...]
    port: int = field(init=False)
    hub: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    keys: dict[str, Ed25519PrivateKey] = field(init=False)
    certificates: BrokerCertificates = field(default_factory=new_certificates)
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self):
        self.keys = {site: Ed25519PrivateKey.generate() for site in self.sites}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        for name, data in (
            ("server.pem", self.certificates.server),
            ("server.key", self.certificates.key),
        ):
            (self.folder / name).write_bytes(data)
        self.write_configuration()

    def settings(self) -> BrokerSettings:
        return BrokerSettings(
            address="127.0.0.1",
            port=self.port,
            certificate=self.folder / "server.pem",
            key=self.folder / "server.key",
            store=self.folder / 'kho "tệp" \\ 1',
            log=self.folder / "broker.log",
            hub=nkey(self.hub),
            sites=[SiteUser(site=site, nkey=nkey(key)) for site, key in self.keys.items()],
        )

    def write_configuration(self):
        text = configuration(self.settings())
        (self.folder / "broker.conf").write_text(text, encoding="utf-8")

    def start(self):
        assert PROGRAM is not None
        self.process = subprocess.Popen([PROGRAM, "-c", self.folder / "broker.conf"])
        while True:
            assert self.process.poll() is None, self.log()
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                continue
            return

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def wipe(self):
        shutil.rmtree(self.settings().store)

    def log(self) -> str:
        return (self.folder / "broker.log").read_text("utf-8", "replace")

    def log_or_nothing(self) -> str:
        return self.log() if (self.folder / "broker.log").exists() else ""

    def door(self, site: str | None, **otherwise: object) -> BrokerDoor:
        """Return the door of a site, of the hub where none is named."""
        fields = {
            "host": "127.0.0.1",
            "port": self.port,
            "authority": self.certificates.authority,
            "inbox": subjects.inbox(site) if site else subjects.HUB_INBOX,
            "private": self.keys[site] if site else self.hub,
        }
        return BrokerDoor(**(fields | otherwise))  # type: ignore[arg-type]
