import math
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from orchestrator.model.outcome import Why
from orchestrator.model.plan import Credential, KeyFile, Nobody, Password
from orchestrator.model.secret import Secret
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard
from tests.transport.jobs import password
from tests.transport.over import AT_ONCE_S, FAR_S, within


@pytest.fixture
def line(watchdog: Watchdog) -> Iterator[Attempt]:
    with watchdog.attempt(FAR_S) as made:
        yield made


def why(attempt: Callable[[], object]) -> Why | None:
    with pytest.raises(LibraryError) as caught:
        attempt()
    return caught.value.outcome.why


def reject(
    gate: LockoutGuard, machine: str, line: Attempt, credential: Credential | None = None
) -> None:
    with gate.logon(credential or password(), machine, line) as logon:
        logon.rejected()


def enter(gate: LockoutGuard, machine: str, line: Attempt) -> None:
    with gate.logon(password(), machine, line):
        pass


def test_two_machines_try_an_unproven_credential_and_a_third_waits(line: Attempt):
    gate = LockoutGuard(patience_s=0.05)
    with ExitStack() as logons:
        for machine in ("a", "b"):
            logons.enter_context(gate.logon(password(), machine, line))
        assert why(lambda: enter(gate, "c", line)) is Why.CREDENTIAL_PAUSED


def test_after_one_rejection_one_machine_tries_at_a_time(line: Attempt):
    gate = LockoutGuard(patience_s=0.05)
    reject(gate, "a", line)
    with gate.logon(password(), "b", line):
        assert why(lambda: enter(gate, "c", line)) is Why.CREDENTIAL_PAUSED
    enter(gate, "c", line)


def test_two_rejections_pause_the_credential_for_good(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line)
    reject(gate, "b", line)
    assert why(lambda: enter(gate, "c", line)) is Why.CREDENTIAL_PAUSED
    assert why(lambda: gate.check(password(), "c")) is Why.CREDENTIAL_PAUSED


def test_after_a_success_a_rejection_is_the_machines_own_affair(line: Attempt):
    gate = LockoutGuard(patience_s=0.05)
    with gate.logon(password(), "good", line) as logon:
        logon.accepted()
    for number in range(5):
        reject(gate, f"liar-{number}", line)
    with ExitStack() as logons:
        for number in range(5):
            logons.enter_context(gate.logon(password(), f"pc-{number}", line))


def test_a_rejection_is_final_for_its_machine(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line)
    assert why(lambda: enter(gate, "a", line)) is Why.CREDENTIAL_PAUSED
    with gate.logon(password(), "good", line) as logon:
        logon.accepted()
    assert why(lambda: enter(gate, "a", line)) is Why.CREDENTIAL_PAUSED


def test_a_logon_without_a_word_counts_neither_way(line: Attempt):
    gate = LockoutGuard(patience_s=0.05)
    for number in range(9):
        enter(gate, f"stalled-{number}", line)
    reject(gate, "a", line)
    enter(gate, "b", line)


def test_an_error_inside_a_logon_gives_its_place_back(line: Attempt):
    gate = LockoutGuard(patience_s=0.05)

    def break_off() -> None:
        with gate.logon(password(), "a", line):
            raise ConnectionResetError

    for _ in range(3):
        with pytest.raises(ConnectionResetError):
            break_off()


def test_credentials_do_not_share_their_fate(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line)
    reject(gate, "b", line)
    for other in (
        password("another secret"),
        password(user="someone-else"),
        KeyFile(user="audit", path="key"),
        KeyFile(user="audit", path="key", passphrase=Secret("mat-khau-thu")),
    ):
        with gate.logon(other, "c", line):
            pass


def test_the_same_account_in_other_letters_is_the_same_account(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line, password(user="PHONG\\Audit"))
    reject(gate, "b", line, password(user="phong\\audit"))
    assert why(lambda: gate.check(password(user="Phong\\AUDIT"), "c")) is Why.CREDENTIAL_PAUSED


@pytest.mark.parametrize("credential", [password(""), Nobody()])
def test_nothing_is_no_credential(credential: Password | Nobody, line: Attempt):
    gate = LockoutGuard()
    assert why(lambda: gate.check(credential, "a")) is Why.NO_CREDENTIAL
    assert why(lambda: reject(gate, "a", line, credential)) is Why.NO_CREDENTIAL


def test_waiting_does_not_eat_the_machines_deadline(watchdog: Watchdog):
    gate = LockoutGuard(patience_s=60.0)
    waited: list[bool] = []
    with watchdog.attempt(FAR_S) as first, watchdog.attempt(FAR_S) as waiter, ExitStack() as logons:
        for machine in ("a", "b"):
            last = logons.enter_context(gate.logon(password(), machine, first))

        def let_go() -> None:
            waited.append(within(AT_ONCE_S, lambda: waiter.remaining_s() == math.inf))
            last.accepted()

        letting_go = threading.Thread(target=let_go)
        letting_go.start()
        with gate.logon(password(), "c", waiter):
            assert 0.0 < waiter.remaining_s() <= FAR_S
        letting_go.join()
    assert waited == [True]


def test_close_sends_waiting_machines_away(line: Attempt):
    gate = LockoutGuard(patience_s=FAR_S)
    with ExitStack() as logons:
        for machine in ("a", "b"):
            logons.enter_context(gate.logon(password(), machine, line))
        threading.Timer(0.05, gate.close).start()
        began = time.monotonic()
        assert why(lambda: enter(gate, "c", line)) is Why.INTERRUPTED
        assert time.monotonic() - began < AT_ONCE_S


def test_no_secret_is_kept(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line)
    assert "mat-khau-thu" not in repr(vars(gate))


@pytest.mark.parametrize(("good", "tried"), [(0, {2}), (1, {2, 200}), (200, {200})])
def test_two_hundred_machines_and_fifty_threads_never_exceed_two_rejections(
    good: int, tried: set[int], watchdog: Watchdog
):
    """Every order of threads must keep the promise, so this one is drawn anew each time."""
    gate, attempts, lock = LockoutGuard(), [], threading.Lock()
    machines = [f"pc-{number:03}" for number in range(200)]
    random.shuffle(machines)

    def attempt(machine: str) -> None:
        with watchdog.attempt(FAR_S) as line, gate.logon(password(), machine, line) as logon:
            time.sleep(0.001)
            lets_in = int(machine[3:]) < good
            with lock:
                attempts.append(lets_in)
            logon.accepted() if lets_in else logon.rejected()

    with ThreadPoolExecutor(50) as pool:
        tries = [pool.submit(attempt, machine) for machine in machines]
    endings = [done.exception() for done in tries]
    assert all(ending is None or isinstance(ending, LibraryError) for ending in endings)
    assert len(attempts) in tried
    assert (attempts.index(True) if True in attempts else len(attempts)) <= 2
