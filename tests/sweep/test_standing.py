"""What several sweeps add up to: bad news stays, good news ages, asking less takes nothing away."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator.evidence import open_store, writer_lock
from orchestrator.model.act import Handled, Handling
from orchestrator.model.campaign import FindingState, Judged, JudgedKind, MachineStanding
from orchestrator.model.outcome import Why
from orchestrator.model.result import Reason, UnitVerdict, Verdict
from orchestrator.report import Shown, as_json
from orchestrator.sweep.campaign_result import kept_campaign
from orchestrator.sweep.standing import judge_all, standing
from tests.sweep.kept_campaign import OFF, TUESDAY, UNIT, Campaign

CLEAN, INFECTED, PARTLY = "pac-local-file", "win7-offload-column", "dns-cache-zero-ttl"
DAY = timedelta(days=1)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    with closing(open_store(tmp_path / "state", create=True)) as store:
        yield Campaign(store, tmp_path)


def judged(campaign: Campaign, days: float = 1) -> Judged:
    return standing(campaign.store.folder, TUESDAY + days * DAY)


def machine(campaign: Campaign, name: str = "a", days: float = 1) -> MachineStanding:
    (unit,) = judged(campaign, days).units
    return next(one for one in unit.machines if one.scope.row.machine == name)


def test_a_whole_clean_look_passes_until_it_is_too_old(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    found = machine(campaign)
    assert (found.verdict, found.reason) == (Verdict.PASS, None)
    assert found.as_of == TUESDAY + timedelta(minutes=1)
    assert found.good_until == found.as_of + 30 * DAY
    later = machine(campaign, days=31)
    assert (later.verdict, later.reason) == (Verdict.NOT_ASSESSED, Reason.AGED)


def test_a_sweep_that_asks_less_or_reaches_nobody_takes_nothing_away(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    campaign.sweep("s2", TUESDAY + DAY, {"a": CLEAN}, checks=("connections",))
    campaign.sweep("s3", TUESDAY + 2 * DAY, {"a": OFF})
    found = machine(campaign, days=3)
    assert (found.verdict, found.as_of) == (Verdict.PASS, TUESDAY + timedelta(minutes=1))
    assert found.last_attempt is not None
    assert found.last_attempt.outcome == OFF


def test_bad_news_stays_though_a_later_look_is_clean(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED})
    campaign.sweep("s2", TUESDAY + 3 * DAY, {"a": CLEAN})
    found = machine(campaign, days=4)
    assert found.verdict is Verdict.FAIL
    assert [one.state for one in found.findings] == [FindingState.NEW]
    assert found.findings[0].not_seen_since == TUESDAY + 3 * DAY + timedelta(minutes=1)


def test_what_was_handled_fails_until_a_look_after_it(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED})
    at = TUESDAY + DAY
    number = machine(campaign).scope.number
    act = Handled(
        id="ab" * 32,
        machine=number,
        unit=UNIT,
        claimed=at,
        recorded=at,
        actor="Tổ CNTT",
        reason="đã quét",
        remedy=Handling.SCAN_REMOVED,
    )
    assert campaign.store.keep_acts((act, act)) == 1
    assert tuple(campaign.store.acts()) == (act,)
    found = machine(campaign, days=2)
    assert (found.verdict, found.findings[0].state) == (Verdict.FAIL, FindingState.HANDLED)


def test_a_machine_that_nobody_can_ask_says_why(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": OFF, "b": Why.NO_CREDENTIAL, "c": PARTLY})
    reasons = {name: machine(campaign, name).reason for name in "abc"}
    assert reasons == {
        "a": Reason.UNREACHABLE,
        "b": Reason.NO_CREDENTIAL,
        "c": Reason.PARTIAL,
    }


def test_a_machine_that_left_the_inventory_takes_its_finding_along(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED, "b": CLEAN})
    campaign.sweep("s2", TUESDAY + DAY, {"b": CLEAN})
    (unit,) = judged(campaign, 2).units
    assert [one.scope.row.machine for one in unit.machines] == ["b"]
    assert [one.scope.row.machine for one in unit.removed] == ["a"]
    assert unit.verdict is UnitVerdict.FAIL
    kept = kept_campaign(campaign.store.folder, TUESDAY + 2 * DAY)
    (gone,) = as_json(Shown(result=kept.result, judged=kept.judged))["removed"]  # type: ignore[misc]
    assert (gone["name"], gone["verdict"], len(gone["findings"])) == ("a", "fail", 1)


def test_what_is_not_read_yet_is_no_verdict(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    with writer_lock(campaign.store.folder):  # a sweep is at work: nothing may be written
        found = machine(campaign)
    assert (found.verdict, found.reason) == (Verdict.NOT_ASSESSED, Reason.REJUDGING)
    assert machine(campaign).verdict is Verdict.PASS


def test_the_same_rows_have_the_same_basis(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN, "b": INFECTED})
    assert judged(campaign).basis == judged(campaign).basis
    before = judged(campaign, 2).basis
    campaign.sweep("s2", TUESDAY + DAY, {"a": CLEAN, "b": INFECTED})
    assert judged(campaign, 2).basis != before


def test_every_look_comes_back_as_it_was_kept(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED, "b": CLEAN, "c": PARTLY})
    judged(campaign)
    looks, met = tuple(campaign.store.looks()), tuple(campaign.store.met())
    assert [look.evidence for look in looks] == [1, 2, 3]
    assert {one.evidence for one in met} == {1}
    assert all(look.box for look in looks)
    assert campaign.store.unread_evidence() == {}


def test_a_date_in_the_past_knows_nothing_of_what_came_later(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    campaign.sweep("s2", TUESDAY + 3 * DAY, {"a": INFECTED, "b": CLEAN})
    judged(campaign)
    then = judge_all(campaign.store, TUESDAY + DAY, JudgedKind.DATE)
    (unit,) = then.units
    assert [(m.scope.row.machine, m.verdict) for m in unit.machines] == [("a", Verdict.PASS)]
    assert machine(campaign, days=4).verdict is Verdict.FAIL
