"""Look-ups of event logs and configured texts: what each means, and when it says nothing."""

import itertools

import pytest

from orchestrator.match import Asked, match
from orchestrator.model.observation import (
    ConfiguredText,
    Detection,
    Half,
    LookedUp,
    Lookup,
    Observation,
    Posture,
    Smb1,
)
from orchestrator.model.result import Status, Weakness
from tests.match.made import AT, NULL, SIGHT, answered, index, looked_up

BAD = index("bad.example", "203.0.113.66", sinkholes=("192.0.2.53", "hole.test"))


def hits(*observations: Observation) -> list[tuple[Status, str]]:
    return [
        (hit.status, hit.observed)
        for hit in match({"x": answered(*observations)}, BAD, Asked(at=AT))
    ]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (looked_up("x.bad.example", "192.0.2.9"), [(Status.RESOLVED, "x.bad.example")]),
        (looked_up("bad.example", NULL), [(Status.LOOKED_UP_BLOCKED, "bad.example")]),
        (
            looked_up("bad.example", lookup=Lookup.NO_ANSWER),
            [(Status.LOOKED_UP_NOT_RESOLVED, "bad.example")],
        ),
        (
            looked_up("bad.example", "192.0.2.53"),
            [(Status.SINKHOLED, "bad.example"), (Status.SINKHOLED, "192.0.2.53")],
        ),
        (looked_up("hole.test", "192.0.2.9"), [(Status.SINKHOLED, "hole.test")]),
        (looked_up("ok.test", "203.0.113.66"), [(Status.RESOLVED, "203.0.113.66")]),
        (looked_up("ok.test", targets=("a.bad.example",)), [(Status.RESOLVED, "a.bad.example")]),
        (looked_up("ok.test", "192.0.2.9"), []),
    ],
)
def test_a_look_up(row: LookedUp, found: list[tuple[Status, str]]):
    assert hits(row) == found


def test_one_hit_a_name_and_process_with_the_gravest_status():
    lost = looked_up("bad.example", lookup=Lookup.NO_ANSWER)
    found = looked_up("bad.example", "192.0.2.9")
    other = looked_up("bad.example", lookup=Lookup.NO_SUCH_NAME, pid=8)
    assert hits(lost, found, lost, other) == [
        (Status.RESOLVED, "bad.example"),
        (Status.LOOKED_UP_NOT_RESOLVED, "bad.example"),
    ]


GRAVEST_FIRST = (
    (looked_up("bad.example", targets=("hole.test",)), Status.SINKHOLED),
    (looked_up("bad.example", "192.0.2.9"), Status.RESOLVED),
    (looked_up("bad.example", NULL), Status.LOOKED_UP_BLOCKED),
    (looked_up("bad.example", lookup=Lookup.NO_ANSWER), Status.LOOKED_UP_NOT_RESOLVED),
)


@pytest.mark.parametrize("pair", tuple(itertools.combinations(GRAVEST_FIRST, 2)))
def test_of_two_look_ups_of_one_name_the_graver_speaks_in_either_order(
    pair: tuple[tuple[LookedUp, Status], ...],
):
    (graver, status), (lighter, _) = pair
    for rows in ((graver, lighter), (lighter, graver)):
        found = match({"x": answered(*rows)}, BAD, Asked(at=AT))
        (hit,) = (one for one in found if one.observed == "bad.example")
        assert (hit.status, hit.observation) == (status, graver)


def test_what_several_look_ups_led_to_is_one_hit_of_the_first():
    rows = tuple(looked_up(name, "203.0.113.66") for name in ("one.test", "two.test"))
    (hit,) = match({"x": answered(*rows)}, BAD, Asked(at=AT))
    assert (hit.observed, hit.observation) == ("203.0.113.66", rows[0])


def test_names_and_addresses_in_a_text_are_configured():
    text = ConfiguredText(
        sight=SIGHT,
        where="Run",
        text="...",
        names=("ok.test", "c2.bad.example"),
        addresses=("203.0.113.66", "192.0.2.1"),
        raw="...",
    )
    assert hits(text) == [
        (Status.CONFIGURED, "c2.bad.example"),
        (Status.CONFIGURED, "203.0.113.66"),
    ]


def test_names_and_addresses_beside_a_trait_are_configured_and_those_of_a_detection_attempted():
    half = Smb1(half=Half.SERVER, on=True, by="x")
    for trait, status in ((half, Status.CONFIGURED), (Detection(threat="T"), Status.ATTEMPTED)):
        row = Posture(
            sight=SIGHT, trait=trait, names=("bad.example",), addresses=("203.0.113.66",), raw="x"
        )
        assert hits(row) == [(status, "bad.example"), (status, "203.0.113.66")]


def test_a_setting_that_is_switched_off_is_shown_and_fails_nobody():
    setting = ConfiguredText(
        sight=SIGHT,
        where="ProxyServer",
        text="203.0.113.66:3128",
        addresses=("203.0.113.66",),
        in_force=False,
        raw="...",
    )
    (hit,) = match({"x": answered(setting)}, BAD, Asked(at=AT))
    assert (hit.status, hit.weakness) == (Status.CONFIGURED, Weakness.NOT_IN_FORCE)
    assert not hit.fails


def test_a_station_of_a_look_up_that_is_not_listed_hides_none_behind_it():
    row = looked_up("ok.test", "192.0.2.9", "203.0.113.66", targets=("cdn.test", "a.bad.example"))
    assert hits(row) == [(Status.RESOLVED, "a.bad.example"), (Status.RESOLVED, "203.0.113.66")]
