"""What has a receipt of the hub is not sent again; no other word marks anything."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from orchestrator import evidence
from orchestrator.errors import ExitCode, InputError, StateError, UsageError
from orchestrator.evidence.opening import FILE
from orchestrator.model.result import Reason
from orchestrator.roads.bundle_text import bundle_text
from orchestrator.roads.message_heads import ReceiptHead, ReceiptWord
from orchestrator.roads.messages import signed_message
from orchestrator.roads.signing_keys import kept_signing_key, new_signing_key
from orchestrator.sweep import bundle_exporting, carried_tries
from orchestrator.sweep.bundle_exporting import export_sweep, export_unsent
from orchestrator.sweep.receipt_reading import backlog_word, read_receipts, site_status
from orchestrator.sweep.site_enrolment import HUB_KEY, enroll, own_words
from orchestrator.text.message import say
from tests.sweep.kits_home import CLEAN
from tests.sweep.sites_home import (
    BROUGHT,
    EXPORTED,
    SITE,
    SWEPT,
    answer,
    brought,
    copied,
    enrolled,
    exported,
    hub,
    machines,
    ward,
)


@pytest.fixture
def district(made_district, tmp_path):
    return copied(made_district, tmp_path)


def sent(there, at=EXPORTED):
    out = there.parent / "out"
    out.mkdir(exist_ok=True)
    return export_unsent(there, out, at)


def test_what_has_a_receipt_is_not_sent_again(district):
    here, there = district
    assert (site_status(there).parts, site_status(there).unmade) == (0, 5)
    done = sent(there)
    assert [path.name for path in done.files] == [f"GOI-{SITE}-20261124-1.txt"]
    assert (done.parts, done.machines, done.answers) == (1, 5, 4)
    assert (site_status(there).unsent, site_status(there).unmade) == (1, 0)
    assert backlog_word(there, EXPORTED + timedelta(hours=23)) is None
    later = EXPORTED + timedelta(days=31, hours=5)
    assert backlog_word(there, later) == say("runner_says.backlog", n=1, days=31)
    assert sent(there).parts == 1
    receipts = brought(here, *done.files)[0].receipts
    assert [path.name for path in receipts] == [f"BN-{SITE}-20261125-1.txt"]
    read = read_receipts(there, receipts, BROUGHT)
    assert (read.marked, read.unsent, read.exit_code) == (1, 0, ExitCode.DONE)
    assert backlog_word(there, later) is None
    assert sent(there).files == ()
    read = read_receipts(there, receipts, BROUGHT)
    assert (read.marked, read.before, read.exit_code) == (0, 1, ExitCode.DONE)


def test_a_later_try_is_sent_alone(district):
    here, there = district
    read_receipts(there, brought(here, *sent(there).files)[0].receipts, BROUGHT)
    answer(there, 3, at=EXPORTED + timedelta(hours=1))
    done = sent(there, EXPORTED + timedelta(hours=2))
    assert (done.parts, done.machines, done.answers) == (1, 1, 1)
    _, told = brought(here, *done.files)
    assert (told[0]["taken"], told[0]["before"]) == (1, 0)


def receipt(there, key, site=SITE, **more):
    """Write a receipt for the site's first part, signed by some key."""
    with closing(evidence.open_store(there, create=False)) as store:
        bundle = store.outbox()[0].sha256
    head = {"message": "00" * 32, "bundle": bundle, "word": ReceiptWord.TAKEN} | more
    path = there.parent / "BN.txt"
    message = signed_message(site, ReceiptHead(**head), b"", key)
    path.write_bytes(b"".join(bundle_text("bundle.receipts_explanation", [message])))
    return path


def test_only_the_hubs_own_word_marks_anything(district):
    here, there = district
    sent(there)
    key = kept_signing_key(here / HUB_KEY)
    wrong = [
        (receipt, {"key": new_signing_key()}, "signature"),
        (receipt, {"key": key, "site": "truc-bach"}, "site"),
        (receipt, {"key": key, "bundle": "ab" * 32}, "not_sent"),
        (receipt, {"key": key, "word": ReceiptWord.REFUSED}, "not_taken"),
        (receipt, {"key": key, "word": ReceiptWord.UNREADABLE, "bundle": ""}, "not_taken"),
    ]
    for make, how, fault in wrong:
        read = read_receipts(there, [make(there, **how)], BROUGHT)
        assert ({str(f): n for f, n in read.faults.items()}, read.marked) == ({fault: 1}, 0)
        assert (read.exit_code, read.unsent) == (ExitCode.BAD_INPUT, 1)
    own = exported(there)
    assert read_receipts(there, [own], BROUGHT).marked == 0
    assert read_receipts(there, [receipt(there, key)], BROUGHT).marked == 1


