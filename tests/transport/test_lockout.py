import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from orchestrator.model.outcome import Why
from orchestrator.model.plan import Agent, Credential, KeyFile, Nobody, Password, Ticket
from orchestrator.model.secret import Secret
from orchestrator.transport import lockout
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import GuardedLogon, LockoutGuard, LogonProof
from tests.transport.jobs import password
from tests.transport.over import AT_ONCE_S, FAR_S, within

SURE, DOUBTFUL = LogonProof
KEY = KeyFile(user="audit", path="key")


@pytest.fixture
def line(watchdog: Watchdog) -> Iterator[Attempt]:
    with watchdog.attempt(FAR_S) as made:
        yield made


def why(attempt: Callable[[], object]) -> Why | None:
    with pytest.raises(LibraryError) as caught:
        attempt()
    return caught.value.outcome.why


def logon(
    gate: LockoutGuard,
    machine: str,
    line: Attempt,
    credential: Credential | None = None,
    end: Callable[[GuardedLogon], object] = lambda _: None,
) -> None:
    with gate.logon(credential or password(), machine, line) as made:
        end(made)


def reject(
    gate: LockoutGuard, machine: str, line: Attempt, credential: Credential | None = None
) -> None:
    logon(gate, machine, line, credential, GuardedLogon.rejected)


def accept(
    gate: LockoutGuard,
    machine: str,
    line: Attempt,
    credential: Credential | None = None,
    proof: LogonProof = SURE,
) -> None:
    logon(gate, machine, line, credential, lambda made: made.accepted(proof))


def at_once(gate: LockoutGuard, line: Attempt, credential: Credential | None = None) -> int:
    """On how many machines it may be tried before one of them has answered."""
    with ExitStack() as logons:
        for number in range(20):
            try:
                made = gate.logon(credential or password(), f"asked-{number}", line)
                logons.enter_context(made)
            except LibraryError as trouble:
                if trouble.outcome.why is not Why.ACCOUNT_WAITS:
                    raise
                return number
    return 20


def test_two_machines_try_an_unproven_credential_and_a_third_waits(line: Attempt):
    assert at_once(LockoutGuard(patience_s=0.01), line) == 2


def test_after_one_rejection_one_machine_tries_at_a_time(line: Attempt):
    gate = LockoutGuard(patience_s=0.01)
    reject(gate, "a", line)
    assert at_once(gate, line) == 1


def test_two_rejections_pause_the_account(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line)
    reject(gate, "b", line)
    assert why(lambda: logon(gate, "c", line)) is Why.CREDENTIAL_PAUSED
    assert why(lambda: gate.check(password(), "c")) is Why.CREDENTIAL_PAUSED


def test_each_success_lets_one_more_go_at_once(line: Attempt, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lockout, "STEADY_PATIENCE_S", 0.01)
    gate = LockoutGuard()
    for number in range(4):
        accept(gate, f"good-{number}", line)
        assert at_once(gate, line) == 3 + number


def test_after_any_success_two_rejections_in_a_row_pause_again(line: Attempt):
    gate = LockoutGuard()
    for number in range(5):
        accept(gate, f"good-{number}", line)
        reject(gate, f"liar-{number}", line)
    reject(gate, "liar-9", line)
    assert why(lambda: gate.check(password(), "c")) is Why.CREDENTIAL_PAUSED


def test_a_machine_that_may_be_anybody_opens_two_more_and_not_all(
    line: Attempt, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lockout, "STEADY_PATIENCE_S", 0.01)
    gate = LockoutGuard()
    for number in range(5):
        accept(gate, f"anybody-{number}", line, proof=DOUBTFUL)
        assert at_once(gate, line) == 2
    reject(gate, "a", line)
    reject(gate, "b", line)
    assert why(lambda: gate.check(password(), "c")) is Why.CREDENTIAL_PAUSED


def test_a_rejection_is_final_for_its_machine(line: Attempt):
    for credential in (password(), KEY):
        gate = LockoutGuard()
        reject(gate, "a", line, credential)
        accept(gate, "good", line, credential)
        assert why(lambda: logon(gate, "a", line, credential)) is Why.CREDENTIAL_PAUSED  # noqa: B023


def test_a_logon_without_a_word_counts_neither_way(line: Attempt):
    gate = LockoutGuard(patience_s=0.01)
    for number in range(9):
        logon(gate, f"stalled-{number}", line)
    assert at_once(gate, line) == 2


def test_an_error_inside_a_logon_gives_its_place_back(line: Attempt):
    gate = LockoutGuard(patience_s=0.01)

    def break_off(_: GuardedLogon) -> None:
        raise ConnectionResetError

    for _ in range(3):
        with pytest.raises(ConnectionResetError):
            logon(gate, "a", line, None, break_off)
    assert at_once(gate, line) == 2


def test_whoever_stalls_holds_its_place_for_a_while_only(line: Attempt):
    now = [0.0]
    gate = LockoutGuard(patience_s=0.01, clock=lambda: now[0] + time.monotonic() / 1000)
    with ExitStack() as stalled:
        for machine in ("a", "b"):
            stalled.enter_context(gate.logon(password(), machine, line))
        gate._patience_s = 0.0
        assert why(lambda: logon(gate, "c", line)) is Why.ACCOUNT_WAITS
        now[0] += lockout.HOLD_S + 1
        assert at_once(gate, line) == 2
    assert at_once(gate, line) == 2


def test_an_account_has_one_fate_whatever_its_passwords_and_spellings(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line, password("first", user="PHONG\\Audit"))
    reject(gate, "b", line, password("second", user="audit@phong.local"))
    for number, user in enumerate(("audit", ".\\Audit", "phong\\AUDIT", "AUDIT@x.vn")):
        tried = password(f"secret {number}", user=user)
        assert why(lambda: gate.check(tried, "c")) is Why.CREDENTIAL_PAUSED  # noqa: B023


