"""`orchestrator checks`: what each check asks, needs, cannot see and costs; how it is judged."""

import argparse
import json

from orchestrator.cli.speech import add_lang


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "checks",
        help="list what can be asked of machines",
        description="List all checks: what each asks, needs, cannot see and costs, and by which"
        " control it is judged; no machine is touched.",
    )
    parser.set_defaults(run=run)
    parser.add_argument("name", nargs="?", metavar="NAME", help="show this one, with its sources")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_lang(parser, "language of the texts")


def run(args: argparse.Namespace) -> int:
    """Print all checks, or one.

    Raises:
        UsageError: There is no check of that name.
    """
    from orchestrator.checks import ALL, listing
    from orchestrator.text.catalogue import catalogue

    words = catalogue(args.lang)
    shown = ALL if args.name is None else (listing.find(args.name),)
    if args.json:
        print(json.dumps(listing.as_json(shown, words), ensure_ascii=False, indent=1))
    elif args.name is None:
        print(listing.as_text(shown, words))
    else:
        print(listing.as_sheet(shown[0], words))
    return 0
