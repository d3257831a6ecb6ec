"""Every fault of a Windows machine, met after a real NTLM logon and under message encryption."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from orchestrator.model.outcome import Ended
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.lockout import LockoutGuard
from tests.transport.jobs import password
from tests.transport.peers import SECRET, Start, ask

ACTIONS = ("Create", "Command", "Send", "Receive", "Delete")
Fault = Callable[[Any], object]

FAULTS: dict[str, Fault] = {
    "drop": lambda peer: peer.Drop(),
    "401": lambda _: (401, b""),
    "500": lambda _: (500, b""),
    "503": lambda _: (503, b""),
    "quota": lambda peer: peer.Fault(peer.QUOTA_OPERATIONS, "too many operations"),
    "garbage": lambda _: (200, b"<html>not what you asked"),
    "nothing": lambda _: (200, b""),
    "huge": lambda _: (200, b"x" * 3_000_000),
}

# Before the script was started nothing has been read: an error of the protocol. While the answer
# is read it was cut. Deleting the shell decides nothing any more.
EXPECTED = {
    "Create": "protocol_error",
    "Command": "protocol_error",
    "Send": "protocol_error",
    "Receive": "partial",
    "Delete": "ok",
}
EXCEPTIONS = {
    ("401", "Create"): "auth_rejected",
    ("401", "Command"): "auth_rejected",
    ("401", "Send"): "auth_rejected",
    ("401", "Receive"): "auth_rejected",
    ("huge", "Create"): "flooded",
    ("huge", "Command"): "flooded",
    ("huge", "Send"): "flooded",
    ("huge", "Receive"): "flooded",
}
FAULT_OF = {"drop": "closed", "500": "server_error", "503": "busy", "quota": "quota"}
# What Send answers is not looked at: its status is all that it needs, and the script never came.
CASES = [
    (fault, action)
    for fault in FAULTS
    for action in ACTIONS
    if (fault, action) not in {("garbage", "Send"), ("nothing", "Send")}
]
# After these the connection is of no more use, and the shell cannot be deleted over it.
FATAL = {"drop", "huge", "401"}


@pytest.mark.parametrize(("fault", "action"), CASES)
def test_every_fault_has_its_outcome_at_every_message(
    fault: str, action: str, start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(lambda call: peer.Result(call.stdin))
    server.host.machine.on_request = always(peer, fault, action)
    reply = ask(watchdog, server.port)
    expected = EXCEPTIONS.get((fault, action), EXPECTED[action])
    if fault in FAULT_OF and action != "Delete":
        expected += f"({FAULT_OF[fault]})"
    assert str(reply.outcome) == expected, reply.outcome.detail
    left = "left open" in reply.outcome.detail
    assert left == (action == "Delete" or (fault in FATAL and action != "Create"))


def always(peer: ModuleType, fault: str, action: str) -> Callable[[int, str], object]:
    def on_request(_: int, name: str) -> object:
        return meet(FAULTS[fault](peer)) if name == action else None

    return on_request


def meet(what: object) -> object:
    if isinstance(what, Exception):
        raise what
    return what


@pytest.mark.parametrize("action", ["Command", "Send", "Receive"])
def test_a_lost_keep_alive_is_asked_anew_and_leaves_no_shell(
    action: str, start: Start, peer: ModuleType, watchdog: Watchdog
):
    server, gate = start(lambda call: peer.Result(call.stdin)), LockoutGuard()

    def once(_: int, name: str) -> None:
        if name == action and server.host.log.count(action) == 1:
            raise peer.Drop

    server.host.machine.on_request = once
    reply = ask(watchdog, server.port, gate=gate)
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert server.connections == 2
    assert server.host.shells == {}


def test_a_connection_that_is_always_lost_is_asked_twice_and_no_more(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(lambda call: peer.Result(call.stdin))
    server.host.machine.on_request = always(peer, "drop", "Command")
    reply = ask(watchdog, server.port)
    assert (str(reply.outcome), server.connections) == ("protocol_error(closed)", 2)


def test_an_answer_that_had_begun_is_a_cut_and_is_not_asked_anew(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(peer.Result(chunks=[("stdout", b"half")], every=0.1, hang=True))

    def drop_second_receive(_: int, action: str) -> None:
        if action == "Receive" and server.host.log.count("Receive") == 2:
            raise peer.Drop

    server.host.machine.on_request = drop_second_receive
    reply = ask(watchdog, server.port)
    assert (reply.outcome.ended, reply.stdout) == (Ended.PARTIAL, b"half")
    assert server.connections == 1


def test_a_wrong_password_is_never_tried_anew(start: Start, peer: ModuleType, watchdog: Watchdog):
    server = start(peer.Result(b"x"))
    reply = ask(watchdog, server.port, credential=password("wrong"))
    assert (str(reply.outcome), server.connections) == ("auth_rejected", 1)


def test_a_slow_machine_is_waited_for_in_receives_of_its_own(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(peer.Result(b"at last", delay=2.5))
    reply = ask(watchdog, server.port, deadline_s=60.0)
    assert (str(reply.outcome), reply.stdout) == ("ok", b"at last")


def test_an_endless_answer_costs_one_deadline_and_no_shell(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(peer.Result(chunks=[("stdout", b"x")] * 1000, every=0.05))
    reply = ask(watchdog, server.port, deadline_s=6.0)  # it would go on for fifty
    assert str(reply.outcome) == "stalled(read)"
    assert reply.stdout.startswith(b"xxx")
    assert server.host.shells == {}


def test_an_empty_answer_with_exit_code_0_is_kept_as_it_is(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    reply = ask(watchdog, start(peer.Result(stderr=b"#< CLIXML")).port)
    assert (str(reply.outcome), reply.stdout, reply.exit_code) == ("ok", b"", 0)


def test_no_fault_counts_as_a_rejected_password(start: Start, peer: ModuleType, watchdog: Watchdog):
    gate = LockoutGuard()
    for number, fault in enumerate(["drop", "500", "503", "quota", "garbage", "huge"]):
        server = start(peer.Result(b"x"))
        server.host.machine.on_request = always(peer, fault, "Create")
        ask(watchdog, server.port, gate=gate, machine=f"pc-{number}")
    gate.check(password(SECRET), "next")
