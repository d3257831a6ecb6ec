"""The pretend district has every kind of unit and of trouble, and its truth is whole."""

import ipaddress
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from orchestrator.bodies import unit_types
from orchestrator.lab import layout, recording, scenes
from orchestrator.lab.actor import Misbehaviour
from orchestrator.lab.scenes import Login, Scene
from orchestrator.lab.troupe import LOCAL_MACHINE, TROUPES
from orchestrator.lab.truth import TRUTH, unit_verdicts
from orchestrator.model.plan import Via
from orchestrator.model.result import Status, UnitVerdict, Verdict

PLAYERS = tuple(player for troupe in TROUPES for player in troupe.players)
DATA = Path(layout.__file__).parent / "data"
WARDS = {
    "Cống Vị", "Điện Biên", "Đội Cấn", "Giảng Võ", "Kim Mã", "Liễu Giai", "Ngọc Hà", "Ngọc Khánh",
    "Nguyễn Trung Trực", "Phúc Xá", "Quán Thánh", "Thành Công", "Trúc Bạch", "Vĩnh Phúc",
}  # fmt: skip


def test_it_is_large_enough_and_of_every_type():
    assert len(PLAYERS) >= 44
    assert len(TROUPES) >= 13
    assert {troupe.type for troupe in TROUPES} == set(unit_types())
    assert {troupe.ward for troupe in TROUPES} <= WARDS
    assert {bool(troupe.annex) for troupe in TROUPES} == {True, False}


def test_names_are_unique_and_composed():
    names = [player.name for player in PLAYERS] + [LOCAL_MACHINE]
    codes = [troupe.code for troupe in TROUPES]
    assert max(Counter(names + codes).values()) == 1
    texts = [t.name for t in TROUPES] + [text for p in PLAYERS for text in (p.label, p.room)]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)


def test_only_ward_committees_evaluate():
    evaluating = {t.type for t in TROUPES if t.annex and t.annex.evaluation}
    assert evaluating == {"ward_committee"}


def test_every_scene_is_played():
    played = {id(player.scene) for player in PLAYERS}
    written = {name for name, value in vars(scenes).items() if isinstance(value, Scene)}
    assert {name for name in written if id(getattr(scenes, name)) not in played} == set()


def test_every_fault_and_login_is_there_most_on_both_sides():
    sides = {(p.scene.via, p.scene.fault) for p in PLAYERS}
    assert {fault for _, fault in sides} == set(Misbehaviour)
    both = {fault for fault in Misbehaviour if {(Via.SSH, fault), (Via.WINRM, fault)} <= sides}
    assert both == set(Misbehaviour) - {Misbehaviour.NOISE}
    assert {p.scene.login for p in PLAYERS} == set(Login)


def test_the_truth_is_whole():
    assert set(TRUTH) == {player.name for player in PLAYERS}
    assert {truth.verdict for truth in TRUTH.values()} == set(Verdict)
    for truth in TRUTH.values():
        assert bool(truth.hits) or truth.verdict is not Verdict.FAIL
        assert truth.endings
        assert all(
            bool(reason) == (truth.verdict is Verdict.NOT_ASSESSED) for reason, _ in truth.endings
        )


def test_every_status_but_one_is_seen_and_every_unit_verdict():
    seen = {Status(status) for truth in TRUTH.values() for _, status in truth.hits}
    # A name that only the hosts file blocks is shown as that block, not as a look-up.
    assert seen == set(Status) - {Status.LOOKED_UP_BLOCKED}
    assert set(unit_verdicts().values()) == set(UnitVerdict)


def test_every_indicator_of_the_truth_is_listed_as_written():
    lines = {
        line.partition("#")[0].strip()
        for path in (*(DATA / "iocs").iterdir(), DATA / "sinkholes.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert {indicator for truth in TRUTH.values() for indicator, _ in truth.hits} <= lines


TEST_RANGES = tuple(
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


@pytest.mark.parametrize(
    "path",
    [*(DATA / "iocs").iterdir(), *(DATA / "later").iterdir(), DATA / "sinkholes.txt"],
    ids=lambda path: path.name,
)
def test_lists_hold_reserved_values_only(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    values = [line.partition("#")[0].strip().replace("[.]", ".") for line in lines]
    assert any(values)
    for value in filter(None, values):
        try:
            network = ipaddress.ip_network(value)
        except ValueError:
            assert value.endswith((".example", ".test", ".invalid"))
        else:
            assert any(
                network.version == known.version and network.subnet_of(known)
                for known in TEST_RANGES
            )


def test_everything_that_is_played_is_shipped():
    for player in PLAYERS:
        if player.scene.via is Via.WINRM:
            (name,) = player.scene.evidence
            assert (recording.RECORDINGS / f"{name}.txt").is_file()
        else:
            assert all((layout.EVIDENCE / folder).is_dir() for folder in player.scene.evidence)


def test_the_playbook_is_the_shipped_one():
    shipped = Path(__file__).parents[2] / "playbooks" / "ioc-sweep.yml"
    assert (DATA / "ioc-sweep.yml").read_bytes() == shipped.read_bytes()
