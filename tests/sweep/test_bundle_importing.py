"""A site's bundle at the hub: taken once, for its own machines alone, and judged like any other."""

import base64
import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.errors import ExitCode, UsageError
from orchestrator.evidence.codec import stamp
from orchestrator.evidence.opening import FILE
from orchestrator.model.look import Trust
from orchestrator.model.result import Reason, Verdict
from orchestrator.roads.bundle_text import bundle_text, messages_in
from orchestrator.roads.kit_keys import KeyKind
from orchestrator.roads.message_heads import HelloHead, ResultHead
from orchestrator.roads.messages import signed_message
from orchestrator.roads.sealing import enveloped, unenveloped
from orchestrator.roads.signing_keys import kept_signing_key
from orchestrator.sweep.judging import judged
from orchestrator.sweep.kit_settling import waiting_rows
from orchestrator.sweep.site_enrolment import (
    ENROLMENT,
    SITE_KEY,
    SiteRequest,
    accept_site,
    add_site,
    enroll,
    kept_sites,
    own_words,
    revoke_site,
)
from orchestrator.text.viet import fold
from tests.roads.made_keys import kit_key, open_key
from tests.sweep.kits_home import INFECTED, OTHER, UNIT, record, row
from tests.sweep.sites_home import (
    BROUGHT,
    EXPORTED,
    NONCE,
    SIGNED,
    SITE,
    SWEPT,
    answer,
    begin,
    brought,
    copied,
    enrolled,
    exported,
    hub,
    machines,
    ward,
)


@pytest.fixture
def made(made_district):
    return made_district


@pytest.fixture
def district(made_district, tmp_path):
    return copied(made_district, tmp_path)


def swept_copy(made, folder):
    """Return the site's state folder before it was enrolled, for another site."""
    shutil.copytree(made / "ward" / "state", folder)
    for name in (ENROLMENT, SITE_KEY):
        (folder / name).unlink()
    return folder


def test_a_bundle_is_judged_like_what_the_hub_asked_itself(district):
    here, there = district
    done, told = brought(here, exported(there))
    assert done.exit_code == ExitCode.DONE
    assert told[0] | {"file": ""} == {
        "event": "bundle_file",
        "file": "",
        "sites": [SITE],
        "parts": 1,
        "taken": 6,
        "before": 0,
        "waiting": 0,
        "out_of_scope": 0,
        "faults": {},
        "unread": False,
    }
    found = machines(here)
    assert (found["hs-0001"].verdict, found["hs-0001"].trust) == (Verdict.PASS, Trust.RELAYED)
    assert (found["hs-0002"].verdict, found["hs-0002"].trust) == (Verdict.FAIL, Trust.RELAYED)
    assert found["hs-0003"].reason is Reason.UNREACHABLE
    assert found["hs-0004"].verdict is Verdict.PASS
    assert found["hs-0006"].verdict is Verdict.NOT_ASSESSED
    assert found["sv-0001"].verdict is Verdict.NOT_ASSESSED


def test_the_site_and_the_hub_say_the_same_of_a_machine(district):
    here, there = district
    brought(here, exported(there))
    ours, theirs = machines(here), machines(there)
    for name in ("hs-0001", "hs-0002", "hs-0003", "hs-0004", "hs-0005", "hs-0006"):
        assert (ours[name].verdict, ours[name].reason) == (
            theirs[name].verdict,
            theirs[name].reason,
        )
        assert ours[name].as_of == theirs[name].as_of
        assert [one.key for one in ours[name].findings] == [
            one.key for one in theirs[name].findings
        ]


def test_the_same_twice_is_taken_once(district):
    here, there = district
    path = exported(there)
    brought(here, path)
    before = rows(here)
    done, told = brought(here, path, exported(there, "again.txt"), at=BROUGHT + timedelta(hours=1))
    assert done.exit_code == ExitCode.DONE
    assert [(one["taken"], one["before"]) for one in told] == [(0, 6), (0, 6)]
    assert rows(here) == before


