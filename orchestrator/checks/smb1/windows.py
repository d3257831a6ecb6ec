"""Reader of the Windows sections: a switch and a driver, and the feature that brings both."""

from collections.abc import Mapping

from orchestrator.checks.base import Context, Part
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    joined,
    nothing,
    now,
    sight,
    text_lines,
)
from orchestrator.checks.traits import stated
from orchestrator.model.answer import Answer
from orchestrator.model.observation import Half, Posture, Sight, Smb1

_INSTALLED = {"1": True, "2": False, "3": False}  # enabled, disabled, absent
_DISABLED = "4"  # a service's start
_MADE = "made"
_SWITCH = "LanmanServer!SMB1"
_DRIVER = "mrxsmb10"
_FEATURES = {
    Half.SERVER: ("SMB1Protocol-Server", "SMB1Protocol"),
    Half.CLIENT: ("SMB1Protocol-Client", "SMB1Protocol"),
}


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return both halves of SMB 1; the feature must only be read where the registry is silent."""
    registry, feature = (_part(parts, name) for name in ("registry", "feature"))
    if registry is None or feature is None:
        return _alone(registry or feature, context)
    values, features = _values(registry), _values(feature)
    halves = (_server(values, features, feature), _client(values, features))
    settled = all(half.on is not None for half in halves)
    answers = [_answer(registry, context, halves)]
    if feature.status == "ok" or not settled:
        answers.append(_answer(feature, context, ()))
    return joined(tuple(answers))


def _part(parts: tuple[Part, ...], name: str) -> Part | None:
    return next((part for part in parts if part.name == name), None)


def _alone(part: Part | None, context: Context) -> Answer:
    return nothing() if part is None else _answer(part, context, ())


def _values(part: Part) -> Mapping[str, str]:
    return dict(line.partition("\t")[::2] for line in text_lines(part.body))


def _server(values: Mapping[str, str], features: Mapping[str, str], feature: Part) -> Smb1:
    """Judge the server: its switch, else the feature; without such a feature it is always on."""
    switch = values.get("server")
    if switch:
        return Smb1(half=Half.SERVER, on=switch != "0", by=_SWITCH)
    installed = _installed(features, Half.SERVER)
    if installed is not None:
        return Smb1(half=Half.SERVER, on=installed, by=feature.source)
    is_fixed = feature.status == "absent" or (feature.status == "ok" and not _real(features))
    return Smb1(half=Half.SERVER, on=True if is_fixed and switch == "" else None, by=_SWITCH)


def _client(values: Mapping[str, str], features: Mapping[str, str]) -> Smb1:
    """Judge the client: without its driver, or with one that never starts, it is off."""
    start = values.get("client")
    if start in (_DISABLED, "none"):
        return Smb1(half=Half.CLIENT, on=False, by=_DRIVER)
    if start:
        return Smb1(half=Half.CLIENT, on=_installed(features, Half.CLIENT) is not False, by=_DRIVER)
    return Smb1(half=Half.CLIENT, on=None, by=_DRIVER)


def _installed(features: Mapping[str, str], half: Half) -> bool | None:
    states = (_INSTALLED.get(features.get(name, "")) for name in _FEATURES[half])
    return next((state for state in states if state is not None), None)


def _real(features: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in features if name != _MADE)


def _answer(part: Part, context: Context, halves: tuple[Smb1, ...]) -> Answer:
    """Return a section's answer: its made row, and what all sections say of each half."""
    seen = sight(part, context)
    lines = text_lines(part.body)
    made = tuple(line for line in lines if line.startswith(f"{_MADE}\t"))
    broken = next((line for line in lines if line.count("\t") != 1), "")
    rows = tuple(_row(half, lines, seen) for half in halves if lines)
    observations = (*(_made(line, seen) for line in made), *rows)
    table = ParsedSection(observations=observations, rows=len(lines), broken=broken)
    return answer(part, table, now(context))


def _made(line: str, seen: Sight) -> Posture:
    return stated(Smb1(half=Half.SERVER, on=None, by=_MADE), line, seen)


def _row(half: Smb1, lines: tuple[str, ...], seen: Sight) -> Posture:
    own = next((line for line in lines if line.startswith(str(half.half))), str(half.half))
    return stated(half, own, seen)
