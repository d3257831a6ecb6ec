"""Kits: made for a sweep, known before they are handed out, taken back; and their keys."""

import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.errors import InputError, StateError, UsageError, VaultError
from orchestrator.model.plan import Family
from orchestrator.model.secret import Secret
from orchestrator.roads.kit_keys import FOLDER, KeyKind
from orchestrator.sweep import kit_keyring, kit_listing, kit_making
from orchestrator.sweep.judging import to_keep
from orchestrator.sweep.kit_listing import KitStanding, listed_kits, revoke
from orchestrator.sweep.kit_making import KitRequest, make_kits
from orchestrator.text.catalogue import Catalogue
from orchestrator.vault import Vault
from tests.roads.made_keys import identity
from tests.sweep.kits_home import HOME, MADE, OTHER, UNIT, listed, record, row, script, state

INVENTORY = """
{unit}:
  vars:
    unit: {{name: "{name}", type: primary_school}}
  hosts: {{hs-0001: {{ansible_connection: winrm}}}}
{other}:
  vars:
    unit: {{name: "{other_name}", type: primary_school}}
  hosts: {{sv-0001: {{ansible_connection: winrm}}}}
"""


@pytest.fixture
def home(tmp_path):
    return state(tmp_path / "state")


@pytest.fixture
def asked(tmp_path, home):
    path = tmp_path / "inventory.yml"
    path.write_text(
        INVENTORY.format(unit=UNIT.code, name=UNIT.name, other=OTHER.code, other_name=OTHER.name),
        "utf-8",
    )
    return KitRequest(state=home, inventory=(str(path),), units=(UNIT.code,))


def made(asked: KitRequest, folder: Path, lang: str = "vi"):
    return make_kits(asked, folder, Vault(), Catalogue(lang), MADE)


def known(home: Path) -> tuple[evidence.KitRow, ...]:
    with closing(evidence.open_store(home, create=False)) as store:
        return store.kits()


def swept(home: Path, name: str, unit: str, via: str) -> None:
    """Add a sweep of one machine, which is reached another way."""
    with closing(evidence.open_store(home, create=False)) as store:
        own = row(1, UNIT if unit == UNIT.code else OTHER)
        scope = (replace(own, row=replace(own.row, via=via)),)
        begun = replace(record(name), started_at=HOME)
        store.begin(begun, scope, (script(),), to_keep(listed()))


def test_a_kit_is_written_and_known(asked, home, tmp_path):
    before = {kit.id for kit in known(home)}
    done = made(asked, tmp_path / "out")
    (one,) = done.kits
    assert one.path == tmp_path / "out" / "kiem-tra-th_hoa_sen.cmd"
    assert one.kit.id in one.path.read_bytes().decode()
    (row_of_it,) = (kit for kit in known(home) if kit.id not in before)
    assert (row_of_it.id, row_of_it.unit, row_of_it.sweep) == (one.kit.id, UNIT.code, "s1")
    assert (row_of_it.made_at, row_of_it.until) == (MADE, MADE + timedelta(days=14))
    assert (row_of_it.family, row_of_it.witness) == (Family.WINDOWS, None)
    assert stat.S_IMODE(one.path.stat().st_mode) == 0o644
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == [
        "huong-dan-th_hoa_sen.txt",
        "kiem-tra-th_hoa_sen.cmd",
    ]
    assert not done.backed_up


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ("TH Hoa Sen", [UNIT.code]),
        (UNIT.name, [UNIT.code]),
        ("phường Kim Mã", [UNIT.code, OTHER.code]),
    ],
)
def test_a_unit_is_named_by_its_name_and_all_of_a_body_by_the_body_s(
    given, codes, asked, home, tmp_path
):
    swept(home, "s2", OTHER.code, "winrm")
    inventory = tmp_path / "inventory.yml"
    text = inventory.read_text("utf-8").replace("vars:", "vars:\n    ward: Kim Mã")
    inventory.write_text(text, "utf-8")
    done = made(replace(asked, units=(given,)), tmp_path / "out")
    assert [one.kit.unit for one in done.kits] == codes


