"""Options that several commands share, spelled as Ansible spells them."""

import argparse
from pathlib import Path

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
    parser.add_argument(
        "--lang", choices=("vi", "en"), default="vi", help="language of the reports (vi)"
    )


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


def words(given: list[str]) -> tuple[str, ...]:
    """Return the words of options that may be repeated and hold commas."""
    return tuple(word for text in given for word in text.split(",") if word)