def rows(folder):
    """Return how many rows each table has that a bundle writes."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        tables = ("sweep", "scope", "attempt", "evidence", "receipt", "waiting", "look", "met")
        return {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  our own
            for table in tables
        }


def test_a_dry_run_writes_nothing(district):
    here, there = district
    before = rows(here)
    done, told = brought(here, exported(there), dry_run=True)
    assert (told[0]["taken"], done.receipts) == (6, ())
    assert rows(here) == before
    with closing(evidence.open_store(here, create=False)) as store:
        assert store.sites()[SITE].heard_at is None


def test_what_comes_later_is_a_part_of_its_own(district):
    here, there = district
    brought(here, exported(there))
    answer(there, 3, at=EXPORTED + timedelta(hours=2))
    _, told = brought(here, exported(there, "later.txt", EXPORTED + timedelta(hours=3)))
    assert (told[0]["parts"], told[0]["taken"], told[0]["before"]) == (2, 1, 6)
    assert machines(here)["hs-0003"].verdict is Verdict.PASS


def test_nothing_is_taken_before_a_person_accepted_the_key(made, tmp_path):
    here, there = hub(tmp_path / "hub" / "state"), swept_copy(made, tmp_path / "ward" / "state")
    words = enrolled(here, there, accepted=False)
    path = exported(there)
    done, told = brought(here, path)
    assert done.exit_code == ExitCode.BAD_INPUT
    assert told[0]["faults"] == {"not_accepted": 2}
    assert rows(here)["receipt"] == 0
    accept_site(here, SITE, fold(words), SIGNED, BROUGHT)
    assert brought(here, path)[0].exit_code == ExitCode.DONE


def test_another_key_than_the_accepted_one_is_not_the_sites(made, district, tmp_path):
    here, there = district
    file = tmp_path / "ward" / f"{SITE}.ghidanh"
    forger = swept_copy(made, tmp_path / "forger" / "state")
    enroll(forger, file)
    _, told = brought(here, exported(forger))
    assert told[0]["faults"] == {"no_greeting": 1, "other_words": 1}
    brought(here, exported(there))
    done, told = brought(here, exported(forger))
    assert told[0]["faults"] == {"other_words": 1, "signature": 1}
    assert (told[0]["taken"], done.exit_code) == (0, ExitCode.BAD_INPUT)


def test_a_revoked_site_is_not_listened_to_and_what_it_brought_stays(district):
    here, there = district
    path = exported(there)
    brought(here, path)
    revoke_site(here, SITE, SIGNED, BROUGHT)
    answer(there, 3, at=EXPORTED + timedelta(hours=2))
    _, told = brought(here, exported(there, "later.txt"))
    assert told[0]["faults"] == {"revoked": 3}
    assert machines(here)["hs-0001"].verdict is Verdict.PASS
    assert machines(here)["hs-0003"].verdict is Verdict.NOT_ASSESSED


def test_a_site_that_was_never_added_is_nobody(district, tmp_path):
    _, there = district
    other = hub(tmp_path / "other" / "state")
    add_site(
        SiteRequest(
            state=other, name="truc-bach", units=(UNIT.code,), output=tmp_path / "x.ghidanh"
        ),
        BROUGHT,
    )
    done, told = brought(other, exported(there))
    assert told[0]["faults"] == {"unknown_site": 2}
    assert done.exit_code == ExitCode.BAD_INPUT


def test_a_site_speaks_for_its_own_units_alone(tmp_path):
    """The site's file says that both units are its; the hub knows better."""
    here, there = hub(tmp_path / "hub" / "state"), tmp_path / "ward" / "state"
    begin(
        there,
        replace(record("w1", NONCE), units=(UNIT, OTHER)),
        (*map(row, range(1, 7)), row(1, OTHER)),
    )
    enrolled(here, there, units=(UNIT.code, OTHER.code))
    add_site(
        SiteRequest(state=here, name=SITE, units=(UNIT.code,), output=tmp_path / "x.ghidanh"),
        BROUGHT,
    )
    answer(there, 1)
    answer(there, 1, INFECTED, unit=OTHER)
    done, told = brought(here, exported(there))
    assert (told[0]["taken"], told[0]["out_of_scope"]) == (1, 1)
    assert done.exit_code == ExitCode.INCOMPLETE
    assert machines(here)["sv-0001"].findings == ()
    with closing(sqlite3.connect(here / FILE)) as db:
        assert db.execute("SELECT DISTINCT unit FROM evidence").fetchall() == [(UNIT.code,)]


