"""What lists must never accuse: the shipped names, public resolvers, the district's own."""

from datetime import date
from pathlib import Path

import pytest

from orchestrator.ioc import load
from orchestrator.ioc.guarding.guard import Guard, Passed
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.model.district import Own
from orchestrator.model.indicator import Scope, Unused
from tests.make_benign import LISTS, made
from tests.shared import SHARED

DATA = Path(__file__).parents[3] / "orchestrator" / "ioc" / "data"
WARNING_LISTS = SHARED / "data" / "iocs" / "warninglists" if SHARED else Path("absent")


def judge(text: str, own: Own | None = None) -> Passed | Unused:
    value = normalise(text)
    assert isinstance(value, Value)
    return Guard(own).judge(value)


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("google.com", Scope.EXACT),
        ("bad.google.com", Scope.TREE),
        ("no-ip.biz", Scope.EXACT),
        ("c2.no-ip.biz", Scope.TREE),
        ("bit.ly", Scope.EXACT),
        ("badinh.edu.vn", Scope.EXACT),
    ],
)
def test_what_belongs_to_many_matches_itself_only(name: str, scope: Scope):
    assert judge(name) == Passed(scope, test=False)


@pytest.mark.parametrize("text", ["8.8.8.8", "8.8.8.0/24", "2606:4700:4700::1111"])
def test_public_resolvers_are_refused(text: str):
    assert judge(text) is Unused.PUBLIC_RESOLVER


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("quan.gov.vn", True),
        ("thu.quan.gov.vn", True),
        ("xquan.gov.vn", False),
        ("9.1.2.3", True),
        ("9.1.0.0/16", True),
        ("9.9.1.1", False),
    ],
)
def test_what_is_the_districts_own_is_refused(text: str, *, refused: bool):
    own = Own(names=("quan.gov.vn",), networks=("9.1.2.0/24",))
    assert (judge(text, own) is Unused.OWN) is refused


def test_one_own_machine_in_a_listed_range_does_not_save_the_range():
    own = Own(addresses=("203.0.113.7", "2001:db8::7"))
    assert judge("203.0.113.7", own) is Unused.OWN
    assert judge("203.0.113.7:443", own) is Unused.OWN
    assert judge("2001:db8::7", own) is Unused.OWN
    assert judge("203.0.113.0/24", own) == Passed(Scope.TREE, test=True)
    assert judge("203.0.113.8", own) == Passed(Scope.TREE, test=True)


def test_loading_knows_what_is_the_districts_own(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("bad.example\nthu.quan.gov.vn\n")
    iocs = load([path], today=date(2026, 11, 24), own=Own(names=("quan.gov.vn",)))
    assert [one.reason for one in iocs.refused] == [Unused.OWN]


@pytest.mark.parametrize(
    "name", ["exact_names.txt", "public_resolvers.txt", "shared_addresses.txt", "sinkholes.txt"]
)
def test_every_shipped_list_names_its_source_and_day(name: str):
    text = (DATA / name).read_text(encoding="utf-8")
    assert "# Source: " in text
    assert "2026-" in text


@pytest.mark.skipif(not WARNING_LISTS.is_dir(), reason="no warning lists beside the repository")
def test_the_names_are_what_the_script_makes():
    text = (DATA / "exact_names.txt").read_text(encoding="ascii")
    assert text == made(WARNING_LISTS, "84f0610", "2026-08-20")
    assert text.count("# Source: ") == len(LISTS)
