"""What a log tells of has its own time; what holds at the look has none."""

from datetime import UTC, datetime

from orchestrator.model.observation import (
    Connection,
    ConnectionState,
    Detection,
    HostsLine,
    LookedUp,
    Lookup,
    Posture,
    Sight,
    dated,
)

AT = datetime(2026, 11, 2, tzinfo=UTC)
SIGHT = Sight(source="made")


def connection(created_at: datetime | None, seen_to: datetime | None) -> Connection:
    return Connection(
        sight=Sight(source="made", seen_to=seen_to),
        protocol="tcp",
        local_address="192.0.2.1",
        local_port=1,
        remote_address="192.0.2.2",
        remote_port=2,
        state=ConnectionState.ESTABLISHED,
        created_at=created_at,
        raw="",
    )


def test_what_a_log_tells_of_has_its_time():
    event = LookedUp(sight=SIGHT, name="a.example", lookup=Lookup.ANSWERED, when=AT, raw="")
    found = Posture(sight=SIGHT, trait=Detection(threat="t", found_at=AT), raw="")
    assert [dated(one) for one in (event, found, connection(AT, AT))] == [AT] * 3


def test_what_holds_at_the_look_has_none():
    line = HostsLine(sight=SIGHT, address="192.0.2.1", names=("a.example",), line=1, raw="")
    assert [dated(one) for one in (line, connection(AT, None), connection(None, None))] == [
        None
    ] * 3
