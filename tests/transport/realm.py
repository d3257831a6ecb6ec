"""A Kerberos realm on loopback: MIT's own KDC as a child process, in a folder of its own."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REALM = "BA-DINH.TEST"
SERVICE_HOST = "pc-01.ba-dinh.test"
USER, PASSWORD = "kiemtra", "Cua-so-9"
_SBIN = Path("/usr/sbin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Realm:
    """A running realm; `env` must stand in the environment before GSSAPI is first used."""

    env: Mapping[str, str]
    keytab: Path


def missing() -> str:
    """Return why a realm cannot be made here, empty if it can."""
    programs = (_SBIN / "krb5kdc", _SBIN / "kdb5_util", _SBIN / "kadmin.local")
    lacking = [path.name for path in programs if not path.exists()]
    return f"{', '.join(lacking)} not installed" if lacking else ""


@contextmanager
def realm(folder: Path) -> Iterator[Realm]:
    """Make the realm, its user, the machine's service and a ticket; run the KDC until the end."""
    port = _free_port()
    made = _configured(folder, port)
    env = {**os.environ, **made.env}
    admin = (_SBIN / "kadmin.local", "-r", REALM, "-q")
    service = f"HTTP/{SERVICE_HOST}@{REALM}"
    _run(env, _SBIN / "kdb5_util", "create", "-s", "-P", "master", "-r", REALM)
    _run(env, *admin, f"addprinc -pw {PASSWORD} {USER}")
    _run(env, *admin, f"addprinc -randkey {service}")
    _run(env, *admin, f"ktadd -k {made.keytab} {service}")
    with subprocess.Popen(
        [_SBIN / "krb5kdc", "-n", "-r", REALM],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as kdc:
        try:
            _wait_for(port)
            _run(env, "kinit", f"{USER}@{REALM}", said=f"{PASSWORD}\n")
            yield made
        finally:
            kdc.terminate()
            kdc.wait(timeout=60)


def _run(env: Mapping[str, str], *command: str | Path, said: str = "") -> None:
    subprocess.run(
        command, env=env, input=said, text=True, check=True, capture_output=True, timeout=120
    )


def _configured(folder: Path, port: int) -> Realm:
    (folder / "krb5.conf").write_text(
        f"[libdefaults]\n default_realm = {REALM}\n dns_lookup_kdc = false\n"
        " dns_lookup_realm = false\n dns_canonicalize_hostname = false\n rdns = false\n"
        f"[realms]\n {REALM} = {{\n  kdc = 127.0.0.1:{port}\n }}\n"
        f"[domain_realm]\n .ba-dinh.test = {REALM}\n"
    )
    (folder / "kdc.conf").write_text(
        f"[kdcdefaults]\n kdc_listen = 127.0.0.1:{port}\n kdc_tcp_listen = 127.0.0.1:{port}\n"
        f"[realms]\n {REALM} = {{\n  database_name = {folder}/principal\n"
        f"  key_stash_file = {folder}/stash\n  acl_file = {folder}/acl\n }}\n"
        f"[logging]\n kdc = FILE:{folder}/kdc.log\n"
    )
    env = {
        "KRB5_CONFIG": str(folder / "krb5.conf"),
        "KRB5_KDC_PROFILE": str(folder / "kdc.conf"),
        "KRB5CCNAME": f"FILE:{folder}/cache",
        "KRB5_KTNAME": f"FILE:{folder}/keytab",
    }
    return Realm(env=env, keytab=folder / "keytab")


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the KDC does not answer")
