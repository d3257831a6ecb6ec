"""`orchestrator inventory export`: the inventory as a workbook, and results into a school's own."""

import argparse
import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from orchestrator import inventory as room
from orchestrator.cli import credentials
from orchestrator.errors import InputError, UsageError
from orchestrator.files import read_bounded, write_atomic
from orchestrator.inventory.exporting.status import StatusColumns, StatusWorkbook, with_status
from orchestrator.inventory.sheets import Options
from orchestrator.inventory.sheets.xlsx_package import MAX_FILE_BYTES
from orchestrator.model.result import MachineResult, SweepResult, Verdict
from orchestrator.text.catalogue import NOTHING, Catalogue, catalogue
from orchestrator.text.defang import defang
from orchestrator.text.message import say
from orchestrator.text.visible import visible

SCHEMA = 1
_STATUS = ("verdict", "reason", "sweep", "day")
_SHOWN = 10
_INDICATORS = 2  # of a machine, in its cell


def run(args: argparse.Namespace) -> int:
    """Write the workbook.

    Raises:
        InputError: The command line, the inventory, the state or the workbook cannot be used;
            nothing is written.
    """
    return _into(args) if args.into is not None else _template(args)


def _template(args: argparse.Namespace) -> int:
    from orchestrator.inventory.exporting import template_workbook

    if not args.inventory or args.xlsx is None or args.in_place:
        raise UsageError.one(say("export.nothing"), say("mend.export"))
    loaded = room.load(args.inventory, credentials.vault(args))
    names = room.select(loaded, args.pattern)
    status = status_columns(_newest(args), args.lang) if args.status else None
    _put(args.xlsx, template_workbook(loaded, names, args.lang, status))
    if args.json:
        _print_json({"file": str(args.xlsx), "machines": len(names)})
    else:
        print(catalogue(args.lang)("exported.machines", n=len(names), file=args.xlsx))
    return 0


def _into(args: argparse.Namespace) -> int:
    if (args.xlsx is None) == (not args.in_place):
        raise UsageError.one(say("export.where"), say("mend.where"))
    data = read_bounded(args.into, MAX_FILE_BYTES)
    result = _newest(args)
    columns = status_columns(result, args.lang)
    written = with_status(data, str(args.into), columns, Options(prefix=args.prefix))
    target = args.into if args.in_place else args.xlsx
    _put(target, written.data)
    _say_into(args, written, result.sweep, target)
    return 0


def _newest(args: argparse.Namespace) -> SweepResult:
    from orchestrator import sweep
    from orchestrator.evidence import open_store

    with closing(open_store(args.state, create=False)) as store:
        return sweep.judge(store, "latest")


def status_columns(result: SweepResult, lang: str) -> StatusColumns:
    """Return what a sweep says of each machine, for cells (`lang`: `vi` or `en`)."""
    said = catalogue(lang)
    return StatusColumns(
        titles=tuple(said(f"column.{column}") for column in _STATUS),
        by_machine={
            machine.scope.machine.casefold(): (
                said.word("verdict", machine.verdict),
                visible(_reason(machine, said)),
                result.sweep,
                said.day(machine.attempted_at or result.ended_at),
            )
            for unit in result.units
            for machine in unit.machines
        },
        unknown=(said("exported.not_in_sweep"), "", result.sweep, said.day(result.ended_at)),
        verdicts=(
            *(said.word("verdict", verdict) for verdict in Verdict),
            said("exported.not_in_sweep"),
        ),
    )


def _reason(machine: MachineResult, said: Catalogue) -> str:
    match machine.verdict:
        case Verdict.NOT_ASSESSED:
            return said.word("reason", machine.reason) if machine.reason else NOTHING
        case Verdict.EXCLUDED:
            return machine.scope.excluded.reason if machine.scope.excluded else NOTHING
        case Verdict.FAIL:
            seen = dict.fromkeys(defang(h.indicator.value) for h in machine.hits if h.fails)
            shown = list(seen)[:_INDICATORS]
            more = len(seen) - len(shown)
            return ", ".join((*shown, *((said("page.more", n=more),) if more else ())))
        case Verdict.PASS:
            return ""


def _say_into(
    args: argparse.Namespace, written: StatusWorkbook, sweep_id: str, target: Path
) -> None:
    if args.json:
        counts = {"machines": len(written.known), "unknown": written.unknown}
        _print_json({"file": str(target), "sweep": sweep_id, **counts})
        return
    words = catalogue(args.lang)
    print(words("exported.into", sweep=sweep_id, n=len(written.known), file=target))
    if written.unknown:
        names = ", ".join(map(visible, written.unknown[:_SHOWN]))
        more = ", ..." if len(written.unknown) > _SHOWN else ""
        print(words("exported.unknown", n=len(written.unknown), names=names + more))


def _print_json(data: Mapping[str, object]) -> None:
    print(json.dumps({"schema": SCHEMA, **data}, ensure_ascii=False))


def _put(path: Path, data: bytes) -> None:
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
        write_atomic(path, data, mode)
    except OSError as error:
        what = say("write.failed", path=path, why=error.strerror or error)
        raise InputError.one(what, say("mend.other_file")) from error
