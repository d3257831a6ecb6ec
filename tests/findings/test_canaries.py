"""A sweep's made rows: known in every form that a source gives them, and proof only when met."""

import pytest
from msgspec.structs import replace

from orchestrator.findings.canaries import Canaries
from orchestrator.model.answer import (
    Answered,
    NotApplicable,
    Unanswered,
    Unread,
    canary_address,
    canary_name,
)
from orchestrator.model.observation import (
    ConfiguredText,
    Identifier,
    IdKind,
    Observation,
    Posture,
)
from orchestrator.model.result import Reason, Verdict
from tests.findings.made import full, judge, said
from tests.match.made import (
    NONCE,
    SIGHT,
    answered,
    cached,
    canary,
    connection,
    hosts,
    index,
    looked_up,
    negative,
    resolver,
)

NAME, ADDRESS = canary_name(NONCE), canary_address(NONCE)
CANARIES = Canaries(NONCE)


def text(*names: str, addresses: tuple[str, ...] = ()) -> ConfiguredText:
    return ConfiguredText(
        sight=SIGHT, where="Run", text="x", names=names, addresses=addresses, raw="x"
    )


def posture(*names: str, addresses: tuple[str, ...] = ()) -> Posture:
    trait = Identifier(kind=IdKind.NAME, value="pc")
    return Posture(sight=SIGHT, trait=trait, names=names, addresses=addresses, raw="x")


@pytest.mark.parametrize(
    "row",
    [
        connection(ADDRESS),
        cached(NAME, "192.0.2.1"),
        cached("ok.test", ADDRESS),
        negative(NAME),
        hosts("192.0.2.1", "ok.test", NAME),
        hosts(ADDRESS, "ok.test"),
        resolver(ADDRESS),
        looked_up(NAME, "192.0.2.1"),
        looked_up("ok.test", "192.0.2.1", ADDRESS),
        text("ok.test", NAME),
        text(addresses=("192.0.2.1", ADDRESS)),
        posture("ok.test", NAME),
        posture(addresses=(ADDRESS,)),
    ],
)
def test_a_made_row_is_known_by_its_name_or_its_address_alone(row: Observation):
    assert CANARIES.is_made(row)
    assert not Canaries("f" * 16).is_made(row)


@pytest.mark.parametrize(
    "row",
    [
        connection("192.0.2.1"),
        cached("ok.test", "192.0.2.1"),
        negative(f"x.{NAME}"),
        hosts("192.0.2.1", "ok.test"),
        resolver("192.0.2.1"),
        looked_up("ok.test", "192.0.2.1"),
        text("ok.test", addresses=("192.0.2.1",)),
        posture("ok.test", addresses=("192.0.2.1",)),
    ],
)
def test_a_row_of_the_machine_is_not_made(row: Observation):
    assert not CANARIES.is_made(row)


def test_rows_that_came_back_prove_nothing_when_the_matcher_met_none():
    answer = answered(canary("connections"))
    assert CANARIES.proven(answer, hit=True) is answer
    unmet = CANARIES.proven(answer, hit=False)
    assert unmet == Unanswered(
        reason=Unread.CANARY,
        detail="1 of 1 made rows came back",
        source=answer.source,
        observations=answer.observations,
    )


@pytest.mark.parametrize("came", [0, 1, 2, 3])
def test_every_section_needs_a_made_row_of_its_own(came: int):
    rows = (canary("connections"),) * came
    answer = replace(answered(*rows, connection("192.0.2.1")), canaries=2)
    assert isinstance(CANARIES.proven(answer, hit=True), Answered) is (came >= 2)


@pytest.mark.parametrize("hit", [False, True])
def test_what_was_not_answered_needs_no_proof(hit: bool):  # noqa: FBT001 - a cell of the table
    for answer in (Unanswered(reason=Unread.CUT), NotApplicable(why="none")):
        assert CANARIES.proven(answer, hit=hit) is answer


def test_a_hit_is_taken_out_with_the_made_row_that_it_stands_in():
    listed = index("ok.test", "192.0.2.1")
    rows = full(
        dns_cache=(cached(NAME, "192.0.2.1"), cached("ok.test", ADDRESS)),
        connections=(connection("192.0.2.1"),),
    )
    assert [hit.check for hit in judge(rows, listed=listed).hits] == ["connections"]


def test_a_check_is_proven_by_a_hit_in_its_own_rows():
    rows = {**full(), "dns_cache": answered(), "resolvers": answered()}
    result = judge(rows)
    assert said(result) == (Verdict.NOT_ASSESSED, Reason.PARTIAL)
    assert [check.check for check in result.checks if check.reason is Unread.CANARY] == [
        "dns_cache",
        "resolvers",
    ]
