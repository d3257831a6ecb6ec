"""Plain printing: lines, JSON, warnings, commands to paste, and how wide the terminal is."""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping

from orchestrator.cli.showing.language import language, said
from orchestrator.errors import Problem
from orchestrator.text.catalogue import catalogue
from orchestrator.text.list_warnings import list_warning
from orchestrator.text.visible import visible

SCHEMA = 1


def print_lines(lines: Iterable[str]) -> None:
    """Print lines."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


def json_text(data: Mapping[str, object], indent: int | None = 2) -> str:
    """Return a document as it is printed: its schema first; without `indent` on one line."""
    from orchestrator.files import json_text as form  # --help prints none

    return form.json_text(SCHEMA, data, indent=indent)


def print_json(data: Mapping[str, object], indent: int | None = 2) -> None:
    """Print a document; without `indent` on one line."""
    sys.stdout.write(json_text(data, indent))


def warn(problems: Iterable[Problem], args: argparse.Namespace) -> None:
    """Say on standard error what is let pass."""
    lang = language(args)
    sys.stderr.writelines(f"{said(problem, lang)}\n" for problem in problems)


def warn_of_lists(warnings: Iterable[str], lang: str) -> None:
    """Say on standard error what is doubtful about the lists in use, a line for each warning."""
    words = catalogue(lang)
    for warning in warnings:
        sentence = "".join(span.text for span in list_warning(warning, words))
        sys.stderr.write(f"{words('ioc.warning', warning=visible(sentence))}\n")


def terminal_columns() -> int | None:
    """Return how wide the terminal is; None where the output goes elsewhere."""
    if not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def pasted(*words: str) -> str:
    """Return a command as it must be pasted into a terminal of this system."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
