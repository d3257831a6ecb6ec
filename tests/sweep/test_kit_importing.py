"""What kits bring home: taken once, given its row or kept waiting, and never believed."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from orchestrator import evidence
from orchestrator.errors import ExitCode
from orchestrator.evidence.opening import FILE
from orchestrator.model.campaign import Doubt
from orchestrator.model.look import JoinedBy, Trust
from orchestrator.model.result import Reason, Verdict
from orchestrator.report import Shown, as_json, write_reports
from orchestrator.report.machines_csv import csv_pieces
from orchestrator.roads.answer_head import KitEnding
from orchestrator.sweep.campaign_result import kept_campaign
from orchestrator.sweep.kit_importing import KitImportRequest, file_as_json, import_answers
from orchestrator.sweep.kit_settling import DROP, SettleRequest, settle, waiting_rows
from orchestrator.sweep.standing import standing
from orchestrator.text.catalogue import iso
from tests.sweep.kits_home import (
    HOME,
    INFECTED,
    KIT,
    MADE,
    OTHER_KIT,
    WITNESSED,
    Pc,
    asked,
    identities,
    nonce_of,
    sealed,
    state,
)


@pytest.fixture
def home(tmp_path):
    return state(tmp_path / "state")


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def brought(home, *paths, at=HOME, dry_run=False):
    told = []
    request = KitImportRequest(
        state=home, paths=tuple(paths), identities=identities(), dry_run=dry_run
    )
    done = import_answers(request, lambda: at, told.append)
    return done, [file_as_json(one) for one in told]


def put(stick, name, data):
    path = stick / f"KQ-{name}.txt"
    path.write_bytes(data)
    return path


def machines(home, at=HOME):
    judged = standing(home, at)
    return {one.scope.row.machine: one for unit in judged.units for one in unit.machines}


def test_a_clean_pc_passes_by_its_own_word_and_once(home, stick):
    path = put(stick, "a", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    done, told = brought(home, path)
    assert (done.taken, done.exit_code) == (1, ExitCode.DONE)
    assert told[0]["machines"] == ["th_hoa_sen/hs-0001"]
    one = machines(home)["hs-0001"]
    assert (one.verdict, one.trust) == (Verdict.PASS, Trust.DECLARED)
    assert one.as_of == MADE
    assert Doubt.CHOSEN in one.doubts
    done, told = brought(home, path)
    assert (done.repeated, done.exit_code) == (1, ExitCode.DONE)
    assert told[0]["machines"] == ["th_hoa_sen/hs-0001"]


def test_an_infected_pc_fails_by_its_own_word(home, stick):
    put(stick, "a", sealed(Pc(1, INFECTED), nonce_of(1), chosen="hs-0001"))
    brought(home, stick)
    one = machines(home)["hs-0001"]
    assert (one.verdict, one.trust) == (Verdict.FAIL, Trust.DECLARED)
    assert one.open_findings


def test_a_witnessed_kit_is_worth_more(home, stick):
    put(stick, "a", sealed(Pc(1), nonce_of(1), chosen="hs-0001", of=WITNESSED))
    brought(home, stick)
    assert machines(home)["hs-0001"].trust is Trust.WITNESSED


def test_one_pc_run_for_its_whole_school_is_seen(home, stick):
    for number in range(1, 7):
        put(stick, f"{number}", sealed(Pc(1), nonce_of(number), chosen=f"hs-{number:04d}"))
    done, told = brought(home, stick)
    assert (done.taken, done.waiting, done.exit_code) == (1, 5, ExitCode.INCOMPLETE)
    assert {one["why"] for one in told[1:]} == {"clash"}
    found = machines(home)
    assert all(found[f"hs-{n:04d}"].verdict is Verdict.NOT_ASSESSED for n in range(1, 7))
    assert found["hs-0001"].reason is Reason.IDENTITY
    assert Doubt.WAITING in found["hs-0001"].doubts


def test_a_persons_word_joins_and_the_newest_counts(home, stick):
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    brought(home, stick)
    put(stick, "2", sealed(Pc(1, INFECTED), nonce_of(2), chosen="hs-0002"))
    brought(home, stick)
    (row,) = waiting_rows(home)
    assert row.machines == ("th_hoa_sen/hs-0001", "th_hoa_sen/hs-0002")
    number = row.answer.number

    def say(where, days):
        request = SettleRequest(
            number=number, row=where, replaced=False, actor="A. Nguyễn", reason="đã hỏi trường"
        )
        return settle(home, request, HOME + timedelta(days=days))

    assert say("hs-0002", 1).decided == "th_hoa_sen/hs-0002"
    found = machines(home, HOME + timedelta(days=1))
    assert found["hs-0002"].verdict is Verdict.FAIL
    assert Doubt.BY_HAND in found["hs-0002"].doubts
    assert say("hs-0001", 2).decided == "th_hoa_sen/hs-0001"
    found = machines(home, HOME + timedelta(days=2))
    assert found["hs-0001"].verdict is Verdict.FAIL
    assert say(DROP, 3).decided == ""
    found = machines(home, HOME + timedelta(days=3))
    assert found["hs-0001"].verdict is Verdict.PASS
    assert waiting_rows(home) == ()
    with closing(sqlite3.connect(home / FILE)) as db:
        assert db.execute("SELECT count(*) FROM joined").fetchone() == (3,)


def test_a_replaced_pc_is_one_after_a_persons_word(home, stick):
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    put(stick, "2", sealed(Pc(2), nonce_of(2), chosen="hs-0001"))
    _, told = brought(home, stick)
    assert [one["why"] for one in told] == [None, "differs"]
    (row,) = waiting_rows(home)
    request = SettleRequest(
        number=row.answer.number,
        row="",
        replaced=True,
        actor="A. Nguyễn",
        reason="thay máy hỏng",
        approver="B. Trần",
    )
    settle(home, request, HOME + timedelta(hours=1))
    one = machines(home, HOME + timedelta(hours=2))["hs-0001"]
    assert one.verdict is Verdict.PASS
    assert Doubt.OTHER_BOX not in one.doubts


def test_hardware_of_another_unit_clashes(home, stick):
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="sv-0001", of=OTHER_KIT))
    put(stick, "2", sealed(Pc(1), nonce_of(2), chosen="hs-0001"))
    _, told = brought(home, stick)
    assert told[1]["machines"] == ["th_hoa_sen/hs-0001", "th_sen_vang/sv-0001"]


def test_a_pc_that_no_row_fits_waits(home, stick):
    put(stick, "1", sealed(Pc(1), nonce_of(1)))
    done, told = brought(home, stick)
    assert (told[0]["why"], done.exit_code) == ("unknown", ExitCode.INCOMPLETE)


def test_another_result_of_the_same_run_waits_and_both_are_kept(home, stick):
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    put(stick, "2", sealed(Pc(1, INFECTED), nonce_of(1), chosen="hs-0001"))
    _, told = brought(home, stick)
    assert [one["why"] for one in told] == [None, "differs"]
    with closing(sqlite3.connect(home / FILE)) as db:
        assert db.execute("SELECT count(*) FROM evidence").fetchone() == (2,)


def test_the_same_answer_under_another_head_is_the_same(home, stick):
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    put(stick, "2", sealed(Pc(1), nonce_of(1), chosen="hs-0002"))
    done, _ = brought(home, stick)
    assert (done.taken, done.repeated) == (1, 1)


@pytest.mark.parametrize(("days", "late"), [(20, False), (22, True)])
def test_a_late_result_waits(home, stick, days, late):
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    _, told = brought(home, stick, at=MADE + timedelta(days=days))
    assert told[0]["why"] == ("late" if late else None)


def test_a_result_of_a_revoked_kit_waits(home, stick):
    with closing(evidence.open_store(home, create=False)) as store:
        store.revoke_kit(KIT, evidence.Revoked(at=HOME, actor="A", reason="mất USB"))
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    _, told = brought(home, stick)
    assert told[0]["why"] == "revoked"


@pytest.mark.parametrize(
    ("how", "body"),
    [
        (KitEnding.OK, b""),
        (KitEnding.STALLED, b""),
        (KitEnding.OK, "Access denied: tập lệnh bị chặn".encode()),
    ],
)
def test_a_pc_that_said_nothing_is_no_clean_one(home, stick, how, body):
    asked_name = "hs-0001"
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen=asked_name, body=body, how=how))
    _, told = brought(home, stick)
    assert told[0]["why"] == "unknown"  # no hardware: a choice alone is nothing
    request = SettleRequest(
        number=1, row=asked_name, replaced=False, actor="A. Nguyễn", reason="đã hỏi"
    )
    settle(home, request, HOME)
    one = machines(home)[asked_name]
    assert one.verdict is Verdict.NOT_ASSESSED


def test_half_an_answer_accuses_and_does_not_pass(home, stick):
    whole = Pc(1, INFECTED).says(nonce_of(1), MADE)
    half = whole[: whole.index(b" open64 hosts_file")]
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001", body=half))
    brought(home, stick)
    assert waiting_rows(home)[0].answer.kind is evidence.WaitKind.UNKNOWN


def test_an_answer_of_another_run_proves_nothing(home, stick):
    body = Pc(1).says(nonce_of(9), MADE).replace(nonce_of(9).encode(), nonce_of(1).encode())
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001", body=body))
    brought(home, stick)
    settle(
        home,
        SettleRequest(number=1, row="hs-0001", replaced=False, actor="A. Ng", reason="thử"),
        HOME,
    )
    assert machines(home)["hs-0001"].verdict is Verdict.NOT_ASSESSED


def test_a_kit_cancels_no_retry_of_a_machine_that_was_ever_reached(home, stick):
    with closing(evidence.open_store(home, create=False)) as store:
        asked(store, "hs-0001", Pc(1), MADE - timedelta(hours=1))
        asked(store, "hs-0001", None, MADE)
        asked(store, "hs-0002", None, MADE)
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    put(stick, "2", sealed(Pc(2), nonce_of(2), chosen="hs-0002"))
    done, _ = brought(home, stick)
    assert done.taken == 2
    with closing(evidence.open_store(home, create=False)) as store:
        outcomes = {one.scoped.row.machine: str(one.outcome) for one in store.machines("s1")}
    assert outcomes["hs-0001"] == "unreachable"
    assert outcomes["hs-0002"] == "ok"


def test_the_network_is_known_by_its_hardware(home, stick):
    with closing(evidence.open_store(home, create=False)) as store:
        asked(store, "hs-0003", Pc(3), MADE)
    put(stick, "1", sealed(Pc(3), nonce_of(1)))
    _, told = brought(home, stick)
    assert told[0]["machines"] == ["th_hoa_sen/hs-0003"]
    assert told[0]["joined_by"] == JoinedBy.HARDWARE
    one = machines(home)["hs-0003"]
    assert one.doubts == ()


def test_a_trial_writes_nothing(home, stick):
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    before = (home / FILE).read_bytes()
    done, _ = brought(home, stick, dry_run=True)
    assert done.taken == 1
    with closing(sqlite3.connect(home / FILE)) as db:
        assert db.execute("SELECT count(*) FROM receipt").fetchone() == (0,)
    assert len((home / FILE).read_bytes()) == len(before)


def test_the_clock_of_2009_is_said_and_dates_nothing(home, stick):
    then = MADE.replace(year=2009)
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001", at=then))
    brought(home, stick)
    one = machines(home)["hs-0001"]
    assert one.as_of == MADE
    with closing(sqlite3.connect(home / FILE)) as db:
        (offset,) = db.execute("SELECT clock_offset FROM evidence").fetchone()
    assert offset < -365 * 86_400


def test_pages_tell_what_was_declared_apart(home, stick, tmp_path):
    with closing(evidence.open_store(home, create=False)) as store:
        asked(store, "hs-0003", Pc(3), MADE)
    put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    put(stick, "2", sealed(Pc(2, INFECTED), nonce_of(2), chosen="hs-0002"))
    brought(home, stick)
    kept = kept_campaign(home, HOME)
    shown = Shown(result=kept.result, judged=kept.judged)
    told = as_json(shown)
    by_name = {one["name"]: one for one in told["machines"]}
    assert by_name["hs-0001"]["trust"] == "declared"
    assert by_name["hs-0001"]["carrier"] == "file"
    assert by_name["hs-0001"]["collected"] == [iso(MADE), iso(HOME)]
    assert by_name["hs-0003"]["trust"] == "asked"
    assert by_name["hs-0003"]["carrier"] == "network"
    assert by_name["hs-0004"]["carrier"] is None
    assert told["coverage"]["declared"] == 1
    assert [unit["declared"] for unit in told["units"]] == [1, 0]
    assert {one["origin"] for one in told["sources"]} == {"sweep", "kit"}
    csv = b"".join(csv_pieces(shown)).decode("utf-8-sig").splitlines()
    assert csv[0].endswith("trust,carrier")
    assert sum(line.endswith("declared,file") for line in csv) == 2
    write_reports(kept.result, tmp_path / "r", "vi", state=home, judged=kept.judged)
    page = (tmp_path / "r" / "th_hoa_sen.html").read_text("utf-8")
    assert "máy, trong đó 1 theo bản tự kiểm tra." in page
    assert "Phiếu tự kiểm tra gắn với máy này chỉ theo lựa chọn của người chạy" in page
