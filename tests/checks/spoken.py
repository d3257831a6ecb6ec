"""Answers as plain values, for goldens: every field that a report can rest on, but no `raw`."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from orchestrator.model.answer import Answer, Answered, NotApplicable, Unanswered
from orchestrator.model.observation import Observation, Process

Plain = dict[str, object]


def as_spoken(answer: Answer) -> Plain:
    """Return an answer as JSON can hold it."""
    match answer:
        case Answered():
            return {
                "answered": answer.source,
                "window": [_plain(answer.window.start), _plain(answer.window.end)],
                "rows": answer.rows,
                "notes": list(answer.notes),
                "observations": [_observation(seen) for seen in answer.observations],
            }
        case Unanswered():
            return {
                "unanswered": str(answer.reason),
                "detail": answer.detail,
                "source": answer.source,
                "observations": [_observation(seen) for seen in answer.observations],
            }
        case NotApplicable():
            return {"not_applicable": answer.why}


def _observation(seen: Observation) -> Plain:
    values = asdict(seen)
    said = {
        key: _plain(value)
        for key, value in values.items()
        if key not in ("sight", "raw") and value is not None
    }
    times = [_plain(seen.sight.seen_from), _plain(seen.sight.seen_to)]
    return {"is": type(seen).__name__, **said, "seen": times}


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case Process():
            return _process(value)
        case Struct():
            said = {name: _plain(part) for name, part in asdict(value).items()}
            return {"is": type(value).__name__, **{k: v for k, v in said.items() if v is not None}}
        case tuple():
            return list(value)
        case None | int():
            return value
        case _:
            return str(value)


def _process(owner: Process) -> object:
    more = (owner.user, owner.command_line, _plain(owner.started_at))
    return [str(owner), *more] if any(more) else str(owner)
