"""Options that commands of `ioc` share: the lists that are asked, and how the answer looks."""

import argparse
import sys
from functools import partial
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser
from orchestrator.cli.showing.printing import warn_of_lists
from orchestrator.model.ioc_table import IocTable
from orchestrator.text.catalogue import catalogue


def add_lists(parser: CommandParser) -> None:
    """Add --iocs, --sinkholes, --allow, --column and --state, which keeps long lists."""
    words = parser.words
    add, path = partial(parser.add_argument, action="append", type=Path), words("metavar.path")
    add("--iocs", required=True, metavar=path, help=words("ioc_option.iocs"))
    add("--sinkholes", default=[], metavar=path, help=words("ioc_option.sinkholes"))
    add("--allow", default=[], metavar=path, help=words("ioc_option.allow"))
    options.add_columns(parser)
    options.add_state(parser)


def add_form(parser: CommandParser) -> None:
    """Add --json and --lang."""
    options.add_json(parser)
    options.add_lang(parser)


def lists_of(args: argparse.Namespace) -> IocTable:
    """Return the lists that the options name, and say what is doubtful about them.

    Raises:
        ListError: They cannot be used.
    """
    from orchestrator.cli.showing.progress import ListsBar
    from orchestrator.sweep import lists

    table = lists.load_lists(
        args.iocs,
        sinkholes=args.sinkholes,
        allow=args.allow,
        state=args.state,
        watch=ListsBar(sys.stderr, catalogue(args.lang)),
        columns=args.column,
    )
    warn_of_lists(table.warnings, args.lang)
    return table
