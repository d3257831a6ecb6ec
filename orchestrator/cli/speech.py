"""In which language the program speaks: `--lang`, else ORCHESTRATOR_LANG, else Vietnamese."""

import argparse
import os
from dataclasses import replace

from orchestrator.errors import Problem, UsageError

LANGUAGES = ("vi", "en")
VARIABLE = "ORCHESTRATOR_LANG"


def add_lang(parser: argparse.ArgumentParser, what: str = "language of the messages") -> None:
    """Add --lang, whose default is the environment's language."""
    default = _of_environment()
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=default, help=f"{what} ({default}; {VARIABLE} sets it)"
    )


def language(args: argparse.Namespace) -> str:
    """Return the language that a command was asked to speak.

    Raises:
        UsageError: The environment names one that there is not.
    """
    chosen = str(getattr(args, "lang", _of_environment()))
    if chosen not in LANGUAGES:
        raise UsageError.one(f"{VARIABLE}={chosen} is no language", "set it to vi or en")
    return chosen


def said(problem: Problem, lang: str) -> Problem:
    """Return a problem in a language; what has no translation yet stays as it is."""
    from orchestrator.text.catalogue import catalogue

    words = catalogue(lang)
    return replace(problem, what=words.text(problem.what), mend=words.text(problem.mend))


def _of_environment() -> str:
    return os.environ.get(VARIABLE) or LANGUAGES[0]
