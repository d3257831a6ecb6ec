"""A listed URL is met whole in settings; its host in names and addresses proves little."""

import pytest

from orchestrator.match import match
from orchestrator.model.observation import (
    ConfiguredText,
    ConnectionState,
    Detection,
    Observation,
    Posture,
)
from orchestrator.model.result import Hit, Status, Weakness
from tests.match.made import (
    AT,
    NULL,
    SIGHT,
    answered,
    cached,
    connection,
    hosts,
    index,
    negative,
    resolver,
)

URL = "http://may.example:8080/Tai.exe"
LISTED = index(URL, "http://203.0.113.5/x", "https://bad.test/a", "bad.test")


def hits(*seen: Observation) -> list[Hit]:
    return list(match({"x": answered(*seen)}, LISTED, at=AT))


def setting(text: str, *names: str, addresses: tuple[str, ...] = ()) -> ConfiguredText:
    return ConfiguredText(
        sight=SIGHT, where="Run", text=text, names=names, addresses=addresses, raw=text
    )


@pytest.mark.parametrize(
    ("seen", "observed", "status"),
    [
        (cached("may.example", "192.0.2.9"), "may.example", Status.RESOLVED),
        (negative("may.example"), "may.example", Status.LOOKED_UP_NOT_RESOLVED),
        (hosts("192.0.2.9", "may.example"), "may.example", Status.HOSTS_REDIRECT),
        (hosts(NULL, "may.example"), "may.example", Status.HOSTS_BLOCK),
        (connection("203.0.113.5"), "203.0.113.5", Status.CONNECTED),
        (connection("203.0.113.5", ConnectionState.SYN_SENT), "203.0.113.5", Status.ATTEMPTED),
        (resolver("203.0.113.5"), "203.0.113.5", Status.CONFIGURED),
        (cached("ok.example", "203.0.113.5"), "203.0.113.5", Status.RESOLVED),
        (setting("x", "may.example"), "may.example", Status.CONFIGURED),
    ],
)
def test_the_host_alone_fails_nobody(seen: Observation, observed: str, status: Status):
    (hit,) = hits(seen)
    assert (hit.observed, hit.status, hit.weakness) == (observed, status, Weakness.URL_HOST)
    assert not hit.fails


@pytest.mark.parametrize("name", ["x.may.example", "example", "xmay.example"])
def test_no_other_name_is_blamed(name: str):
    assert hits(cached(name, "192.0.2.9")) == []


def test_a_listed_name_is_blamed_by_itself():
    (hit,) = hits(cached("bad.test", "192.0.2.9"))
    assert (hit.indicator.value, hit.weakness) == ("bad.test", None)


@pytest.mark.parametrize(
    "text",
    [
        URL,
        f"mshta {URL}",
        "HTTP://MAY.example:8080/Tai.exe",
        "cmd /c start may.example:8080/Tai.exe.",
        f'"{URL}" /q',
    ],
)
def test_a_whole_url_in_a_setting_counts_and_its_host_is_not_told_twice(text: str):
    (hit,) = hits(setting(text, "may.example"))
    assert (hit.indicator.value, hit.status, hit.fails) == (URL, Status.CONFIGURED, True)


def test_a_whole_url_in_a_detection_was_reached_for():
    row = f"7\tTrojan\t\t3\t\tfile:_C:\\a b.exe>webfile:_C:\\a b.exe|{URL}|pid:6"
    trait = Detection(threat="Trojan")
    (hit,) = hits(Posture(sight=SIGHT, trait=trait, names=("may.example",), raw=row))
    assert (hit.indicator.value, hit.status, hit.fails) == (URL, Status.ATTEMPTED, True)


@pytest.mark.parametrize("path", ["tai.exe", "Tai.exe/x", "Tai.exe?x=1", ""])
def test_another_url_of_the_host_is_only_its_host(path: str):
    (hit,) = hits(setting(f"http://may.example:8080/{path}", "may.example"))
    assert hit.weakness is Weakness.URL_HOST


@pytest.mark.parametrize("unit", ["A", "a.", "a-", "a:", "://", "http://", "a.b/", "%41", ".", "/"])
def test_no_text_costs_more_than_its_length(unit: str):
    (hit,) = hits(setting(f"{unit * 300_000} {URL}"))
    assert hit.observed == URL


@pytest.mark.parametrize("host", ["drive.google.com", "github.com", "truong.edu.vn", "gov.vn"])
def test_a_host_of_many_is_not_even_weak(host: str):
    made = index(f"https://{host}/x")
    rows = answered(cached(host, "192.0.2.9"), setting(f"https://{host}/y", host))
    assert match({"x": rows}, made, at=AT) == ()
    (whole,) = match({"x": answered(setting(f"https://{host}/x", host))}, made, at=AT)
    assert whole.fails
