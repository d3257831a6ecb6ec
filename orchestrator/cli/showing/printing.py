"""Plain printing: lines, JSON, warnings."""

import argparse
import json
import sys
from collections.abc import Iterable

from orchestrator.cli.showing.language import language, said
from orchestrator.errors import Problem

SCHEMA = 1


def print_lines(lines: Iterable[str]) -> None:
    """Print lines."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def json_text(data: object, indent: int | None = 2) -> str:
    """Return JSON that people can read too."""
    return json.dumps(data, ensure_ascii=False, indent=indent) + "\n"


def print_json(data: object, indent: int | None = 2) -> None:
    """Print JSON that people can read too."""
    sys.stdout.write(json_text(data, indent))


def warn(problems: Iterable[Problem], args: argparse.Namespace) -> None:
    """Say on standard error what is let pass."""
    lang = language(args)
    sys.stderr.writelines(f"{said(problem, lang)}\n" for problem in problems)
