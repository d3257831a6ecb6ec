"""Tries that a site brought stand among those that came otherwise, each once."""

from contextlib import closing

from msgspec.structs import replace

from orchestrator.evidence import Receipt, RelayedPart, RelayedTry, open_store
from orchestrator.model.outcome import Ended, Outcome
from tests.evidence.building import SCRIPT, START, begin, trip

OFF = Outcome(ended=Ended.REFUSED)


def relayed(machine: int, number: int) -> RelayedTry:
    receipt = Receipt(
        kind="bundle",
        source="px",
        sha256=f"{number:064x}",
        key=f"s1 th/a {number}",
        head="{}",
        received_at=START,
    )
    return RelayedTry(
        receipt=receipt, machine=machine, n=number, trip=replace(trip("a"), via="ssh"), arrival=None
    )


def test_a_sites_try_joins_one_that_came_by_kit_under_its_number(tmp_path):
    with closing(open_store(tmp_path / "state", create=True)) as store:
        head = begin(store)
        row = next(one for one in store.machines(head.id) if one.scoped.row.machine == "a")
        by_kit = replace(trip("a", b"", OFF), via="kit")
        store.add(head, by_kit, row, SCRIPT, {}, None)
        part = RelayedPart(
            receipt=replace(relayed(row.number, 9).receipt, key="bundle s1 1"),
            sweep=head.id,
            rows=(),
            tries=(relayed(row.number, 1), relayed(row.number, 2)),
        )
        store.take_part(part, (SCRIPT,), None, None)
        numbers = [number for number, _ in store.attempts()]
    assert numbers == [row.number] * 3
