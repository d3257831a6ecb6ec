"""A parser whose own words come from the catalogues, as everything else that a person reads.

`argparse` says headings in its formatter and errors in one place, always in English: headings are
given to it here, and its errors are recognised by its own templates and said again.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NoReturn, Self, TypeAlias, cast

from orchestrator.cli.showing.language import VARIABLE
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.topics import LANGUAGES

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
        given = sys.argv[1:] if args is None else list(args)
        if told := self._told_to_stand_after(given):
            self.error(self.words("usage.before_command", told=told))
        found, left = super().parse_known_args(given, namespace)
        if left:  # said here, where the command's own usage can be shown
            self.error(ERRORS["unrecognized"].format(given=" ".join(left)))
        return found, left

    def take_language(self, default: str = argparse.SUPPRESS) -> None:
        """Add --lang; what stands further right wins, unless it is a `default`."""
        self.add_argument(
            "--lang",
            choices=LANGUAGES,
            default=default,
            help=self.words("option.lang", default=LANGUAGES[0], variable=VARIABLE),
        )

    def commands(self) -> Commands:
        """Return where the commands below this one are added; one of them must be named.

        A language may stand before it, as it may anywhere.
        """
        if "--lang" not in self._option_string_actions:
            self.take_language()
        speaking = cast("type[CommandParser]", partial(CommandParser, self.words))
        return self.add_subparsers(
            title=self.words("usage.commands"),
            metavar=self.words("metavar.command"),
            required=True,
            parser_class=speaking,
        )

    def _told_to_stand_after(self, given: Sequence[str]) -> str:
        """Return the line to type where an option of a command stands before it; else nothing.

        `argparse` would take the option's value for the command. A word that may be the command
        or a value is not guessed at.
        """
        commands = self._names_of_commands()
        early = _first_unknown(given, self._option_string_actions) if commands else len(given)
        named = [number for number, word in enumerate(given) if word in commands]
        if early == len(given) or (named and named[0] < early):
            return ""
        if all(word.startswith("-") for word in given[early:]):
            self.error(ERRORS["unrecognized"].format(given=" ".join(given[early:])))
        from orchestrator.cli.showing.printing import pasted

        if len(named) != 1:
            return pasted(*self.prog.split(), self.words("metavar.command"), *given[early:])
        (at,) = named
        rest = (*given[early:at], *given[at + 1 :])
        return pasted(*self.prog.split(), *given[:early], given[at], *rest)

    def _names_of_commands(self) -> frozenset[str]:
        return frozenset(
            name
            for action in self._actions
            if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001 - its only name
            for name in action.choices
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with a command line, and end the program."""
        self.print_usage(sys.stderr)
        said = usage_error(message, self.words)
        lines = [self.words("usage.error", prog=self.prog, said=said)]
        if _is_word_left_over(message):
            lines.append(self.words("usage.in_quotes"))
        lines.append(self.words("usage.see_help", prog=self.prog))
        self.exit(ExitCode.BAD_INPUT, "".join(f"{line}\n" for line in lines))


def _first_unknown(given: Sequence[str], known: Mapping[str, argparse.Action]) -> int:
    """Return where an option stands that is none of these, before any other word; else the end."""
    number = 0
    while number < len(given) and given[number].startswith("-"):
        name, mark, _ = given[number].partition("=")
        meant = [action for option, action in known.items() if option.startswith(name)]
        if not meant:
            return number
        number += 1 if mark or meant[0].nargs == 0 else 2
    return len(given)


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


def _is_word_left_over(said: str) -> bool:
    """Whether what nobody asked for is a word: the second of a path or a name with a space."""
    found = _patterns()["unrecognized"].fullmatch(said)
    return found is not None and not found["given"].startswith("-")


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
