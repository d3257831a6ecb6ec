"""Every error of every library has one outcome: found in the library, not listed by hand."""

import errno
import http.client
import importlib  # the libraries' own modules are walked, not ours
import inspect
import pkgutil
import socket
import ssl
from collections.abc import Iterator
from types import ModuleType

import paramiko
import pytest
import requests.exceptions
import spnego.exceptions
import urllib3.exceptions
import winrm
import winrm.exceptions

from orchestrator.errors import UnwrittenError
from orchestrator.model.outcome import Ended, Phase, Why
from orchestrator.transport import dial, ssh
from orchestrator.transport import winrm as ours
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.counted_socket import Meter
from orchestrator.transport.library_errors import Edge, ErrorTable, LibraryError, ended_by

_ONLY_ON_WINDOWS = {"_winapi", "win_openssh", "win_pageant"}


def errors_of(package: ModuleType) -> Iterator[type[Exception]]:
    for module in pkgutil.iter_modules(package.__path__):
        if module.name not in _ONLY_ON_WINDOWS and not module.ispkg:
            yield from errors_in(importlib.import_module(f"{package.__name__}.{module.name}"))  # noqa: TID251 - see above


def errors_in(module: ModuleType) -> Iterator[type[Exception]]:
    for _, kind in inspect.getmembers(module, inspect.isclass):
        own = kind.__module__ == module.__name__
        if own and issubclass(kind, Exception) and not issubclass(kind, Warning):
            yield kind


def nearest(kind: type[Exception], table: ErrorTable) -> type | None:
    return next((base for base in kind.__mro__ if base in table), None)


@pytest.mark.parametrize("kind", sorted(errors_of(paramiko), key=str))
def test_each_error_of_paramiko_is_mapped_by_name(kind: type[Exception]):
    assert kind in ssh.TABLE


@pytest.mark.parametrize("kind", sorted(errors_of(winrm), key=str))
def test_each_error_of_pywinrm_is_mapped_by_name(kind: type[Exception]):
    assert kind in ours.TABLE


@pytest.mark.parametrize(
    "module", [requests.exceptions, urllib3.exceptions, http.client, spnego.exceptions]
)
def test_each_error_of_the_libraries_below_is_mapped_by_its_family(module: ModuleType):
    for kind in errors_in(module):
        assert nearest(kind, ours.TABLE) not in {None, Exception}, kind


@pytest.mark.parametrize("table", [ssh.TABLE, ours.TABLE, dial.TABLE])
@pytest.mark.parametrize(
    "kind", [socket.gaierror, socket.herror, TimeoutError, ConnectionResetError, BrokenPipeError]
)
def test_each_error_of_sockets_is_mapped(kind: type[Exception], table: ErrorTable):
    assert nearest(kind, table) not in {None, Exception}


@pytest.mark.parametrize(
    ("number", "ended"),
    [
        (errno.ECONNREFUSED, Ended.REFUSED),
        (errno.EHOSTUNREACH, Ended.NO_ROUTE),
        (errno.ENETUNREACH, Ended.NO_ROUTE),
        (errno.ETIMEDOUT, Ended.UNREACHABLE),
        (errno.ECONNRESET, Ended.UNREACHABLE),
        (errno.EMFILE, Ended.BUG),
    ],
)
def test_what_the_system_says_while_connecting(number: int, ended: Ended):
    assert ended_by(OSError(number, "said"), dial.TABLE) is ended


def test_old_tls_is_told_from_broken_tls():
    old, broken = ssl.SSLError(1, "old"), ssl.SSLError(1, "broken")
    old.reason, broken.reason = "UNSUPPORTED_PROTOCOL", "RECORD_LAYER_FAILURE"
    assert ended_by(old, ours.TABLE) is Ended.TOO_OLD
    assert ended_by(broken, ours.TABLE) is Ended.PROTOCOL_ERROR


@pytest.mark.parametrize("error", [StopIteration(), KeyError("Content-Type"), AssertionError()])
def test_a_library_that_chokes_is_a_protocol_error_and_in_the_answer_a_cut(
    error: Exception, watchdog: Watchdog
):
    with watchdog.attempt(5.0) as line:
        edge = Edge(line, ours.TABLE)
        line.phase(Phase.OPEN)
        assert edge.outcome(error).ended is Ended.PROTOCOL_ERROR
        line.phase(Phase.READ)
        assert edge.outcome(error).ended is Ended.PARTIAL


def test_a_spent_budget_comes_before_the_error_that_it_caused(watchdog: Watchdog):
    meter = Meter(0)
    meter.room(1)
    with watchdog.attempt(5.0) as line:
        assert Edge(line, ssh.TABLE, meter).outcome(EOFError()).ended is Ended.FLOODED


def test_the_deadline_comes_before_the_error_that_it_caused(watchdog: Watchdog):
    with watchdog.attempt(0.0) as line:
        line.phase(Phase.KEX)
        outcome = Edge(line, ssh.TABLE).outcome(EOFError("end of file"))
    assert (str(outcome), outcome.detail) == ("stalled(kex)", "EOFError: end of file")


def test_a_trouble_passes_the_edge_unchanged(watchdog: Watchdog):
    with watchdog.attempt(5.0) as line:
        trouble = LibraryError(Edge(line, ssh.TABLE).outcome(EOFError()))
        with pytest.raises(LibraryError) as caught, Edge(line, ssh.TABLE):
            raise trouble
    assert caught.value is trouble


def test_an_interrupt_passes_the_edge(watchdog: Watchdog):
    with watchdog.attempt(5.0) as line, pytest.raises(KeyboardInterrupt), Edge(line, ssh.TABLE):
        raise KeyboardInterrupt


def test_a_machine_cut_by_a_stop_was_not_attempted(watchdog: Watchdog):
    with watchdog.attempt(5.0) as line:
        watchdog.stop()
        assert Edge(line, ssh.TABLE).outcome(EOFError()).why is Why.INTERRUPTED


def test_what_every_machine_would_meet_is_no_library_s(watchdog: Watchdog):
    with watchdog.attempt(60) as line, pytest.raises(UnwrittenError), Edge(line, {}):
        raise UnwrittenError.one("the disk is full")
