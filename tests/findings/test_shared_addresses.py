"""A listed address of many sites counts only beside a listed name on the same machine."""

import pytest
from msgspec.structs import replace

from orchestrator.match import Index
from orchestrator.model.indicator import Class, Indicator
from orchestrator.model.ioc_table import as_table
from orchestrator.model.observation import ConfiguredText, HostsLine, Observation
from orchestrator.model.result import MachineResult, Verdict, Weakness
from tests.findings.made import full, judge
from tests.match.made import AT, NULL, SIGHT, cached, connection, hosts, indicator, iocs

FRONT = "203.0.113.88"


def index(klass: Class = Class.MALICIOUS, more: tuple[Indicator, ...] = ()) -> Index:
    front = replace(indicator(FRONT, klass), shared="Akamai")
    old = replace(indicator("old.example"), valid_until=AT.replace(year=2020))
    listed = iocs((front, old, indicator("bad.example"), indicator("203.0.113.66"), *more))
    return Index(as_table(listed))


def judged(*cache: Observation, lines: tuple[HostsLine, ...] = ()) -> MachineResult:
    seen = full(connections=(connection(FRONT),), dns_cache=cache, hosts_file=lines)
    return judge(seen, listed=index())


def of_front(result: MachineResult) -> Weakness | None:
    (hit,) = (hit for hit in result.hits if hit.check == "connections")
    return hit.weakness


def test_by_itself_it_is_shown_and_fails_nobody():
    result = judged()
    assert (result.verdict, of_front(result)) == (Verdict.PASS, Weakness.SHARED_ADDRESS)


@pytest.mark.parametrize("address", [FRONT, "192.0.2.9", NULL])
def test_a_listed_name_makes_it_count(address: str):
    result = judged(cached("www.bad.example", address))
    assert (result.verdict, of_front(result)) == (Verdict.FAIL, None)


def test_a_listed_url_makes_it_count():
    url = "http://may.example/x"
    text = ConfiguredText(sight=SIGHT, where="Run", text=url, raw=url)
    seen = full(connections=(connection(FRONT),), resolvers=(text,))
    assert of_front(judge(seen, listed=index(more=(indicator(url),)))) is None
    assert of_front(judge(seen, listed=index())) is Weakness.SHARED_ADDRESS


@pytest.mark.parametrize("name", ["old.example", "ok.example"])
def test_no_other_name_does(name: str):
    result = judged(cached(name, "192.0.2.9"))
    assert (result.verdict, of_front(result)) == (Verdict.PASS, Weakness.SHARED_ADDRESS)


def test_a_name_that_the_hosts_file_blocks_does_not():
    result = judged(lines=(hosts(NULL, "bad.example"),))
    assert (result.verdict, of_front(result)) == (Verdict.PASS, Weakness.SHARED_ADDRESS)


def test_another_listed_address_does_not():
    seen = full(connections=(connection(FRONT), connection("203.0.113.66")))
    result = judge(seen, listed=index())
    assert {hit.observed: hit.weak for hit in result.hits} == {FRONT: True, "203.0.113.66": False}


def test_a_sinkhole_somebody_named_counts_wherever_it_stands():
    result = judge(full(connections=(connection(FRONT),)), listed=index(Class.SINKHOLE))
    assert (result.verdict, of_front(result)) == (Verdict.FAIL, None)