def test_a_site_of_other_units_brings_nothing(made, district, tmp_path):
    here, _ = district
    other = swept_copy(made, tmp_path / "b" / "state")
    enrolled(here, other, "b", units=(OTHER.code,), claimed=(UNIT.code,))
    _, told = brought(here, exported(other))
    assert told[0]["faults"] == {"other_units": 1}
    assert (rows(here)["sweep"], rows(here)["evidence"]) == (1, 0)


def test_a_machine_that_we_lack_waits_for_a_word(made, tmp_path):
    here, there = (
        hub(tmp_path / "hub" / "state", rows=1),
        swept_copy(made, tmp_path / "w" / "state"),
    )
    enrolled(here, there)
    done, told = brought(here, exported(there))
    assert (told[0]["taken"], told[0]["waiting"]) == (1, 3)
    assert done.exit_code == ExitCode.INCOMPLETE
    waits = waiting_rows(here)
    assert {(one.head.row, str(one.answer.kind)) for one in waits} == {
        ("hs-0002", "unknown"),
        ("hs-0004", "unknown"),
        ("hs-0005", "unknown"),
    }
    again, _ = brought(here, exported(there, "again.txt"))
    assert (len(waiting_rows(here)), again.waiting) == (3, 0)


def test_another_answer_under_the_same_number_waits_and_the_first_stays(district, tmp_path):
    here, there = district
    brought(here, exported(there))
    other = ward(tmp_path / "copy" / "state")
    for name in (ENROLMENT, SITE_KEY):
        (other / name).write_bytes((there / name).read_bytes())
    answer(other, 1, INFECTED)
    done, told = brought(here, exported(other))
    assert (told[0]["taken"], told[0]["waiting"]) == (0, 1)
    assert done.exit_code == ExitCode.INCOMPLETE
    assert [str(one.answer.kind) for one in waiting_rows(here)] == ["differs"]
    assert "th_hoa_sen/hs-0001" in waiting_rows(here)[0].machines
    assert machines(here)["hs-0001"].findings == ()


def test_a_sweep_of_ours_is_not_a_sites(tmp_path):
    here, there = hub(tmp_path / "hub" / "state"), tmp_path / "ward" / "state"
    begin(there, replace(record("h1", NONCE), units=(UNIT,)), tuple(map(row, range(1, 7))))
    enrolled(here, there)
    answer(there, 1, sweep="h1")
    _, told = brought(here, exported(there))
    assert told[0]["faults"] == {"other_sweep": 1}
    assert rows(here)["evidence"] == 0


def test_a_later_part_of_a_sweep_cannot_ask_otherwise(district, tmp_path):
    """Machines name the rules of their sweep by number: another list would be read as this one."""
    here, there = district
    text = good_text(there)
    brought(here, exported(there))
    before = rows(here)
    for old, new in ((b'"rules":[[', b'"rules":[[],['), (NONCE.encode(), b"0" * 16)):
        assert old in text
        changed = text.replace(b'"shard":"1"', b'"shard":"2"').replace(old, new)
        message = sealed_message(there, changed, shard="2")
        _, told = brought(here, written(tmp_path / "odd.txt", there, message))
        assert told[0]["faults"] == {"other_sweep": 1}
    assert rows(here) == before


def test_a_site_whose_clock_is_ahead_dates_nothing(district):
    here, there = district
    path = exported(there)
    early = SWEPT - timedelta(minutes=30)
    brought(here, path, at=early)
    with closing(sqlite3.connect(here / FILE)) as db:
        newest = "SELECT max(ended_at) FROM attempt UNION SELECT max(started_at) FROM sweep"
        assert max(db.execute(newest).fetchall())[0] <= stamp(early)
        spans = db.execute("SELECT DISTINCT lo < '1980', hi FROM look").fetchall()
    assert spans == [(1, stamp(early))]
    assert machines(here, early)["hs-0001"].verdict is Verdict.NOT_ASSESSED
    assert machines(here, early)["hs-0002"].verdict is Verdict.FAIL


