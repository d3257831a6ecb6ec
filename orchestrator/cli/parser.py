"""A parser whose own words come from the catalogues, as everything else that a person reads.

`argparse` says headings in its formatter and errors in one place, always in English: headings are
given to it here, and its errors are recognised by its own templates and said again.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, NoReturn, Self, TypeAlias, cast

from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue

Commands: TypeAlias = "argparse._SubParsersAction[CommandParser]"  # noqa: SLF001 - its only name
"""Where commands are added."""


class CommandParser(argparse.ArgumentParser):
    """The parser of the program, of a command or of a group of commands.

    A command's options are added when that command is chosen: nobody waits for those of others.

    Attributes:
        words: The texts of the language that it speaks.
    """

    def __init__(
        self,
        words: Catalogue,
        options: Callable[["CommandParser"], None] | None = None,
        **more: Any,  # noqa: ANN401 - argparse's own
    ) -> None:
        """Make a parser that speaks; `options` adds what it takes, `more` is argparse's."""
        super().__init__(**more, add_help=False, formatter_class=partial(_Formatter, words))
        self.words = words
        self._options = options
        self._positionals.title = words("usage.positionals")
        self._optionals.title = words("usage.options")
        self.add_argument("-h", "--help", action="help", help=words("option.help"))

    def complete(self) -> Self:
        """Return the parser with all that it takes."""
        if add := self._options:
            self._options = None
            add(self)
        return self

    def parse_known_args(
        self,
        args: Iterable[str] | None = None,
        namespace: Any = None,  # noqa: ANN401 - argparse's own
    ) -> tuple[Any, list[str]]:
        """Read a command line, or what of it belongs to the chosen command."""
        self.complete()
        return super().parse_known_args(args, namespace)

    def commands(self) -> Commands:
        """Return where the commands below this one are added; one of them must be named."""
        speaking = cast("type[CommandParser]", partial(CommandParser, self.words))
        return self.add_subparsers(
            title=self.words("usage.commands"),
            metavar=self.words("metavar.command"),
            required=True,
            parser_class=speaking,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with a command line, and end the program."""
        self.print_usage(sys.stderr)
        said = usage_error(message, self.words)
        self.exit(ExitCode.BAD_INPUT, f"{self.words('usage.error', prog=self.prog, said=said)}\n")


class _Formatter(argparse.HelpFormatter):
    def __init__(self, words: Catalogue, prog: str) -> None:
        super().__init__(prog)
        self._words = words

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Begin the usage with this language's word for it."""
        begin = f"{self._words('usage.usage')} " if prefix is None else prefix
        super().add_usage(usage, actions, groups, begin)


ERRORS: Mapping[str, str] = {
    "argument": "argument {name}: {said}",
    "required": "the following arguments are required: {names}",
    "one_required": "one of the arguments {names} is required",
    "unrecognized": "unrecognized arguments: {given}",
    "ambiguous": "ambiguous option: {option} could match {matches}",
    "one_value": "expected one argument",
    "at_most_one": "expected at most one argument",
    "at_least_one": "expected at least one argument",
    "values": "expected {n} argument",
    "many_values": "expected {n} arguments",
    "did_you_mean": "invalid choice: {value}, maybe you meant {meant}? (choose from {choices})",
    "choice": "invalid choice: {value} (choose from {choices})",
    "parser": "unknown parser {value} (choices: {choices})",
    "type": "invalid {type} value: {value}",
    "not_with": "not allowed with argument {other}",
    "explicit": "ignored explicit argument {value}",
    "unexpected": "unexpected option string: {option}",
    "file": "can't open '{path}': {why}",
}
"""What `argparse` says of a command line, by our ids `usage.*`; the first that fits is said."""


def usage_error(said: str, words: Catalogue) -> str:
    """Return an error of `argparse` in the words of a language.

    Args:
        said: Its own words; what a program's own type said inside of them stays as it is.
        words: The language's texts.
    """
    for key, pattern in _patterns().items():
        if found := pattern.fullmatch(said):
            return words(f"usage.{key}", **_fields(found, words))
    return said


def _fields(found: re.Match[str], words: Catalogue) -> Mapping[str, str]:
    fields = found.groupdict()
    return fields | {"said": usage_error(fields["said"], words)} if "said" in fields else fields


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {key: re.compile(_pattern(text), re.DOTALL) for key, text in ERRORS.items()}


def _pattern(template: str) -> str:
    pieces = re.split(r"\{(\w+)\}", template)
    return "".join(
        f"(?P<{piece}>.+?)" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    )