def test_a_part_that_was_taken_is_told_so_again_and_again(district):
    here, there = district
    files = sent(there).files
    brought(here, *files)
    again = brought(here, *files)[0].receipts
    assert read_receipts(there, again, BROUGHT).marked == 1


def test_a_refused_part_is_sent_again(district):
    here, there = district
    files = sent(there).files
    with closing(sqlite3.connect(here / FILE)) as db, db:
        db.execute("UPDATE sweep SET id = 'w1' WHERE id = 'h1'")
        db.execute("UPDATE scope SET sweep = 'w1'")
    done, told = brought(here, *files)
    assert told[0]["faults"] == {"other_sweep": 1}
    assert read_receipts(there, done.receipts, BROUGHT).marked == 0
    assert len(sent(there).files) == 1


def test_parts_are_of_a_hundred_machines_or_a_megabyte(district, monkeypatch):
    here, there = district
    monkeypatch.setattr(bundle_exporting, "MOST_MACHINES", 2)
    done = sent(there)
    assert (done.parts, done.machines) == (3, 5)
    monkeypatch.setattr(bundle_exporting, "MOST_MACHINES", 100)
    monkeypatch.setattr(bundle_exporting, "_MOST_FILE", 1)
    again = sent(there)
    assert (len(again.files), again.parts) == (3, 3)
    for path in reversed(again.files):
        brought(here, path)
    assert {name: one.verdict for name, one in machines(here).items() if name[:2] == "hs"} == {
        name: one.verdict for name, one in machines(there).items()
    }


def test_what_was_dropped_since_cannot_be_sent_again_and_is_told(district):
    _, there = district
    assert sent(there).lost == 0
    with closing(sqlite3.connect(there / FILE)) as db, db:
        db.execute("UPDATE evidence SET body = NULL, pruned_at = 'x'")
    done = sent(there)
    assert (done.parts, done.lost, done.exit_code) == (0, 1, ExitCode.INCOMPLETE)


def test_what_kits_brought_and_other_sites_swept_is_not_sent_on(district):
    here, there = district
    brought(here, exported(there))
    enroll(here, there.parent / f"{SITE}.ghidanh")
    with pytest.raises(UsageError, match="phuc-xa"):
        export_sweep(here, "w1", here.parent / "x.txt", BROUGHT)
    assert not (here.parent / "x.txt").exists()


def test_a_folder_that_was_not_enrolled_sends_nothing(tmp_path):
    there = ward(tmp_path / "state")
    with pytest.raises(StateError, match="runner enroll"):
        export_unsent(there, tmp_path, EXPORTED)
    with pytest.raises(StateError, match="runner enroll"):
        read_receipts(there, [], EXPORTED)


def test_a_site_stays_the_hubs_that_it_was_enrolled_with(district, tmp_path):
    _, there = district
    words = site_status(there).key_words
    assert enroll(there, tmp_path / "ward" / f"{SITE}.ghidanh").key_words == words
    assert words == own_words(kept_signing_key(there / "site-key.pem").public)
    other = hub(tmp_path / "other" / "state")
    enrolled(other, ward(tmp_path / "w2" / "state"), accepted=False)
    with pytest.raises(UsageError, match=SITE):
        enroll(there, tmp_path / "w2" / f"{SITE}.ghidanh")


WRONG = (
    lambda _: b"",
    lambda data: data[:-40],
    lambda data: data.replace(b'"form":1', b'"form":2'),
    lambda data: data.replace(b'"site":"phuc-xa"', b'"site":"../x"'),
    lambda data: data.replace(b'"hub":"', b'"hub":"zz'),
    lambda data: data.replace(b"CERTIFICATE", b"CERTIFICATION"),
    lambda data: data.replace(b'"units":[', b'"more":1,"units":['),
    lambda data: data.replace(b'"units":[', b'"units": ['),
    lambda _: b"[" * 100_000,
)


def test_what_is_no_enrolment_file_is_one_message(district, tmp_path):
    _, there = district
    data = (there.parent / f"{SITE}.ghidanh").read_bytes()
    file = tmp_path / "bad.ghidanh"
    for change in WRONG:
        file.write_bytes(change(data))
        assert file.read_bytes() != data
        with pytest.raises(InputError) as caught:
            enroll(tmp_path / "new", file)
        assert len(caught.value.problems) == 1
        assert not (tmp_path / "new").exists()


def test_an_answer_that_no_message_carries_is_told_as_such(district, monkeypatch):
    here, there = district
    answer(there, 6, CLEAN, at=SWEPT + timedelta(minutes=30))
    for module in (bundle_exporting, carried_tries):
        monkeypatch.setattr(module, "MOST_PART_BYTES", 1)
    monkeypatch.setattr(carried_tries, "_MOST_PACKED", 1)
    done = sent(there)
    assert (done.parts, done.answers) == (6, 0)
    brought(here, *done.files)
    assert machines(here)["hs-0006"].reason is Reason.FLOODED