def test_twenty_that_nobody_can_open_suspend_a_site_until_a_person_says_so(district, tmp_path):
    here, there = district
    key = kept_signing_key(there / SITE_KEY)
    head = ResultHead(sweep="w1", shard="1", machines=1, answers=1)
    junk = [signed_message(SITE, head, f"{n}".encode() * 99, key) for n in range(21)]
    _, told = brought(here, written(tmp_path / "junk.txt", there, *junk))
    assert told[0]["faults"] == {"unreadable": 20, "suspended": 1}
    assert kept_sites(here)[0].state is evidence.SiteState.SUSPENDED
    good = exported(there)
    assert brought(here, good)[0].exit_code == ExitCode.BAD_INPUT
    accept_site(here, SITE, own_words(key.public), SIGNED, BROUGHT)
    assert brought(here, good)[0].exit_code == ExitCode.DONE
    assert kept_sites(here)[0].unreadable == 0


def written(path, there, *messages):
    """Write messages of a site into a file, its greeting first."""
    key = kept_signing_key(there / SITE_KEY)
    hello = HelloHead(key=key.public, version="1", clock=SWEPT, backlog=0)
    greeting = signed_message(SITE, hello, b"", key)
    path.write_bytes(b"".join(bundle_text("bundle.explanation", [greeting, *messages])))
    return path


def sealed_message(there, text, *, keys=None, sweep="w1", shard="1"):
    key = kept_signing_key(there / SITE_KEY)
    head = ResultHead(sweep=sweep, shard=shard, machines=1, answers=1)
    return signed_message(SITE, head, enveloped(text, keys or (kit_key(),)), key)


def good_text(there):
    """Return the text of the site's one part."""
    with exported(there, "good.txt").open("rb") as stream:
        raw = [one for one in messages_in(stream) if isinstance(one, bytes)][1]
    return unenveloped(raw.split(b"\n", 2)[2], (open_key(),))


