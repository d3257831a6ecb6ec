"""Options that several commands share, spelled as Ansible spells them."""

import argparse
from pathlib import Path

from orchestrator.cli.speech import add_lang

STATE = Path(".orchestrator")
REPORTS = Path("reports")


def add_state(parser: argparse.ArgumentParser, default: Path = STATE) -> None:
    """Add --state."""
    parser.add_argument(
        "--state", type=Path, default=default, metavar="DIR", help=f"state folder ({default}/)"
    )


def add_output(parser: argparse.ArgumentParser, default: Path = REPORTS) -> None:
    """Add -o and --lang."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"reports go here ({default}/)",
    )
    add_lang(parser, "language of reports and messages")


def add_verbosity(parser: argparse.ArgumentParser) -> None:
    """Add -v."""
    parser.add_argument(
        "-v",
        "--verbose",
        action="count",
        default=0,
        help="say more on standard error, up to -vvvv; never a secret",
    )


def add_vault(parser: argparse.ArgumentParser) -> None:
    """Add the sources of vault passwords."""
    add = parser.add_argument
    add("--vault-id", action="append", default=[], metavar="[ID@]SOURCE",
        help="a vault password: a file, a program, prompt or keyring; repeatable")  # fmt: skip
    add("--vault-password-file", "--vault-pass-file", action="append", default=[], metavar="FILE",
        help="the same for the default id")  # fmt: skip
    add("-J", "--ask-vault-pass", "--ask-vault-password", action="store_true",
        help="ask for the default id's password")  # fmt: skip


def add_logon(parser: argparse.ArgumentParser) -> None:
    """Add -u, -k, keys, LAPS and the sources of vault passwords."""
    parser.add_argument(
        "-u", "--user", metavar="USER", help="log on as, where the inventory is silent"
    )
    parser.add_argument("-k", "--ask-pass", action="store_true", help="ask for the password")
    parser.add_argument(
        "--private-key", metavar="FILE", help="SSH key, where the inventory is silent"
    )
    parser.add_argument(
        "--ask-key-pass", action="store_true", help="ask for the passphrase of SSH keys"
    )
    parser.add_argument(
        "--laps",
        type=Path,
        metavar="FILE",
        help="each machine's own administrator password: an export of LAPS as CSV, maybe vaulted",
    )
    parser.add_argument(
        "--laps-user",
        default="Administrator",
        metavar="USER",
        help="whose passwords they are, where no column says so (Administrator)",
    )
    add_vault(parser)


def add_pace(parser: argparse.ArgumentParser) -> None:
    """Add -e, -f and --timeout."""
    add = parser.add_argument
    add("-e", "--extra-vars", action="append", default=[], metavar="K=V")
    add("-f", "--forks", type=_positive, default=50, help="machines at a time (50)")
    add("--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="for one machine (60)")


def words(given: list[str]) -> tuple[str, ...]:
    """Return the words of options that may be repeated and hold commas."""
    return tuple(word for text in given for word in text.split(",") if word)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        msg = "at least 1"
        raise argparse.ArgumentTypeError(msg)
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        msg = "a number of seconds above 0"
        raise argparse.ArgumentTypeError(msg)
    return number
