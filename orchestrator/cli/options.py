"""Options that several commands share, spelled as Ansible spells them."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from orchestrator.cli.speech import add_lang
from orchestrator.errors import UsageError

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


def add_logon(parser: argparse.ArgumentParser) -> None:
    """Add -u, -k and --private-key."""
    parser.add_argument(
        "-u", "--user", metavar="USER", help="log on as, where the inventory is silent"
    )
    parser.add_argument("-k", "--ask-pass", action="store_true", help="ask for the password")
    parser.add_argument(
        "--private-key", metavar="FILE", help="SSH key, where the inventory is silent"
    )


def add_pace(parser: argparse.ArgumentParser) -> None:
    """Add -e, -f and --timeout."""
    add = parser.add_argument
    add("-e", "--extra-vars", action="append", default=[], metavar="K=V")
    add("-f", "--forks", type=_positive, default=50, help="machines at a time (50)")
    add("--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="for one machine (60)")


def words(given: list[str]) -> tuple[str, ...]:
    """Return the words of options that may be repeated and hold commas."""
    return tuple(word for text in given for word in text.split(",") if word)


def extra_vars(given: list[str]) -> Mapping[str, object]:
    """Return the variables of -e: `key=value`, JSON objects and `@file`s, the last one winning.

    Raises:
        InputError: A text is none of them, or its file cannot be used.
    """
    found: dict[str, object] = {}
    for text in given:
        found.update(_extra(text))
    return found


def _extra(text: str) -> Mapping[str, object]:
    if text.startswith("@"):
        return _file(Path(text[1:]))
    if text.lstrip().startswith("{"):
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            raise UsageError.one(f"-e {text!r} is no JSON: {error.msg}") from error
        return dict(value)
    key, mark, value = text.partition("=")
    if not mark or not key.isidentifier():
        raise UsageError.one(f"-e {text!r} sets nothing", "write -e key=value or -e '{\"key\": 1}'")
    return {key: value}


def _file(path: Path) -> Mapping[str, object]:
    from orchestrator.files.nodes import MapNode
    from orchestrator.files.yaml_positions import load

    root = load(path)
    if not isinstance(root, MapNode):
        raise UsageError.one(f"{path} holds no variables", "write `key: value` lines")
    return {str(key): value for key, value in root.value.items()}


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