WRONG = (
    lambda _: b"",
    lambda text: text[: len(text) // 2],
    lambda text: text.replace(b'"sweep":"w1"', b'"sweep":"w2"'),
    lambda text: text.replace(b'"site":"phuc-xa"', b'"site":"truc-bach"'),
    lambda text: text.replace(b'"nonce":"fedcba9876543210"', b'"nonce":"x"'),
    lambda text: text.replace(b'"n":1,', b'"n":0,', 1),
    lambda text: text.replace(b'"outcome":"ok"', b'"outcome":"fine"', 1),
    lambda text: text.replace(b'"via":"winrm"', b'"via":"winrm","more":1', 1),
    lambda text: text.replace(b'"machine":"hs-0001"', b'"machine":"hs-0002"'),
    lambda text: text.replace(b'"body":"', b'"body":"AAAA', 1),
    lambda text: text + b"\n{}",
    lambda text: text + b"\n" * 200,
    lambda _: bytes(17 * 1024 * 1024),
    lambda _: b"[" * 100_000,
)


def test_what_is_sealed_wrongly_is_one_word_and_leaves_nothing(district, tmp_path):
    here, there = district
    text, before = good_text(there), rows(here)
    changed = [change(text) for change in WRONG]
    assert text not in changed
    messages = [sealed_message(there, one) for one in changed]
    done, told = brought(here, written(tmp_path / "bad.txt", there, *messages))
    assert told[0]["faults"] == {"unreadable": len(WRONG)}
    assert done.exit_code == ExitCode.BAD_INPUT
    assert rows(here) == before


def test_a_part_for_another_district_is_one_word_too(district, tmp_path):
    here, there = district
    other = (kit_key(KeyKind.DISTRICT, 1),)
    message = sealed_message(there, good_text(there), keys=other)
    _, told = brought(here, written(tmp_path / "other.txt", there, message))
    assert told[0]["faults"] == {"unreadable": 1}


ODD = (
    (b'"check":"resolvers"', b'"check":"unheard_of"'),
    (b'"approved":', b'"approver":'),
    (b'"checks":["connections"', b'"checks":["dns_cache"'),
    (b'"via":"winrm"', b'"via":"pigeon"'),
)


def test_what_this_version_does_not_ask_is_not_taken(district, tmp_path):
    here, there = district
    text, before = good_text(there), rows(here)
    assert all(old in text for old, _ in ODD)
    messages = [sealed_message(there, text.replace(old, new)) for old, new in ODD]
    _, told = brought(here, written(tmp_path / "odd.txt", there, *messages))
    assert told[0]["faults"] == {"other_version": len(ODD)}
    assert rows(here) == before


def test_no_bit_of_a_file_can_be_another(district, tmp_path):
    """Where a bit is another, a file gives nothing at all, and says so."""
    here, there = district
    data = exported(there).read_bytes()
    begin = data.index(b"-----BEGIN")
    step = (len(data) - begin) // 60
    paths = []
    for at in range(begin + step // 2, len(data) - 2, step):
        paths.append(tmp_path / f"{at}.txt")
        paths[-1].write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    _, told = brought(here, *paths, dry_run=True)
    assert [one for one in told if not one["faults"]] == []
    assert [one["taken"] for one in told if one["taken"] not in (0, 6)] == []


def test_a_stick_of_other_files_is_counted_in_one_line(district, tmp_path):
    here, there = district
    stick = tmp_path / "stick"
    stick.mkdir()
    for n in range(2000):
        (stick / f"{n}.jpg").write_bytes(b"\xff\xd8" + bytes(50))
    exported(there).rename(stick / "GOI.txt")
    done, told = brought(here, stick)
    assert (len(told), done.foreign, done.exit_code) == (1, 2000, ExitCode.DONE)
    (stick / "GOI.txt").unlink()
    with pytest.raises(UsageError, match="bundle of results"):
        brought(here, stick)


def test_a_named_file_that_is_no_bundle_is_told(district, tmp_path):
    here, _ = district
    path = tmp_path / "letter.txt"
    path.write_text("Kính gửi quận", "utf-8")
    done, told = brought(here, path)
    assert (told[0]["faults"], done.exit_code) == ({"not_ours": 1}, ExitCode.BAD_INPUT)
    done, told = brought(here, tmp_path / "gone.txt")
    assert (told[0]["unread"], done.exit_code) == (True, ExitCode.BAD_INPUT)


def test_a_hubs_message_is_no_result(district):
    here, there = district
    done, _ = brought(here, exported(there))
    _, told = brought(here, done.receipts[0])
    assert told[0]["faults"] == {"speaker": 1}


def test_nothing_readable_leaves_a_site(tmp_path):
    """Of 40 things planted in answers, names and details, none stands in any file that leaves."""
    here, there = hub(tmp_path / "hub" / "state"), ward(tmp_path / "ward" / "state")
    enrolled(here, there)
    planted = [f"planted-{n:02d}-{hashlib.sha256(bytes([n])).hexdigest()}" for n in range(40)]
    answer(there, 1, body="\n".join(planted).encode())
    path = exported(there)
    done, _ = brought(here, path)
    data = path.read_bytes() + done.receipts[0].read_bytes()
    texts = [data, *(base64.b64decode(one) for one in data.split(b"\n") if len(one) == 76)]
    words = [*planted, "hs-0001", UNIT.code, UNIT.name, "ioc-sweep", NONCE]
    assert [word for word in words if any(word.encode() in text for text in texts)] == []


def test_no_pipe_is_waited_for(district, tmp_path):
    here, _ = district
    os.mkfifo(tmp_path / "pipe")
    done, told = brought(here, tmp_path / "pipe")
    assert (told[0]["unread"], done.exit_code) == (True, ExitCode.BAD_INPUT)


def test_the_sweep_alone_is_reported_as_its_site_has_it(district):
    here, there = district
    brought(here, exported(there))
    ours, theirs = judged(here, "w1"), judged(there, "w1")
    assert ours.finished == theirs.finished
    told = [
        {
            (m.scope.machine, m.verdict, m.reason, str(m.outcome))
            for u in one.units
            for m in u.machines
        }
        for one in (ours, theirs)
    ]
    assert told[0] == told[1]
