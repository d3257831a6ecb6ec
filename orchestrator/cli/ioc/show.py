"""`orchestrator ioc show`: what is in lists, and what of it is not used."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli.ioc.options import add_form
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import print_json, print_lines, warn_of_lists
from orchestrator.errors import ExitCode
from orchestrator.model.indicator import Kind
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.visible import visible

if TYPE_CHECKING:  # rooms are imported when they run, so that --help stays fast
    from orchestrator.sweep import ListsSeen


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    about = words("ioc_command.show")
    parser = commands.add_parser("show", help=about, description=f"{about}.")
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar=words("metavar.path"),
        help=words("ioc_option.files"))  # fmt: skip
    add("--format", metavar=words("metavar.name"), help=words("ioc_option.format"))
    add("--list", choices=[kind.value for kind in Kind], help=words("ioc_option.list"))
    add_form(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what each list holds.

    Raises:
        ListError: A list cannot be read; nothing is printed then.
    """
    from orchestrator import sweep

    seen = sweep.look_into_lists(args.files, args.format)
    warn_of_lists(seen.warnings, args.lang)
    if args.list:
        print_lines(seen.values(Kind(args.list)))
    elif args.json:
        print_json(seen.as_json(), indent=1)
    else:
        print_lines(_lines(seen, catalogue(args.lang)))
    return ExitCode.DONE if all(one.total for one in seen.files) else ExitCode.BAD_INPUT


def _lines(seen: "ListsSeen", words: Catalogue) -> Iterator[str]:
    from orchestrator.text.reasons import refusal

    for one in seen.files:
        counts = ", ".join(
            f"{words.word('kind', kind)} {words.number(len(values))}"
            for kind, values in one.values.items()
            if values
        )
        yield f"{one.path}: {counts or '0'}"
        if one.narrowed:
            yield f"  {words('ioc.narrowed', n=one.narrowed)}"
        for refused in (*one.skipped, *one.refused):
            why = words.text(refusal(refused.reason))
            yield f"  {refused.line}: {visible(refused.text)}: {why}"
    for listed in seen.sources:
        version = listed.known.in_force if listed.known else None
        said = f"{version.id} ({version.dated}, {version.indicators})" if version else "-"
        yield f"{listed.source.name} <- {listed.origin}: {said}"
