"""`orchestrator inventory add` and `fmt`: changes to inventory files; all is judged before."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.inventory.options import add_common, add_dry_run
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

if TYPE_CHECKING:
    from orchestrator.inventory import editing

# What each option sets; `-e` sets anything.
_VARIABLES = {
    "address": "ansible_host", "os": "os", "role": "role", "room": "room", "label": "label",
}  # fmt: skip


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    about = words("inventory_command.add")
    commands.add_parser("add", help=about, description=f"{about}.", options=_add_options_of_add)
    commands.add_parser(
        "fmt",
        help=words("inventory_command.fmt"),
        description=words("inventory_command.fmt_about"),
        epilog=words("inventory_command.fmt_codes"),
        options=_add_options_of_fmt,
    )


def _add_options_of_fmt(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("--check", action="store_true", help=words("inventory_option.fmt_check"))
    add("--diff", action="store_true", help=words("inventory_option.diff"))
    add_common(parser)
    parser.set_defaults(run=run_fmt)


def _add_options_of_add(parser: CommandParser) -> None:
    from orchestrator.model.district import Role

    add, words = parser.add_argument, parser.words
    text = words("metavar.text")
    add("name", nargs="?", default="", metavar=words("metavar.name"),
        help=words("inventory_option.new_name"))  # fmt: skip
    add("--unit", default="", metavar=words("metavar.unit"),
        help=words("inventory_option.unit_of_new"))  # fmt: skip
    add("--from-waiting", type=int, metavar=words("metavar.number"),
        help=words("inventory_option.from_waiting"))  # fmt: skip
    add("--address", metavar=words("metavar.address"), help=words("inventory_option.address"))
    add("--os", metavar=text, help=words("inventory_option.os"))
    add("--role", choices=[role.value for role in Role], help=words("inventory_option.role"))
    add("--room", metavar=text, help=words("inventory_option.room"))
    add("--label", metavar=text, help=words("inventory_option.label"))
    options.add_extra_vars(parser, "inventory_option.variable")
    add_dry_run(parser)
    options.add_state(parser)
    add_common(parser)
    parser.set_defaults(run=run_add)


def run_add(args: argparse.Namespace) -> int:
    """Add a machine, or show what adding it would change.

    Raises:
        InputError: The name, the unit or the changed inventory is refused; nothing is written.
    """
    from orchestrator.inventory import editing

    done = _added(args)
    if not args.dry_run:
        editing.save_all(done.files)
    if args.json:
        print_json(editing.addition_as_json(done, dry_run=args.dry_run))
        return ExitCode.DONE
    words = catalogue(args.lang)
    print_lines(line for change in done.files for line in change.diff())
    if args.dry_run:
        print_lines((words("inventory.dry_run"),))
        return ExitCode.DONE
    print_lines(words("inventory.written", file=change.path) for change in done.files)
    if args.from_waiting is not None:
        row = f"{done.unit}/{done.names[0]}"
        print_lines((words("inventory.then_settle", number=args.from_waiting, row=row),))
    return ExitCode.DONE


def _added(args: argparse.Namespace) -> "editing.Addition":
    """Return what adding comes to: of what is typed, or of what waits for a row."""
    from orchestrator.cli import credentials
    from orchestrator.inventory import editing

    vault = credentials.vault(args)
    variables = _variables(args, credentials.extra_vars(args, vault))
    if args.from_waiting is None:
        if not (args.name and args.unit):
            raise UsageError.one(say("add.half"), say("add.mend.half"))
        return editing.add(args.inventory, args.name, args.unit, variables, vault)
    from orchestrator.sweep import waiting_machines

    wanted = waiting_machines.WaitingMachine(
        number=args.from_waiting, name=args.name, unit=args.unit, variables=variables
    )
    return waiting_machines.add_waiting(args.inventory, args.state, wanted, vault)


def run_fmt(args: argparse.Namespace) -> int:
    """Bring files into normal form, or say which are not.

    Raises:
        InventoryError: A file cannot be formatted; nothing is written.
    """
    from orchestrator.inventory import editing

    changes = editing.format_all(args.inventory)
    if not args.check:
        editing.save_all(changes)
    code = ExitCode.FOUND if args.check and changes else ExitCode.DONE
    if args.json:
        print_json(editing.formatting_as_json(changes, written=not args.check))
        return code
    words = catalogue(args.lang)
    said = "inventory.would_change" if args.check else "inventory.written"
    for change in changes:
        print_lines(change.diff() if args.diff else ())
        print_lines((words(said, file=change.path),))
    return code


def _variables(args: argparse.Namespace, extra: Mapping[str, object]) -> Mapping[str, str]:
    named = {variable: getattr(args, option) for option, variable in _VARIABLES.items()}
    more = {name: str(value) for name, value in extra.items()}
    return {name: value for name, value in named.items() if value is not None} | more
