"""`orchestrator ioc show`, `check` and `diff`: what lists hold, and what they say."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.ioc import scan
from orchestrator.cli.ioc.options import add_form, add_lists, lists_of
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import print_json, print_lines, warn_of_lists
from orchestrator.errors import ExitCode, ListError
from orchestrator.model.indicator import Kind
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the commands, `scan` in its place among them."""
    _add_show(commands, words)
    _add_check(commands, words)
    scan.register(commands, words)
    _add_diff(commands, words)


def _add_show(commands: Commands, words: Catalogue) -> None:
    about = words("ioc_command.show")
    parser = commands.add_parser("show", help=about, description=f"{about}.")
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar=words("metavar.path"),
        help=words("ioc_option.files"))  # fmt: skip
    add("--format", metavar=words("metavar.name"), help=words("ioc_option.format"))
    options.add_columns(parser)
    add("--list", choices=[kind.value for kind in Kind], help=words("ioc_option.list"))
    add_form(parser)
    parser.set_defaults(run=run_show)


def run_show(args: argparse.Namespace) -> int:
    """Print what each list holds.

    Raises:
        ListError: A list cannot be read; what the others hold is printed before.
    """
    from orchestrator.cli.showing.lists_screen import listing_lines
    from orchestrator.sweep import lists

    seen = lists.look_into_lists(args.files, args.format, args.column)
    warn_of_lists(seen.warnings, args.lang)
    if args.list:
        print_lines(seen.values(Kind(args.list)))
    elif args.json:
        print_json(seen.as_json(), indent=1)
    else:
        print_lines(listing_lines(seen, catalogue(args.lang)))
    if seen.problems:
        raise ListError(seen.problems)
    return ExitCode.DONE if all(one.total for one in seen.files) else ExitCode.BAD_INPUT


def _add_check(commands: Commands, words: Catalogue) -> None:
    about = words("ioc_command.check")
    parser = commands.add_parser(
        "check", help=about, description=f"{about}.", epilog=words("ioc_command.codes")
    )
    parser.add_argument(
        "values", nargs="+", metavar=words("metavar.value"), help=words("ioc_option.values")
    )
    add_lists(parser)
    add_form(parser)
    parser.set_defaults(run=run_check)


def run_check(args: argparse.Namespace) -> int:
    """Print what the lists say of each value; nothing is sent anywhere.

    Raises:
        ListError: The lists cannot be used.
    """
    from orchestrator.cli.showing.lists_screen import lookup_lines
    from orchestrator.sweep import lists

    table = lists_of(args)
    found = lists.look_up(args.values, table)
    if args.json:
        print_json(lists.lookups_as_json(found, table), indent=1)
    else:
        words = catalogue(args.lang)
        print_lines(line for one in found for line in lookup_lines(one, words))
    if any(one.value is None for one in found):
        return ExitCode.BAD_INPUT
    return ExitCode.FOUND if any(one.listed for one in found) else ExitCode.DONE


def _add_diff(commands: Commands, words: Catalogue) -> None:
    about = words("ioc_command.diff")
    parser = commands.add_parser(
        "diff", help=about, description=f"{about}.", epilog=words("ioc_command.diff_codes")
    )
    add = parser.add_argument
    add("old", type=Path, metavar=words("metavar.old"), help=words("ioc_option.old"))
    add("new", type=Path, metavar=words("metavar.new"), help=words("ioc_option.new"))
    options.add_columns(parser)
    add_form(parser)
    parser.set_defaults(run=run_diff)


def run_diff(args: argparse.Namespace) -> int:
    """Print the difference.

    Raises:
        ListError: One of the two cannot be used.
    """
    from orchestrator.cli.showing.lists_screen import difference_lines
    from orchestrator.sweep import lists

    compared = lists.compare_lists(args.old, args.new, args.column)
    if args.json:
        print_json(compared.as_json(), indent=1)
    else:
        print_lines(difference_lines(compared.difference, catalogue(args.lang)))
    return ExitCode.FOUND if compared.difference else ExitCode.DONE
