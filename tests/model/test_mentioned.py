"""What an observation is about is the other side, whole; a made row is not told by its targets."""

import pytest
from msgspec.structs import replace

from orchestrator.findings.canaries import Canaries
from orchestrator.model.answer import canary_name
from orchestrator.model.observation import (
    ConfiguredText,
    Identifier,
    IdKind,
    LookedUp,
    Lookup,
    Mentioned,
    Observation,
    Posture,
    mentioned,
)
from tests.match.made import NONCE, SIGHT, cached, connection, hosts, resolver

LOOKED_UP = LookedUp(
    sight=SIGHT, name="a.example", lookup=Lookup.ANSWERED, addresses=("192.0.2.1", "192.0.2.2"),
    targets=("b.example",), raw="",
)  # fmt: skip
SETTING = ConfiguredText(
    sight=SIGHT, where="Run", text="x", names=("a.example",), addresses=("192.0.2.1",), raw=""
)
POSTURE = Posture(
    sight=SIGHT, trait=Identifier(kind=IdKind.NAME, value="m1"), names=("a.example",), raw=""
)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (connection("192.0.2.1"), Mentioned(addresses=("192.0.2.1",))),
        (cached("a.example", "192.0.2.1"), Mentioned(("a.example",), ("192.0.2.1",))),
        (cached("a.example", target="b.example"), Mentioned(("a.example",), (), ("b.example",))),
        (hosts("192.0.2.1", "a.example", "b.example"),
         Mentioned(("a.example", "b.example"), ("192.0.2.1",))),
        (resolver("192.0.2.1"), Mentioned(addresses=("192.0.2.1",))),
        (LOOKED_UP, Mentioned(("a.example",), ("192.0.2.1", "192.0.2.2"), ("b.example",))),
        (SETTING, Mentioned(("a.example",), ("192.0.2.1",))),
        (POSTURE, Mentioned(("a.example",))),
    ],
)  # fmt: skip
def test_what_it_is_about(seen: Observation, expected: Mentioned):
    found = mentioned(seen)
    assert found == expected
    assert sorted(found.values) == sorted((*found.names, *found.addresses, *found.targets))


def test_a_row_that_leads_to_a_canary_was_not_made_by_us():
    canaries, canary = Canaries(NONCE), canary_name(NONCE)
    assert canaries.is_made(cached(canary, "192.0.2.1"))
    assert not canaries.is_made(cached("bad.example", target=canary))
    assert not canaries.is_made(replace(LOOKED_UP, targets=(canary,)))
