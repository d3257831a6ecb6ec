"""`orchestrator report`: the reports of what is kept, made again without touching a machine."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.cli.showing.language import said
from orchestrator.cli.showing.printing import pasted, pasted_again, print_lines
from orchestrator.cli.typed_moments import moment
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

if TYPE_CHECKING:
    from orchestrator import report
    from orchestrator.sweep.declared_figures import Declared
    from orchestrator.vault import Vault


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "report",
        help=words("command.report"),
        description=words("command.report_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "sweep",
        nargs="?",
        default=None,
        metavar=words("metavar.sweep"),
        help=words("option.sweep"),
    )
    which.add_argument(
        "--at", type=moment(words), metavar=words("metavar.moment"), help=words("option.at")
    )
    parser.add_argument(
        "--machine",
        default=None,
        metavar=words("metavar.name"),
        help=words("option.report_machine"),
    )
    add_shape(parser)


def add_shape(parser: CommandParser) -> None:
    """Add what all commands have that make reports: -i for figures, where to, in which form."""
    options.add_inventory(parser, needed=False, said="option.declared")
    options.add_vault(parser)
    options.add_state(parser)
    options.add_output(parser, None)
    options.add_lang(parser)
    options.add_verbosity(parser)
    options.add_json(parser, "option.report_json")
    _add_forms(parser)


def _add_forms(parser: CommandParser) -> None:
    """Add which further files there are, and how tables are written."""
    words = parser.words
    parser.add_argument(
        "--also",
        action="append",
        default=[],
        metavar=words("metavar.kinds"),
        help=words("option.also"),
    )
    parser.add_argument(
        "--for",
        dest="reading",
        choices=("principal", "technician", "city"),
        default=None,
        help=words("option.reading"),
    )
    parser.add_argument(
        "--csv-dialect",
        choices=("plain", "excel"),
        default="plain",
        help=words("option.csv_dialect"),
    )


def reader_folder(args: argparse.Namespace, folder: Path) -> Path:
    """Return where a set goes that has a reader: beside the district's own, never over it."""
    apart = args.reading not in (None, "principal") and args.output is None
    return Path(f"{folder}-{args.reading}") if apart else folder


def run(args: argparse.Namespace) -> int:
    """Judge what is kept and write its reports; the exit code is that of the verdicts.

    Raises:
        StateError: There is no such sweep, or its reports cannot be written.
        InventoryError: The inventory of -i cannot be used.
    """
    from orchestrator import report, sweep
    from orchestrator.cli import credentials

    warn_of_clock(args.state, args.lang)
    if args.sweep is None:
        kept = sweep.kept_at(args.state, args.at)
        judged = kept.judged if args.json else sweep.with_trend(args.state, kept.judged)
        shown = report.Shown(result=kept.result, judged=judged)
    else:
        shown = report.Shown(result=sweep.judged(args.state, args.sweep))
    is_now = args.sweep is None and args.at is None
    if args.machine is not None:
        _write_machine(args, shown)
        return ExitCode.DONE
    vault = credentials.vault(args)
    folder = reader_folder(args, _folder(args, shown.result.sweep))
    make(args, shown, vault, is_now=is_now, folder=folder)
    return sweep.exit_code(shown.result) if args.sweep else sweep.standing_code(shown.result)


def _write_machine(args: argparse.Namespace, shown: "report.Shown") -> None:
    """Write the page of one machine, with the command that looks at it again.

    Raises:
        UsageError: There is no such machine, or the set of all was asked for in some form.
        InputError: The file cannot be written.
    """
    from orchestrator import report, sweep
    from orchestrator.files import write_all

    if args.json or args.also:
        raise UsageError.one(say("reports.machine_alone"), say("reports.mend.machine_alone"))
    name = args.machine.rpartition("/")[2]
    begun = sweep.beginning(args.state, args.sweep or "latest")
    asked = (word for source in begun.inventory for word in ("-i", source))
    state = ("--state", str(args.state))
    again = pasted("orchestrator", "sweep", begun.playbook or "", *asked, "-l", name, *state)
    wanted = report.wanted((), "plain", args.reading, alone=False)
    page = report.machine_page(wanted.read(shown), args.machine, again, catalogue(args.lang))
    path = Path(args.output or f"{name}.html")
    print(*write_all(path.parent, ((path.name, page),), 0o600))


def make(
    args: argparse.Namespace, shown: "report.Shown", vault: "Vault", *, is_now: bool, folder: Path
) -> None:
    """Write reports, or print them as JSON, with the figures that units have declared by now.

    Args:
        args: As `add_shape` has them.
        shown: What the reports show.
        vault: What opens vaulted values of inventories.
        is_now: Whether it is of today: else figures are as they were kept, unless -i names some.
        folder: Where reports go to.

    Raises:
        InputError: The inventory of -i cannot be used, or reports cannot be written.
        UsageError: No such kind of file is known.
    """
    from orchestrator import report
    from orchestrator.cli.showing.sweep_end import report_end

    words = catalogue(args.lang)
    declared = declared_from(args, vault, is_now=is_now)
    also = options.separated(args.also)
    wanted = report.wanted(also, args.csv_dialect, args.reading, alone=args.json)
    result = declared.over(shown.result)
    judged = declared.over_judged(shown.judged) if shown.judged else None
    warn_of_declared(declared, args.lang)
    if args.json:
        shown_to = wanted.read(report.Shown(result=result, judged=judged))
        for piece in report.document_pieces(shown_to):
            print(piece, end="")
        return
    written = report.write_reports(
        result, folder, args.lang, state=args.state, judged=judged, wanted=wanted
    )
    print(report_end(result, folder, written, words, judged))
    known = declared.known(result)
    print(words(f"declared_in.{declared.origin}", n=known, units=len(result.units)))
    print_lines(older_lines(declared, args, words))


def declared_from(args: argparse.Namespace, vault: "Vault", *, is_now: bool) -> "Declared":
    """Return what inventories say by now; `is_now` as in `make`."""
    from orchestrator.sweep import declared_figures

    if args.inventory:
        return declared_figures.declared_in(args.inventory, vault)
    if is_now:
        return declared_figures.declared_now(args.state, vault)
    return declared_figures.Declared(origin=declared_figures.DeclaredIn.KEPT)


def older_lines(declared: "Declared", args: argparse.Namespace, words: Catalogue) -> Iterator[str]:
    """Yield how figures are taken from the inventory, where they are older; as typed, with -i."""
    if declared.older:
        given = (word for source in declared.older for word in ("-i", source))
        yield words("declared_in.older", command=pasted_again(*args.typed, *given))


def warn_of_declared(declared: "Declared", lang: str) -> None:
    """Say on standard error what could not be read of inventories."""
    words = catalogue(lang)
    unread = (words("declared_in.unread", why=said(one, lang)) for one in declared.problems)
    for warning in (*unread, *(said(one, lang) for one in declared.skipped)):
        sys.stderr.write(f"{words('run.warning', warning=warning)}\n")


def _folder(args: argparse.Namespace, name: str) -> Path:
    """Return where the reports go: one sweep's, or those of a day, never into the folder of now."""
    if args.output is not None:
        return Path(args.output)
    if args.at is not None:
        return Path(f"{options.REPORTS}-{args.at:%Y%m%dT%H%M%SZ}")
    return options.REPORTS if args.sweep is None else Path(f"{options.REPORTS}-{name}")
