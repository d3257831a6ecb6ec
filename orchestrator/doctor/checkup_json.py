"""What `ping --json` prints; words of machines are made visible here, too."""

from collections.abc import Sequence

from orchestrator.doctor.prescriptions import (
    Errand,
    Remedy,
    groups,
    lost_without_rights,
    prescribe,
)
from orchestrator.model.diagnosis import (
    Cause,
    Checkup,
    Door,
    Http,
    HungUp,
    Mute,
    Noise,
    OldTls,
    Reached,
    Seen,
    Shut,
    Ssh,
    Symptoms,
    Tls,
)
from orchestrator.model.outcome import failed_jump_host
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible


def checkups_as_json(
    found: Sequence[Checkup], errand: Errand, words: Catalogue
) -> dict[str, object]:
    """Return everything known, machines by unit, then name; its sentences are in `words`."""
    states = [checkup.diagnosis.state for checkup in found]
    return {
        "finished": Reached.UNKNOWN not in states,
        "counts": {str(state): states.count(state) for state in Reached},
        "machines": [_machine(checkup) for checkup in found],
        "groups": [
            {"causes": list(ills), "machines": [checkup.machine.name for checkup in ill]}
            for ills, ill in groups(found)
        ],
        "remedies": [_remedy(remedy, words) for remedy in prescribe(found, errand)],
    }


def _machine(checkup: Checkup) -> dict[str, object]:
    found = checkup.diagnosis.found
    return {
        "name": checkup.machine.name,
        "unit": checkup.unit.code,
        "ward": checkup.unit.ward,
        "state": checkup.diagnosis.state,
        "causes": list(checkup.diagnosis.causes),
        "found": {"via": found.via, "port": found.port} if found else None,
        "principal": checkup.principal,
        "host_key": checkup.host_key,
        "connect_seconds": _rounded(checkup.connect_s),
        "seconds": _rounded(checkup.seconds),
        **(_symptoms(checkup.symptoms) if checkup.symptoms else {}),
    }


def _symptoms(seen: Symptoms) -> dict[str, object]:
    return {
        "via": seen.target.via,
        "address": seen.target.address,
        "port": seen.target.port,
        "jump": [hop.name for hop in seen.target.jump],
        "failed_jump_host": visible(failed_jump_host(seen.outcome)) or None,
        "outcome": str(seen.outcome),
        "error_id": seen.outcome.error_id or None,
        "detail": visible(seen.outcome.detail),
        "clock_offset_seconds": _rounded(seen.clock_offset_s),
        "facts": {
            "name": _visible(seen.facts.name),
            "os": _visible(seen.facts.os),
            "shell": _visible(seen.facts.shell),
            "elevated": seen.facts.elevated,
        },
        "doors": [_door(door) for door in seen.doors],
    }


def _door(door: Door) -> dict[str, object]:
    return {"port": door.port, **_seen(door.seen)}


def _seen(seen: Seen) -> dict[str, object]:
    match seen:
        case Tls(flaws=flaws, inside=inside):
            within = _seen(inside) if inside else None
            return {"seen": "tls", "flaws": list(flaws), "inside": within}
        case Http():
            return _http(seen)
        case Ssh(software=software):
            return {"seen": "ssh", "software": visible(software)}
        case Noise(start=start):
            return {"seen": "other", "start": visible(start.decode("latin-1"))}
        case quiet:
            return {"seen": _quiet(quiet)}


def _quiet(seen: Shut | Mute | HungUp | OldTls) -> str:
    match seen:
        case Shut():
            return str(seen)
        case Mute():
            return "mute"
        case HungUp():
            return "hung_up"
        case OldTls():
            return "old_tls"


def _http(seen: Http) -> dict[str, object]:
    return {
        "seen": "http",
        "status": seen.status,
        "server": visible(seen.server),
        "offers": [visible(offer) for offer in seen.offers],
        "winrm": seen.winrm,
    }


def _remedy(remedy: Remedy, words: Catalogue) -> dict[str, object]:
    return {
        "cause": remedy.cause,
        "title": words(f"cause.{remedy.cause}.title"),
        "sentence": words(f"cause.{remedy.cause}.sentence"),
        "who": remedy.who,
        "machines": list(remedy.machines),
        "lost": [*lost_without_rights(words)] if remedy.cause is Cause.NOT_ADMIN else [],
        "lines": [
            {"where": p.line.where, "line": p.text, "machines": list(p.machines)}
            for p in remedy.pastes
        ],
    }


def _visible(text: str | None) -> str | None:
    return None if text is None else visible(text)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
