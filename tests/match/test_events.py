"""Look-ups of event logs and configured texts: what each means, and when it says nothing."""

import pytest

from orchestrator.match import match
from orchestrator.model.observation import ConfiguredText, LookedUp, Lookup, Observation, Process
from orchestrator.model.result import Status, Weakness
from tests.match.made import AT, NULL, SIGHT, answered, index

BAD = index("bad.example", "203.0.113.66", sinkholes=("192.0.2.53", "hole.test"))


def hits(*observations: Observation) -> list[tuple[Status, str]]:
    return [(hit.status, hit.observed) for hit in match({"x": answered(*observations)}, BAD, at=AT)]


def looked_up(
    name: str,
    *addresses: str,
    targets: tuple[str, ...] = (),
    lookup: Lookup = Lookup.ANSWERED,
    pid: int = 7,
) -> LookedUp:
    return LookedUp(
        sight=SIGHT,
        name=name,
        lookup=lookup,
        addresses=addresses,
        targets=targets,
        process=Process(pid=pid),
        raw=name,
    )


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


def test_a_setting_that_is_switched_off_is_shown_and_fails_nobody():
    setting = ConfiguredText(
        sight=SIGHT,
        where="ProxyServer",
        text="203.0.113.66:3128",
        addresses=("203.0.113.66",),
        in_force=False,
        raw="...",
    )
    (hit,) = match({"x": answered(setting)}, BAD, at=AT)
    assert (hit.status, hit.weakness) == (Status.CONFIGURED, Weakness.NOT_IN_FORCE)
    assert not hit.fails
