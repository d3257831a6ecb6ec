"""Windows: WinRM over https for one address, one small account; and the script that undoes it."""

import ipaddress
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import UsageError
from orchestrator.files import write_atomic
from orchestrator.text.message import say
from orchestrator.text.visible import visible

ACCOUNT = "kiemtra-ioc"

_READABLE = 0o644  # they are handed out
_HERE = Path(__file__).parent
# A local account's name, or one of a domain; nothing of it means anything inside quotes.
_ACCOUNT = re.compile(r"(?:[A-Za-z0-9.-]{1,15}\\)?[A-Za-z0-9._-]{1,20}")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_-]")
_BOM = b"\xef\xbb\xbf"  # without it Windows PowerShell reads Vietnamese in the ANSI code page
_START = (
    '@echo off\npowershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0{script}"\npause\n'
)


class Rights(StrEnum):
    """What the account may do on the machine."""

    LEAST = "least"  # come in through WinRM, and read logs
    ADMINISTRATOR = "administrator"


class Opening(Struct, frozen=True, kw_only=True):
    """For whom machines are opened.

    Attributes:
        code: The unit's code in the inventory.
        name: The unit's name, for the script's head.
        controller: The one address that may come in.
        account: The account that the controller logs on with.
        rights: What it may do there.
        lift_filter: Whether UAC's remote filter is lifted for all local administrators.
    """

    code: str
    name: str
    controller: str
    account: str = ACCOUNT
    rights: Rights = Rights.LEAST
    lift_filter: bool = False


def scripts(opening: Opening, *, undo: bool = False) -> Mapping[str, bytes]:
    """Return the files to hand out, name to content: the script, and what starts it by a click.

    Raises:
        UsageError: The address is not one machine's, the account's name is none, or no account of
            that kind could be given those rights.
    """
    _refuse_filtered(opening)
    facts = {
        **_parts(opening),
        "@UNIT@": visible(f"{opening.name} ({opening.code})"),
        "@CONTROLLER@": _one_address(opening.controller),
        "@ACCOUNT@": _account(opening.account),
    }
    # The code is also part of a file's name and of a line of cmd.exe.
    stem = f"winrm-{'close' if undo else 'open'}-{_NOT_PLAIN.sub('-', opening.code)}"
    source = _HERE / ("close.ps1.in" if undo else "open.ps1.in")
    text = source.read_text(encoding="utf-8")
    for mark, fact in facts.items():
        text = text.replace(mark, fact)
    start = _START.format(script=f"{stem}.ps1")
    return {
        f"{stem}.ps1": _BOM + _windows_lines(text).encode(),
        f"{stem}.cmd": _windows_lines(start).encode("ascii"),
    }


def write_scripts(opening: Opening, folder: Path, *, undo: bool = False) -> tuple[Path, ...]:
    """Write the files of `scripts` into a folder, and return where they are.

    Raises:
        UsageError: As `scripts`, or the folder cannot be written.
    """
    files = scripts(opening, undo=undo)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_atomic(folder / name, content, _READABLE)
    except OSError as error:
        what = say("prepare.unwritten", folder=folder, why=error.strerror or error)
        raise UsageError.one(what, say("mend.other_folder")) from error
    return tuple(folder / name for name in files)


def _parts(opening: Opening) -> Mapping[str, str]:
    """Return the parts of the script that hang on the account's rights, before its facts."""
    head = "lifted" if opening.lift_filter else str(opening.rights)
    return {
        "@HEAD@": _part(f"head-{head}.in"),
        "@GROUPS@": _part(f"rights-{opening.rights}.ps1.in"),
        "@LIFT@": _part("lift.ps1.in") if opening.lift_filter else "",
    }


def _part(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _refuse_filtered(opening: Opening) -> None:
    """Refuse rights that Windows would not let the account use, and a filter lifted for nobody.

    UAC takes the administrator's half from a local account's token when it logs on from the
    network; the built-in account's and a domain account's are whole.
    """
    local = opening.account.rpartition("\\")[0] in ("", ".")
    if opening.lift_filter and not (local and opening.rights is Rights.ADMINISTRATOR):
        raise UsageError.one(say("opening.nothing_to_lift"), say("opening.mend.no_lift"))
    if opening.rights is Rights.ADMINISTRATOR and local and not opening.lift_filter:
        raise UsageError.one(
            say("opening.filtered", account=opening.account), say("opening.mend.filtered")
        )


def _windows_lines(text: str) -> str:
    return text.replace("\n", "\r\n")


def _one_address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise UsageError.one(
            say("opening.address", word=repr(text)),
            say("opening.mend.address"),
        ) from None
    if address.is_unspecified or address.is_loopback or address.is_multicast:
        raise UsageError.one(
            say("opening.one_machine", word=text),
            say("opening.mend.address"),
        )
    return str(address)


def _account(text: str) -> str:
    if not _ACCOUNT.fullmatch(text):
        raise UsageError.one(
            say("opening.account", word=repr(text)),
            say("opening.mend.account"),
        )
    return text
