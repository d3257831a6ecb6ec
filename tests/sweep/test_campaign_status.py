"""A campaign file that is used holds: its scope, its rules, its one folder; and who must act."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.errors import CampaignError, ExitCode, InputError, UsageError
from orchestrator.evidence import open_store
from orchestrator.model.act import AcceptedRisk, Act, Assigned, Handled, Handling
from orchestrator.model.campaign import UnitStanding
from orchestrator.model.result import Reason, UnitVerdict, Verdict
from orchestrator.report.standing_view import FailSplit
from orchestrator.sweep.campaign_files import close_campaign, the_campaign, used_campaign
from orchestrator.sweep.campaign_status import Narrowed, campaign_status, status_as_json
from orchestrator.text.catalogue import Catalogue
from orchestrator.vault import Vault
from tests.sweep.campaign_folder import UNIT, campaign_file, inventory
from tests.sweep.kept_campaign import OFF, TUESDAY, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
DAY = timedelta(days=1)
VAULT = Vault()


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    with closing(open_store(tmp_path / "state", create=True)) as store:
        yield Campaign(store, tmp_path)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """What the controller's clock shows when a file is read."""
    shown = [TUESDAY]
    monkeypatch.setattr("orchestrator.sweep.campaign_status.now", lambda: shown[-1])
    return shown


def status(campaign: Campaign, file: Path | None = None, days: float = 1, **narrowed):
    at = TUESDAY + days * DAY
    return campaign_status(campaign.store.folder, file, at, VAULT, Narrowed(**narrowed))


def said(error: InputError) -> str:
    return "\n".join(Catalogue("vi").text(one.what) for one in error.problems)


def test_without_a_file_all_that_is_kept_is_the_campaign(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN, "b": OFF})
    found = status(campaign)
    assert (found.about.id, found.about.name, found.about.deadline) == ("all", "Chiến dịch", None)
    assert (found.machines, found.assessed) == (2, 1)
    assert found.reasons == {Reason.UNREACHABLE: 1}
    assert found.exit_code is ExitCode.INCOMPLETE
    assert found.days_left is None


def test_a_machine_that_no_sweep_ever_touched_is_in_the_denominator(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    assert status(campaign).machines == 1
    inventory(campaign.folder, {UNIT: ("a", "b"), "th_sen_vang": ("c",)})
    found = status(campaign, campaign_file(campaign.folder))
    assert (found.machines, found.assessed) == (3, 1)
    assert found.reasons == {Reason.NOT_RUN: 2}
    assert [unit.code for unit in found.unread] == ["th_sen_vang"]
    assert found.exit_code is ExitCode.INCOMPLETE
    assert (found.about.id, found.days_left) == ("chien-dich-11", 20)


def test_the_folder_remembers_its_one_campaign(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    inventory(campaign.folder, {UNIT: ("a", "b")})
    file = campaign_file(campaign.folder)
    assert status(campaign, file) == status(campaign)
    assert len(campaign.store.campaigns()) == 1
    file.unlink()
    with pytest.raises(CampaignError, match=r"campaign\.yml"):
        status(campaign)


def test_a_removed_machine_is_out_of_the_figures_and_still_convicts(
    campaign: Campaign, clock: list[datetime]
):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN, "b": INFECTED})
    inventory(campaign.folder, {UNIT: ("a", "b")})
    file = campaign_file(campaign.folder)
    assert status(campaign, file).count(Verdict.FAIL) == 1
    inventory(campaign.folder, {UNIT: ("a",)})
    clock.append(TUESDAY + 2 * DAY)
    found = status(campaign, file, days=2)
    assert (found.machines, found.count(Verdict.FAIL)) == (1, 0)
    assert found.units[0].verdict is UnitVerdict.FAIL
    assert found.units[0].removed[0].scope.removed_at == TUESDAY + 2 * DAY
    assert found.split == FailSplit(new=1, waiting=0, reopened=0, risk=0)
    clock.append(TUESDAY + 3 * DAY)
    later = status(campaign, file, days=3)
    assert later.units[0].removed[0].scope.removed_at == TUESDAY + 2 * DAY


