"""What `ping --json` prints: all that is known, and nothing raw."""

import json

from orchestrator.doctor import checkups_as_json
from orchestrator.model.answer import Facts
from orchestrator.model.diagnosis import (
    Cause,
    Door,
    Found,
    Http,
    HungUp,
    Mute,
    Noise,
    OldTls,
    Shut,
    Ssh,
    Tls,
)
from orchestrator.model.outcome import Ended, Outcome
from orchestrator.model.plan import Via
from orchestrator.text.catalogue import catalogue
from tests.doctor.checkups import ERRAND, WELL, checkup


def json_in(found, lang: str = "vi"):
    return checkups_as_json(found, ERRAND, catalogue(lang))


def test_json_holds_every_line():
    found = tuple(
        checkup(f"m-{n}", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=6000 + n))
        for n in range(5)
    )
    (remedy,) = json_in(found)["remedies"]
    assert len(remedy["lines"]) == 5


def test_what_a_machine_says_is_never_printed_raw():
    evil = "\x1b[2J\u202eabc"
    seen = (Ssh(software=evil), Http(status=200, server=evil, offers=(evil,)), Noise(start=b"\x1b"))
    doors = tuple(Door(port=22, seen=what) for what in seen)
    outcome = Outcome(ended=Ended.PROTOCOL_ERROR, detail=evil)
    ill = checkup("a", Cause.PROTOCOL, doors=doors, outcome=outcome, facts=Facts(os=evil))
    printed = json.dumps(json_in((ill,)), ensure_ascii=False)
    assert printed.isprintable()
    assert "\\u001b" not in printed


def test_json_holds_doors_of_every_kind():
    kinds = (
        Shut.REFUSED,
        Mute(),
        HungUp(),
        Ssh(software="x"),
        Http(status=401, winrm=True),
        Noise(start=b"x"),
        Tls(inside=Http(status=401)),
        Tls(),
        OldTls(),
    )
    doors = tuple(Door(port=port, seen=what) for port, what in enumerate(kinds))
    said = json_in((checkup("a", Cause.PROTOCOL, doors=doors), WELL), "en")
    text = json.loads(json.dumps(said))
    assert [door["seen"] for door in text["machines"][0]["doors"]] == [
        "refused", "mute", "hung_up", "ssh", "http", "other", "tls", "tls", "old_tls",
    ]  # fmt: skip
    assert text["counts"]["logged_on"] == 1
    assert text["remedies"][0]["cause"] == "protocol"
    assert "mat-khau-thu" not in json.dumps(said)
