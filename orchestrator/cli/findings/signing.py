"""Who answers for what is recorded: the options that all recording commands have."""

import os

from orchestrator.cli import options
from orchestrator.cli.actors import ACTOR
from orchestrator.cli.parser import CommandParser


def add_common(parser: CommandParser) -> None:
    """Add --state, --json, --lang and -v."""
    options.add_state(parser)
    options.add_json(parser)
    options.add_lang(parser)
    options.add_verbosity(parser)


def add_signing(parser: CommandParser, *, reason: str = "findings_option.reason") -> None:
    """Add --by and --reason; `reason` is the id of the latter's help."""
    add, words = parser.add_argument, parser.words
    add("--by", metavar=words("metavar.person"),
        help=words("findings_option.by", variable=ACTOR))  # fmt: skip
    add("--reason", default="", metavar=words("metavar.text"), help=words(reason))


def actor(given: str | None) -> str:
    """Return who answers: `--by`, else the environment's; empty if nobody does."""
    return os.environ.get(ACTOR, "") if given is None else given
