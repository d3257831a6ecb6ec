"""`campaign.yml` is read strictly, each mistake said once with its place, and no rule loosened."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator import checks
from orchestrator.campaign.campaign_values import Ask, Campaign, Tightening
from orchestrator.campaign.file import read_campaign
from orchestrator.campaign.file_kept import body_of, read_body
from orchestrator.campaign.quiet import Weekly
from orchestrator.errors import CampaignError, ExitCode
from orchestrator.model.district import Letter
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.rules import RULES
from orchestrator.text.catalogue import Catalogue

CHECKS = tuple(check.id for check in checks.ALL)
SAMPLE = Path(__file__).parents[2] / "playbooks" / "chien-dich-mau.yml"
LEAST = {
    "campaign": "chien-dich-11",
    "name": "Chiến dịch 11",
    "opens": "2026-11-02",
    "deadline": "2026-12-15",
    "inventory": "[inv]",
    "ask": "[{playbook: ioc-sweep.yml}]",
}
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inv").mkdir()
    for name in ("ioc-sweep.yml", "posture.yml"):
        (tmp_path / name).write_text("x")
    return tmp_path


def text(**fields: str | None) -> str:
    whole = {key: value for key, value in (LEAST | fields).items() if value is not None}
    return "".join(f"{key}: {value}\n" for key, value in whole.items())


def read(folder: Path, written: str) -> Campaign:
    path = folder / "campaign.yml"
    path.write_text(written, encoding="utf-8")
    return read_campaign(path, CHECKS)


def refused(folder: Path, written: str) -> list[tuple[int, int, str, str]]:
    with pytest.raises(CampaignError) as caught:
        read(folder, written)
    assert caught.value.exit_code is ExitCode.BAD_INPUT
    vi = Catalogue("vi")
    for one in caught.value.problems:
        assert vi.text(one.what) != one.what
        assert one.place is not None
    return [
        (one.place.line, one.place.column, one.what, one.mend)
        for one in caught.value.problems
        if one.place
    ]


def test_the_sample_is_a_campaign():
    one = read_campaign(SAMPLE, CHECKS)
    assert one.id == "chien-dich-mau"
    assert one.letters == (Letter(number="123/UBND-VHTT", date="2026-11-02"),)
    assert (one.opens, one.deadline) == (date(2026, 11, 2), date(2026, 12, 15))
    assert [Path(path).resolve().name for path in one.inventory] == ["ba-dinh"]
    assert [(Path(ask.playbook).name, ask.every) for ask in one.asks] == [
        ("ioc-sweep.yml", None),
        ("posture.yml", 14 * DAY),
    ]
    assert one.quiet.weekly == (Weekly(days=(0, 1, 2, 3, 4, 5), begins=420, minutes=60),)
    assert one.quiet.days == (date(2026, 11, 20),)
    assert one.machine_a_day == 3
    assert one.keep_observations == 90 * DAY
    assert one.tightening == Tightening()


def test_the_rules_that_the_sample_shows_can_be_switched_on(tmp_path: Path):
    sample = SAMPLE.read_text(encoding="utf-8")
    head, _, rules = sample.partition("# rules:")
    switched = f"{head}rules:{rules}".replace("\n#   ", "\n  ").replace("../inv", "inv")
    for name in ("ioc-sweep.yml", "posture.yml"):
        (tmp_path / name).touch()
    (tmp_path / "inventories" / "ba-dinh").mkdir(parents=True)
    assert read(tmp_path, switched).tightening == Tightening(
        required=("proxy",),
        accept_declared=False,
        good_for=14 * DAY,
        verify_after=2 * DAY,
        old_address=180 * DAY,
        old_name=730 * DAY,
    )


def test_the_least_that_a_file_says(folder: Path):
    one = read(folder, text())
    assert one == Campaign(
        id="chien-dich-11",
        name="Chiến dịch 11",
        opens=date(2026, 11, 2),
        deadline=date(2026, 12, 15),
        inventory=(str(folder / "inv"),),
        asks=(Ask(playbook=str(folder / "ioc-sweep.yml")),),
        sha256=one.sha256,
    )
    assert len(one.sha256) == 64


def test_days_are_the_districts(folder: Path):
    one = read(folder, text())
    begins, ends = datetime(2026, 11, 1, 17, tzinfo=UTC), datetime(2026, 12, 15, 17, tzinfo=UTC)
    assert (one.begins(VIETNAM), one.ends(VIETNAM)) == (begins, ends)
    assert one.is_open(begins, VIETNAM)
    assert one.is_open(ends - timedelta(microseconds=1), VIETNAM)
    assert not one.is_open(ends, VIETNAM)
    assert not one.is_open(begins - timedelta(microseconds=1), VIETNAM)
    assert one.rules(RULES, VIETNAM).opens == begins


def test_rules_are_tightened(folder: Path):
    rules = "{good_for: 2w, verify_after: 48h, old_address: 20w, old_name: 400d, required: proxy}"
    one = read(folder, text(rules=rules)).rules(RULES, VIETNAM)
    assert one.required == (*RULES.required, "proxy")
    assert (one.good_for, one.verify_after) == (14 * DAY, 2 * DAY)
    assert (one.old_address, one.old_name) == (140 * DAY, 400 * DAY)
    assert (one.indispensable, one.min_watch) == (RULES.indispensable, RULES.min_watch)


@pytest.mark.parametrize(
    ("rules", "column", "mend"),
    [
        ("{good_for: 31d}", 19, "write 30d or less, or leave it out"),
        ("{verify_after: 23h}", 23, "write 24h or more, or leave it out"),
        ("{old_address: 89d}", 22, "write 90d or more, or leave it out"),
        ("{old_name: 1w}", 19, "write 365d or more, or leave it out"),
    ],
)
def test_a_loosened_rule_is_refused_with_its_place(
    folder: Path, rules: str, column: int, mend: str
):
    ((line, at, what, how),) = refused(folder, text(rules=rules))
    assert (line, at, how) == (7, column, mend)
    assert what.endswith("would loosen a rule; a campaign only makes rules stricter")


def test_a_rule_as_it_is_loosens_nothing(folder: Path):
    rules = "{good_for: 30d, verify_after: 24h, old_address: 90d, old_name: 365d}"
    one = read(folder, text(rules=rules)).rules(RULES, VIETNAM)
    assert replace(one, opens=None) == RULES


def test_required_checks_are_only_added(folder: Path):
    found = refused(folder, text(rules="{required: [connections, proxxy, proxy]}"))
    assert found == [
        (
            7,
            20,
            "`connections` is required of every campaign, and nothing takes it away",
            "name only what is to be required besides, or delete it",
        ),
        (
            7,
            33,
            "there is no check `proxxy` that could be required",
            "did you mean `proxy`?",
        ),
    ]


@pytest.mark.parametrize(
    ("fields", "line", "column", "what", "mend"),
    [
        ({"campaign": None}, 1, 1, "`campaign` lacks `campaign`", "add it"),
        (
            {"campaign": "Chiến dịch"},
            1,
            11,
            "`Chiến dịch` cannot be what folders and timers call a campaign",
            "use small letters a to z, digits and hyphens, at most 40, no hyphen first",
        ),
        ({"name": "''"}, 2, 7, "`campaign` lacks `name`", "add it"),
        ({"opens": "02/11/2026"}, 3, 8, "`opens` must be a date", 'write "2026-11-02"'),
        ({"deadline": None}, 1, 1, "`campaign` lacks `deadline`", "add it"),
        (
            {"deadline": "2026-11-01"},
            4,
            11,
            "the deadline 2026-11-01 comes before the opening 2026-11-02",
            "write 2026-11-02 or later",
        ),
        (
            {"deadline": "9999-12-31"},
            4,
            11,
            "`deadline` is in a year that no campaign is in",
            "write a year from 2000 to 2100",
        ),
        ({"dedline": "2026-12-15"}, 7, 1, "`campaign` has no field `dedline`", "deadline"),
        (
            {"inventory": None},
            1,
            1,
            "the campaign names no inventory",
            "write `inventory: [../inventories/ba-dinh]`",
        ),
        ({"inventory": "[inv, nowhere]"}, 5, 18, "there is nothing at ", "correct the path"),
        ({"inventory": "[]"}, 5, 12, "`inventory` must be a text or a list of texts", "delete it"),
        ({"ask": None}, 1, 1, "the campaign asks nothing", "write `ask: [{playbook:"),
        ({"ask": "ioc-sweep.yml"}, 6, 6, "`ask` must be a list with at least one", "write `ask:"),
        ({"ask": "[ioc-sweep.yml]"}, 6, 7, "`ask` must be a mapping", "write `ask: [{playbook:"),
        ({"ask": "[{playbook: nowhere.yml}]"}, 6, 18, "there is nothing at", "correct the path"),
        (
            {"ask": "[{playbook: ioc-sweep.yml}, {playbook: ./ioc-sweep.yml, every: 2d}]"},
            6,
            45,
            "the same playbook is asked in line 6 already",
            "delete one of the two",
        ),
        (
            {"ask": "[{playbook: ioc-sweep.yml, every: 14}]"},
            6,
            40,
            "`every` must be a span of time",
            "write it as 24h, 14d or 2w",
        ),
        (
            {"ask": "[{playbook: ioc-sweep.yml}, {playbook: posture.yml, every: 0d}]"},
            6,
            65,
            "`every` cannot be 0d",
            "write 1h to 365d",
        ),
        (
            {"ask": "[{playbook: ioc-sweep.yml, every: 7d}]"},
            6,
            6,
            "no playbook is asked in every round",
            "leave out `every` where contact is asked about",
        ),
        ({"quiet": None, "letters": "[{number: 1/UBND}]"}, 7, 11, "`letter` lacks `date`", "add"),
        ({"letters": "[1/UB]"}, 7, 11, "`letter` must be a mapping", "write `letters: [{number:"),
        ({"letters": "{}"}, 7, 10, "`letters` must be a list with", "write `letters: [{number:"),
        ({"quiet": "[mon-sat 07:00-25:00]"}, 7, 9, "`mon-sat 07:00-25:00` holds a time", "write"),
        ({"quiet": "[sunday]"}, 7, 9, "`sunday` is no quiet time", "write `mon-sat 07:00-08:00`"),
        ({"quiet": "['2026-02-30']"}, 7, 9, "`2026-02-30` is no quiet time", "write `mon-sat"),
        ({"quiet": "[mon 07:00-07:00]"}, 7, 9, "`mon 07:00-07:00` ends when it begins", "write"),
        ({"quiet": "[2025-11-20]"}, 7, 9, "the quiet day 2025-11-20 is not within", "correct the"),
        ({"quiet": "mon-sun"}, 7, 8, "the quiet times leave no minute", "make them shorter"),
        ({"quiet": ""}, 7, 1, "`quiet` has no value", "give it a value, or delete it"),
        ({"quiet": "[{mon: 1}]"}, 7, 9, "`quiet` must be a text or a list of texts", ""),
        (
            {"attempts": "{machine_a_day: 0}"},
            7,
            27,
            "`machine_a_day` must be a whole number from 1 to 24",
            "",
        ),
        ({"attempts": "3"}, 7, 11, "`attempts` must be a mapping", "write {machine_a_day: ...}"),
        ({"attempts": "{a_day: 3}"}, 7, 12, "`attempts` has no field `a_day`", ""),
        (
            {"prune": "{observations: 59d}"},
            7,
            23,
            "observations would go before they have served",
            "write 60d or more",
        ),
        ({"prune": "{observations: [1]}"}, 7, 23, "`observations` must be a span", "write it as"),
        ({"rules": "strict"}, 7, 8, "`rules` must be a mapping", "write {required: ...}"),
        ({"rules": "{good: 1d}"}, 7, 9, "`rules` has no field `good`", ""),
    ],
)
def test_each_mistake_has_one_message_with_its_place_and_mend(
    folder: Path, fields: dict[str, str | None], line: int, column: int, what: str, mend: str
):
    (found,) = refused(folder, text(**fields))
    assert found[:2] == (line, column)
    assert found[2].startswith(what)
    assert mend in found[3]


def test_a_shorter_pass_lets_observations_go_sooner(folder: Path):
    one = read(folder, text(rules="{good_for: 14d}", prune="{observations: 44d}"))
    assert one.keep_observations == 44 * DAY


def test_all_mistakes_are_said_at_once_in_the_order_of_the_file(folder: Path):
    written = text(deadline="2026-10-01", attempts="{machine_a_day: 99}", nmae="x")
    assert [line for line, *_ in refused(folder, written)] == [4, 7, 8]


@pytest.mark.parametrize("written", ["", "# nothing\n", "{}\n"])
def test_an_empty_file_is_no_campaign(folder: Path, written: str):
    ((line, _, what, mend),) = refused(folder, written)
    assert (line, what, mend) == (1, "the campaign file is empty", "begin with `campaign:`")


def test_a_playbook_is_no_campaign(folder: Path):
    ((_, _, what, mend),) = refused(folder, "- hosts: all\n")
    assert (what, mend) == ("`campaign` must be a mapping", "begin with `campaign:`")


def test_a_file_that_is_not_there_or_no_yaml(folder: Path):
    with pytest.raises(CampaignError, match="cannot read the file"):
        read_campaign(folder / "nowhere.yml", CHECKS)
    assert len(refused(folder, "campaign: [")) == 1
    assert refused(folder, text() + "name: again\n")[0][0] == 7  # a key given twice


@given(st.text(alphabet="acdeiknopqsuy:{}[],-!&*'\"# \n0123456789", max_size=120))
def test_no_text_is_ever_a_traceback(written: str):
    path = Path(SAMPLE.parent / "not-kept.yml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "orchestrator.campaign.file.read_bounded", lambda _path, _limit: written.encode()
        )
        with pytest.raises(CampaignError):
            read_campaign(path, CHECKS)


def test_as_json_has_machine_words(folder: Path):
    letters, asks = "[{number: 1/UB, date: 2026-11-02}]", "[{playbook: ioc-sweep.yml}]"
    fields = {"letters": letters, "ask": asks, "quiet": "[sun, 'fri 22:00-06:00', 2026-11-20]"}
    one = read(folder, text(**fields, rules="{good_for: 2w}", reports="../out"))
    said = one.as_json()
    assert said["letters"] == [{"number": "1/UB", "date": "2026-11-02"}]
    assert said["quiet"] == {
        "weekly": [
            {"days": [7], "from": "00:00", "to": "00:00"},
            {"days": [5], "from": "22:00", "to": "06:00"},
        ],
        "days": ["2026-11-20"],
    }
    assert said["ask"] == [{"playbook": str(folder / "ioc-sweep.yml"), "every_hours": None}]
    assert said["rules"] == {
        "required": [],
        "good_for_hours": 336,
        "verify_after_hours": None,
        "old_address_hours": None,
        "old_name_hours": None,
        "accept_declared": True,
    }
    assert said["reports"] == str(folder / "../out")


_spans = st.none() | st.integers(1, 10_000).map(lambda hours: timedelta(hours=hours))


@given(good=_spans, verify=_spans, address=_spans, name=_spans)
def test_no_tightening_ever_loosens(
    good: timedelta | None,
    verify: timedelta | None,
    address: timedelta | None,
    name: timedelta | None,
):
    one = Tightening(good_for=good, verify_after=verify, old_address=address, old_name=name)
    rules = one.over(RULES)
    assert rules.good_for <= RULES.good_for
    assert rules.verify_after >= RULES.verify_after
    assert rules.old_address >= RULES.old_address
    assert rules.old_name >= RULES.old_name
    assert set(rules.required) >= set(RULES.required)


def test_a_campaign_may_refuse_what_is_only_declared(folder: Path):
    assert read(folder, text(rules="{good_for: 14d}")).tightening.accept_declared
    one = read(folder, text(rules="{accept_declared: false}"))
    assert not one.tightening.over(RULES).accept_declared
    kept = read_body(body_of(one, "f"))
    assert not kept.rules.tightening().accept_declared
    older = body_of(one, "f").replace(',"accept_declared":false', "")
    assert read_body(older).rules.tightening().accept_declared


def test_when_a_play_is_due_again():
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    one = Ask(playbook="posture.yml", every=14 * DAY)
    assert one.is_due(None, now)
    assert one.is_due(now - 14 * DAY, now)
    assert not one.is_due(now - 13 * DAY, now)
    assert Ask(playbook="ioc-sweep.yml").is_due(now, now)
