"""From symptoms to causes, of one machine and of many: pure, never surer than what was seen."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from msgspec.structs import replace

from orchestrator.doctor.doors import causes_at_the_door, offers_at, service_elsewhere
from orchestrator.errors import ExitCode
from orchestrator.model.diagnosis import (
    QUOTA_CODES,
    Cause,
    Checkup,
    Diagnosis,
    HttpStatus,
    Reached,
    Ssh,
    SshOffers,
    Symptoms,
    WsmanFault,
)
from orchestrator.model.outcome import Barrier, Ended, Phase, ServiceFault, Why
from orchestrator.model.plan import Agent, Family, KeyFile, Nobody, Password, Ticket, Via, is_local

_RESOLUTION = timedelta(seconds=1)


def offset_s(shown: datetime, began: datetime, ended: datetime) -> float:
    """Return the machine's clock minus ours, in seconds; 0 where it may be right.

    Args:
        shown: What its clock said, in whole seconds, rounded down (aware UTC).
        began: When we asked it, by our clock.
        ended: When its answer was read.
    """
    early = (shown + _RESOLUTION - began).total_seconds()
    late = (shown - ended).total_seconds()
    return early if early < 0 else max(0.0, late)


CLOCK_LIMIT_S = 300.0
"""Kerberos refuses from five minutes on; times in the evidence are doubtful from then, too."""

Causes = tuple[Cause, ...]

_ACCESS_DENIED = 5
_CLOCKS: Causes = (Cause.MACHINE_CLOCK, Cause.CONTROLLER_CLOCK)
_ASKABLE = frozenset((Reached.LOGGED_ON, Reached.DOOR_OPEN))
_CERTIFICATES = frozenset(cause for cause in Cause if cause.startswith("cert_"))


def askable(found: Sequence[Checkup]) -> ExitCode:
    """Return whether every machine can be asked: not if one cannot, or if there is none."""
    states = {checkup.diagnosis.state for checkup in found}
    if Reached.UNKNOWN in states:
        return ExitCode.INTERRUPTED
    well = states & _ASKABLE and states <= _ASKABLE | {Reached.EXCLUDED}
    return ExitCode.DONE if well else ExitCode.INCOMPLETE


def diagnose(symptoms: Symptoms) -> Diagnosis:
    """Return how far the machine could be reached, and all causes that fit, likeliest first."""
    if symptoms.outcome.ended is Ended.OK and symptoms.complete:
        return Diagnosis(state=Reached.LOGGED_ON, causes=_doubts(symptoms))
    if symptoms.outcome.why is Why.NOT_RUN and not causes_at_the_door(symptoms):
        return Diagnosis(state=Reached.DOOR_OPEN, causes=_clocks(symptoms))
    return Diagnosis(
        state=Reached.FAILED,
        causes=_distinct((*_failure(symptoms), *_clocks(symptoms))),
        found=service_elsewhere(symptoms),
    )


def _doubts(symptoms: Symptoms) -> Causes:
    """Return what will be missing, or is suspicious, of a machine that let us in."""
    if symptoms.facts.elevated is not False:
        return _clocks(symptoms)
    if symptoms.family is Family.POSIX:
        return (*_clocks(symptoms), Cause.NOT_ROOT)
    return (*_clocks(symptoms), *_filtered(symptoms), Cause.NOT_ADMIN)


def _clocks(symptoms: Symptoms) -> Causes:
    offset_s = symptoms.clock_offset_s
    return _CLOCKS if offset_s is not None and abs(offset_s) > CLOCK_LIMIT_S else ()


_BY_FAULT: Mapping[ServiceFault, Cause] = {
    ServiceFault.MAX_STARTUPS: Cause.MAX_STARTUPS,
    ServiceFault.PENALTY: Cause.PENALTY,
    ServiceFault.CHANNEL_REFUSED: Cause.CHANNEL_REFUSED,
    ServiceFault.PASSWORD_EXPIRED: Cause.PASSWORD_EXPIRED,
    ServiceFault.NO_EXIT_STATUS: Cause.NO_EXIT_STATUS,
    ServiceFault.JUMP_DOWN: Cause.JUMP_DOWN,
    ServiceFault.JUMP_KEY: Cause.JUMP_KEY,
    ServiceFault.JUMP_REJECTED: Cause.JUMP_REJECTED,
    ServiceFault.JUMP_FORBIDS: Cause.JUMP_FORBIDS,
    ServiceFault.BEHIND_JUMP: Cause.BEHIND_JUMP,
    ServiceFault.QUOTA: Cause.QUOTA,
}
"""What the machine itself said; the other faults have several causes."""


def _failure(symptoms: Symptoms) -> Causes:
    fault = symptoms.outcome.fault
    if fault is ServiceFault.NO_EXIT_STATUS and not symptoms.complete:
        return _unfinished(symptoms)  # something ended the script, and took the status with it
    if fault is not None and fault in _BY_FAULT:
        return (_BY_FAULT[fault],)
    return _BY_ENDING[symptoms.outcome.ended](symptoms)


def _unfinished(symptoms: Symptoms) -> Causes:
    """Return why a script that was begun has not said its last word."""
    if symptoms.facts.began:
        return (Cause.SLOW, Cause.SCRIPT_BLOCKED)
    return _not_started(symptoms)


def _not_started(symptoms: Symptoms) -> Causes:
    """Return what looks like a script that never began, where the machine does not say why."""
    posix = symptoms.family is Family.POSIX
    return (Cause.NO_SHELL if posix else Cause.POWERSHELL_MISSING, Cause.SCRIPT_BLOCKED)


_TOLD_BY: Mapping[Barrier, Cause] = {
    Barrier.CONSTRAINED_LANGUAGE: Cause.CONSTRAINED_LANGUAGE,
    Barrier.APPLICATION_CONTROL: Cause.APPLICATION_CONTROL,
    Barrier.ANTIMALWARE: Cause.ANTIMALWARE,
    Barrier.NO_POWERSHELL: Cause.POWERSHELL_MISSING,
    Barrier.POWERSHELL_BROKEN: Cause.POWERSHELL_BROKEN,
    Barrier.NO_SHELL: Cause.NO_SHELL,
    Barrier.NOLOGIN: Cause.NOLOGIN,
    Barrier.PASSWORD_EXPIRED: Cause.PASSWORD_EXPIRED,
}


def _blocked(symptoms: Symptoms) -> Causes:
    """Return what kept a script from beginning, as far as it was told."""
    barrier = symptoms.outcome.barrier or Barrier.NOT_STARTED
    if barrier in _TOLD_BY:
        return (_TOLD_BY[barrier],)
    silent = (Cause.EMPTY_ANSWER,) if barrier is Barrier.EMPTY_ANSWER else ()
    return (*silent, *_not_started(symptoms))


def _rejected(symptoms: Symptoms) -> Causes:
    """Return what looks like this refusal; a locked account looks like a wrong password."""
    match symptoms.refusal:
        case WsmanFault(code=code) if code == _ACCESS_DENIED:
            return (*_filtered(symptoms), Cause.NO_RIGHT)
        case SshOffers():
            return (Cause.METHOD_OFF,)
        case _ if symptoms.target.via is Via.SSH:
            return _rejected_by_ssh(symptoms)
        case _:
            return _rejected_by_winrm(symptoms)


def _rejected_by_ssh(symptoms: Symptoms) -> Causes:
    if isinstance(symptoms.target.credential, KeyFile | Agent):
        return (Cause.KEY_UNKNOWN, Cause.NOT_ALLOWED, Cause.DISABLED)
    return (Cause.WRONG_PASSWORD, Cause.NOT_ALLOWED, Cause.LOCKED, Cause.DISABLED)


def _rejected_by_winrm(symptoms: Symptoms) -> Causes:
    match symptoms.target.credential:
        case KeyFile():
            return (Cause.CERT_UNMAPPED, Cause.DISABLED)
        case Ticket():
            seen_right = symptoms.clock_offset_s is not None and not _clocks(symptoms)
            return (Cause.NO_RIGHT, *(() if seen_right else _CLOCKS))
        case _ if symptoms.target.winrm.auth == "basic" and _offers_no_basic(symptoms):
            return (Cause.BASIC_OFF,)
        case _:
            return (Cause.WRONG_PASSWORD, Cause.LOCKED, Cause.DISABLED, *_filtered(symptoms))


def _offers_no_basic(symptoms: Symptoms) -> bool:
    offers = [offered for door in symptoms.doors[:1] for offered in offers_at(door)]
    return bool(offers) and "basic" not in offers


def _filtered(symptoms: Symptoms) -> Causes:
    return (Cause.TOKEN_FILTER,) if _is_local_account(symptoms) else ()


def _not_tried(symptoms: Symptoms) -> Causes:
    door = causes_at_the_door(symptoms)
    match symptoms.outcome.why:
        case Why.CREDENTIAL_PAUSED:
            return (*door, Cause.PAUSED)
        case Why.ACCOUNT_HELD | Why.ACCOUNT_WAITS:
            return (*door, Cause.HELD)
        case Why.CONTROLLER_BUSY:
            return (*door, Cause.CONTROLLER_BUSY)
        case Why.NO_CREDENTIAL:
            return (*door, _without_credential(symptoms))
        case Why.UNSUPPORTED:
            return (_unsupported(symptoms),)
        case _:
            return door


def _without_credential(symptoms: Symptoms) -> Cause:
    match symptoms.target.credential:
        case Nobody() | Agent():
            return Cause.NO_CREDENTIAL
        case Ticket():
            return Cause.NO_TICKET
        case Password() | KeyFile():
            return Cause.UNREADABLE


def _unsupported(symptoms: Symptoms) -> Cause:
    if _is_windows_over_ssh(symptoms):
        return Cause.WINDOWS_OVER_SSH
    by_ticket = isinstance(symptoms.target.credential, Ticket)
    return Cause.KERBEROS_MISSING if by_ticket else Cause.UNSUPPORTED


def _stranger(symptoms: Symptoms) -> Causes:
    """A machine that is not the one we know, by its host key, certificate or ticket."""
    if symptoms.target.via is Via.SSH:
        return (Cause.REINSTALLED, Cause.ADDRESS_CHANGED, Cause.IMPOSTOR)
    found = causes_at_the_door(symptoms)
    if _CERTIFICATES & set(found):
        return found
    if isinstance(symptoms.target.credential, Ticket):
        return (Cause.WRONG_SPN, Cause.ADDRESS_CHANGED)
    return (Cause.CERT_OTHER,)


def _stalled(symptoms: Symptoms) -> Causes:
    if symptoms.outcome.at in {Phase.OPEN, Phase.EXEC, Phase.READ}:
        return (Cause.SLOW, Cause.SCRIPT_BLOCKED)
    return causes_at_the_door(symptoms) or (Cause.HUNG, Cause.INTERCEPTED)


def _odd(symptoms: Symptoms) -> Causes:
    """Return why a service that took the connection did not keep to its protocol."""
    match symptoms.refusal:
        case WsmanFault(code=code) if code in QUOTA_CODES:
            return (Cause.QUOTA,)
        case HttpStatus(code=401):
            return (Cause.METHOD_OFF,)
        case HttpStatus(code=403):
            return causes_at_the_door(symptoms) or (Cause.BARRED,)
        case HttpStatus(code=500):
            return causes_at_the_door(symptoms) or (Cause.SERVER_ERROR, Cause.BUSY)
        case HttpStatus(code=503):
            return causes_at_the_door(symptoms) or (Cause.BUSY,)
        case _:
            return causes_at_the_door(symptoms) or (Cause.PROTOCOL,)


def _is_windows_over_ssh(symptoms: Symptoms) -> bool:
    return any(
        isinstance(door.seen, Ssh) and "windows" in door.seen.software.lower()
        for door in symptoms.doors
    )


def _is_local_account(symptoms: Symptoms) -> bool:
    credential = symptoms.target.credential
    return isinstance(credential, Password) and is_local(credential.user, symptoms.target.machine)


def _distinct(causes: Causes) -> Causes:
    return tuple(dict.fromkeys(causes))


def _closed(symptoms: Symptoms) -> Causes:
    """A door that was shut, and is as it should be a moment later, is one that opens late."""
    return causes_at_the_door(symptoms) or (Cause.SLOW, Cause.FIREWALL)


def _mute(symptoms: Symptoms) -> Causes:
    """Return why a logon came to no end."""
    if symptoms.outcome.fault is ServiceFault.DRIP:
        return (Cause.DRIP, Cause.INTERCEPTED)
    return (Cause.LOGON_SLOW, Cause.HUNG)


_BY_ENDING: Mapping[Ended, Callable[[Symptoms], Causes]] = {
    Ended.OK: _unfinished,
    Ended.PARTIAL: _unfinished,
    Ended.UNREACHABLE: _closed,
    Ended.REFUSED: _closed,
    Ended.NO_ROUTE: _closed,
    Ended.STALLED: _stalled,
    Ended.FLOODED: lambda symptoms: causes_at_the_door(symptoms) or (Cause.FLOOD,),
    Ended.HOSTKEY_CHANGED: _stranger,
    Ended.AUTH_REJECTED: _rejected,
    # A service that is mute to everybody has not even been shown the credential.
    Ended.AUTH_STALLED: lambda symptoms: causes_at_the_door(symptoms) or _mute(symptoms),
    Ended.PROTOCOL_ERROR: _odd,
    Ended.SCRIPT_BLOCKED: _blocked,
    Ended.TOO_OLD: lambda _: (Cause.TOO_OLD,),
    Ended.NOT_ATTEMPTED: _not_tried,
    Ended.BUG: lambda _: (Cause.BUG,),
}


MIN_CLOCKS = 3
"""So many clocks must agree before ours is the likelier one to be wrong."""


def weigh(found: Sequence[Checkup]) -> tuple[Checkup, ...]:
    """Put the controller's own clock first where most machines' clocks are off from it."""
    offsets = [c.symptoms.clock_offset_s for c in found if c.symptoms is not None]
    known = [offset for offset in offsets if offset is not None]
    if len(known) < MIN_CLOCKS or abs(median(known)) <= CLOCK_LIMIT_S:
        return tuple(found)
    return tuple(_ours_first(checkup) for checkup in found)


def _ours_first(checkup: Checkup) -> Checkup:
    causes = checkup.diagnosis.causes
    if Cause.CONTROLLER_CLOCK not in causes or Cause.MACHINE_CLOCK not in causes:
        return checkup
    rest = tuple(cause for cause in causes if cause is not Cause.CONTROLLER_CLOCK)
    at = rest.index(Cause.MACHINE_CLOCK)
    ordered = (*rest[:at], Cause.CONTROLLER_CLOCK, *rest[at:])
    return replace(checkup, diagnosis=replace(checkup.diagnosis, causes=ordered))
