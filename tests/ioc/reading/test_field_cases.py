"""Lists that people met in the field, kept beside the repository, with the right answers."""

from pathlib import Path

import pytest

from orchestrator.ioc.sets.listing import ListSeen, look_into
from tests.shared import SHARED

FOLDER = SHARED / "cases" / "iocs" if SHARED else Path("absent")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no field cases beside the repository")

CASES = [
    ("ind_data.csv", {"domain": 1, "ipv4": 1, "url": 1}),
    ("two_cols.csv", {"domain": 2, "ipv4": 2}),
    ("url_space.csv", {"url": 3}),
    ("octi.csv", {"domain": 1}),
    ("addr_url.csv", {"domain": 2}),
    ("nul.csv", {"ipv4": 1}),
    ("nine.xz", {"domain": 1}),
    ("stix.jsonl", {"domain": 1, "ipv4": 1}),
    ("rsc.rsc", {"domain": 1, "ipv4": 1}),
    ("half.txt", {"url": 3}),
]


def seen(name: str) -> ListSeen:
    looked = look_into([FOLDER / name])
    assert not looked.problems
    return looked.seen[0]


@pytest.mark.parametrize(("name", "counts"), CASES)
def test_a_case_is_read_as_an_expert_would(name: str, counts: dict[str, int]):
    found = {kind.value: len(values) for kind, values in seen(name).values.items() if values}
    assert found == counts


@pytest.mark.parametrize(("name", "references"), [("ind_data.csv", 1), ("octi.csv", 1)])
def test_references_are_counted(name: str, references: int):
    assert seen(name).references == references
