"""Plain printing: lines, JSON, warnings, commands to paste, and how wide the terminal is."""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from orchestrator.cli.showing.language import language, said
from orchestrator.errors import Problem
from orchestrator.text.catalogue import catalogue
from orchestrator.text.list_warnings import list_warning
from orchestrator.text.visible import visible

SCHEMA = 1

_NAME = "orchestrator"


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


def print_result(
    args: argparse.Namespace,
    data: Mapping[str, object],
    lines: Iterable[str],
    *,
    indent: int | None = 1,
) -> None:
    """Print what a command came to: a document for programs with --json, else lines for people."""
    if args.json:
        print_json(data, indent)
    else:
        print_lines(lines)


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


def program() -> tuple[str, ...]:
    """Return the program as it must be typed: by its path where no folder of PATH has it.

    Whoever has not entered the environment began it as `.venv/bin/orchestrator`, and goes on so.
    """
    began = Path(sys.argv[0])
    if shutil.which(_NAME) is None:
        if began.stem == _NAME:
            return (str(began),)
        if began.parts[-2:] == (_NAME, "__main__.py"):
            return (sys.executable, "-m", _NAME)
    return (_NAME,)


def pasted(*words: str) -> str:
    """Return a command as it must be pasted into a terminal of this system."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def pasted_again(*words: str) -> str:
    """Return a command of this program as whoever began it now would paste it."""
    return pasted(*program(), *words)


def logon_words(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the typed words that say how to log on, for a line to paste; none holds a secret."""
    given = (("-u", args.user), ("--private-key", args.private_key), ("--laps", args.laps))
    laps_user = ("--laps-user", args.laps_user) if args.laps else ()
    files = (("--vault-id", args.vault_id), ("--vault-password-file", args.vault_password_file))
    flags = {
        "-k": args.ask_pass,
        "--ask-key-pass": args.ask_key_pass,
        "--ask-vault-pass": args.ask_vault_pass,
    }
    return (
        *(word for name, value in given if value for word in (name, str(value))),
        *laps_user,
        *(word for name, values in files for value in values for word in (name, value)),
        *(name for name, wanted in flags.items() if wanted),
    )
