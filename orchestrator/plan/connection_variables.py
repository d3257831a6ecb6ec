"""Reads Ansible's connection variables: each may have several names, none may surprise."""

from collections.abc import Collection
from pathlib import Path

from orchestrator.model.secret import Secret
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.templating import MachineVariables
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

MAX_PORT = 65_535

Names = tuple[str, ...]
"""Names of one variable; of several that are set, the last one counts, as in Ansible."""


def port(scope: MachineVariables, names: Names) -> int | None:
    """Return a port, or None where none is set; BadValueError if it is no port."""
    name, value = _found(scope, names)
    if value is None:
        return None
    digits = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) <= MAX_PORT):
        raise BadValueError(say("connect.port", name=name, word=repr(value)), say("mend.port"))
    return int(digits)


def secret(scope: MachineVariables, names: Names) -> Secret | None:
    """Return a password; an empty one is none, and its text is in no message."""
    name, value = _found(scope, names)
    match value:
        case None:
            return None
        case Secret():
            return value
        case str():
            return Secret(value)
        case int() if not isinstance(value, bool):
            return Secret(str(value))
        case _:
            raise BadValueError(say("connect.text", name=name), say("connect.mend.quotes"))


def text(scope: MachineVariables, names: Names) -> str | None:
    """Return a text that is not empty, or None; BadValueError if it is no text."""
    name, value = _found(scope, names)
    if value is None:
        return None
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadValueError(say("connect.text", name=name), say("connect.mend.quotes"))


def one_of(scope: MachineVariables, name: str, words: Collection[str]) -> str | None:
    """Return one of the words, or None where none is set; BadValueError for any other."""
    word = text(scope, (name,))
    if word is not None and word not in words:
        raise choice(name, word, words)
    return word


def _found(scope: MachineVariables, names: Names) -> tuple[str, object]:
    """Return the last of the variables that is set and not empty, else a None."""
    for name in reversed(names):
        if (value := scope.value(name)) is not None and value != "":
            return name, value
    return names[-1], None


def choice(name: str, word: str, words: Collection[str]) -> BadValueError:
    """Return the error for a word that a variable does not know."""
    near = did_you_mean(word, words)
    mend = (
        say("mend.did_you_mean", meant=near) if near else say("mend.one_of", words=", ".join(words))
    )
    return BadValueError(say("connect.choice", name=name, word=word), mend)


def expanded(path: str) -> str:
    """Return a path with `~` worked out; BadValueError if there is no such home."""
    try:
        return str(Path(path).expanduser())
    except RuntimeError as error:
        raise BadValueError(
            say("connect.no_home", path=repr(path)), say("connect.mend.whole_path")
        ) from error
