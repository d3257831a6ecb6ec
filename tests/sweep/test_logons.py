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
from orchestrator.model.district import AccountScope, Machine
from orchestrator.model.logon import Logon, LogonOutcome
from orchestrator.model.outcome import Why
from orchestrator.model.plan import KeyFile, Password
from orchestrator.model.secret import Secret
from orchestrator.sweep import logons as module
from orchestrator.sweep.logons import Accounts, Logons, forget_rejections
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard, LogonProof
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
                    logon.accepted(LogonProof.SURE)
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
        logons = kept(ledger)
        for machine in ("a", "b"):
            logons.sent(Logon(principal="audit", machine=machine, sent_at=START), proven=False)
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
            logon.accepted(LogonProof.SURE)
        for machine in ("b", "c", "d"):  # and nobody is left to write the end
            guard._written(
                Logon(principal="audit", machine=machine, sent_at=START),
                guard._find(WRONG, machine),
            )
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


def test_whose_an_account_is():
    machine, unit, district = AccountScope.MACHINE, AccountScope.UNIT, AccountScope.DISTRICT
    rows = (
        Machine(name="a", unit="u"),
        Machine(name="b", unit="u", account_scope=machine),
        Machine(name="c", unit="u", account_scope=unit),
        Machine(name="d", unit="u", own=frozenset(("ansible_password",)), account_scope=district),
    )
    accounts = Accounts.of(type("D", (), {"machines": rows}), ("a",))
    assert [accounts.principal("Administrator", name) for name in "abcd"] == [
        "administrator (a)",  # LAPS
        "administrator (b)",
        "administrator (u)",
        "administrator",  # a password of its own makes it no account of its own
    ]
    for spelt in ("DOM\\Administrator", "administrator@dom.local"):  # the domain's, at any rate
        assert {accounts.principal(spelt, name) for name in "abcd"} == {"administrator"}


def test_another_command_s_log_ons_count_while_this_one_runs(tmp_path, line):
    with Ledger(tmp_path) as ledger, Ledger(tmp_path) as other:
        ours = LockoutGuard(ledger=Logons(ledger, Accounts()))
        theirs = LockoutGuard(ledger=Logons(other, Accounts()))
        for guard, machine in ((ours, "a"), (theirs, "b")):
            with guard.logon(WRONG, machine, line) as logon:
                logon.rejected()
        for guard in (ours, theirs):
            with pytest.raises(LibraryError) as caught, guard.logon(WRONG, "c", line):
                raise AssertionError
            assert caught.value.outcome.why is Why.CREDENTIAL_PAUSED
    assert sorted(row.machine for row in rows(tmp_path)) == ["a", "b"]


def test_a_ledger_that_cannot_be_written_lets_no_password_out(tmp_path, line):
    with Ledger(tmp_path) as ledger:
        logons = kept(ledger)
        guard = LockoutGuard(ledger=logons)
        with ledger._lock:
            ledger._connection.execute("PRAGMA query_only = 1")
        with pytest.raises(LibraryError) as caught, guard.logon(WRONG, "a", line):
            raise AssertionError
    assert caught.value.outcome.why is Why.ACCOUNT_HELD
