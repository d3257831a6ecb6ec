"""The Windows kit on played PCs: what it brings is what a sweep gets; what it does when hurt."""

import base64
import gzip
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from msgspec.structs import replace

from orchestrator.model.plan import Family
from orchestrator.roads import kit_file
from orchestrator.roads.answer_head import KitEnding
from orchestrator.roads.kit_keys import KeyKind
from orchestrator.roads.sealing import BEGIN, END, seal
from orchestrator.transport.invoke import POWERSHELL_ARGUMENTS, windows_stdin
from tests import record
from tests.roads.made_keys import AT, kit_key, open_key
from tests.roads.made_kits import PLANTED, answer_in, leaking, made_kit, made_script, put, results
from tests.roads.windows_kit import ENGINE, needs_engine, powershell_part, run_kit
from tests.shared import SHARED

pytestmark = [pytest.mark.pwsh, needs_engine]

WORLDS = sorted(record.WORLDS.glob("*.json"))
CASES = sorted((SHARED / "cases" / "worlds").glob("*.json")) if SHARED else []
WORLD = record.WORLDS / "win10-vi-clean.json"
OLDEST = record.WORLDS / "win7-vi.json"
NIGHTLY = "ORCHESTRATOR_KITS" in os.environ
SCRIPT_LINES = 400 if NIGHTLY else 15
by_night = pytest.mark.skipif(not NIGHTLY, reason="each start of the engine is dear")
LESS_OFTEN = (("Temp", "Temp"),)
BY_DAY = ("win7-vi",)  # the oldest PowerShell
_CLOCK = re.compile(rb"(?m)^(@[0-9a-f]{16} fact clock ).*$")
_LAID_OUT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DONE = 'Write-Output "@$nonce done 2 0 0"\n'


def _played() -> list[Path]:
    worlds = [path for path in (*WORLDS, *CASES) if path.stem != "truth"]
    return worlds if NIGHTLY else [path for path in worlds if path.stem in BY_DAY]


def _sweeps(world: Path, script: bytes, nonce: str) -> bytes:
    done = subprocess.run(
        [str(ENGINE), "-World", str(world), *POWERSHELL_ARGUMENTS],
        input=windows_stdin(script, nonce),
        capture_output=True,
        timeout=1200,
        check=True,
    )
    return done.stdout


def _timeless(answer: bytes) -> bytes:
    """Leave out the clock, and when the engine laid a played file out on this disk."""
    lines = _CLOCK.sub(rb"\1", answer).split(b"\n")
    for at, line in enumerate(lines):
        if b" open64 campaign_tool " in line:
            lines[at + 1] = _LAID_OUT.sub(b"", base64.b64decode(lines[at + 1]))
    return b"\n".join(lines)


@cache
def _whole():
    return made_kit(Family.WINDOWS)


