"""Who lets an indicator go decides what comes of it: the authority over TLS, or somebody here."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator import ioc
from orchestrator.errors import BusyError, UsageError
from orchestrator.evidence import open_store, writer_lock
from orchestrator.ioc.keeping.list_paths import given_lists, lists_read
from orchestrator.ioc.keeping.sources_file import read_sources
from orchestrator.ioc.updating.accept import back
from orchestrator.ioc.updating.update import update
from orchestrator.model.campaign import FindingState, MachineStanding
from orchestrator.model.deed import Claim, Signed
from orchestrator.model.ioc_table import as_table
from orchestrator.model.result import Reason, Verdict
from orchestrator.sweep.absent_sources import with_absent
from orchestrator.sweep.lists.dropping import drop_source
from orchestrator.sweep.reading_again import read_waiting
from orchestrator.sweep.rematch import come_into_force
from orchestrator.sweep.standing import judge_all
from orchestrator.transport.web import WebSession
from tests.sweep.kept_campaign import TUESDAY, Campaign
from tests.transport.web_server import Authority, Shop, serving, text

NOW = datetime.now(UTC)  # noqa: TID251 - the lists' files have the real day
INFECTED, OFFICE = "win7-offload-column", "pac-local-file"
BAD = ("203.0.113.10", "c2.evil.example")
OTHERS = tuple(f"n{number}.example" for number in range(6))
FAIL = (Verdict.FAIL, None)
AWAITING = (Verdict.NOT_ASSESSED, Reason.AWAITING_LOOK)


@dataclass
class District:
    """A folder of lists with a source on the web, and a state folder that swept by it."""

    campaign: Campaign
    folder: Path
    shop: Shop
    hours: int = 0

    def source(self, path: str = "/a", **more: object) -> None:
        """Name the one source, at an address."""
        origin = {"url": self.shop.url(path), "allow_private": True, **more}
        text_of = json.dumps({"sources": [{"name": "ncsc", **origin}]})
        (self.folder / "sources.yml").write_text(text_of)

    def publish(self, *values: str, path: str = "/a") -> None:
        """Let the source hold values, and update."""
        self.shop.pages[path] = text("\n".join((*values, *OTHERS)) + "\n")
        self.update()

    def update(self) -> None:
        update(read_sources(self.folder / "sources.yml"), opener=WebSession, now=NOW)

    def read(self) -> MachineStanding:
        """Let the lists come into force as they are now, and return where the machine stands."""
        self.hours += 1
        at, store = TUESDAY + timedelta(hours=self.hours), self.campaign.store
        loaded = ioc.load([self.folder], today=NOW.date())
        sources = lists_read(given_lists([self.folder], ()), loaded.files)
        come_into_force(store, as_table(with_absent(store, loaded)), at, sources)
        read_waiting(store, at)
        return self.machine()

    def machine(self) -> MachineStanding:
        (unit,) = judge_all(self.campaign.store, TUESDAY + timedelta(hours=self.hours)).units
        (found,) = unit.machines
        return found

    def drop(self, source: str, reason: str = "Công văn 12") -> None:
        self.hours += 1
        at = TUESDAY + timedelta(hours=self.hours)
        signed = Signed(actor="Bình", reason=reason, claim=Claim(at=at, told="now"))
        drop_source(self.campaign.store.folder, source, signed, at)

    def warnings(self) -> tuple[str, ...]:
        """Return what is doubtful about the list in force, but for the made addresses."""
        said = judge_all(self.campaign.store, TUESDAY + timedelta(hours=self.hours)).list.warnings
        return tuple(one for one in said if one != "list_test_only")


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    folder = tmp_path / "iocs"
    folder.mkdir()
    (folder / "own.txt").write_text("\n".join(OTHERS) + "\n")
    authority = Authority(tmp_path)
    state = tmp_path / "state"
    with serving(authority.issue()) as shop, closing(open_store(state, create=True)) as store:
        found = District(Campaign(store, tmp_path), folder, shop)
        found.campaign.sweep("s1", TUESDAY, {"a": INFECTED}, listed=OTHERS)
        yield found


def stands(machine: MachineStanding) -> tuple[Verdict, Reason | None]:
    return machine.verdict, machine.reason


def states(machine: MachineStanding) -> set[FindingState]:
    return {one.state for one in machine.findings}


def met_over_tls(district: District) -> None:
    """Let the machine fail by what a source on the web named."""
    district.source(ca="../ca.pem")
    district.publish(*OTHERS)
    district.read()
    district.publish(*BAD)
    assert stands(district.read()) == FAIL


def test_an_authority_that_lets_go_withdraws(district: District):
    met_over_tls(district)
    district.publish()
    found = district.read()
    assert stands(found) == (Verdict.PASS, None)
    assert states(found) == {FindingState.IOC_WITHDRAWN}


def test_and_what_it_brings_back_is_open_again(district: District):
    met_over_tls(district)
    district.publish()
    district.read()
    district.publish(*BAD, "again.example")
    assert stands(district.read()) == FAIL


def test_a_list_that_was_edited_by_hand_is_no_authority_s(district: District):
    met_over_tls(district)
    (district.folder / "ncsc.list").write_text("\n".join(OTHERS) + "\n")
    assert stands(district.read()) == AWAITING


def test_an_address_that_changed_is_no_authority_s(district: District):
    met_over_tls(district)
    district.source("/b", ca="../ca.pem")
    district.publish(path="/b")
    assert stands(district.read()) == AWAITING


def test_a_plain_address_is_no_authority_s(tmp_path: Path):
    folder = tmp_path / "iocs"
    folder.mkdir()
    state = tmp_path / "state"
    with serving() as shop, closing(open_store(state, create=True)) as store:
        plain = District(Campaign(store, tmp_path), folder, shop)
        plain.campaign.sweep("s1", TUESDAY, {"a": INFECTED}, listed=OTHERS)
        plain.source()
        for values in (OTHERS, BAD):
            plain.publish(*values)
            found = plain.read()
        assert stands(found) == FAIL
        plain.publish()
        assert stands(plain.read()) == AWAITING


def test_a_file_that_is_kept_here_awaits_a_look(district: District):
    own = district.folder / "own.txt"
    own.write_text("\n".join((*BAD, *OTHERS)) + "\n")
    assert stands(district.read()) == FAIL
    own.write_text("\n".join(OTHERS) + "\n")
    assert stands(district.read()) == AWAITING


def test_named_by_both_it_takes_both_and_awaits_a_look(district: District):
    own = district.folder / "own.txt"
    own.write_text("\n".join((*BAD, *OTHERS)) + "\n")
    met_over_tls(district)
    own.write_text("\n".join(OTHERS) + "\n")
    assert stands(district.read()) == FAIL
    district.publish()
    assert stands(district.read()) == AWAITING


def test_a_source_that_shrank_withdraws_nothing(district: District):
    met_over_tls(district)
    district.shop.pages["/a"] = text("n0.example\n")
    district.update()
    found = district.read()
    assert stands(found) == FAIL
    assert district.warnings() == ("list_shrunk ncsc",)


def test_going_back_to_the_version_before_withdraws_nothing(district: District):
    met_over_tls(district)
    back(read_sources(district.folder / "sources.yml"), "ncsc", now=NOW)
    assert stands(district.read()) == FAIL


def test_a_source_that_vanished_counts_with_its_last_version(district: District):
    """Scenario 26: neither is a finding closed, nor does a new look miss what it named."""
    own = district.folder / "letter.txt"
    own.write_text("\n".join((*BAD, *OTHERS)) + "\n")
    before = district.read()
    own.unlink()
    found = district.read()
    assert (stands(found), found.findings) == (FAIL, before.findings)
    assert district.warnings() == ("list_source_gone letter.txt",)
    assert district.read() == found


def test_what_came_later_meets_what_a_vanished_source_named(district: District):
    district.campaign.sweep("s1b", TUESDAY, {"a": OFFICE}, listed=OTHERS)
    letter = district.folder / "letter.txt"
    letter.write_text("\n".join(BAD) + "\n")
    district.read()
    letter.unlink()
    (district.folder / "more.txt").write_text("more.example\n")
    district.read()
    loaded = ioc.load([district.folder], today=NOW.date())
    merged = with_absent(district.campaign.store, loaded)
    named = {one.value for one in merged.indicators if "letter.txt" in one.lists}
    assert named == set(BAD)
    assert "list_source_gone letter.txt" in merged.warnings


def test_dropping_a_vanished_source_withdraws_and_awaits_a_look(district: District):
    letter = district.folder / "letter.txt"
    letter.write_text("\n".join((*BAD, *OTHERS)) + "\n")
    district.read()
    letter.unlink()
    district.read()
    district.drop("letter.txt")
    found = district.machine()
    assert stands(found) == AWAITING
    assert states(found) == {FindingState.IOC_WITHDRAWN}
    assert district.warnings() == ()
    assert stands(district.read()) == AWAITING


def test_a_source_that_nobody_uses_any_more_is_dropped_too(district: District):
    once = district.folder.parent / "once.txt"
    once.write_text("\n".join(BAD) + "\n")
    store, at = district.campaign.store, TUESDAY + timedelta(minutes=5)
    loaded = ioc.load([once], today=NOW.date())
    sources = lists_read(given_lists([once], ()), loaded.files)
    come_into_force(store, as_table(loaded), at, sources)
    read_waiting(store, at)
    assert stands(district.read()) == FAIL
    district.drop(str(once))
    assert stands(district.machine()) == AWAITING


def test_dropping_where_a_list_was_takes_nothing_from_where_it_is(district: District):
    old = district.folder / "letter.txt"
    old.write_text("\n".join((*BAD, *OTHERS)) + "\n")
    district.read()
    (district.folder / "new").mkdir()
    old.rename(district.folder / "new" / "letter.txt")
    before = district.read()
    assert (stands(before), district.warnings()) == (FAIL, ())
    district.drop(str(old))
    assert district.machine() == before


def test_dropping_names_what_is_wrong(district: District):
    letter = district.folder / "letter.txt"
    letter.write_text("\n".join(BAD) + "\n")
    district.read()
    said = {}
    for name in ("letter.txt", "leter.txt", "?"):
        with pytest.raises(UsageError) as raised:
            district.drop(name)
        said[name] = str(raised.value)
    assert "letter.txt is still there" in said["letter.txt"]
    assert "Did you mean `letter.txt`?" in said["leter.txt"]
    letter.unlink()
    district.read()
    with pytest.raises(UsageError, match="reason"):
        district.drop("letter.txt", reason=" ")
    with writer_lock(district.campaign.store.folder), pytest.raises(BusyError):
        district.drop("letter.txt")
    district.drop("letter.txt")
    with pytest.raises(UsageError):
        district.drop("letter.txt")


def test_a_clock_that_went_back_leaves_the_newest_list_in_force(district: District):
    """Nor is a look of before the withdrawal one after it."""
    letter = district.folder / "letter.txt"
    letter.write_text("\n".join(BAD) + "\n")
    district.hours = 10
    assert stands(district.read()) == FAIL
    letter.write_text("\n".join(OTHERS) + "\n")
    district.hours = -100
    assert stands(district.read()) == AWAITING
    district.hours = 20
    assert stands(district.machine()) == AWAITING
