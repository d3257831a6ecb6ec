"""`orchestrator annex set` and `submitted`: what one unit declares, and that it handed it in."""

import argparse
import shlex
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.actors import actor, add_by
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue, iso_day
from orchestrator.text.message import say
from orchestrator.text.moments import read_moment
from orchestrator.text.visible import visible

if TYPE_CHECKING:
    from orchestrator.inventory import declaring

_FIGURES = ("scope", "people", "org_scope", "org_people", "evaluation", "proposals")


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "set",
        help=words("annex_command.set"),
        description=words("annex_command.set_about"),
        epilog=words("annex_command.set_codes"),
        options=_add_options_of_set,
    )
    commands.add_parser(
        "submitted",
        help=words("annex_command.submitted"),
        description=words("annex_command.submitted_about"),
        epilog=words("annex_command.set_codes"),
        options=_add_options_of_submitted,
    )


def add_writing(parser: CommandParser) -> None:
    """Add what all have that write into the inventory."""
    add_by(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help=parser.words("inventory_option.dry_run")
    )
    options.add_inventory(parser)
    options.add_json(parser)
    options.add_lang(parser)
    options.add_vault(parser)
    options.add_verbosity(parser)


def _add_options_of_set(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("unit", metavar=words("metavar.unit"), help=words("annex_option.unit"))
    for name in _FIGURES:
        kind = "number" if name.endswith("people") else "text"
        add(f"--{name.replace('_', '-')}", metavar=words(f"metavar.{kind}"),
            help=words(f"annex_option.{name}"))  # fmt: skip
    add_writing(parser)
    parser.set_defaults(run=run_set)


def _add_options_of_submitted(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("unit", metavar=words("metavar.unit"), help=words("annex_option.unit"))
    add("--on", required=True, metavar=words("metavar.day"), help=words("annex_option.on"))
    add("--document", metavar=words("metavar.text"), help=words("annex_option.document"))
    add_writing(parser)
    parser.set_defaults(run=run_submitted)


def run_set(args: argparse.Namespace) -> int:
    """Keep figures of a unit, or show what that would change.

    Raises:
        InputError: The unit, a figure or the inventory cannot be used; nothing is written.
    """
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.inventory import declaring

    given = {name: getattr(args, name) for name in _FIGURES}
    request = declaring.SetFigures(
        inventory=tuple(args.inventory),
        unit=args.unit,
        cells={
            declaring.FigureField(name): text for name, text in given.items() if text is not None
        },
        actor=actor(args),
        day=iso_day(sweep.now()),
    )
    done = declaring.set_figures(request, credentials.vault(args))
    return _finish(args, done, said="set", day="")


def run_submitted(args: argparse.Namespace) -> int:
    """Keep that a unit handed its form in.

    Raises:
        InputError: The unit, the day or the inventory cannot be used; nothing is written.
    """
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.inventory import declaring

    now = sweep.now()
    typed = read_moment(args.on)
    if typed is None:
        what = say("annex_file.no_day", text=visible(args.on))
        raise UsageError.one(what, say("annex_file.mend.day"))
    day = iso_day(typed.at)
    if day > iso_day(now):
        raise UsageError.one(
            say("annex_file.future", day=f"{typed.at:%d/%m/%Y}"), say("annex_file.mend.day")
        )
    document = (args.document or "").strip() or None
    request = declaring.Handed(
        inventory=tuple(args.inventory),
        unit=args.unit,
        date=day,
        document=document,
        actor=actor(args),
        day=iso_day(now),
    )
    done = declaring.set_submitted(request, credentials.vault(args))
    return _finish(args, done, said="submitted", day=day)


def _finish(
    args: argparse.Namespace, done: "declaring.UnitChange", *, said: str, day: str
) -> ExitCode:
    from orchestrator.inventory import declaring
    from orchestrator.sweep.annex_status import lacks_of

    if not args.dry_run:
        declaring.save_annexes(done.files)
    if args.json:
        print_json(declaring.change_as_json(done, dry_run=args.dry_run))
        return ExitCode.DONE
    words = catalogue(args.lang)
    name = visible(done.unit.name)
    print_lines(visible(line) for change in done.files for line in change.diff())
    if args.dry_run:
        print_lines((words("inventory.dry_run"),))
        return ExitCode.DONE
    kind = said if done.files else "same"
    print_lines((words(f"annex_change.{kind}", name=name, day=words.day(day)),))
    if lacks := lacks_of(done.unit, words):
        print_lines((words("annex_change.lacking", name=name, missing=lacks),))
    given = (word for one in args.inventory for word in ("-i", one))
    command = shlex.join(("orchestrator", "annex", "make", *given))
    print_lines((words("annex_change.next", command=command),))
    return ExitCode.DONE
