"""One part of a site's sweep: what was written comes back, and what no site writes is refused."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from orchestrator.model.plan import Family, Question
from orchestrator.roads.shard_content import (
    FORM,
    MOST_MACHINES,
    CarriedMachine,
    CarriedScript,
    CarriedTry,
    ContentError,
    SiteSweep,
    read_shard,
    shard_text,
)

AT = datetime(2026, 3, 2, 1, 2, 3, 456, tzinfo=UTC)
SWEEP = SiteSweep(
    site="phuc-xa",
    sweep="20260302-010203-abcdef",
    shard="1",
    playbook="Rà soát kết nối",
    playbook_sha256="ab" * 32,
    nonce="0123456789abcdef",
    rules=((Question(check="resolvers", task="t", required=True, arguments={"approved": ["x"]}),),),
    units=("th_hoa_sen",),
    started_at=AT,
    form=FORM,
)
TEXT = "echo\n"
SCRIPT = CarriedScript(
    script=hashlib.sha256(TEXT.encode()).hexdigest(),
    family=Family.POSIX,
    checks=("connections",),
    text=TEXT,
)
BODY = b"\x00 what it said\n\n"
TRY = CarriedTry(
    n=1,
    outcome="ok",
    phases={"connect": 0.5},
    exit_code=0,
    started_at=AT,
    ended_at=AT,
    via="ssh",
    script=SCRIPT.script,
    sha256=hashlib.sha256(BODY).hexdigest(),
    offset=-1.5,
    body=base64.b64encode(BODY).decode(),
)
OFF = CarriedTry(n=2, outcome="unreachable", started_at=AT, ended_at=AT, via="ssh")
MACHINE = CarriedMachine(unit="th_hoa_sen", machine="hs-01", tries=(TRY, OFF))
LEFT = CarriedMachine(unit="th_hoa_sen", machine="hs-02", selected=False, skipped="not_selected")


def test_what_was_written_comes_back():
    text = shard_text(SWEEP, (SCRIPT,), (MACHINE, LEFT))
    found = read_shard(text)
    assert (found.sweep, found.scripts, found.machines) == (SWEEP, (SCRIPT,), (MACHINE, LEFT))
    assert found.machines[0].tries[0].answer == BODY
    assert found.sha256 == hashlib.sha256(text).hexdigest()
    assert read_shard(shard_text(SWEEP, (), ())).machines == ()


def test_a_part_of_too_many_lines_is_not_gone_through():
    machines = [replace(LEFT, machine=f"m{n}") for n in range(MOST_MACHINES + 17)]
    with pytest.raises(ContentError, match="more lines"):
        read_shard(shard_text(SWEEP, (), machines))
    with pytest.raises(ContentError, match="more lines"):
        read_shard(shard_text(SWEEP, (), ()) + b"\n" * 1_000_000)


@pytest.mark.parametrize(
    ("scripts", "machines"),
    [
        ((), (MACHINE,)),
        ((SCRIPT,), (MACHINE, MACHINE)),
        ((SCRIPT,), (replace(MACHINE, rule=1),)),
    ],
)
def test_a_part_that_names_what_is_not_in_it_is_refused(scripts, machines):
    with pytest.raises(ContentError, match="not in it"):
        read_shard(shard_text(SWEEP, scripts, machines))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"form":1', '"form":2'),
        ('"site":"phuc-xa"', '"site":"phuc-xa","more":1'),
        ("20260302-010203-abcdef", "../../x"),
        ("0123456789abcdef", "0123456789ABCDEF"),
        ("2026-03-02T01:02:03.000456+00:00", "2026-03-02T01:02:03"),
        ("2026-03-02T01:02:03.000456+00:00", "0001-01-01T00:00:00+14:00"),
        ("2026-03-02T01:02:03.000456+00:00", "9999-12-31T23:59:59-14:00"),
        ('"machine":"hs-01"', '"machine":"hs\\u001b-01"'),
        ('"machine":"hs-01"', '"machine":""'),
        ('"outcome":"ok"', '"outcome":"stalled(never)"'),
        ('"connect":0.5', '"connect":-1'),
        ('"connect":0.5', '"connect":NaN'),
        ('"connect":0.5', '"dance":1'),
        ('"offset":-1.5', '"offset":1e300'),
        ('"exit_code":0', '"exit_code":99999999999'),
        ('"n":2', '"n":1'),
        ('"n":2', '"n":true'),
        ('"skipped":"not_selected"', '"skipped":"tired"'),
        ('"rule":1', '"rule":-1'),
        ('"text":"echo\\n"', '"text":"rm\\n"'),
        ('"text":"echo\\n"', '"text":"é"'),
        (base64.b64encode(BODY).decode(), base64.b64encode(b"else").decode()),
        (base64.b64encode(BODY).decode(), "no base64"),
        (base64.b64encode(BODY).decode(), ""),
    ],
)
def test_what_no_site_writes_is_refused(old, new):
    machines = (MACHINE, replace(LEFT, rule=1))
    sweep = replace(SWEEP, rules=SWEEP.rules * 2)
    text = shard_text(sweep, (SCRIPT,), machines).decode()
    assert old in text
    with pytest.raises(ContentError):
        read_shard(text.replace(old, new).encode())


@pytest.mark.parametrize("text", [b"", b"\n\n", b"{}\n\n", b"\xff\n\n", b"[" * 9999 + b"\n\n"])
def test_what_is_no_part_at_all_is_refused(text):
    with pytest.raises(ContentError):
        read_shard(text)
