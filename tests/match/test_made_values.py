"""Canaries are met whatever list is in force, and one index serves sweeps of any nonce."""

import pytest

from orchestrator.match import Asked, match
from orchestrator.match.memo import made_values
from orchestrator.model.answer import canary_address, canary_name
from orchestrator.model.indicator import Citation, Class, Scope
from tests.match.made import AT, NONCE, answered, canary, connection, index

OTHER = "fedcba9876543210"
CHECKS = ("connections", "dns_cache", "hosts_file", "resolvers")


def test_they_are_exact_indicators_of_their_own():
    made = made_values(NONCE)
    for value in (canary_name(NONCE), canary_address(NONCE)):
        found = made.get(value)
        assert found is not None
        assert value in made
        one = found.indicator
        assert (one.value, one.scope, one.klass, one.test) == (
            value, Scope.EXACT, Class.MALICIOUS, True,
        )  # fmt: skip
        cited = Citation(list="canary", version=NONCE, line=1, published=value)
        assert one.citations == (cited,)
    assert made.get("x." + canary_name(NONCE)) is None
    assert canary_name(OTHER) not in made


def test_without_a_nonce_there_are_none():
    assert canary_name(NONCE) not in made_values(None)
    assert match({"x": answered(canary("dns_cache"))}, index(), Asked(at=AT)) == ()


def test_they_win_over_any_range_that_is_listed():
    found = match(
        {"x": answered(canary("connections"))}, index("2001:db8::/32"), Asked(at=AT, nonce=NONCE)
    )
    assert [hit.indicator.citations[0].list for hit in found] == ["canary"]


@pytest.mark.parametrize("check", CHECKS)
def test_one_index_serves_sweeps_of_any_nonce(check: str):
    listed = index("203.0.113.66")
    bad = connection("203.0.113.66")
    for nonce, other in ((NONCE, OTHER), (OTHER, NONCE)):
        rows = answered(canary(check, nonce), canary(check, other), bad)
        found = match({check: rows}, listed, Asked(at=AT, nonce=nonce))
        made = {canary_name(nonce), canary_address(nonce)}
        values = {hit.indicator.value for hit in found}
        assert values - made == {"203.0.113.66"}
        assert values & made


def test_what_an_index_remembers_of_one_machine_hides_no_canary_of_another():
    listed = index("203.0.113.66")
    rows = answered(connection(canary_address(OTHER)), connection("192.0.2.7"))
    assert match({"connections": rows}, listed, Asked(at=AT, nonce=NONCE)) == ()
    assert "192.0.2.7" in listed.unlisted
    assert canary_address(OTHER) not in listed.unlisted
    found = match({"connections": rows}, listed, Asked(at=AT, nonce=OTHER))
    assert [hit.observed for hit in found] == [canary_address(OTHER)]


def test_an_index_remembers_no_more_than_it_may():
    listed = index("203.0.113.66")
    many = answered(*(connection(f"192.0.{n >> 8}.{n & 255}") for n in range(17_000)))
    match({"connections": many}, listed, Asked(at=AT, nonce=NONCE))
    bad = answered(connection("203.0.113.66"), connection("192.0.2.7"))
    found = match({"connections": bad}, listed, Asked(at=AT, nonce=NONCE))
    assert [hit.observed for hit in found] == ["203.0.113.66"]
    assert listed.unlisted <= {"", "192.0.2.7", "192.168.1.5"}
