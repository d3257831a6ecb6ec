"""The checker sees what is wrong: each fault is made by hand in a district that is right."""

import ast
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

from orchestrator import evidence
from orchestrator.model.look import Carrier
from orchestrator.roads.kit_keys import kept_keys, unlocked
from orchestrator.sweep.broker_settings import needed_hub_key
from orchestrator.sweep.bundle_exporting import PartSender
from orchestrator.sweep.bundle_taking import Taker
from orchestrator.sweep.receipt_reading import proven_receipt
from orchestrator.sweep.site_messages import MessageDesk, TakenMessage
from tests.roads_record import checker
from tests.roads_record.checker import STORE, checked
from tests.roads_record.made_district import District, made
from tests.sweep.kits_home import identities
from tests.sweep.sites_home import BROUGHT


def _brought(district: District) -> None:
    """Let all of it come home without a broker."""
    with closing(evidence.open_store(district.hub, create=False)) as store:
        keys = unlocked(kept_keys(district.hub), identities())
        desk = MessageDesk(store, Taker(store, keys, Carrier.NETWORK), needed_hub_key(district.hub))
        for site in district.sites:
            with closing(evidence.open_store(site.state, create=False)) as ward:
                sender = PartSender.of(ward, site.state)
                sender.make_all(BROUGHT)
                for part in ward.outbox():
                    message = sender.message(part)
                    assert message is not None
                    found = desk.message(message, BROUGHT, of_site=site.name)
                    assert isinstance(found, TakenMessage)
                    proven_receipt(found.receipt, sender.enrolment)
                    ward.receive_receipt(part.sha256, found.receipt, BROUGHT)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("right")
    _brought(made(folder, 2, 10, 2, "127.0.0.1:4222"))
    return folder


@pytest.fixture
def district(right: Path, tmp_path: Path) -> Path:
    shutil.copytree(right, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_what_is_right_is_right(right: Path):
    found = checked(right)
    assert found.is_right
    assert (found.results, found.once, found.stores) == (10, 10, 3)


def _triggers(store: sqlite3.Connection) -> Iterator[str]:
    for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        yield name


LAST = "(SELECT max(id) FROM evidence)"  # what LAST stands for below
FAULTS = {
    "lost": "DELETE FROM evidence WHERE id = LAST",
    "doubled": """INSERT INTO evidence (origin, sweep, machine, unit, script_sha256, collected_at,
        remote, sha256, size, body, nonce, source, receipt, trust) SELECT origin, sweep, machine,
        unit, script_sha256, collected_at, remote, sha256 || 'x', size, body, nonce, source,
        receipt, trust FROM evidence WHERE id = LAST""",
    "by_wrong_site": "UPDATE evidence SET source = 'site0' WHERE id = LAST",
    "other_bytes": """UPDATE evidence SET body = (SELECT body FROM evidence WHERE id = LAST - 1)
        WHERE id = LAST""",
    "waiting": "INSERT INTO waiting (kind, evidence, at) VALUES ('differs', LAST, '2026')",
    "dated_ahead": "UPDATE evidence SET collected_at = '2999' WHERE id = LAST",
    "receipted_and_not_held": "DELETE FROM receipt WHERE kind = 'bundle' AND source = 'site1'",
    "broken": "UPDATE evidence SET machine = 999 WHERE id = LAST",
}
AT_A_SITE = {
    "without_receipt": "UPDATE outbox SET received_at = NULL WHERE id = 1",
    "not_at_site": "UPDATE evidence SET body = NULL WHERE id = LAST",
}


def _do(store: Path, statement: str) -> None:
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        for name in tuple(_triggers(connection)):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement.replace("LAST", LAST))


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_of_the_hub_is_seen(district: Path, what: str):
    _do(district / "hub" / STORE, FAULTS[what])
    found = checked(district)
    assert asdict(found)[what], found
    assert not found.is_right


@pytest.mark.parametrize("what", AT_A_SITE)
def test_a_fault_of_a_site_is_seen(district: Path, what: str):
    _do(district / "ward1" / "state" / STORE, AT_A_SITE[what])
    found = checked(district)
    assert asdict(found)[what], found
    assert not found.is_right


def test_it_rests_on_nothing_of_the_program():
    tree = ast.parse(Path(checker.__file__).read_text(encoding="utf-8"))
    named = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert named
    assert not any(name.startswith(("orchestrator", "tests")) for name in named)
