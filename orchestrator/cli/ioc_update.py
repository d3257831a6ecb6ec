"""`orchestrator ioc update`: bring the lists that `sources.yml` names, and decide what counts."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from orchestrator.cli.ioc_lists import SCHEMA
from orchestrator.cli.showing.table import table
from orchestrator.errors import ListError, UsageError
from orchestrator.ioc.keeping.accept import accept, back
from orchestrator.ioc.keeping.sources_file import (
    NAMES,
    ListSource,
    SourcesFile,
    read_sources,
    sources_of,
)
from orchestrator.ioc.keeping.update import update
from orchestrator.ioc.keeping.update_rows import SourceUpdate, UpdateStanding
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say
from orchestrator.text.visible import visible
from orchestrator.transport.web import WebSession

ALL_FINE, IN_DOUBT = 0, 4
_COLUMNS = ("name", "role", "old", "new", "added", "removed", "state")
_FIGURES = frozenset({2, 3, 4, 5})
_STALE = "list_stale"


def run(args: argparse.Namespace) -> int:
    """Update, or accept, or go back; then say how each source stands.

    Raises:
        InputError: The sources file, a kept list or the folder cannot be used; every list in
            force is untouched.

    Returns:
        4 if anything about a source is in doubt, else 0.
    """
    sources = _sources(args.source)
    rows = _rows(sources, args)
    if args.json:
        said = {"schema": SCHEMA, "sources": [_as_json(row) for row in rows], "check": args.check}
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_as_text(rows, args)))
    return IN_DOUBT if any(row.warnings for row in rows) else ALL_FINE


def _sources(path: Path) -> SourcesFile:
    if path.name in NAMES:
        return read_sources(path)
    found = sources_of(path)
    if found is None:
        raise ListError.one(say("update.no_sources", path=path), say("mend.folder_with_sources"))
    return found


def _rows(sources: SourcesFile, args: argparse.Namespace) -> Sequence[SourceUpdate]:
    if args.check and (args.accept or args.back):
        raise UsageError.one(say("update.check_only"), say("mend.check_alone"))
    if args.accept:
        return (accept(sources, args.accept, now=now()),)
    if args.back:
        return (back(sources, args.back, now=now()),)

    def begins(source: ListSource) -> None:
        if sys.stderr.isatty():  # a slow source may take its whole time-out
            sys.stderr.write(f"{catalogue(args.lang)('update.begins', name=source.name)}\n")

    return update(sources, opener=WebSession, now=now(), check=args.check, begins=begins)


def _as_json(row: SourceUpdate) -> Mapping[str, object]:
    return {
        "name": row.name,
        "role": row.role,
        "state": row.standing,
        "old": row.old,
        "new": row.new,
        "added": row.added,
        "removed": row.removed,
        "fault": {"why": row.fault.why, "detail": row.fault.detail} if row.fault else None,
        "warnings": list(row.warnings),
        "compare": [str(path) for path in row.compare] if row.compare else None,
    }


def _as_text(rows: Sequence[SourceUpdate], args: argparse.Namespace) -> Iterator[str]:
    words = catalogue(args.lang)
    if not rows:
        yield words("update.none")
        return
    cells = [_cells(row, words) for row in rows]
    yield table([words(f"update.{name}") for name in _COLUMNS], cells, _FIGURES)
    if args.check:
        yield f"\n{words('update.check')}"
    for row in rows:
        if row.standing is UpdateStanding.SHRUNK:
            yield from _choice(row, args)


def _choice(row: SourceUpdate, args: argparse.Namespace) -> Iterator[str]:
    words = catalogue(args.lang)
    if row.compare:
        old, new = row.compare
        yield f"\n{words('update.compare', name=row.name)}"
        yield f"  orchestrator ioc diff {old} {new}"
    yield f"\n{words('update.accept', name=row.name)}"
    yield f"  orchestrator ioc update {args.source} --accept {row.name}"


def _cells(row: SourceUpdate, words: Catalogue) -> list[str]:
    counts = ("-" if count is None else words.number(count) for count in (row.old, row.new))
    return [
        row.name,
        words.word("use", row.role),
        *counts,
        words.number(row.added),
        words.number(row.removed),
        _state(row, words),
    ]


def _state(row: SourceUpdate, words: Catalogue) -> str:
    said = words.word("standing", row.standing)
    if row.fault:
        detail = f" ({visible(words.text(row.fault.detail))})" if row.fault.detail else ""
        said = f"{said}: {words.word('fault', row.fault.why)}{detail}"
    return words("update.stale", state=said) if _STALE in row.warnings else said
