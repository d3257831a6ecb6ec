"""What the commands of `inventory` share: their options, and how they print."""

import argparse
import sys
from collections.abc import Iterable, Mapping

from orchestrator.cli import options
from orchestrator.cli.speech import add_lang, language, said
from orchestrator.errors import Problem
from orchestrator.files.json_text import json_text

SCHEMA = 1


def add_common(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """Add -i, --json, --lang, vault passwords and -v; -i may be left out if it is not `needed`."""
    parser.add_argument(
        "-i",
        "--inventory",
        action="append",
        required=needed,
        default=None if needed else [],
        metavar="INVENTORY",
        help="a file, a folder, or names with a comma (a,b,); may be given again",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_lang(parser)
    options.add_vault(parser)
    options.add_verbosity(parser)


def warn(problems: Iterable[Problem], args: argparse.Namespace) -> None:
    """Say what Ansible lets pass, on standard error."""
    lang = language(args)
    sys.stderr.writelines(f"{said(problem, lang)}\n" for problem in problems)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def print_json(data: Mapping[str, object]) -> None:
    """Print JSON that people can read too."""
    sys.stdout.write(json_text(SCHEMA, data))