@pytest.mark.parametrize("world", _played(), ids=lambda path: path.stem)
def test_its_answer_is_the_sweeps_byte_for_byte(world, tmp_path):
    kit = put(_whole(), tmp_path / "usb")
    ran = run_kit(kit, world, tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    head, answer = answer_in(kit.parent)
    assert (head.how, head.exit, head.family) == (KitEnding.OK, 0, Family.WINDOWS)
    swept = _sweeps(world, _whole().script.text, head.nonce)
    assert _timeless(answer) == _timeless(swept)


def hurt(text: str, **more: object):
    return made_kit(Family.WINDOWS, made_script(text, Family.WINDOWS), **more)


@pytest.mark.parametrize(
    ("script", "said", "how", "code", "answer"),
    [
        ("exit 3\n", "chua co gi", KitEnding.OK, 3, b""),
        pytest.param(
            "[Console]::Out.Write('half'); [Console]::Out.Flush(); Start-Sleep 60\n",
            "chua tron",
            KitEnding.STALLED,
            None,
            b"half",
            marks=by_night,
        ),
    ],
)
def test_a_child_that_hangs_or_dies_leaves_a_sealed_word(
    script, said, how, code, answer, tmp_path, monkeypatch
):
    # Long enough for the engine to start on a busy machine.
    monkeypatch.setattr(kit_file, "RUN_SECONDS", 15)
    kit = put(hurt(script), tmp_path / "usb")
    ran = run_kit(kit, WORLD, tmp_path)
    assert (ran.returncode, said in ran.stdout.decode()) == (5, True), ran.stdout + ran.stderr
    head, body = answer_in(kit.parent)
    assert (head.how, head.exit, body) == (how, code, answer)


@pytest.mark.parametrize(
    ("shell", "how"),
    [
        ("exec /bin/sleep 60", KitEnding.STALLED),
        pytest.param("exit 5", KitEnding.OK, marks=by_night),
    ],
)
def test_a_child_that_takes_no_script_is_not_waited_for(shell, how, tmp_path, monkeypatch):
    monkeypatch.setattr(kit_file, "RUN_SECONDS", 3)
    (tmp_path / "other.exe").write_text(f"#!/bin/sh\n{shell}\n")
    (tmp_path / "other.exe").chmod(0o755)
    # More than a pipe holds.
    kit = put(hurt("# no\n" * 40_000 + _DONE), tmp_path / "usb")
    ran = run_kit(kit, WORLD, tmp_path, KIT_SHELL=str(tmp_path / "other.exe"))
    assert ran.returncode == 5, ran.stdout + ran.stderr
    head, body = answer_in(kit.parent)
    assert (head.how, body) == (how, b"")


@by_night
def test_a_flood_stops_at_the_cap(tmp_path, monkeypatch):
    monkeypatch.setattr(kit_file, "MAX_STDOUT_BYTES", 200_000)
    script = f"while ($true) {{ [Console]::Out.Write('{PLANTED[0]}' * 100) }}\n"
    kit = put(hurt(script), tmp_path / "usb")
    assert run_kit(kit, OLDEST, tmp_path).returncode == 5
    head, body = answer_in(kit.parent)
    assert (head.how, head.exit, len(body)) == (KitEnding.FLOODED, None, 200_000)
    assert leaking([kit.parent]) == []


def test_nothing_of_an_answer_is_left_readable(tmp_path):
    # Joined there, so that it stands in no script.
    script = f"'{' '.join(PLANTED)}'.Replace('secret', 'sec' + 'ret')\n{_DONE}"
    kit = put(hurt(script.replace("secret-", "sec-ret")), tmp_path / "usb")
    ran = run_kit(kit, WORLD, tmp_path, TEMP=str(tmp_path / "temp"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert leaking([tmp_path / "usb"]) == []


def test_a_script_of_another_byte_never_runs(tmp_path):
    text = "".join(f"# {number:04d}\n" for number in range(SCRIPT_LINES)) + _DONE
    name, whole = kit_file.kit_file(hurt(text))
    start = len(whole) - len(text.replace("\n", "\r\n"))
    for at in range(start, len(whole), 97):
        changed = bytearray(whole)
        changed[at] ^= 1
        folder = tmp_path / str(at)
        folder.mkdir()
        (folder / name).write_bytes(changed)
        ran = run_kit(folder / name, OLDEST, folder)
        assert (ran.returncode, "bi sua" in ran.stdout.decode()) == (7, True), at
        assert results(folder) == []


@pytest.mark.parametrize(
    ("folder", "told"),
    [("ADMINI~1/AppData/Local/Temp/Temp1_kit.zip", ""), *LESS_OFTEN[:NIGHTLY]],
)
def test_a_folder_that_takes_nothing_gives_way_to_the_public_one(folder, told, tmp_path):
    """The kit in the temporary folder, as out of an open zip: no result is looked for there.

    That folder may be told by another name than the kit's path has. A program of 32 bits started
    it: the PowerShell that it found is by another name too.
    """
    temp, public = tmp_path / folder, tmp_path / "Public"
    (public / "Documents").mkdir(parents=True)
    temp.mkdir(parents=True)
    kit = put(hurt(_DONE), temp)
    told_as = {
        "TEMP": str(tmp_path / told) if told else r"C:\nowhere",
        "PUBLIC": str(public),
        "KIT_SHELL": str(tmp_path / r"C:\Windows\Sysnative\powershell.exe"),
    }
    (tmp_path / r"C:\Windows\System32\powershell.exe").symlink_to(tmp_path / "powershell.exe")
    ran = run_kit(kit, WORLD, tmp_path, **told_as)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert results(temp) == []
    assert answer_in(public / "Documents")[0].kit == "ab" * 16


@by_night
def test_where_no_file_can_be_made_it_says_so(tmp_path):
    kit = put(hurt(_DONE), tmp_path / "Temp")
    ran = run_kit(kit, WORLD, tmp_path, TEMP=str(kit.parent), PUBLIC=str(tmp_path / "nowhere"))
    assert (ran.returncode, "cam mot USB" in ran.stdout.decode()) == (6, True)
    assert list(tmp_path.rglob("KQ-*")) == []


@by_night
def test_what_befalls_the_kit_itself_is_said(tmp_path):
    kit = put(hurt(_DONE), tmp_path / "usb")
    ran = run_kit(kit, WORLD, tmp_path, KIT_SHELL=str(tmp_path / "none.exe"))
    assert (ran.returncode, "chup man hinh" in ran.stdout.decode()) == (1, True)
    assert results(kit.parent) == []


@pytest.mark.parametrize(
    ("typed", "row", "said"),
    [
        (f"2\nPhong Tin hoc, may 7{' 7' * 150}\n", "hs-02", f"Phong Tin hoc, may 7{' 7' * 90}"),
        *([("99\n\n", "", ""), ("", "", "")] if NIGHTLY else []),
    ],
)
def test_whoever_sits_there_is_asked_which_machine_it_is(typed, row, said, tmp_path):
    kit = put(hurt(_DONE), tmp_path / "usb")
    ran = run_kit(kit, OLDEST, tmp_path, typed=typed)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert b"2  hs-02" in ran.stdout
    head, _ = answer_in(kit.parent)
    assert (head.row, head.said) == (row, said)


@by_night
def test_a_machine_of_a_known_name_asks_nobody(tmp_path):
    here = replace(made_kit(Family.WINDOWS).rows[0], machine="pc-van-thu")
    kit = put(hurt(_DONE, rows=(here,)), tmp_path / "usb")
    ran = run_kit(kit, record.WORLDS / "win10-vi-clean.json", tmp_path)
    assert (ran.returncode, b"danh sach" in ran.stdout) == (0, False)


def test_names_that_mean_something_to_powershell_mean_nothing(tmp_path):
    """Past its last day, with other line ends, without the rights that it asks for."""
    odd = "th $(throw 1) `\u2019 'a\"b ;& @KEYS@ %PATH%"
    rows = (replace(_whole().rows[0], machine="a'b\u2019$(throw 1)", label="x\ny"),)
    kit = hurt(
        _DONE,
        unit=odd,
        unit_name=f"{odd}\nthrow 1",
        sweep=odd,
        rows=rows,
        elevate=True,
        until=AT.replace(year=2009),
    )
    path = put(kit, tmp_path / "Bộ kiểm tra (1) & 100% !a^b")
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    ran = run_kit(path, record.WORLDS / "win10-norights.json", tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    head, _ = answer_in(path.parent)
    assert (head.unit, head.sweep, head.late) == (odd, odd, True)


def test_what_is_above_the_script_is_sound_for_powershell_2(tmp_path):
    part = tmp_path / "kit.ps1"
    part.write_text(powershell_part(_whole()), "utf-8")
    ran = subprocess.run(
        [str(ENGINE), "-Lint", "2.0", str(part)], capture_output=True, text=True, check=False
    )
    # It ends its own child, and takes away its own half-written file: nothing else is changed.
    errors = re.findall(r"\$child\.Kill\(\)|\[IO\.File\]::Delete\(\$path\)", ran.stdout)
    assert errors == ["$child.Kill()", "[IO.File]::Delete($path)"]
    assert "2 error(s)" in ran.stdout + ran.stderr


def test_net_opens_what_python_sealed(tmp_path):
    """As Windows would: the seal is one form, whoever made it."""
    plain = b"\x00\xff plain\n" * 500
    text = seal(plain, [kit_key(), kit_key(KeyKind.BACKUP, 1)])
    own = open_key()
    pfx = pkcs12.serialize_key_and_certificates(
        b"k", own.private, own.certificate, None, BestAvailableEncryption(b"x")
    )
    script = tmp_path / "open.ps1"
    script.write_text(
        "Add-Type -AssemblyName System.Security\n"
        "$key = New-Object Security.Cryptography.X509Certificates.X509Certificate2"
        f" -ArgumentList @([Convert]::FromBase64String('{base64.b64encode(pfx).decode()}'), 'x')\n"
        "$keys = New-Object Security.Cryptography.X509Certificates.X509Certificate2Collection\n"
        "$null = $keys.Add($key)\n"
        "$cms = New-Object Security.Cryptography.Pkcs.EnvelopedCms\n"
        f"$cms.Decode([Convert]::FromBase64String('{_base64_in(text)}'))\n"
        "$cms.Decrypt($keys)\n"
        "[Console]::Out.Write([Convert]::ToBase64String($cms.ContentInfo.Content))\n"
    )
    ran = subprocess.run(
        [str(ENGINE), "-World", str(WORLD), "-File", str(script)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert gzip.decompress(base64.b64decode(ran.stdout)) == plain, ran.stderr


def _base64_in(sealed: bytes) -> str:
    return sealed.partition(BEGIN)[2].partition(END)[0].decode().replace("\n", "")
