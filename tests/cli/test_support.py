"""`support`: what helps to find a fault, and nothing of anybody."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.cli.main import main
from orchestrator.evidence import KeptList, open_store
from orchestrator.evidence.opening import FILE
from orchestrator.model.outcome import Ended, Outcome, Why
from tests.evidence import building

MACHINE, PERSON, SECRET, ADDRESS = "may-hieu-truong", "Nguyen Van Mau", "Bi-mat-1", "198.51.100.77"
CANARIES = (MACHINE, PERSON, SECRET, ADDRESS, "192.0.2.1", building.UNIT.code, building.UNIT.name)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return a state folder whose every text names somebody."""
    said = " ".join(CANARIES)
    ends = (
        Outcome(ended=Ended.AUTH_REJECTED, detail=said, error_id=MACHINE),
        Outcome(ended=Ended.UNREACHABLE, detail=said, error_id="0x80070005"),
        Outcome(ended=Ended.NOT_ATTEMPTED, why=Why.ACCOUNT_WAITS, detail=said),
    )
    head = replace(
        building.record(), playbook=f"{PERSON}.yml", selection={"limit": MACHINE, "e": SECRET}
    )
    kept = KeptList(sha256=head.ioc_sha256, dated="2026-11-20", body=ADDRESS.encode())
    with closing(open_store(tmp_path / "s", create=True)) as store:
        store.begin(head, building.scope(MACHINE, "b", "c"), (building.SCRIPT,), kept)
        for stored, end in zip(tuple(store.machines(head.id)), ends, strict=False):
            trip = replace(
                building.trip(stored.scoped.row.machine, b"", end), principal=f"{PERSON} ({SECRET})"
            )
            store.add(head, trip, stored, building.SCRIPT, {ADDRESS: ""}, None)
    (tmp_path / "s" / "known_hosts").write_text(f"{ADDRESS} ssh-ed25519 AAAA\n", "utf-8")
    return tmp_path / "s"


def written(state: Path, lang: str = "en") -> dict[str, object]:
    folder = state.parent / "support"
    assert main(["support", "--state", str(state), "-o", str(folder), "--lang", lang]) == 0
    return json.loads((folder / "support.json").read_text("utf-8"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nobody_is_in_it(state: Path, lang: str):
    written(state, lang)
    for path in (state.parent / "support").iterdir():
        text = path.read_text("utf-8")
        for canary in (*CANARIES, str(state)):
            assert canary not in text, (path.name, canary)


def test_how_the_newest_sweep_went_is_in_it(state: Path):
    told = written(state)
    assert told["schema"] == 1
    assert told["store"]["readable"] is told["store"]["whole"] is True
    figures = told["store"]["figures"]
    assert figures["outcomes"] == {
        "auth_rejected": 1, "unreachable": 1, "not_attempted(account waits)": 1,
    }  # fmt: skip
    assert figures["skipped"] == {"excluded": 1}
    assert figures["error_ids"] == {"0x80070005": 1}
    assert figures["phases"]["connect"] == {"attempts": 3, "total_s": 1.5, "longest_s": 0.5}
    assert figures["rows"]["attempt"] == 3


@pytest.mark.parametrize(
    ("lang", "line"), [("vi", "Để gửi kèm khi báo lỗi"), ("en", "Read it before you send it.")]
)
def test_it_says_what_is_in_it_and_where(state: Path, lang: str, line: str, capsys):
    written(state, lang)
    shown = capsys.readouterr().out
    assert line in shown
    assert str(state.parent / "support" / "support.json") in shown
    assert line in (state.parent / "support" / "README.txt").read_text("utf-8")


def test_a_damaged_store_or_none_is_told_of_as_that(state: Path):
    (state / FILE).write_bytes(b"PK\x03\x04" * 2000)
    assert written(state)["store"] == {"there": True, "bytes": 8000, "readable": False}
    (state / FILE).unlink()
    assert written(state)["store"] == {"there": False}


def test_a_folder_that_cannot_be_written_is_one_message(state: Path, capsys):
    state.parent.joinpath("support").touch()
    code = main(["support", "--state", str(state), "-o", str(state.parent / "support")])
    assert (code, "Traceback" in capsys.readouterr().err) == (2, False)
