"""A machine whose own address is listed is told so, and not that it met somebody."""

import pytest
from msgspec.structs import replace

from orchestrator.match import Asked, match
from orchestrator.model.observation import Observation, OwnAddress
from orchestrator.model.result import Status
from tests.match.made import AT, SIGHT, answered, connection, index, resolver

LISTED = index("203.0.113.66")
OWN = OwnAddress(sight=SIGHT, address="203.0.113.66", raw="x")


def from_the_listed(remote: str) -> Observation:
    return replace(connection(remote), local_address="203.0.113.66")


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (OWN, [(Status.CONFIGURED, True)]),
        (from_the_listed("198.51.100.9"), [(Status.CONFIGURED, True)]),
        (connection("203.0.113.66"), [(Status.CONNECTED, False)]),
        (resolver("203.0.113.66"), [(Status.CONFIGURED, False)]),
        (from_the_listed("203.0.113.66"), [(Status.CONNECTED, False)]),
    ],
)
def test_who_is_listed_is_told(seen: Observation, told: list[tuple[Status, bool]]):
    hits = match({"x": answered(seen)}, LISTED, Asked(at=AT))
    assert [(hit.status, hit.of_own_address) for hit in hits] == told