def test_other_accounts_and_keys_have_a_fate_of_their_own(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line)
    reject(gate, "b", line)
    opened = KeyFile(user="audit", path="key", passphrase=Secret("mat-khau-thu"))
    for other in (password(user="someone-else"), KEY, opened, Agent(user="audit")):
        logon(gate, "c", line, other)


def test_a_password_that_is_wrong_everywhere_is_tried_twice_beside_a_good_one(line: Attempt):
    gate, tried = LockoutGuard(), 0
    for number in range(20):
        accept(gate, f"good-{number}", line, password("right"))
        try:
            reject(gate, f"bad-{number}", line, password("wrong"))
        except LibraryError:
            continue
        tried += 1
    assert tried == 2


def test_one_good_password_is_no_proof_of_another(line: Attempt, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lockout, "STEADY_PATIENCE_S", 0.01)
    gate = LockoutGuard(patience_s=0.01)
    for number in range(9):
        accept(gate, f"good-{number}", line, password("right"))
    assert at_once(gate, line, password("new")) == 2
    with gate.logon(password("new"), "a", line), gate.logon(password("new"), "b", line):
        assert at_once(gate, line, password("right")) == 9  # the two may be rejected yet


def test_a_key_that_is_good_somewhere_is_not_paused(line: Attempt):
    gate = LockoutGuard()
    accept(gate, "good", line, KEY, DOUBTFUL)
    for number in range(5):
        reject(gate, f"without-{number}", line, KEY)
    assert at_once(gate, line, KEY) == 20


def test_a_key_that_is_good_nowhere_is_paused(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line, KEY)
    reject(gate, "b", line, KEY)
    assert why(lambda: gate.check(KEY, "c")) is Why.CREDENTIAL_PAUSED


def test_a_ticket_needs_no_proof(line: Attempt):
    gate = LockoutGuard()
    for number in range(5):
        reject(gate, f"pc-{number}", line, Ticket())
    assert at_once(gate, line, Ticket()) == 20


@pytest.mark.parametrize("credential", [password(""), Nobody()])
def test_nothing_is_no_credential(credential: Password | Nobody, line: Attempt):
    gate = LockoutGuard()
    assert why(lambda: gate.check(credential, "a")) is Why.NO_CREDENTIAL
    assert why(lambda: reject(gate, "a", line, credential)) is Why.NO_CREDENTIAL


def test_who_is_put_back_has_a_place_kept_for_it(line: Attempt):
    gate = LockoutGuard(patience_s=0.01)
    with gate.logon(password(), "a", line):
        assert gate.reserve(password(), "b")
        assert not gate.reserve(password(), "c")
        assert why(lambda: logon(gate, "c", line)) is Why.ACCOUNT_WAITS
        logon(gate, "b", line)
        gate.leave("b")
        assert gate.reserve(password(), "c")
        gate.leave("c")
        gate.leave("c")
        assert gate.reserve(password(), "d")
    reject(gate, "a", line)
    reject(gate, "d", line)
    assert gate.reserve(password(), "e")  # to hear that it is refused
    assert why(lambda: gate.check(password(), "e")) is Why.CREDENTIAL_PAUSED


def test_waiting_does_not_eat_the_machines_deadline(watchdog: Watchdog):
    gate = LockoutGuard(patience_s=FAR_S)
    waited: list[bool] = []
    with watchdog.attempt(FAR_S) as first, watchdog.attempt(FAR_S) as waiter, ExitStack() as logons:
        for machine in ("a", "b"):
            last = logons.enter_context(gate.logon(password(), machine, first))

        def let_go() -> None:
            waited.append(within(AT_ONCE_S, lambda: waiter.remaining_s() == math.inf))
            last.accepted(SURE)

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
        assert why(lambda: logon(gate, "c", line)) is Why.INTERRUPTED
        assert time.monotonic() - began < AT_ONCE_S
    assert gate.reserve(password(), "d")


def test_no_secret_is_kept(line: Attempt):
    gate = LockoutGuard()
    reject(gate, "a", line)
    assert "mat-khau-thu" not in repr(vars(gate))


@pytest.mark.parametrize("proof", [SURE, DOUBTFUL])
@pytest.mark.parametrize(("good", "most"), [(0, 2), (1, 5), (5, 60), (200, 200)])
def test_two_hundred_machines_and_fifty_threads_never_exceed_two_rejections_in_a_row(
    good: int, most: int, proof: LogonProof, watchdog: Watchdog
):
    """Every order of threads must keep the promise, so this one is drawn anew each time."""
    gate, attempts, lock = LockoutGuard(patience_s=FAR_S), [], threading.Lock()
    machines = [f"pc-{number:03}" for number in range(200)]
    random.shuffle(machines)

    def attempt(machine: str) -> None:
        with watchdog.attempt(FAR_S) as line, gate.logon(password(), machine, line) as made:
            time.sleep(0.001)
            lets_in = int(machine[3:]) < good
            with lock:
                attempts.append(lets_in)
            made.accepted(proof) if lets_in else made.rejected()

    with ThreadPoolExecutor(50) as pool:
        tries = [pool.submit(attempt, machine) for machine in machines]
    endings = [done.exception() for done in tries]
    assert all(ending is None or isinstance(ending, LibraryError) for ending in endings)
    whys = Counter(one.outcome.why for one in endings if isinstance(one, LibraryError))
    assert set(whys) <= {Why.CREDENTIAL_PAUSED}
    assert len(attempts) <= most
    assert (len(attempts) == 200) == (good == 200)
    assert (attempts.index(True) if True in attempts else len(attempts)) <= 2
