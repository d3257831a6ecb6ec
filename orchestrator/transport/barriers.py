"""Why a script did not begin on a machine that had let us in: by ids and numbers, never by words.

Everything here is said by the machine and untrusted. A message is translated, so only what no
translation changes is read: PowerShell's error ids, exit codes, and Windows' own numbers.

A later way that needs no shell (WMI by WS-Enumerate) starts here: a `Barrier` means that the logon
was good and that only running a script was refused.
"""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from orchestrator.model.diagnosis import WsmanFault
from orchestrator.model.outcome import Barrier, Ended, Outcome, script_blocked
from orchestrator.model.plan import Family
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.ssh_words import EXPIRED, shown

_ID = re.compile(r"FullyQualifiedErrorId\s*:\s*([\w.,:/-]{1,120})", re.ASCII)
_CLIXML_BREAK = re.compile(r"_x000[DA]_|</?S[^>]*>")
# What a PowerShell around ours says of any line on standard error; the line itself says more.
_OF_A_LINE = "NativeCommandError"

_OF_ID: Mapping[str, Barrier] = {
    "ScriptContainedMaliciousContent": Barrier.ANTIMALWARE,
    "ConstrainedLanguage": Barrier.CONSTRAINED_LANGUAGE,
    "RestrictedLanguageMode": Barrier.CONSTRAINED_LANGUAGE,
    "CommandNotFoundException": Barrier.NO_POWERSHELL,
}
"""How ids end; several verbs stand before `...NotSupportedInConstrainedLanguage`."""
# Looked for without any blank, since a page of 80 columns may have broken the id.
_KNOWN = re.compile(rf"FullyQualifiedErrorId:(\w{{0,80}}?(?:{'|'.join(_OF_ID)}))", re.ASCII)

_WIN32: Mapping[int, Barrier] = {
    2: Barrier.NO_POWERSHELL,  # ERROR_FILE_NOT_FOUND
    3: Barrier.NO_POWERSHELL,  # ERROR_PATH_NOT_FOUND
    225: Barrier.ANTIMALWARE,  # ERROR_VIRUS_INFECTED
    226: Barrier.ANTIMALWARE,  # ERROR_VIRUS_DELETED
    1260: Barrier.APPLICATION_CONTROL,  # ERROR_ACCESS_DISABLED_BY_POLICY
    4551: Barrier.APPLICATION_CONTROL,  # ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION
}
_HRESULT_OF_WIN32 = 0x80070000
_WINDOWS_CODES: Mapping[int, Barrier] = {
    127: Barrier.NO_POWERSHELL,  # of a POSIX shell, where that is what logs on
    9009: Barrier.NO_POWERSHELL,  # of cmd.exe
    0xFFFF0000: Barrier.POWERSHELL_BROKEN,  # PowerShell's own: its engine did not come up
    **{code: _WIN32[code] for code in (225, 226, 1260, 4551)},
}
_POSIX_CODES: Mapping[int, Barrier] = {
    127: Barrier.NO_SHELL,
    1: Barrier.NOLOGIN,  # our script says its first word before anything in it can fail
}
_SAYS_WHY = frozenset((Barrier.NOLOGIN, Barrier.PASSWORD_EXPIRED))
_LAST_32_BITS = 0xFFFFFFFF

_STARTED = frozenset((Ended.OK, Ended.PARTIAL, Ended.STALLED))
"""How an attempt ends of which the script may have said why it died."""


def with_barrier(reply: Reply, job: Job) -> Outcome:
    """Return how an attempt ended, knowing whether the script ever began.

    Args:
        reply: What came back, over any way.
        job: What was sent; its nonce stands in all that the script prints.

    Returns:
        `script_blocked` with its barrier where the machine let us in and the script did not begin;
        else the reply's own outcome, with the id of the error that ended the script, if told.
    """
    began, ended = _marks(reply.stdout, job.nonce)
    if ended:
        return reply.outcome
    error_id = error_id_of(reply.stderr)
    barrier = None if began else _barrier(reply, job.script.family)
    if barrier is not None:
        own = reply.stdout + reply.stderr if barrier in _SAYS_WHY else b""
        detail = reply.outcome.detail or shown(own.decode("utf-8", "replace"))
        return script_blocked(barrier, detail=detail, error_id=error_id)
    told = reply.outcome.ended in _STARTED
    return replace(reply.outcome, error_id=error_id) if told and error_id else reply.outcome


def error_id_of(stderr: bytes) -> str:
    """Return the error id on a PowerShell's standard error, empty if it names none.

    One that is known to tell a barrier comes before the first.
    """
    text = _CLIXML_BREAK.sub("", stderr.decode("utf-8", "replace"))
    if known := _KNOWN.search("".join(text.split())):
        return known[1]
    return next((one for one in _ID.findall(text) if one != _OF_A_LINE), "")


def _marks(stdout: bytes, nonce: str) -> tuple[bool, bool]:
    """Return whether the script printed a mark at all, and whether its end mark."""
    return f"@{nonce} ".encode() in stdout, f"@{nonce} done".encode() in stdout


def _barrier(reply: Reply, family: Family) -> Barrier | None:
    """Return what kept a script from beginning; None where that is not what happened."""
    match reply.outcome.ended, reply.refusal:
        case Ended.PROTOCOL_ERROR, WsmanFault(code=code):
            return _WIN32.get(code - _HRESULT_OF_WIN32)
        case ((Ended.OK | Ended.PARTIAL), _) if EXPIRED in reply.stderr + reply.stdout:
            return Barrier.PASSWORD_EXPIRED
        case Ended.PARTIAL, _:
            return _of_id(reply.stderr, family)
        case Ended.OK, _:
            return _of_id(reply.stderr, family) or _of_code(reply, family)
        case _:
            return None


def _of_id(stderr: bytes, family: Family) -> Barrier | None:
    told = error_id_of(stderr) if family is Family.WINDOWS else ""
    return next((barrier for end, barrier in _OF_ID.items() if told.endswith(end)), None)


def _of_code(reply: Reply, family: Family) -> Barrier:
    """Return what an exit code and silence mean; an unknown code is no cause."""
    code = (reply.exit_code or 0) & _LAST_32_BITS
    codes = _WINDOWS_CODES if family is Family.WINDOWS else _POSIX_CODES
    silent = code == 0 and not reply.stdout.strip()
    return codes.get(code, Barrier.EMPTY_ANSWER if silent else Barrier.NOT_STARTED)
