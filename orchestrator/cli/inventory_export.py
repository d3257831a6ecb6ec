"""`orchestrator inventory export`: the inventory as a workbook, and results into a school's own."""

import argparse
import json
from pathlib import Path

from orchestrator import inventory as room
from orchestrator.cli.sheet_words import WORDS
from orchestrator.errors import InputError
from orchestrator.files import write_atomic
from orchestrator.inventory.exporting import template_workbook

SCHEMA = 1


def run(args: argparse.Namespace) -> int:
    """Write the workbook.

    Raises:
        InputError: The inventory, the pattern or the file cannot be used.
    """
    loaded = room.load(args.inventory)
    names = room.select(loaded, args.pattern)
    _put(args.xlsx, template_workbook(loaded, names, args.lang))
    _say(args, len(names))
    return 0


def _say(args: argparse.Namespace, machines: int) -> None:
    if args.json:
        print(json.dumps({"schema": SCHEMA, "file": str(args.xlsx), "machines": machines}))
    else:
        print(WORDS[args.lang]["exported"].format(n=machines, file=args.xlsx))


def _put(path: Path, data: bytes) -> None:
    try:
        write_atomic(path, data)
    except OSError as error:
        what = f"cannot write {path}: {error.strerror or error}"
        raise InputError.one(what, "name another file") from error
