"""Options that several commands share, spelled as Ansible spells them."""

import argparse
from collections.abc import Callable
from pathlib import Path

from orchestrator.cli.parser import CommandParser
from orchestrator.cli.showing.language import language_of_environment
from orchestrator.text.catalogue import Catalogue

STATE = Path(".orchestrator")
REPORTS = Path("reports")

_FORKS = 50
_TIMEOUT_S = 60
_LAPS_USER = "Administrator"


def add_inventory(
    parser: CommandParser, *, needed: bool = True, said: str = "option.inventory"
) -> None:
    """Add -i; it may be left out if it is not `needed`; `said` is the id of its help."""
    words = parser.words
    parser.add_argument(
        "-i",
        "--inventory",
        action="append",
        required=needed,
        default=None if needed else [],
        metavar=words("metavar.inventory"),
        help=words(said),
    )


def add_limit(parser: CommandParser, said: str) -> None:
    """Add -l; `said` is the id of its help."""
    words = parser.words
    parser.add_argument("-l", "--limit", metavar=words("metavar.pattern"), help=words(said))


def add_state(parser: CommandParser, default: Path = STATE) -> None:
    """Add --state."""
    words = parser.words
    parser.add_argument(
        "--state",
        type=Path,
        default=default,
        metavar=words("metavar.folder"),
        help=words("option.state", default=default),
    )


def add_output(parser: CommandParser, default: Path | None = REPORTS) -> None:
    """Add -o for reports; the help of None names the usual folder."""
    words = parser.words
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=default,
        metavar=words("metavar.folder"),
        help=words("option.reports", default=default or REPORTS),
    )


def add_lang(parser: CommandParser, *, default: bool = False) -> None:
    """Add --lang; only the program's own has a `default`, so that a command's wins if given."""
    parser.take_language(language_of_environment() if default else argparse.SUPPRESS)


def add_verbosity(parser: CommandParser) -> None:
    """Add -v."""
    parser.add_argument(
        "-v", "--verbose", action="count", default=0, help=parser.words("option.verbose")
    )


def add_json(parser: CommandParser, said: str = "option.json") -> None:
    """Add --json; `said` is the id of its help."""
    parser.add_argument("--json", action="store_true", help=parser.words(said))


def add_vault(parser: CommandParser) -> None:
    """Add the sources of vault passwords."""
    add, words = parser.add_argument, parser.words
    add("--vault-id", action="append", default=[], metavar=words("metavar.vault_id"),
        help=words("option.vault_id"))  # fmt: skip
    add("--vault-password-file", "--vault-pass-file", action="append", default=[],
        metavar=words("metavar.file"), help=words("option.vault_password_file"))  # fmt: skip
    add("-J", "--ask-vault-pass", "--ask-vault-password", action="store_true",
        help=words("option.ask_vault_pass"))  # fmt: skip


def add_logon(parser: CommandParser) -> None:
    """Add -u, -k, keys, LAPS and the sources of vault passwords."""
    add, words = parser.add_argument, parser.words
    add("-u", "--user", metavar=words("metavar.user"), help=words("option.user"))
    add("-k", "--ask-pass", action="store_true", help=words("option.ask_pass"))
    add("--private-key", metavar=words("metavar.file"), help=words("option.private_key"))
    add("--ask-key-pass", action="store_true", help=words("option.ask_key_pass"))
    add("--laps", type=Path, metavar=words("metavar.file"), help=words("option.laps"))
    add("--laps-user", default=_LAPS_USER, metavar=words("metavar.user"),
        help=words("option.laps_user", default=_LAPS_USER))  # fmt: skip
    add_vault(parser)


def add_extra_vars(parser: CommandParser, said: str = "option.extra_vars") -> None:
    """Add -e; `said` is the id of its help."""
    words = parser.words
    parser.add_argument(
        "-e",
        "--extra-vars",
        action="append",
        default=[],
        metavar=words("metavar.assignment"),
        help=words(said),
    )


def add_pace(parser: CommandParser) -> None:
    """Add -f, --unit-forks, --rate and --timeout."""
    add, words = parser.add_argument, parser.words
    add("-f", "--forks", type=_positive(words), default=_FORKS, metavar=words("metavar.number"),
        help=words("option.forks", default=_FORKS))  # fmt: skip
    add("--unit-forks", type=_positive(words), default=_FORKS, metavar=words("metavar.number"),
        help=words("option.unit_forks", default=_FORKS))  # fmt: skip
    add("--rate", type=_rate(words), metavar=words("metavar.number"),
        help=words("option.rate"))  # fmt: skip
    add("--timeout", type=_seconds(words), default=float(_TIMEOUT_S),
        metavar=words("metavar.seconds"),
        help=words("option.timeout", default=_TIMEOUT_S))  # fmt: skip


def pace_words(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the words of `add_pace` that were given another value than they have by themselves."""
    by_themselves = {"--forks": _FORKS, "--unit-forks": _FORKS, "--timeout": float(_TIMEOUT_S)}
    values = {
        "--forks": args.forks,
        "--unit-forks": args.unit_forks,
        "--rate": args.rate,
        "--timeout": args.timeout,
    }
    return tuple(
        word
        for name, value in values.items()
        if value != by_themselves.get(name)
        for word in (name, f"{value:g}")
    )


def separated(given: list[str]) -> tuple[str, ...]:
    """Return the words of options that may be repeated and hold commas."""
    return tuple(word for text in given for word in text.split(",") if word)


def _positive(words: Catalogue) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text.isdecimal() and int(text) >= 1:
            return int(text)
        raise argparse.ArgumentTypeError(words("usage.positive", value=text))

    return read


def _rate(words: Catalogue) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = 0.0
        if 0.001 <= number < float("inf"):  # noqa: PLR2004 - one machine in a quarter of an hour
            return number
        raise argparse.ArgumentTypeError(words("usage.rate", value=text))

    return read


def _seconds(words: Catalogue) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = 0.0
        if 0 < number < float("inf"):
            return number
        raise argparse.ArgumentTypeError(words("usage.seconds", value=text))

    return read


def add_columns(parser: CommandParser) -> None:
    """Add --column, by which a person decides what columns of lists are for."""
    words = parser.words
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar=words("metavar.column"),
        help=words("option.column"),
    )
