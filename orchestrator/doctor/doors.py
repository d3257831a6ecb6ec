"""What a door without its proper service means; the other doors tell how sure one may be."""

from collections.abc import Mapping

from msgspec.structs import replace

from orchestrator.model.diagnosis import (
    Cause,
    Door,
    Flaw,
    Found,
    Http,
    HungUp,
    Mute,
    Noise,
    OldTls,
    Shut,
    Ssh,
    Symptoms,
    Tls,
)
from orchestrator.model.plan import Family, Target, Via

Causes = tuple[Cause, ...]

_FLAWS: Mapping[Flaw, Causes] = {
    Flaw.EXPIRED: (Cause.CERT_EXPIRED,),
    # A certificate is rarely made for the future; a clock that is behind is common.
    Flaw.NOT_YET_VALID: (Cause.CONTROLLER_CLOCK, Cause.MACHINE_CLOCK, Cause.CERT_NOT_YET_VALID),
    Flaw.WRONG_NAME: (Cause.CERT_NAME, Cause.ADDRESS_CHANGED),
    Flaw.SELF_SIGNED: (Cause.CERT_SELF_SIGNED,),
    Flaw.UNKNOWN_CA: (Cause.CERT_UNKNOWN_CA,),
    Flaw.OTHER: (Cause.CERT_OTHER,),
}
_DEAD = frozenset(Shut) - {Shut.REFUSED}
_STOPPED: Mapping[Via, Causes] = {
    Via.SSH: (Cause.SSH_STOPPED, Cause.ADDRESS_CHANGED),
    Via.WINRM: (Cause.WINRM_STOPPED, Cause.NOT_PREPARED, Cause.ADDRESS_CHANGED),
    Via.LOCAL: (),
}
_NOBODY: Mapping[Shut, Causes] = {
    Shut.NO_HOST: (Cause.OFF, Cause.ADDRESS_CHANGED, Cause.NO_ROUTE),
    Shut.NO_ROUTE: (Cause.NO_ROUTE,),
    Shut.NO_NAME: (Cause.UNKNOWN_NAME,),
    Shut.FORBIDDEN: (Cause.FIREWALL, Cause.NO_ROUTE),
    Shut.UNTRIED: (),
}
_UNAVAILABLE = frozenset((500, 503))
_FORBIDDEN = 403


def is_right(target: Target, door: Door) -> bool:
    """Whether the service that the inventory names stands there, with nothing wrong so far."""
    match door.seen:
        case Ssh():
            return target.via is Via.SSH
        case Http(winrm=True):
            return target.via is Via.WINRM and not target.winrm.https
        case Tls(flaws=(), inside=Http(winrm=True)):
            return target.via is Via.WINRM and target.winrm.https
        case _:
            return False


def causes_at_the_door(symptoms: Symptoms) -> Causes:
    """Return why the expected door is not as it should be, likeliest first; empty if it is.

    A service that answers elsewhere on the machine comes first: it was seen.
    """
    if not symptoms.doors or is_right(symptoms.target, symptoms.doors[0]):
        return ()
    here = _at(symptoms, symptoms.doors[0])
    elsewhere = _elsewhere(symptoms)
    return tuple(dict.fromkeys((*elsewhere, *here)))


def offers_at(door: Door) -> tuple[str, ...]:
    """Return the ways to log on that a web server names at a door."""
    match door.seen:
        case Http(offers=offers) | Tls(inside=Http(offers=offers)):
            return offers
        case _:
            return ()


def service_elsewhere(symptoms: Symptoms) -> Found | None:
    """Return the first door where the machine can be managed otherwise than expected."""
    if not symptoms.doors or is_right(symptoms.target, symptoms.doors[0]):
        return None
    expected = Found(via=symptoms.target.via, port=symptoms.target.port)
    found = (Found(via=via, port=door.port) for door in symptoms.doors if (via := _way(door)))
    return next((other for other in found if other != expected), None)


def _elsewhere(symptoms: Symptoms) -> Causes:
    found = service_elsewhere(symptoms)
    if found is None:
        return ()
    return (Cause.WRONG_PORT if found.via is symptoms.target.via else Cause.WRONG_WAY,)


