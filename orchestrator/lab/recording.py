"""Recorded answers of Windows machines, and the terms on which they are given.

`recordings/<name>.txt` holds the bytes that the fused Windows script printed on that machine,
made with the nonce `RECORDED_NONCE`. `recordings/DIGEST` is the sha256 of the script that printed
them: a machine answers that script and no other. `python -m tests.record_lab` records anew.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

RECORDINGS = Path(__file__).parent / "recordings"
RECORDED_NONCE = "c0de1abca11ab1ed"
UPTIME = timedelta(hours=3)

_NONCE_LINE = re.compile(rb"\$nonce\s*=\s*'([0-9a-f]{16})'\s*?\r?\n")
_MARK = re.compile(rb"@[0-9a-f]{16} (\w+)")
_TIME = re.compile(rb"(@[0-9a-f]{16} fact (?:clock|boot)) (\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a machine's PowerShell printed, and how it ended."""

    stdout: bytes = field(default=b"", repr=False)
    stderr: bytes = b""
    code: int = 0


def answer(name: str, stdin: bytes, now: datetime) -> Printed:
    """Answer a script as the recorded machine did.

    Args:
        name: Which recording.
        stdin: What came on standard input: the line that sets the nonce, then the script.
        now: The machine's clock (aware UTC).

    Returns:
        The recorded output with this nonce and clock; a refusal with exit code 1 if the script is
        not the one that was recorded.
    """
    nonce, script = split(stdin)
    recorded, came = recorded_digest(), hashlib.sha256(script).hexdigest()
    if not nonce or came != recorded:
        refusal = f"This machine has no answer to script {came}: {recorded} was recorded.\r\n"
        return Printed(stderr=refusal.encode(), code=1)
    return Printed(stdout=replay((RECORDINGS / f"{name}.txt").read_bytes(), nonce, now))


def split(stdin: bytes) -> tuple[str, bytes]:
    """Return nonce and script; the nonce is empty if the first line does not set it."""
    first = _NONCE_LINE.match(stdin)
    return (first[1].decode(), stdin[first.end() :]) if first else ("", stdin)


def recorded_digest() -> str:
    """Return the sha256 of the script that the recordings were made with."""
    return (RECORDINGS / "DIGEST").read_text(encoding="ascii").strip()


def replay(recorded: bytes, nonce: str, now: datetime) -> bytes:
    """Return the recording as that machine would print it for another nonce at another time.

    Base64 bodies are opened, changed and closed again in lines of the same length.
    """
    out: list[bytes] = []
    body: list[bytes] | None = None
    for line in recorded.splitlines(keepends=True):
        mark = _MARK.match(line)
        if mark and body is not None:
            out += _recode(body, nonce)
            body = None
        if body is not None:
            body.append(line)
            continue
        if mark and mark[1] == b"open64":
            body = []
        out.append(_at(_renonce(line, nonce), now))
    return b"".join(out + _recode(body or [], nonce))


def _renonce(text: bytes, nonce: str) -> bytes:
    for form in (str, _groups):
        text = text.replace(form(RECORDED_NONCE).encode(), form(nonce).encode())
    return text


def _groups(nonce: str) -> str:
    return ":".join(nonce[i : i + 4] for i in range(0, 16, 4))


def _recode(lines: list[bytes], nonce: str) -> list[bytes]:
    if not lines:
        return []
    text = lines[0].rstrip(b"\r\n")
    ending = lines[0][len(text) :]
    coded = base64.b64encode(_renonce(base64.b64decode(b"".join(lines)), nonce))
    width = len(text) if len(lines) > 1 else len(coded)
    return [coded[i : i + width] + ending for i in range(0, len(coded), width)]


def _at(line: bytes, now: datetime) -> bytes:
    """Set the clock to now and the boot to `UPTIME` ago, in the form that was recorded."""
    found = _TIME.match(line)
    if not found:
        return line
    moment = now if found[1].endswith(b"clock") else now - UPTIME
    iso = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = str(int(moment.timestamp())) if found[2].isdigit() else iso
    return found[1] + b" " + text.encode() + line[found.end() :]
