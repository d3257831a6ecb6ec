"""The file of one kit: a readable script with a few places filled in, then the sweep's own script.

What stands above the script is data of this room (`kit.sh.in`, `kit.cmd.in`): whoever wants to know
what a kit does reads it there.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from orchestrator.model.plan import Family
from orchestrator.roads.kit_keys import public_part
from orchestrator.roads.kit_values import Kit
from orchestrator.roads.sealing import explanation
from orchestrator.text.visible import visible
from orchestrator.transport.base import MAX_STDOUT_BYTES

RUN_SECONDS: Final = 300
"""How long a kit waits for the script: a slow PC with an old disk, and nobody who asks again."""

POWERSHELL_MARK: Final = "# ==== powershell ===="
POWERSHELL_START: Final = (
    "if([string]$ExecutionContext.SessionState.LanguageMode -match 'Constr|Restr|NoLang'){exit 8};"
    "if(-not(Test-Path -LiteralPath $env:KIT_FILE)){exit 3};"
    "$kitText=[IO.File]::ReadAllText($env:KIT_FILE);"
    "$kitBegin=$kitText.IndexOf('# ='+'=== powershell',[StringComparison]::Ordinal);"
    "$kitEnd=$kitText.IndexOf('# ='+'=== script',[StringComparison]::Ordinal);"
    "if($kitEnd -lt 0){$kitEnd=$kitText.Length};"
    "&([ScriptBlock]::Create($kitText.Substring($kitBegin,$kitEnd-$kitBegin)))"
)
"""What `powershell -Command` is given: it reads the kit's file, whatever policy scripts have."""

SCRIPT_MARK: Final = "# ==== script ===="
_HERE: Final = Path(__file__).parent
_PLACE: Final = re.compile(r"@([A-Z0-9_]+)@")
_ENDINGS: Final = {Family.POSIX: ".sh", Family.WINDOWS: ".cmd"}
_MOST_NAME: Final = 60  # with a PC's name behind it, a path of Windows has room for it
_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9_-]")


def kit_file(kit: Kit) -> tuple[str, bytes]:
    """Return the name of a kit's file, and what stands in it."""
    match kit.script.family:
        case Family.POSIX:
            return file_name(kit), _posix(kit)
        case Family.WINDOWS:
            return file_name(kit), _windows(kit)


def file_name(kit: Kit) -> str:
    """Return the name of a kit's file; a witnessed one has its own."""
    stem = f"{'chung-kien' if kit.witness else 'kiem-tra'}-{plain_name(kit.unit)}"
    return f"{stem}{_ENDINGS[kit.script.family]}"


def plain_name(unit: str) -> str:
    """Return a unit's code as part of a file's name; no two codes share one."""
    plain = _NOT_PLAIN.sub("-", unit)[:_MOST_NAME]
    own = "" if plain == unit else f"-{hashlib.sha256(unit.encode()).hexdigest()[:8]}"
    return f"{plain}{own}"


def _posix(kit: Kit) -> bytes:
    places = {
        **_places(kit),
        "UNIT": _shell_word(kit.unit),
        "SWEEP": _shell_word(kit.sweep),
        "FIRST_LINE": _shell_word(explanation()),
        "ROWS": _rows(kit),
        "SCRIPT_MARK": SCRIPT_MARK,
        "KEYS": "\n".join(_posix_keys(kit)),
    }
    return _filled("kit.sh.in", places).encode() + kit.script.text


def _windows(kit: Kit) -> bytes:
    """Return one file for two readers: cmd.exe reads the top, PowerShell what its line starts."""
    places = {
        **_places(kit),
        "UNIT": _powershell_word(kit.unit),
        "SWEEP": _powershell_word(kit.sweep),
        "FIRST_LINE": _powershell_word(explanation()),
        "ELEVATE": "$true" if kit.elevate else "$false",
        "ROWS": "\n".join(f"    {_powershell_word(row)}" for row in _rows(kit).splitlines()),
        "KEYS": "\n".join(f"    {_powershell_word(key)}" for key in _windows_keys(kit)),
    }
    parts = (
        _filled("kit.cmd.in", {"START": POWERSHELL_START}),
        f"{POWERSHELL_MARK}\n",
        _filled("kit.ps1.in", places),
        f"{SCRIPT_MARK}\n",
        kit.script.text.decode("ascii"),
    )
    return "".join(parts).replace("\n", "\r\n").encode()


def _places(kit: Kit) -> Mapping[str, str]:
    """Return what stands in the kits of both families alike."""
    # The last day as a PC with another clock or zone may still count it.
    until = kit.until + timedelta(days=1)
    return {
        "UNIT_NAME": visible(f"{kit.unit_name} ({kit.unit})"),
        "UNIT_FILE": plain_name(kit.unit),
        "KIT": kit.id,
        "UNTIL": until.strftime("%Y%m%d"),
        "SCRIPT_SHA256": kit.script.sha256,
        "SECONDS": str(RUN_SECONDS),
        "MOST_BYTES": str(MAX_STDOUT_BYTES),
    }


def _rows(kit: Kit) -> str:
    return "\n".join(
        "\t".join(visible(" ".join(cell.split())) for cell in (row.machine, row.label, row.room))
        for row in kit.rows
    )


def _posix_keys(kit: Kit) -> list[str]:
    return [
        f"  cat >\"$work/key-{number}\" <<'KEY' || return\n{public_part(key).decode()}KEY"
        for number, key in enumerate(kit.keys, start=1)
    ]


def _windows_keys(kit: Kit) -> list[str]:
    """Return each certificate's base64 on one line."""
    return ["".join(public_part(key).decode("ascii").split("\n")[1:-2]) for key in kit.keys]


def _powershell_word(text: str) -> str:
    # PowerShell takes typographic single quotes for plain ones.
    return "'" + re.sub("['\u2018-\u201b]", lambda quote: quote.group() * 2, text) + "'"


def _shell_word(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _filled(name: str, places: Mapping[str, str]) -> str:
    """Return a data file with its places filled in, all at once: no value is looked into."""
    text = (_HERE / name).read_text(encoding="utf-8")
    return _PLACE.sub(lambda place: places[place.group(1)], text)