def _way(door: Door) -> Via | None:
    """Return by which way a machine can be managed at a door."""
    match door.seen:
        case Ssh():
            return Via.SSH
        case Http(winrm=True) | Tls(inside=Http(winrm=True)):
            return Via.WINRM
        case _:
            return None


def _at(symptoms: Symptoms, door: Door) -> Causes:
    match door.seen:
        case Shut() as shut:
            return _shut(symptoms, shut)
        case Mute():
            return (Cause.HUNG, Cause.INTERCEPTED)
        case HungUp():
            return _hung_up(symptoms.target)
        case OldTls():
            return (Cause.TOO_OLD,)
        case service:
            return _service(symptoms.target, service)


def _service(target: Target, service: Ssh | Noise | Tls | Http) -> Causes:
    match service:
        case Ssh():
            return (Cause.WRONG_WAY,)
        case Noise():
            return (_not_it(target), Cause.ADDRESS_CHANGED)
        case Tls():
            return _tls(target, service)
        case Http():
            return _http(target, service)


def _shut(symptoms: Symptoms, shut: Shut) -> Causes:
    if shut is Shut.REFUSED:
        return _STOPPED[symptoms.target.via]
    if shut is not Shut.SILENT:
        return _NOBODY[shut]
    if _is_alive(symptoms):
        return (Cause.FIREWALL,)
    profile = (Cause.PUBLIC_PROFILE,) if symptoms.family is Family.WINDOWS else ()
    return (Cause.OFF, *profile, Cause.FIREWALL, Cause.ADDRESS_CHANGED)


def _is_alive(symptoms: Symptoms) -> bool:
    """Whether the machine said anything at any door, be it no."""
    return any(not (isinstance(d.seen, Shut) and d.seen in _DEAD) for d in symptoms.doors)


def _hung_up(target: Target) -> Causes:
    if target.via is Via.WINRM and target.winrm.https:
        return (Cause.NO_CERTIFICATE, Cause.INTERCEPTED)
    return (Cause.BARRED, Cause.HUNG, Cause.INTERCEPTED)


def _tls(target: Target, tls: Tls) -> Causes:
    if target.via is Via.SSH:
        inside = isinstance(tls.inside, Http) and tls.inside.winrm
        return (Cause.WRONG_WAY,) if inside else (Cause.NOT_SSH, Cause.ADDRESS_CHANGED)
    if not target.winrm.https:
        return (Cause.WRONG_SCHEME,)
    flawed = tuple(cause for flaw in tls.flaws for cause in _FLAWS[flaw])
    match tls.inside:
        case Http(winrm=False) as http:
            plain = replace(target, winrm=replace(target.winrm, https=False))
            return (*_http(plain, http), *flawed)
        case Mute() | HungUp() | Noise() | None if not flawed:
            return (Cause.HUNG, Cause.INTERCEPTED)
        case _:
            return flawed


def _http(target: Target, http: Http) -> Causes:
    if target.via is Via.SSH:
        return (Cause.WRONG_WAY,) if http.winrm else (Cause.NOT_SSH, Cause.ADDRESS_CHANGED)
    if http.winrm:
        return (Cause.WRONG_SCHEME,)
    if "HTTPAPI" in http.server:  # Windows' own web server, to which WinRM belongs
        busy = (Cause.BUSY, Cause.WINRM_STOPPED)
        return busy if http.status in _UNAVAILABLE else _windows_says(http.status)
    if http.status in _UNAVAILABLE:
        return (Cause.BUSY, Cause.NOT_WINRM)
    return (Cause.NOT_WINRM, Cause.ADDRESS_CHANGED)


def _windows_says(status: int) -> Causes:
    if status == _FORBIDDEN:
        return (Cause.BARRED,)
    return (Cause.WINRM_STOPPED, Cause.WRONG_PATH)


def _not_it(target: Target) -> Cause:
    return Cause.NOT_SSH if target.via is Via.SSH else Cause.NOT_WINRM
