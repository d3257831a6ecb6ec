"""Recordings are those of the script as it is now, whole, and played to the letter."""

import re
from pathlib import Path

import pytest

from orchestrator.checks.answers import read_answers
from orchestrator.lab.recording import (
    FOLDERS,
    RECORDED_AT,
    RECORDED_NONCE,
    RECORDINGS,
    Scribe,
    answer,
    recorded_digest,
    replay,
    split,
)
from orchestrator.model.answer import Answered
from orchestrator.model.plan import Family
from orchestrator.transport.invoke import windows_stdin
from tests.record_lab import SETS, STANDING, WORLDS, run, script
from tests.shared import SHARED

NONCE = "fedcba9876543210"
CLOCK = re.compile(rb"(fact clock) \S+")

END = re.compile(rb"(?m)^@%s done 2 \d+ \d+\n\Z" % RECORDED_NONCE.encode())


@pytest.mark.parametrize(("folder", "asked"), SETS)
def test_the_recordings_are_of_the_scripts_as_they_are(folder: Path, asked: tuple[str, ...]):
    assert recorded_digest(folder) == script(asked).sha256, "run: python -m tests.record_lab"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_world_has_its_recording_and_the_other_way_round(folder: Path):
    recorded = {path.stem for path in folder.glob("*.txt")}
    assert recorded == {world.stem for world in WORLDS}
    assert len(recorded) >= 6


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.stem)
def test_a_recording_is_whole(world: Path):
    recorded = (RECORDINGS / f"{world.stem}.txt").read_bytes()
    assert recorded.startswith(f"@{RECORDED_NONCE} frame 2\n@{RECORDED_NONCE} fact ".encode())
    assert END.search(recorded)


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository")
@pytest.mark.parametrize("world", [WORLDS[1], WORLDS[-1]], ids=lambda world: world.stem)
def test_a_replay_is_what_the_machine_would_have_printed(world: Path):
    played = replay(
        (RECORDINGS / f"{world.stem}.txt").read_bytes(),
        Scribe(nonce=NONCE, now=RECORDED_AT, facts={}),
    )
    assert CLOCK.sub(rb"\1", played) == CLOCK.sub(rb"\1", run(world, NONCE))


def test_facts_of_the_machine_replace_the_recorded_ones():
    recorded = f"@{RECORDED_NONCE} fact name OLD\n@{RECORDED_NONCE} fact os Windows\n".encode()
    scribe = Scribe(nonce=NONCE, now=RECORDED_AT, facts={"name": "NEW"})
    assert replay(recorded, scribe).decode() == (
        f"@{NONCE} fact name NEW\n@{NONCE} fact os Windows\n"
    )


@pytest.mark.parametrize(
    ("stdin", "nonce", "rest"),
    [
        (b"$nonce='0123456789abcdef'\nGet-Date\n", "0123456789abcdef", b"Get-Date\n"),
        (b"$nonce = '0123456789abcdef'\r\nGet-Date", "0123456789abcdef", b"Get-Date"),
        (b"$nonce='0123456789ABCDEF'\nGet-Date", "", b"$nonce='0123456789ABCDEF'\nGet-Date"),
        (b"Get-Date\n$nonce='0123456789abcdef'\n", "", b"Get-Date\n$nonce='0123456789abcdef'\n"),
        (b"", "", b""),
    ],
)
def test_the_first_line_sets_the_nonce(stdin: bytes, nonce: str, rest: bytes):
    assert split(stdin) == (nonce, rest)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.stem)
def test_every_machine_says_how_it_stands(world: Path):
    stdin = windows_stdin(script(STANDING).text, NONCE)
    printed = answer(world.stem, stdin, RECORDED_AT, {})
    reading = read_answers(
        printed.stdout, nonce=NONCE, family=Family.WINDOWS, checks=STANDING, remote=True
    )
    assert reading.complete
    assert isinstance(reading.answers["identity"], Answered)
    stood = [check for check, said in reading.answers.items() if not isinstance(said, Answered)]
    assert set(stood) <= {"os_support", "antivirus", "firewall_profiles", "smb1", "campaign_tool"}
    assert "firewall_profiles" in stood  # their logs are off, as logs are


def test_another_script_gets_no_answer():
    stdin = windows_stdin(script(("connections",)).text, NONCE)
    printed = answer("lab-win10-clean", stdin, RECORDED_AT, {})
    assert (printed.stdout, printed.code) == (b"", 1)