def test_it_asks_what_the_sweep_asks_and_who_the_machine_is(asked, home, tmp_path):
    (one,) = made(asked, tmp_path / "out").kits
    asks = {question.check for question in record().rules[0]} | {"identity"}
    assert set(one.kit.script.checks) == asks
    assert [row.machine for row in one.kit.rows] == [f"hs-000{n}" for n in range(1, 7)]
    with closing(evidence.open_store(home, create=False)) as store:
        assert store.script_checks(one.kit.script.sha256) == one.kit.script.checks


def test_the_newest_sweep_that_holds_the_unit_counts(asked, home, tmp_path):
    swept(home, "s2", OTHER.code, "winrm")
    assert made(asked, tmp_path / "out").kits[0].kit.sweep == "s1"
    swept(home, "s3", UNIT.code, "winrm")
    assert made(asked, tmp_path / "out").kits[0].kit.sweep == "s3"
    assert made(replace(asked, sweep="s1"), tmp_path / "out").kits[0].kit.sweep == "s1"


def test_families_are_those_of_the_machines_or_named(asked, home, tmp_path):
    swept(home, "s2", UNIT.code, "ssh")
    assert [one.path.suffix for one in made(asked, tmp_path / "out").kits] == [".sh"]
    both = replace(asked, families=kit_making.families(["windows", "posix", "windows"]))
    assert [one.path.suffix for one in made(both, tmp_path / "out").kits] == [".cmd", ".sh"]
    assert kit_making.families(None) is None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_half_page_says_what_to_do(lang, asked, tmp_path):
    both = replace(asked, families=(Family.WINDOWS, Family.POSIX), elevate=True)
    done = made(both, tmp_path / "out", lang)
    text = done.pages[0].read_text("utf-8-sig")
    assert UNIT.name in text
    for word in (
        "kiem-tra-th_hoa_sen.cmd",
        "sh kiem-tra-th_hoa_sen.sh",
        "08/12/2026",
        "Xong",
        "1.",
        "5.",
    ):
        assert word in text
    assert ("Yes" in text, done.kits[0].kit.elevate, done.kits[1].kit.elevate) == (
        True,
        True,
        False,
    )


def test_a_draw_names_machines_and_its_witness(asked, home, tmp_path):
    drawn = replace(asked, witness=" Nguyễn Thị Lan ", drawn=3)
    (one,) = made(drawn, tmp_path / "out").kits
    assert one.path.name == "chung-kien-th_hoa_sen.cmd"
    assert len({row.machine for row in one.kit.drawn}) == 3
    page = tmp_path / "out" / "huong-dan-chung-kien-th_hoa_sen.txt"
    assert "Nguyễn Thị Lan" in page.read_text("utf-8")
    assert {kit.witness for kit in known(home) if kit.id == one.kit.id} == {"Nguyễn Thị Lan"}
    all_of_them = made(replace(drawn, drawn=50), tmp_path / "out").kits[0].kit.drawn
    assert len(all_of_them) == 6


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"units": ("th_hoa_se",)}, "th_hoa_sen"),
        ({"sweep": "s9"}, "s9"),
        ({"days": 0}, "days"),
        ({"days": 61}, "days"),
        ({"witness": " - ", "drawn": 3}, "chứng kiến"),
        ({"witness": "Lan", "drawn": 101}, "-n"),
        ({"witness": "Lan", "drawn": -1}, "-n"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(more, said, asked, home, tmp_path):
    before = known(home)
    with pytest.raises(InputError) as told:
        made(replace(asked, **more), tmp_path / "out")
    assert said in " ".join(
        Catalogue("vi").text(one.what) + Catalogue("vi").text(one.mend)
        for one in told.value.problems
    )
    assert (known(home), (tmp_path / "out").exists()) == (before, False) or list(
        (tmp_path / "out").iterdir()
    ) == []


def test_without_a_sweep_of_the_unit_there_is_no_kit(asked, home, tmp_path):
    empty = tmp_path / "empty"
    with closing(evidence.open_store(empty, create=True)):
        pass
    (home / FOLDER).rename(empty / FOLDER)
    with pytest.raises(StateError):
        made(replace(asked, state=empty), tmp_path / "out")
    with pytest.raises(StateError):
        made(asked, tmp_path / "out")  # and without a key


def test_a_folder_that_cannot_be_written_makes_no_kit(asked, home, tmp_path):
    before = known(home)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError):
        made(asked, tmp_path / "file" / "out")
    assert known(home) == before


