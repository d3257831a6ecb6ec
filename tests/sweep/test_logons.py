"""No account is rejected more than twice a day, over any number of runs, stops and kills."""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.errors import UsageError
from orchestrator.evidence.ledger import Ledger
from orchestrator.model.district import Machine
from orchestrator.model.logon import Logon, LogonOutcome
from orchestrator.model.outcome import Why
from orchestrator.model.plan import KeyFile, Password
from orchestrator.model.secret import Secret
from orchestrator.sweep import logons as module
from orchestrator.sweep.logons import Accounts, Logons, forget_rejections
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard
from tests.transport.over import FAR_S

START = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
WRONG = Password(user="DOM\\audit", secret=Secret("wrong"))
MACHINES = ("a", "b", "c", "d")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    shown = [START]
    monkeypatch.setattr("orchestrator.sweep.logons.now", lambda: shown[-1])
    return shown


@pytest.fixture
def line() -> Iterator[Attempt]:
    watchdog = Watchdog()
    with watchdog.attempt(FAR_S) as made:
        yield made
    watchdog.close()


def kept(ledger: Ledger) -> Logons:
    """Return the log-ons by the clock that the tests set."""
    return Logons(ledger, Accounts(), module.now)


def run(state: Path, line: Attempt, end: LogonOutcome | None, credential=WRONG) -> list[str]:
    """Try a credential on each machine in turn; return those that it was sent to."""
    sent = []
    with Ledger(state) as ledger:
        guard = LockoutGuard(ledger=kept(ledger), patience_s=0.01)
        for machine in MACHINES:
            with suppress(LibraryError), guard.logon(credential, machine, line) as logon:
                sent.append(machine)
                if end is LogonOutcome.ACCEPTED:
                    logon.accepted()
                elif end is LogonOutcome.REJECTED:
                    logon.rejected()
    return sent


def rows(state: Path) -> list[Logon]:
    with Ledger(state) as ledger:
        return [row for row in ledger.rows() if isinstance(row, Logon)]


def test_fifty_restarts_send_a_wrong_password_twice_a_day(tmp_path, line, clock):
    sent = []
    for number in range(50):
        clock.append(START + number * HOUR)
        sent += [(machine, clock[-1]) for machine in run(tmp_path, line, LogonOutcome.REJECTED)]
    assert [at for _, at in sent] == [START + day * HOUR for day in (0, 0, 24, 24, 48, 48)]
    # A machine that rejected it twice is left alone until it worked elsewhere.
    assert [machine for machine, _ in sent] == ["a", "b", "a", "b", "c", "d"]


def test_what_the_ledger_holds_is_no_password(tmp_path, line):
    run(tmp_path, line, LogonOutcome.REJECTED)
    assert {(row.principal, row.end) for row in rows(tmp_path)} == {
        ("audit", LogonOutcome.REJECTED)
    }
    assert b"wrong" not in (tmp_path / "orchestrator.sqlite3").read_bytes()


def test_a_success_ends_the_pause(tmp_path, line, clock):
    run(tmp_path, line, LogonOutcome.REJECTED)
    clock.append(START + 25 * HOUR)
    assert run(tmp_path, line, LogonOutcome.ACCEPTED) == list(MACHINES)
    clock.append(START + 26 * HOUR)
    assert run(tmp_path, line, LogonOutcome.ACCEPTED) == list(MACHINES)


def test_what_nobody_said_yes_or_no_to_counts_neither_way(tmp_path, line):
    for _ in range(3):
        assert run(tmp_path, line, None) == list(MACHINES)
    assert rows(tmp_path) == []


def _killed(state: Path) -> None:
    with Ledger(state) as ledger:
        kept(ledger).sent("audit", "a", proven=False)
        kept(ledger).sent("audit", "b", proven=False)
        os._exit(9)


def test_a_kill_between_log_on_and_answer_counts_as_a_rejection(tmp_path, line):
    with Ledger(tmp_path):
        pass
    child = multiprocessing.get_context("spawn").Process(target=_killed, args=(tmp_path,))
    child.start()
    child.join()
    assert child.exitcode == 9
    assert [row.end for row in rows(tmp_path)] == [None, None]
    assert run(tmp_path, line, LogonOutcome.ACCEPTED) == []


def test_a_kill_says_nothing_of_a_password_that_worked_in_the_same_run(tmp_path, line):
    with Ledger(tmp_path) as ledger:
        guard = LockoutGuard(ledger=kept(ledger))
        with guard.logon(WRONG, "a", line) as logon:
            logon.accepted()
        for machine in ("b", "c", "d"):
            guard._write(WRONG, machine, proven=True)  # and nobody is left to write the end
    assert run(tmp_path, line, LogonOutcome.ACCEPTED) == list(MACHINES)


def test_a_person_may_have_rejections_forgotten(tmp_path, line, clock):
    run(tmp_path, line, LogonOutcome.REJECTED)
    clock.append(START + HOUR)
    assert run(tmp_path, line, LogonOutcome.ACCEPTED) == []
    with pytest.raises(UsageError):
        forget_rejections(tmp_path, ("nobody",), "Lan")
    forget_rejections(tmp_path, ("Audit@dom.local",), "Lan")
    clock.append(START + 2 * HOUR)
    assert run(tmp_path, line, LogonOutcome.ACCEPTED) == list(MACHINES)


def test_a_key_is_not_written_down(tmp_path, line):
    run(tmp_path, line, LogonOutcome.REJECTED, KeyFile(user="audit", path="/k"))
    assert rows(tmp_path) == []


def test_a_password_that_is_one_machine_s_own_is_its_own_account():
    district = type("D", (), {"machines": (Machine(name="b", unit="u"),)})
    accounts = Accounts.of(district, ("a",))
    assert accounts.principal("Administrator", "a") == "administrator (a)"
    assert accounts.principal("Administrator", "b") == "administrator"
    assert accounts.principal("DOM\\Administrator", "a") == "administrator"


def test_a_ledger_that_cannot_be_written_lets_no_password_out(tmp_path, line):
    with Ledger(tmp_path) as ledger:
        logons = kept(ledger)
        guard = LockoutGuard(ledger=logons)
        with ledger._lock:
            ledger._connection.execute("PRAGMA query_only = 1")
        with pytest.raises(LibraryError) as caught, guard.logon(WRONG, "a", line):
            raise AssertionError
    assert caught.value.outcome.why is Why.CREDENTIAL_PAUSED
