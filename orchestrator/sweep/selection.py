"""With what a sweep began: kept with it, given back to who goes on with it, and never mixed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import Problem, UsageError
from orchestrator.files.typed_json import compact_json, typed
from orchestrator.inventory import KeptVariable, kept_variables
from orchestrator.sweep.planning import SiteTask, SweepRequest
from orchestrator.text.message import Message, say

Selection = Mapping[str, Any]
"""What the store keeps: JSON. No value of a variable that could be a secret is in it."""

_OPTIONS = {
    "inventory": "-i",
    "limit": "-l",
    "tags": "-t",
    "skip_tags": "--skip-tags",
    "iocs": "--iocs",
    "sinkholes": "--sinkholes",
    "allow": "--allow",
    "extra_vars": "-e",
}
_UNORDERED = frozenset(("tags", "skip_tags", "extra_vars"))


class Beginning(Struct, frozen=True, kw_only=True):
    """With what a kept sweep began; paths are absolute.

    `limit` cut its machines down, the tags its tasks; empty lists mean those of the playbook.
    `extra_vars` are as the store has them: one that could be a secret has a name and no value.
    """

    playbook: str | None = None
    inventory: tuple[str, ...] = ()
    limit: str | None = None
    tags: tuple[str, ...] = ()
    skip_tags: tuple[str, ...] = ()
    iocs: tuple[Path, ...] = ()
    sinkholes: tuple[Path, ...] = ()
    allow: tuple[Path, ...] = ()
    columns: tuple[str, ...] = ()
    extra_vars: tuple[KeptVariable, ...] = ()


def selection_of(request: SweepRequest) -> Selection:
    """Return what is kept of a request: all that decides who is asked what, and judged by what."""
    return {
        "playbook": str(request.playbook.resolve()),
        "inventory": [_absolute(source) for source in request.inventory],
        "limit": request.limit,
        "tags": request.tags,
        "skip_tags": request.skip_tags,
        "iocs": _paths(request.iocs),
        "sinkholes": _paths(request.sinkholes),
        "allow": _paths(request.allow),
        "columns": request.columns,
        "extra_vars": kept_variables(request.extra_texts),
        **_of_task(request),
    }


def _of_task(request: SweepRequest) -> Selection:
    """Return for which task of a hub it is done, and nothing where it is done for none."""
    task = request.task
    return {} if task is None else {"task": json.loads(compact_json(task))}


def task_of(record: evidence.SweepRecord) -> SiteTask | None:
    """Return for which task of a hub a kept sweep was done, None where it was done for none."""
    told = record.selection.get("task")
    return None if told is None else typed(told, SiteTask)


def beginning(state: Path, name: str) -> Beginning:
    """Return with what a kept sweep began: `name` is its id, or `latest`.

    Raises:
        StateError: There is no such state folder or sweep.
    """
    with closing(evidence.open_store(state, create=False)) as store:
        return beginning_of(store.sweep(name).selection)


def beginning_of(kept: Selection) -> Beginning:
    """Return with what a sweep began that keeps this selection."""
    return Beginning(
        playbook=kept.get("playbook"),
        inventory=tuple(kept.get("inventory", ())),
        limit=kept.get("limit"),
        tags=tuple(kept.get("tags", ())),
        skip_tags=tuple(kept.get("skip_tags", ())),
        iocs=tuple(map(Path, kept.get("iocs", ()))),
        sinkholes=tuple(map(Path, kept.get("sinkholes", ()))),
        allow=tuple(map(Path, kept.get("allow", ()))),
        columns=tuple(kept.get("columns", ())),
        extra_vars=tuple(kept.get("extra_vars", ())),
    )


def refuse_other(record: evidence.SweepRecord, request: SweepRequest, *, narrower: bool) -> None:
    """Refuse to go on with a sweep in another way than it began.

    Args:
        record: The kept sweep. What an earlier version did not keep of it is not compared.
        request: What is asked for now.
        narrower: Whether fewer machines may be asked: what each is asked is the same.

    Raises:
        UsageError: Something differs; it says with what the sweep began.
    """
    kept, asked = record.selection, selection_of(request)
    problems = tuple(
        _difference(record.id, option, kept[key], asked[key])
        for key, option in _OPTIONS.items()
        if key in kept
        and _comparable(key, kept[key]) != _comparable(key, asked[key])
        and not (narrower and key == "limit")
    )
    if problems:
        raise UsageError(problems)


def _comparable(key: str, value: Any) -> object:  # noqa: ANN401 - JSON
    """Return a value in a form in which what means the same is the same."""
    if not isinstance(value, list | tuple):
        return value
    texts = [json.dumps(one, sort_keys=True) for one in value]
    return sorted(texts) if key in _UNORDERED else texts


def _difference(name: str, option: str, kept: object, asked: object) -> Problem:
    what = say(
        "sweep.other_selection", id=name, option=option, begun=_told(kept), given=_told(asked)
    )
    return Problem(what=what, mend=say("sweep.same_selection", option=option))


def _told(value: object) -> Message | str:
    """Return what a person reads of a selection."""
    words = ", ".join(_words(value))
    return words or say("sweep.nothing_given")


def _words(value: object) -> Iterator[str]:
    match value:
        case None:
            return
        case list() | tuple():
            for one in value:
                yield from _words(one)
        case {"file": path}:
            yield f"@{path}"
        case {"name": name, "value": kept}:
            yield f"{name}={kept}"
        case {"name": name}:
            yield f"{name}=***"
        case text:
            yield str(text)


def _paths(paths: tuple[Path, ...]) -> list[str]:
    return [str(path.resolve()) for path in paths]


def _absolute(source: str) -> str:
    """A source that is a path is one from anywhere; `a,b,` is a list of names."""
    return source if "," in source else str(Path(source).resolve())
