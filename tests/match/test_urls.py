"""A listed URL is met whole in settings; its host in names and addresses proves little."""

import pytest

from orchestrator.match import Asked, match
from orchestrator.match.urls import host_of, urls_in
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
    return list(match({"x": answered(*seen)}, LISTED, Asked(at=AT)))


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


def test_a_url_is_looked_for_in_a_settings_text_not_in_its_row():
    there = ConfiguredText(sight=SIGHT, where="Run", text=URL, raw="x")
    (hit,) = hits(there)
    assert hit.observed == URL
    assert hits(ConfiguredText(sight=SIGHT, where="Run", text="x", raw=URL)) == []


def test_of_two_listed_forms_of_one_place_the_longer_counts():
    both = index(f"{URL}.", URL)
    (hit,) = match({"x": answered(setting(f"{URL}."))}, both, Asked(at=AT))
    assert hit.indicator.value == f"{URL}."


def test_two_schemes_of_one_place_are_two_urls():
    urls = ("http://may.example/x", "https://may.example/x")
    listed = index(*urls)
    for url in urls:
        (hit,) = match({"x": answered(setting(url))}, listed, Asked(at=AT))
        assert hit.indicator.value == url


def test_a_url_inside_a_url_does_not_hide_it():
    listed = "http://may.example/go?to=http://ok.example/"
    (hit,) = match(
        {"x": answered(setting(f"mshta {listed}", "may.example"))}, index(listed), Asked(at=AT)
    )
    assert (hit.observed, hit.fails) == (listed, True)


@pytest.mark.parametrize("end", [*" \t\n\"'<>|\\^`{}"])
def test_a_url_ends_where_no_url_goes_on(end: str):
    for url in ("http://may.example/a", "may.example/a"):
        assert tuple(urls_in(f"x {url}{end}b y")) == ((url,),)


@pytest.mark.parametrize("mark", [*".,;:!?)]"])
def test_a_mark_that_ends_a_sentence_may_belong_to_a_url_or_not(mark: str):
    for url in ("http://may.example/a", "may.example/a"):
        assert tuple(urls_in(f"({url}{mark} b")) == ((f"{url}{mark}", url),)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("gopher://may.example/a", ["gopher://may.example/a"]),
        (f"{'s' * 32}://may.example/a", [f"{'s' * 32}://may.example/a"]),
        (f"{'s' * 33}://may.example/a", []),
        ("may.example:8080/a", ["may.example:8080/a"]),
        ("may.example:80808/a", ["may.example:80808/a"]),
        ("may.example:808080/a", []),
        ("may.example", []),
        ("may/a", []),
        ("a@may.example/b", []),
        ("a@-may.example/b", []),
        ("/srv/may.example/b", []),
        ("x-may.example/b", ["x-may.example/b"]),
        (".may.example/b :may.example/b", []),
        ("http://may.example/a may.example/b", ["http://may.example/a", "may.example/b"]),
        ("may.example/a http://may.example/b", ["http://may.example/b", "may.example/a"]),
        ("may.example/a may.example/a", ["may.example/a"]),
    ],
)
def test_what_stands_in_a_text_as_a_url(text: str, urls: list[str]):
    assert [forms[0] for forms in urls_in(text)] == urls


def test_an_address_listed_with_a_port_is_told_beside_the_url_on_it():
    listed = index("http://203.0.113.5:8080/x", "203.0.113.5:443")
    text = setting("http://203.0.113.5:8080/x", addresses=("203.0.113.5",))
    whole, address = match({"x": answered(text)}, listed, Asked(at=AT))
    assert (whole.observed, whole.fails) == ("http://203.0.113.5:8080/x", True)
    assert (address.observed, address.weakness) == ("203.0.113.5", Weakness.OTHER_PORT)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("HTTP://May.Example:8080/Tai", "may.example"),
        ("may.example/Tai", "may.example"),
        ("http://u:p@may.example?x=@y", "may.example"),
        ("http://[2001:db8::9]:81/", "2001:db8::9"),
        ("http://[2001:db8::9]x]/", "2001:db8::9"),
        ("http://may.example#x", "may.example"),
        ("http://may.example/go?to=http://ok.example/", "may.example"),
        ("", ""),
    ],
)
def test_the_host_of_a_url(url: str, host: str):
    assert host_of(url) == host


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
    assert match({"x": rows}, made, Asked(at=AT)) == ()
    (whole,) = match({"x": answered(setting(f"https://{host}/x", host))}, made, Asked(at=AT))
    assert whole.fails
