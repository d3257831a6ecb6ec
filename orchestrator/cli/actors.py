"""Who answers for what is recorded: `--by`, or the environment."""

import argparse
import os

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


def actor(args: argparse.Namespace) -> str:
    """Return who answers for it.

    Raises:
        UsageError: Nobody does.
    """
    found = (args.by or os.environ.get(ACTOR, "")).strip()
    if not found:
        raise UsageError.one(say("campaign.nobody"), say("campaign.mend.by", variable=ACTOR))
    return found


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
