"""What a hosts file puts into the machine's own cache is no look-up; anything else is."""

import pytest

from orchestrator.match import Asked, match
from orchestrator.model.answer import Unread
from orchestrator.model.observation import CachedName, Lookup, Observation
from orchestrator.model.result import Status
from tests.match.made import AT, answered, cached, hosts, index

LISTED = index("bad.example", "203.0.113.66")
BLOCK = hosts("127.0.0.1", "bad.example")
AWAY = hosts("192.0.2.7", "bad.example")


def absent(name: str) -> CachedName:
    return cached(name, lookup=Lookup.NO_RECORDS)


def found(*seen: Observation) -> list[Status]:
    lines = tuple(one for one in seen if not isinstance(one, CachedName))
    rows = tuple(one for one in seen if isinstance(one, CachedName))
    answers = {"dns_cache": answered(*rows), "hosts_file": answered(*lines)}
    return [hit.status for hit in match(answers, LISTED, Asked(at=AT))]


@pytest.mark.parametrize(
    ("seen", "statuses"),
    [
        ((BLOCK, cached("bad.example", "127.0.0.1")), [Status.HOSTS_BLOCK]),
        ((BLOCK, absent("bad.example")), [Status.HOSTS_BLOCK]),
        ((BLOCK, cached("bad.example", "198.51.100.9")), [Status.RESOLVED, Status.HOSTS_BLOCK]),
        ((AWAY, cached("bad.example", "192.0.2.7")), [Status.HOSTS_REDIRECT]),
        ((AWAY, cached("bad.example", "192.0.2.8")), [Status.RESOLVED, Status.HOSTS_REDIRECT]),
        (
            (
                hosts("203.0.113.66", "bank.example"),
                cached("bank.example", "203.0.113.66"),
            ),
            [Status.HOSTS_REDIRECT],
        ),
        ((absent("bad.example"),), [Status.LOOKED_UP_NOT_RESOLVED]),
        (
            (AWAY, cached("bad.example", "192.0.2.7"), cached("bad.example", "192.0.2.9")),
            [Status.RESOLVED, Status.HOSTS_REDIRECT],
        ),
    ],
)
def test_only_the_files_own_rows_are_taken_away(
    seen: tuple[Observation, ...], statuses: list[Status]
):
    assert found(*seen) == statuses


def test_a_hosts_file_that_was_not_read_whole_explains_nothing():
    half = answered(BLOCK).withdrawn(Unread.CUT, "")
    answers = {"dns_cache": answered(absent("bad.example")), "hosts_file": half}
    found = [hit.status for hit in match(answers, LISTED, Asked(at=AT))]
    assert found == [Status.LOOKED_UP_NOT_RESOLVED, Status.HOSTS_BLOCK]
