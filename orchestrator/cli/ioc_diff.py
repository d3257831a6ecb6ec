"""`orchestrator ioc diff`: what a new version of a list adds, drops and judges otherwise."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestrator.cli.ioc_lists import SCHEMA, indicator_as_json, shown
from orchestrator.ioc import load
from orchestrator.ioc.sets.difference import Difference, compare
from orchestrator.model.indicator import Class, Indicator, IocSet
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.visible import visible

SAME, DIFFERENT = 0, 3


def run(args: argparse.Namespace) -> int:
    """Print the difference.

    Raises:
        ListError: One of the two cannot be used.

    Returns:
        0 if both hold the same, else 3.
    """
    old, new = (load([path], today=now().date()) for path in (args.old, args.new))
    found = compare(old.indicators, new.indicators)
    if args.json:
        said = {
            "schema": SCHEMA,
            "old": _version(args.old, old),
            "new": _version(args.new, new),
            "added": [indicator_as_json(one) for one in found.added],
            "removed": [indicator_as_json(one) for one in found.removed],
            "changed": [
                {"old": indicator_as_json(before), "new": indicator_as_json(after)}
                for before, after in found.changed
            ],
        }
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        print("\n".join(as_text(found, catalogue(args.lang))))
    return DIFFERENT if found else SAME


def as_text(found: Difference, words: Catalogue) -> Iterator[str]:
    """Yield the lines that a person reads: the counts, then `+`, `-` and `~`."""
    yield ", ".join(
        (
            words("ioc.added", n=len(found.added)),
            words("ioc.removed", n=len(found.removed)),
            words("ioc.changed", n=len(found.changed)),
        )
    )
    yield from (f"+ {_said(one)}" for one in found.added)
    yield from (f"- {_said(one)}" for one in found.removed)
    for before, after in found.changed:
        yield f"~ {_said(after)}: {_judged(before)} -> {_judged(after)}"


def _version(path: Path, iocs: IocSet) -> Mapping[str, object]:
    listed = sum(one.klass is Class.MALICIOUS for one in iocs.indicators)
    return {"path": str(path), "dated": iocs.dated, "sha256": iocs.sha256, "indicators": listed}


def _said(one: Indicator) -> str:
    port = "" if one.port is None else f":{one.port}"
    cited = one.citations[0]
    return f"{shown(one.value)}{port}  ({visible(cited.list)}:{cited.line})"


def _judged(one: Indicator) -> str:
    dates = (one.valid_from, one.valid_until)
    said = (day.date().isoformat() if day else "" for day in dates)
    return f"{one.scope}, {one.klass}, {'..'.join(said)}"
