"""What the machines show, read and matched, is what the truth says of them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from orchestrator.checks.answers import read_answers
from orchestrator.ioc import load
from orchestrator.lab import shell
from orchestrator.lab.actor import Actor, Misbehaviour
from orchestrator.lab.layout import PlayedIdentity, lay_machine, lay_tools
from orchestrator.lab.recording import answer
from orchestrator.lab.troupe import TROUPES, Player
from orchestrator.match import Asked, Index, match
from orchestrator.model.answer import Answered, Unanswered, canary_address, canary_name
from orchestrator.model.indicator import IocSet
from orchestrator.model.ioc_table import as_table
from orchestrator.model.plan import Family, Via
from orchestrator.model.result import Hit, Status
from orchestrator.plan import fuse
from orchestrator.transport.invoke import posix_command, windows_stdin
from tests.record_lab import ASKED, checks, script

NONCE = "00112233445566ff"
AT = datetime(2026, 11, 20, tzinfo=UTC)
DATA = Path(shell.__file__).parent / "data"
LISTS = {path.name for path in (DATA / "iocs").iterdir()} | {"sinkholes.txt"}
CHECKS = ASKED
HEALTHY = {
    player.scene.evidence: player
    for troupe in TROUPES
    for player in troupe.players
    if player.scene.fault in (Misbehaviour.NONE, Misbehaviour.SLOW)
}


@cache
def iocs() -> IocSet:
    return load([DATA / "iocs"], sinkholes=[DATA / "sinkholes.txt"], today=date(2022, 9, 7))


def _stdout(player: Player, folder: Path) -> tuple[bytes, Family]:
    scene = player.scene
    if scene.via is Via.WINRM:
        stdin = windows_stdin(script().text, NONCE)
        facts = {"name": player.name.upper()}
        printed = answer(scene.evidence[0], stdin, datetime.now(UTC), facts)  # noqa: TID251
        assert printed.stderr == b""
        return printed.stdout, Family.WINDOWS
    lay_tools(folder / "tools")
    who = PlayedIdentity(name=player.name, address="192.168.10.21")
    laid = lay_machine(folder / "machine", who, scene.evidence, folder / "tools")
    actor = Actor(name=player.name, root=str(laid.root), path=laid.path)
    ran = shell.run(actor, posix_command(NONCE), fuse(checks(), Family.POSIX).text)
    assert (ran.stderr, ran.code) == (b"", 0)
    return ran.stdout, Family.POSIX


@pytest.mark.parametrize("player", HEALTHY.values(), ids=lambda one: "+".join(one.scene.evidence))
def test_the_evidence_says_what_the_truth_says(player: Player, tmp_path: Path):
    stdout, family = _stdout(player, tmp_path)
    reading = read_answers(stdout, nonce=NONCE, family=family, checks=CHECKS, remote=True)
    hits = match(reading.answers, Index(as_table(iocs())), Asked(nonce=NONCE, at=AT))
    assert reading.complete
    assert reading.facts.name == _name(player)
    assert _canaries(hits) >= {
        check for check, read in reading.answers.items() if isinstance(read, Answered)
    }
    assert _pairs(hits) == player.scene.truth.hits
    unread = {c for c, read in reading.answers.items() if isinstance(read, Unanswered)}
    assert unread == _unread(player)


def _unread(player: Player) -> set[str]:
    if "no-rights" not in "".join(player.scene.evidence):
        return set()
    windows = player.scene.via is Via.WINRM
    return {"dns_cache"} | (
        {"dns_events", "proxy", "persistence", "antivirus"} if windows else set()
    )


def _name(player: Player) -> str:
    return player.name.upper() if player.scene.via is Via.WINRM else player.name


def _canaries(hits: tuple[Hit, ...]) -> set[str]:
    made = {canary_address(NONCE), canary_name(NONCE)}
    return {hit.check for hit in hits if hit.indicator.value in made}


def _pairs(hits: tuple[Hit, ...]) -> frozenset[tuple[str, str]]:
    """Return what a report shows: no canary, no cache row of a name that the hosts file blocks."""
    real = [hit for hit in hits if hit.indicator.citations[0].list in LISTS]
    blocked = {hit.indicator.value for hit in real if hit.status is Status.HOSTS_BLOCK}
    return frozenset(
        (hit.indicator.citations[0].published, str(hit.status))
        for hit in real
        if hit.check != "dns_cache" or hit.indicator.value not in blocked
    )


def test_the_times_of_a_recording_move_with_the_clock():
    now = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    stdin = windows_stdin(script().text, NONCE)
    out = answer("lab-win10-infected", stdin, now, {}).stdout
    reading = read_answers(out, nonce=NONCE, family=Family.WINDOWS, checks=CHECKS, remote=True)
    assert reading.facts.clock == now
    assert reading.facts.booted_at is not None
    assert now - reading.facts.booted_at == timedelta(hours=3, microseconds=-500_000)
