"""Who answers for what is recorded: `--by` or the environment, and the options around it."""

import argparse
import os

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser
from orchestrator.errors import UsageError
from orchestrator.text.message import say

ACTOR = "ORCHESTRATOR_ACTOR"


def add_by(parser: CommandParser) -> None:
    """Add --by."""
    words = parser.words
    parser.add_argument(
        "--by", metavar=words("metavar.person"), help=words("option.by", variable=ACTOR)
    )


def add_forgetting(parser: CommandParser) -> None:
    """Add --forget-rejections, and --by for who answers for it."""
    words = parser.words
    parser.add_argument(
        "--forget-rejections",
        action="append",
        default=[],
        metavar=words("metavar.user"),
        help=words("option.forget_rejections"),
    )
    add_by(parser)


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


def actor(args: argparse.Namespace) -> str:
    """Return who answers for it.

    Raises:
        UsageError: Nobody does.
    """
    found = (args.by or os.environ.get(ACTOR, "")).strip()
    if not found:
        raise UsageError.one(say("campaign.nobody"), say("campaign.mend.by", variable=ACTOR))
    return found


def signer(given: str | None) -> str:
    """Return who answers: `--by`, else the environment's; empty if nobody does."""
    return os.environ.get(ACTOR, "") if given is None else given


def forget(args: argparse.Namespace) -> None:
    """Have the rejections of the named accounts forgotten.

    Raises:
        UsageError: Nobody answers for it, or nothing is remembered of an account.
        StateError: The state folder cannot be used.
    """
    if not args.forget_rejections:
        return
    from orchestrator.sweep.logons import forget_rejections

    forget_rejections(args.state, args.forget_rejections, actor(args))
