"""In which language the program speaks: `--lang`, else ORCHESTRATOR_LANG, else Vietnamese."""

import argparse
import os
from collections.abc import Sequence

from msgspec.structs import replace

from orchestrator.errors import Problem, UsageError
from orchestrator.text.catalogue import catalogue
from orchestrator.text.message import say
from orchestrator.text.topics import LANGUAGES

VARIABLE = "ORCHESTRATOR_LANG"
_OPTIONS = ("--lang", "--lan")  # `--la` may begin another option


def asked_language(argv: Sequence[str]) -> str:
    """Return the language for what is said before, or instead of, running a command.

    `--lang` counts wherever it stands, so that --help and errors of usage speak it too; a word
    that is no language is refused later, where all that is wrong is said.
    """
    for number, word in enumerate(argv):
        name, mark, value = word.partition("=")
        if name in _OPTIONS:
            value = value if mark else next(iter(argv[number + 1 :]), "")
            if value in LANGUAGES:
                return value
    environment = language_of_environment()
    return environment if environment in LANGUAGES else LANGUAGES[0]


def language(args: argparse.Namespace) -> str:
    """Return the language that a command was asked to speak.

    Raises:
        UsageError: The environment names one that there is not.
    """
    chosen = str(getattr(args, "lang", language_of_environment()))
    if chosen not in LANGUAGES:
        what = say("usage.no_language", variable=VARIABLE, value=chosen)
        raise UsageError.one(what, say("usage.languages"))
    return chosen


def said(problem: Problem, lang: str) -> Problem:
    """Return a problem in a language; what has no translation yet stays as it is."""
    words = catalogue(lang)
    return replace(problem, what=words.text(problem.what), mend=words.text(problem.mend))


def language_of_environment() -> str:
    """Return the language that the environment names, be it one or not."""
    return os.environ.get(VARIABLE) or LANGUAGES[0]
