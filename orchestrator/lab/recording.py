"""Recorded answers of Windows machines, and the terms on which they are given.

`recordings/<name>.txt` holds the bytes that the fused Windows script printed on that machine,
made with the nonce `RECORDED_NONCE`. `recordings/DIGEST` is the sha256 of the script that printed
them. The folder `posture` in it holds the same for the script of `posture.yml`. A machine answers
these scripts, the same without a check, and no other. `python -m tests.record_lab` records anew.
"""

import base64
import hashlib
import itertools
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct

from orchestrator.checks.frame import ending, prelude
from orchestrator.model.plan import Family

RECORDINGS = Path(__file__).parent / "recordings"
FOLDERS = (RECORDINGS, RECORDINGS / "posture")  # one for each script that the machines answer
RECORDED_NONCE = "c0de1abca11ab1ed"
# The moment that the times in the recorded tables belong to: three hours after the boot.
RECORDED_AT = datetime(2022, 9, 6, 3, 5, 12, tzinfo=UTC)

# The script that asks nothing but who the machine is.
_GREETING = (
    "\n".join(f"{prelude(Family.WINDOWS)}\n{ending(Family.WINDOWS)}".splitlines()) + "\n"
).encode("ascii")
_NONCE_LINE = re.compile(rb"\$nonce\s*=\s*'([0-9a-f]{16})'\s*?\r?\n")
_MARK = re.compile(rb"@[0-9a-f]{16} (\w+)(?: (\w+))?")
_IDENTITY = re.compile(rb"(?m)^(machine_id|hardware)\t(?!canary-)[^\t\n]*")
_FACT = re.compile(rb"(@[0-9a-f]{16} fact (\w+)) [^\r\n]*")
_DMTF = re.compile(rb"(\d{14})(\.\d{6}\+)(\d{3})\b")


class Printed(Struct, frozen=True, kw_only=True):
    """What a machine's PowerShell printed, and how it ended."""

    stdout: bytes = b""
    stderr: bytes = b""
    code: int = 0


class Scribe(Struct, frozen=True, kw_only=True):
    """What one answer has of its own: the nonce, the moment (aware UTC), the machine's facts."""

    nonce: str
    now: datetime
    facts: Mapping[str, str]


def answer(recording: str, stdin: bytes, now: datetime, facts: Mapping[str, str]) -> Printed:
    """Answer a script as the recorded machine did.

    Args:
        recording: Its name.
        stdin: What came on standard input: the line that sets the nonce, then the script.
        now: The machine's clock (aware UTC).
        facts: Facts that differ from the recorded machine's: `name`; `machine_id` and `hardware`,
            each as long as what was recorded, since a section tells its length.

    Returns:
        The recorded output, rewritten for this nonce, moment and machine; a refusal with exit code
        1 if the script is not the one that was recorded.
    """
    nonce, script = split(stdin)
    if nonce and script == _GREETING:
        return Printed(stdout=_greeted(recording, Scribe(nonce=nonce, now=now, facts=facts)))
    came = hashlib.sha256(script).hexdigest()
    folder = next((folder for folder in FOLDERS if recorded_digest(folder) == came), None)
    if not nonce or folder is None:
        refusal = f"This machine has no answer to script {came}: it was not recorded.\r\n"
        return Printed(stderr=refusal.encode(), code=1)
    scribe = Scribe(nonce=nonce, now=now, facts=facts)
    return Printed(stdout=replay((folder / f"{recording}.txt").read_bytes(), scribe))


def _greeted(recording: str, scribe: Scribe) -> bytes:
    """Return what the script prints before its first check, and its end mark."""
    recorded = (RECORDINGS / f"{recording}.txt").read_bytes().splitlines(keepends=True)
    frame, *rest = recorded
    facts = tuple(itertools.takewhile(lambda line: b" fact " in line, rest))
    mark = b" ".join((*recorded[-1].split()[:3], b"%d 0\n" % len(facts)))
    return replay(b"".join((frame, *facts, mark)), scribe)


def split(stdin: bytes) -> tuple[str, bytes]:
    """Return nonce and script; the nonce is empty if the first line does not set it."""
    first = _NONCE_LINE.match(stdin)
    return (first[1].decode(), stdin[first.end() :]) if first else ("", stdin)


def recorded_digest(folder: Path = RECORDINGS) -> str:
    """Return the sha256 of the script that a folder's recordings were made with."""
    return (folder / "DIGEST").read_text(encoding="ascii").strip()


def replay(recorded: bytes, scribe: Scribe) -> bytes:
    """Return the recording as that machine would have printed it.

    Base64 bodies, each on one line, are opened, rewritten and closed again.
    """
    out: list[bytes] = []
    check = b""  # whose section the line is in
    for line in recorded.splitlines(keepends=True):
        mark = _MARK.match(line)
        check = b"" if mark else check
        out.append(_rewrite_body(line, scribe, check) if check else _rewrite(line, scribe))
        check = mark[2] if mark and mark[1] == b"open64" else check
    return b"".join(out)


def _rewrite_body(line: bytes, scribe: Scribe, check: bytes) -> bytes:
    coded = line.rstrip(b"\r\n")
    text = _rewrite(base64.b64decode(coded), scribe)
    if check == b"identity":
        text = _IDENTITY.sub(partial(_identify, scribe), text)
    return base64.b64encode(text) + line[len(coded) :]


def _identify(scribe: Scribe, found: re.Match[bytes]) -> bytes:
    """Let the machine be itself, and not the one that was recorded."""
    key = found[1].decode()
    return found[1] + b"\t" + scribe.facts[key].encode() if key in scribe.facts else found[0]


def _rewrite(text: bytes, scribe: Scribe) -> bytes:
    for form in (str, _groups):
        text = text.replace(form(RECORDED_NONCE).encode(), form(scribe.nonce).encode())
    text = _DMTF.sub(partial(_shift, scribe.now - RECORDED_AT), text)
    return _FACT.sub(partial(_state, scribe), text)


def _groups(nonce: str) -> str:
    return ":".join(nonce[i : i + 4] for i in range(0, 16, 4))


def _shift(by: timedelta, found: re.Match[bytes]) -> bytes:
    """Move a time of WMI by as much as the clock moved since the recording."""
    moment = datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC) + by
    return moment.strftime("%Y%m%d%H%M%S").encode() + found[2] + found[3]


def _state(scribe: Scribe, found: re.Match[bytes]) -> bytes:
    clock = scribe.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    own = {"clock": clock, **scribe.facts}
    key = found[2].decode()
    return found[1] + b" " + own[key].encode() if key in own else found[0]
