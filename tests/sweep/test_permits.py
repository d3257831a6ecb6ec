"""One account of a whole district: so many sites and sweeps there are, two wrong tries in all.

Guard, ledgers and messages are the program's own; the hub's part has no memory but its store, so
that every answer is one after a restart. By night `ORCHESTRATOR_PERMIT_SITES=30`.
"""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest

from orchestrator.evidence.ledger import Ledger
from orchestrator.model.logon import LogonOutcome
from orchestrator.model.outcome import Why
from orchestrator.roads.message_heads import PermitHead, PermitSaid, PermitWord
from orchestrator.sweep.clock import now
from orchestrator.sweep.logons import Accounts, Logons
from orchestrator.sweep.permit_asking import Permits
from orchestrator.sweep.permit_giving import permitted
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard, LogonProof
from tests.transport.jobs import password
from tests.transport.over import FAR_S

SITES = int(os.environ.get("ORCHESTRATOR_PERMIT_SITES", "3"))
SWEEPS = SITES
MACHINES = 4
NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)


class Hub:
    """Carries what sites say to the hub's own function, and its answers back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.permits: dict[str, Permits] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._carry)

    def _carry(self) -> None:
        while not self._over.wait(0.01):
            self.carry()

    def carry(self) -> None:
        for site, permits in tuple(self.permits.items()):
            for head in permits.to_say():
                with Ledger(self.folder) as ledger:  # opened anew: as after a restart
                    permits.hear(permitted(ledger, site, head, now()))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    dog = Watchdog()
    yield dog
    dog.close()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with Hub(tmp_path / "hub") as running:
        yield running


def swept(folder: Path, permits: Permits, watchdog: Watchdog, end: LogonOutcome) -> list[object]:
    """Let one sweep of a site log on to its machines, one after the other; return the ends."""
    found: list[object] = []
    with Ledger(folder) as ledger:
        guard = LockoutGuard(ledger=Logons(ledger, Accounts(), permits=permits))
        for number in range(MACHINES):
            with watchdog.attempt(FAR_S) as line:
                try:
                    with guard.logon(password(), f"{folder.name}-{number}", line) as logon:
                        found.append(end)
                        if end is LogonOutcome.ACCEPTED:
                            logon.accepted(LogonProof.SURE)
                        else:
                            logon.rejected()
                except LibraryError as error:
                    found.append(error.outcome.why)
    return found


def over_all(hub: Hub, tmp_path: Path, watchdog: Watchdog, end: LogonOutcome) -> list[object]:
    found: list[object] = []

    def site(name: str) -> None:
        permits = hub.permits[name]
        for _ in range(SWEEPS):
            found.extend(swept(tmp_path / name, permits, watchdog, end))

    names = [f"site{number}" for number in range(SITES)]
    hub.permits |= {name: Permits() for name in names}
    threads = [threading.Thread(target=site, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_wrong_password_is_tried_twice_in_the_whole_district(hub, tmp_path, watchdog):
    found = over_all(hub, tmp_path, watchdog, LogonOutcome.REJECTED)
    assert len(found) == SITES * SWEEPS * MACHINES
    assert found.count(LogonOutcome.REJECTED) == 2
    assert set(found) == {LogonOutcome.REJECTED, Why.CREDENTIAL_PAUSED}


def test_a_good_password_is_held_back_from_nobody(hub, tmp_path, watchdog):
    found = over_all(hub, tmp_path, watchdog, LogonOutcome.ACCEPTED)
    assert set(found) == {LogonOutcome.ACCEPTED}


def test_without_a_hub_nothing_is_tried(tmp_path, watchdog):
    permits = Permits(answer_s=0.2)
    found = swept(tmp_path / "site", permits, watchdog, LogonOutcome.ACCEPTED)
    assert found == [Why.CREDENTIAL_PAUSED] * MACHINES


def test_a_person_may_let_a_site_try_alone(tmp_path, watchdog):
    user = password().user
    permits = Permits(alone=(user.upper(),), answer_s=0.2)
    found = swept(tmp_path / "site", permits, watchdog, LogonOutcome.ACCEPTED)
    assert found == [LogonOutcome.ACCEPTED] * MACHINES


def asked(folder: Path, site: str, ask: int, said: PermitSaid, at: datetime) -> PermitWord:
    head = PermitHead(account="audit", ask=f"{ask:032x}", said=said)
    with Ledger(folder) as ledger:
        return permitted(ledger, site, head, at).word


def test_two_are_under_way_and_the_third_waits(tmp_path):
    asking = PermitSaid.ASKING
    assert [asked(tmp_path, "px", n, asking, NOON) for n in (1, 2, 3)] == ["yes", "yes", "wait"]
    assert asked(tmp_path, "px", 1, asking, NOON) == "yes"  # its answer was lost
    late = NOON + timedelta(minutes=11)
    assert asked(tmp_path, "tb", 3, asking, late) == "no"  # nothing was heard: as if rejected
    assert asked(tmp_path, "px", 1, PermitSaid.ACCEPTED, late) == "noted"
    assert asked(tmp_path, "tb", 3, asking, late) == "yes"


def test_two_sites_prove_an_account_until_it_is_rejected_twice(tmp_path):
    def at(minutes: int) -> datetime:
        return NOON + timedelta(minutes=minutes)

    for minute, site in ((0, "px"), (2, "tb")):
        assert asked(tmp_path, site, minute, PermitSaid.ASKING, at(minute)) == "yes"
        assert asked(tmp_path, site, minute, PermitSaid.ACCEPTED, at(minute + 1)) == "noted"
    assert asked(tmp_path, "hk", 5, PermitSaid.ASKING, at(5)) == "proven"
    for ask in (6, 7):  # somebody changed the password meanwhile
        assert asked(tmp_path, "hk", ask, PermitSaid.REJECTED, at(ask)) == "noted"
    assert asked(tmp_path, "hk", 8, PermitSaid.ASKING, at(8)) == "no"
    assert asked(tmp_path, "hk", 9, PermitSaid.ASKING, at(8) + timedelta(days=1)) == "yes"


def test_who_says_what_was_not_asked_proves_nothing(tmp_path):
    for site in ("px", "tb"):
        assert asked(tmp_path, site, 1, PermitSaid.ACCEPTED, NOON) == "noted"
    assert asked(tmp_path, "hk", 2, PermitSaid.ASKING, NOON) == "yes"


def test_what_nobody_waits_for_any_more_is_given_back():
    shown = [0.0]
    permits = Permits(clock=lambda: shown[0], answer_s=5)
    thread = threading.Thread(target=permits.ask, args=("audit",))
    thread.start()
    heads: tuple[PermitHead, ...] = ()
    while not heads:
        heads = permits.to_say()
    shown[0] = 100.0
    thread.join()
    (given_back,) = permits.to_say()
    assert (given_back.ask, given_back.said) == (heads[0].ask, PermitSaid.UNHEARD)