def test_a_machine_that_left_before_anybody_read_it_bars_a_pass(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    inventory(campaign.folder, {UNIT: ("a", "never")})
    file = campaign_file(campaign.folder)
    status(campaign, file)
    inventory(campaign.folder, {UNIT: ("a",)})
    found = status(campaign, file, days=2)
    assert [one.scope.row.machine for one in found.units[0].removed] == ["never"]
    assert found.exit_code is ExitCode.INCOMPLETE


def test_a_unit_that_left_is_shown_only_while_it_matters(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    inventory(campaign.folder, {"th_sen_vang": ("c",)})
    assert [u.unit.code for u in status(campaign, campaign_file(campaign.folder)).units] == [
        "th_sen_vang"
    ]
    campaign.sweep("s2", TUESDAY + DAY, {"a": INFECTED})
    found = status(campaign, days=2)
    assert [one.unit.code for one in found.units] == [UNIT, "th_sen_vang"]
    assert found.exit_code is ExitCode.FOUND


def test_the_rules_of_the_file_hold(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    inventory(campaign.folder, {UNIT: ("a",)})
    file = campaign_file(campaign.folder, rules="{good_for: 3d}")
    assert status(campaign, file, days=2).count(Verdict.PASS) == 1
    assert status(campaign, file, days=4).reasons == {Reason.AGED: 1}
    campaign_file(campaign.folder, opens="2026-11-25", rules="{good_for: 30d}")
    assert status(campaign, file, days=4).count(Verdict.PASS) == 0


def test_what_a_file_said_before_holds_again_when_it_says_so_again(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    inventory(campaign.folder, {UNIT: ("a",)})
    passed = [
        status(campaign, campaign_file(campaign.folder, rules=rules), days=4).count(Verdict.PASS)
        for rules in ("{good_for: 3d}", "{good_for: 30d}", "{good_for: 3d}")
    ]
    assert passed == [0, 1, 0]


def test_two_campaigns_do_not_share_a_folder(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    inventory(campaign.folder, {UNIT: ("a",)})
    file = campaign_file(campaign.folder)
    status(campaign, file)
    other = campaign_file(campaign.folder, "other.yml", campaign="khac")
    with pytest.raises(CampaignError) as caught:
        status(campaign, other)
    assert "thuộc chiến dịch chien-dich-11, không phải khac" in said(caught.value)
    close_campaign(campaign.store.folder, file, TUESDAY + DAY, VAULT, "Lan")
    with pytest.raises(CampaignError, match=r"campaign\.yml"):
        status(campaign, file)
    assert status(campaign, other).about.id == "khac"


def test_a_command_that_needs_a_campaign_says_so(campaign: Campaign):
    folder = campaign.store.folder
    assert used_campaign(folder, None, TUESDAY, VAULT) is None
    with pytest.raises(UsageError):
        the_campaign(folder, None, TUESDAY, VAULT)


def _acts(unit: UnitStanding) -> Iterator[Act]:
    """Yield an act on each machine; the exceptions cover each finding of it."""
    for number, one in enumerate(unit.machines):
        at = TUESDAY + DAY
        base = {"unit": UNIT, "claimed": at, "recorded": at, "actor": "Lan", "reason": "x"}
        base |= {"machine": one.scope.number}
        match one.scope.row.machine:
            case "late":
                yield Assigned(id=f"{number}", owner="Minh", due=TUESDAY + 2 * DAY, **base)
            case "look":
                yield Handled(id=f"{number}", remedy=Handling.SCAN_REMOVED, **base)
            case "risk":
                for n, found in enumerate(one.findings):
                    key = {"value": found.key.value, "klass": found.key.klass}
                    until = TUESDAY + 9 * DAY
                    yield AcceptedRisk(
                        id=f"{number}.{n}", approver="Hà", until=until, **key, **base
                    )
            case _:
                pass


def test_it_says_who_must_act_today(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, dict.fromkeys(("late", "look", "risk"), INFECTED))
    campaign.store.keep_acts(_acts(status(campaign).units[0]))
    found = status(campaign, days=4)
    assert {one.machine for one in found.overdue} == {"late"}
    assert {one.machine for one in found.looks_due} == {"look"}
    assert {one.machine for one in found.exceptions} == {"risk"}
    assert [unit.code for unit in found.undeclared] == [UNIT]
    assert [unit.code for unit in found.unannounced] == [UNIT]
    assert found.split == FailSplit(new=1, waiting=1, reopened=0, risk=1)
    told = status_as_json(found)
    assert told["today"]["overdue"][0]["owner"] == "Minh"
    assert told["fail_split"] == {"new": 1, "waiting": 1, "reopened": 0, "risk": 1}
    assert status(campaign, days=1.5).overdue == ()


def test_units_are_narrowed_by_code_and_ward(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    inventory(campaign.folder, {UNIT: ("a",), "th_sen_vang": ("c",)})
    file = campaign_file(campaign.folder)
    assert [one.unit.code for one in status(campaign, file, units=(UNIT,)).units] == [UNIT]
    with pytest.raises(UsageError) as caught:
        status(campaign, file, units=("th_hoa_senn",))
    assert "th_hoa_sen" in Catalogue("en").text(caught.value.problems[0].mend)
    with pytest.raises(UsageError):
        status(campaign, file, wards=("Không có",))
