"""`orchestrator ioc diff`: what a new version of a list adds, drops and judges otherwise."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli.ioc.match_lines import day_of, shown
from orchestrator.cli.ioc.options import add_form
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.model.indicator import Indicator
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.visible import visible

if TYPE_CHECKING:  # rooms are imported when they run, so that --help stays fast
    from orchestrator.sweep import Difference


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    about = words("ioc_command.diff")
    parser = commands.add_parser(
        "diff", help=about, description=f"{about}.", epilog=words("ioc_command.diff_codes")
    )
    add = parser.add_argument
    add("old", type=Path, metavar=words("metavar.old"), help=words("ioc_option.old"))
    add("new", type=Path, metavar=words("metavar.new"), help=words("ioc_option.new"))
    add_form(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the difference.

    Raises:
        ListError: One of the two cannot be used.
    """
    from orchestrator import sweep

    compared = sweep.compare_lists(args.old, args.new)
    if args.json:
        print_json(compared.as_json(), indent=1)
    else:
        print_lines(_lines(compared.difference, catalogue(args.lang)))
    return ExitCode.FOUND if compared.difference else ExitCode.DONE


def _lines(found: "Difference", words: Catalogue) -> Iterator[str]:
    """Yield the counts, then what is new (`+`), gone (`-`) and judged otherwise (`~`)."""
    yield ", ".join(
        (
            words("ioc.added", n=len(found.added)),
            words("ioc.removed", n=len(found.removed)),
            words("ioc.changed", n=len(found.changed)),
        )
    )
    yield from (f"+ {_listed(one)}" for one in found.added)
    yield from (f"- {_listed(one)}" for one in found.removed)
    for before, after in found.changed:
        yield f"~ {_listed(after)}: {_judged(before, words)} -> {_judged(after, words)}"


def _listed(one: Indicator) -> str:
    port = "" if one.port is None else f":{one.port}"
    cited = one.citations[0]
    return f"{shown(one.value)}{port}  ({visible(cited.list)}:{cited.line})"


def _judged(one: Indicator, words: Catalogue) -> str:
    days = (one.valid_from, one.valid_until)
    dates = "..".join(day_of(day) if day else "" for day in days)
    return f"{words.word('reach', one.scope)}, {words.word('class', one.klass)}, {dates}"
