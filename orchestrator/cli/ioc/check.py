"""`orchestrator ioc check`: which indicator a value meets, by which rule, from which line."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from orchestrator.cli.ioc.match_lines import match_lines, shown
from orchestrator.cli.ioc.options import add_form, add_lists, lists_of
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.visible import visible

if TYPE_CHECKING:  # rooms are imported when they run, so that --help stays fast
    from orchestrator.sweep import Match, ValueLookup


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    about = words("ioc_command.check")
    parser = commands.add_parser(
        "check", help=about, description=f"{about}.", epilog=words("ioc_command.codes")
    )
    parser.add_argument(
        "values", nargs="+", metavar=words("metavar.value"), help=words("ioc_option.values")
    )
    add_lists(parser)
    add_form(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what the lists say of each value; nothing is sent anywhere.

    Raises:
        ListError: The lists cannot be used.
    """
    from orchestrator import sweep

    table = lists_of(args)
    found = sweep.look_up(args.values, table)
    if args.json:
        print_json(sweep.lookups_as_json(found, table), indent=1)
    else:
        words = catalogue(args.lang)
        print_lines(line for one in found for line in _lines(one, words))
    if any(one.value is None for one in found):
        return ExitCode.BAD_INPUT
    return ExitCode.FOUND if any(one.listed for one in found) else ExitCode.DONE


def _lines(one: "ValueLookup", words: Catalogue) -> Iterator[str]:
    from orchestrator.text.reasons import refusal

    given = shown(one.given)
    if one.unusable is not None:
        yield f"{given}: {words('ioc.unusable', why=refusal(one.unusable))}"
        return
    if not one.listed:
        yield f"{given}: {words('ioc.not_listed')}"
    if one.found:
        yield f"{given}: {_listed(one.found, words)}"
        yield from (f"  {line}" for line in match_lines(one.found, words))
    if one.host:
        yield f"{given}: {words('ioc.host', said=_listed(one.host, words))}"
        yield from (f"  {line}" for line in match_lines(one.host, words))
    for refused in one.refused:
        place = visible(f"{refused.file}:{refused.line}")
        yield f"  {words('ioc.refused', place=place, why=refusal(refused.reason))}"


def _listed(found: "Match", words: Catalogue) -> str:
    weak = f", {words.word('weakness', found.weakness)}" if found.weakness else ""
    listed = shown(found.indicator.value)
    if found.indicator.port is not None:
        listed = words("ioc.port", value=listed, port=found.indicator.port)
    klass, rule = words.word("class", found.indicator.klass), words.word("rule", found.rule)
    return words("ioc.listed", klass=klass, listed=listed, rule=f"{rule}{weak}")