def test_kits_are_listed_as_they_stand_and_taken_back_once(home):
    kits = listed_kits(home, MADE)
    assert {one.standing for one in kits} == {KitStanding.IN_USE}
    later = listed_kits(home, MADE + timedelta(days=15))
    assert {one.standing for one in later} == {KitStanding.EXPIRED}
    done = revoke(home, "A1a1", "Lan", "mất USB", HOME)
    assert done.standing is KitStanding.REVOKED
    assert kit_listing.as_json((done,))["kits"][0]["revoked"] == {
        "at": HOME.isoformat(),
        "by": "Lan",
        "reason": "mất USB",
    }
    with pytest.raises(UsageError):
        revoke(home, "a1a1", "Lan", "lần nữa", HOME)


@pytest.mark.parametrize(
    ("word", "by", "reason"),
    [
        ("a1a1", "", "mất"),
        ("a1a1", "Lan", " . "),
        ("a1a1", "Lan\udcff", "mất"),
        ("a1a", "Lan", "mất"),
        ("", "Lan", "mất"),
        ("ffff", "Lan", "mất"),
        ("%", "Lan", "mất"),
    ],
)
def test_nobody_takes_back_what_is_not_meant(word, by, reason, home):
    with pytest.raises(UsageError):
        revoke(home, word, by, reason, HOME)
    assert all(kit.revoked is None for kit in known(home))


def test_digits_that_several_kits_begin_with_mean_none(asked, home, tmp_path, monkeypatch):
    monkeypatch.setattr(kit_making.secrets, "token_hex", lambda _: "a1a1" + "0" * 28)
    made(asked, tmp_path / "out")
    with pytest.raises(UsageError):
        revoke(home, "a1a1", "Lan", "mất", HOME)


def test_a_backup_lies_elsewhere_and_can_be_brought_in(asked, home, tmp_path):
    path = tmp_path / "backup.pem"
    told = kit_keyring.back_up(home, path, identity(), HOME)
    assert (told.key.kind, told.key.locked, told.sealed_for) == (KeyKind.BACKUP, None, True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made(asked, tmp_path / "out").backed_up
    (listed,) = (one for one in kit_keyring.told_keys(home) if one.key.kind is KeyKind.BACKUP)
    assert listed == told
    with pytest.raises(VaultError):
        kit_keyring.bring_in(home, path, (identity(Secret("sai")),))
    assert kit_keyring.bring_in(home, path, (identity(),)).key.locked is not None
    assert [
        one["opens_here"] for one in kit_keyring.as_json(kit_keyring.told_keys(home))["keys"]
    ] == [
        True,
        True,
    ]


def test_a_backup_overwrites_nothing_and_needs_a_first_key(home, tmp_path):
    path = tmp_path / "there.pem"
    path.write_text("mine")
    with pytest.raises(UsageError):
        kit_keyring.back_up(home, path, identity(), HOME)
    assert path.read_text() == "mine"
    with pytest.raises(UsageError):
        kit_keyring.back_up(home, tmp_path / "no" / "where.pem", identity(), HOME)
    with pytest.raises(StateError):
        kit_keyring.back_up(tmp_path / "empty", tmp_path / "b.pem", identity(), HOME)


def test_a_new_key_seals_from_now_on_and_the_old_one_opens_on(home):
    (old,) = kit_keyring.told_keys(home)
    new = kit_keyring.add_new_key(home, identity(), HOME)
    assert new.sealed_for
    assert [(one.key.name, one.sealed_for) for one in kit_keyring.told_keys(home)] == [
        (old.key.name, False),
        (new.key.name, True),
    ]


def test_a_public_half_alone_is_no_key_to_bring_in(home, tmp_path):
    kit_keyring.back_up(home, tmp_path / "b.pem", identity(), HOME)
    (public,) = (path for path in (home / FOLDER).iterdir() if b"PRIVATE" not in path.read_bytes())
    with pytest.raises(UsageError):
        kit_keyring.bring_in(home, public, (identity(),))
    with pytest.raises(StateError):
        kit_keyring.bring_in(home, Path(__file__), (identity(),))
