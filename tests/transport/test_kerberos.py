"""WinRM by Kerberos against a real KDC and a real GSSAPI acceptor, where both can be had."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator.model.outcome import Ended, Why
from orchestrator.model.plan import Ticket, WinrmOptions
from orchestrator.transport import kerberos
from orchestrator.transport.attempt import Watchdog
from tests.record_lab import script
from tests.transport.certificates import write_pem
from tests.transport.jobs import NONCE
from tests.transport.peers import ask
from tests.transport.realm import REALM, SERVICE_HOST, USER, Realm, missing, realm

LACKING = missing() or ", ".join(
    f"{name} not installed" for name in ("kerberos", "gssapi") if not importlib.util.find_spec(name)
)
needs_a_realm = pytest.mark.skipif(bool(LACKING), reason=f"no Kerberos realm here: {LACKING}")
SCRIPT = script()


@pytest.fixture(scope="module")
def domain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    with realm(tmp_path_factory.mktemp("realm")) as made, pytest.MonkeyPatch.context() as patch:
        for name, value in made.env.items():
            patch.setenv(name, value)
        yield made


@contextmanager
def machine(domain: Realm, pem: Path | None = None) -> Iterator[int]:
    command = [
        sys.executable,
        "-m",
        "tests.transport.kerberos_peer",
        SERVICE_HOST,
        "lab-win10-clean",
    ]
    command += [str(pem)] if pem else []
    env = {**os.environ, **domain.env}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, text=True) as played:
        assert played.stdout is not None
        try:
            yield int(played.stdout.readline())
        finally:
            played.terminate()


@needs_a_realm
def test_a_ticket_logs_on_over_https(domain: Realm, watchdog: Watchdog, tmp_path: Path):
    pem = write_pem(tmp_path / "server.pem", "pc-01.example")
    options = WinrmOptions(auth="kerberos", ca_path=str(pem), kerberos_host=SERVICE_HOST)
    with machine(domain, pem) as port:
        reply = ask(watchdog, port, script=SCRIPT, options=options, credential=Ticket())
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert reply.stdout.rstrip().endswith(f"@{NONCE} done".encode())


@needs_a_realm
def test_over_http_each_message_is_sealed_with_the_tickets_key(domain: Realm, watchdog: Watchdog):
    options = WinrmOptions(https=False, auth="kerberos", kerberos_host=SERVICE_HOST)
    credential = Ticket(user=f"{USER}@{REALM}")
    with machine(domain) as port:
        reply = ask(watchdog, port, script=SCRIPT, options=options, credential=credential)
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert reply.stdout.rstrip().endswith(f"@{NONCE} done".encode())


@needs_a_realm
def test_no_ticket_for_that_machine_is_no_attempt(domain: Realm, watchdog: Watchdog):
    options = WinrmOptions(https=False, auth="kerberos", kerberos_host="pc-02.ba-dinh.test")
    with machine(domain) as port:
        reply = ask(watchdog, port, options=options, credential=Ticket())
    assert reply.outcome.ended is Ended.NOT_ATTEMPTED
    assert reply.outcome.why is Why.NO_CREDENTIAL


def test_without_the_extra_the_machine_is_unsupported(
    watchdog: Watchdog, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kerberos, "_LIBRARIES", ("no_such_library",))
    options = WinrmOptions(https=False, auth="kerberos")
    reply = ask(watchdog, 9, options=options, credential=Ticket())
    assert reply.outcome.ended is Ended.NOT_ATTEMPTED
    assert (reply.outcome.why, reply.outcome.detail) == (Why.UNSUPPORTED, kerberos.MISSING)
