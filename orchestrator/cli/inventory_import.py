"""`orchestrator inventory import`: a school's list of machines into the inventory."""

import argparse
import json
from itertools import count
from pathlib import Path

from orchestrator.cli import credentials
from orchestrator.cli.inventory_import_said import Import, as_json, as_text
from orchestrator.errors import InputError, UsageError
from orchestrator.files import write_atomic
from orchestrator.inventory.importing import Destination, NewUnit, plan_import, save_all
from orchestrator.inventory.sheets import Options, open_sheets, read_machines
from orchestrator.inventory.sheets.legacy_fonts import Legacy
from orchestrator.model.district import UnitType
from orchestrator.text.message import say

ALL_TAKEN = 0
SOME_REFUSED = 4


def run(args: argparse.Namespace) -> int:
    """Import a file, or show what importing it would do.

    Raises:
        InputError: The file, the command line or the inventory cannot be used; nothing is written.

    Returns:
        0 if every row is in, 4 if some were refused.
    """
    options = Options(
        legacy=Legacy(args.legacy) if args.legacy else None,
        accept_names=args.accept_names,
        prefix=args.prefix,
    )
    sheets = open_sheets(args.file, only=args.sheet)
    taken = read_machines(sheets, options, str(args.file))
    plan = plan_import(args.inventory, taken, _target(args), credentials.vault(args))
    done = Import(
        file=args.file,
        dry_run=args.dry_run,
        taken=taken,
        plan=plan,
        refused_file=_refused_path(args) if plan.refused and not args.dry_run else None,
    )
    if not args.dry_run:
        _write(done, args.lang)
    if args.json:
        print(json.dumps(as_json(done, args.lang), ensure_ascii=False, indent=2))
    else:
        print("\n".join(as_text(done, args.lang)))
    return SOME_REFUSED if plan.refused else ALL_TAKEN


def _target(args: argparse.Namespace) -> Destination:
    if (args.unit_name is None) != (args.unit_type is None):
        raise UsageError.one(say("import.half_unit"), say("mend.both_unit"))
    if args.unit_name is not None and args.unit is None:
        raise UsageError.one(say("import.no_code"), say("mend.add_unit"))
    new = None
    if args.unit_name is not None:
        new = NewUnit(name=args.unit_name, type=UnitType(args.unit_type))
    return Destination(ward=args.ward, unit=args.unit, new_unit=new)


def _refused_path(args: argparse.Namespace) -> Path:
    """Return where refused rows go: never over a workbook that someone may be mending."""
    if args.refused is not None:
        return Path(args.refused)
    file = Path(args.file)
    stem = file.stem.partition(".refused")[0]
    names = (f"{stem}.refused{f'-{number}' if number > 1 else ''}.xlsx" for number in count(1))
    return next(path for name in names if not (path := file.with_name(name)).exists())


def _write(done: Import, lang: str) -> None:
    """Write the refused rows first: a row that is not in must be found somewhere."""
    if done.refused_file is not None:
        from orchestrator.inventory.exporting import refused_workbook

        data = refused_workbook(done.taken, done.plan.refused, lang)
        try:
            write_atomic(done.refused_file, data)
        except OSError as error:
            why = error.strerror or error
            what = say("write.failed", path=done.refused_file, why=why)
            raise InputError.one(what, say("mend.other_file")) from error
    save_all(done.plan.files)
