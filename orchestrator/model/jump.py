"""The words that name jump hosts: `jump:` of an inventory, and Ansible's arguments of ssh."""

import re
import shlex
from collections.abc import Iterator

from msgspec import Struct

MAX_HOPS = 8
_HOP = re.compile(
    r"(?:(?P<user>[^\s@,:/\[\]{}'\"-][^\s@,:/\[\]{}'\"]*)@)?"
    r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^\W_][\w.-]*))"
    r"(?::(?P<port>[0-9]{1,5}))?"
)
_KEYWORD = "proxyjump"
_PORTS = range(1, 65_536)


class HopName(Struct, frozen=True, kw_only=True):
    """One jump host as it is written: a machine of the inventory, or `user@host[:port]`."""

    host: str
    user: str | None = None
    port: int | None = None


class JumpWordError(ValueError):
    """A text that names no jump host; its argument is the word that cannot be read."""


class SshArgumentError(ValueError):
    """Arguments of ssh that say something else; its argument is the word that does."""


def hop_names(text: str) -> tuple[HopName, ...]:
    """Return the jump hosts of `[user@]host[:port][,...]`, the first one to be reached first.

    Raises:
        JumpWordError: One of them is none, or there are more than `MAX_HOPS`.
    """
    words = text.split(",")
    if len(words) > MAX_HOPS:
        raise JumpWordError(words[MAX_HOPS])
    return tuple(_hop(word.strip()) for word in words)


def hops_of_arguments(text: str) -> tuple[HopName, ...]:
    """Return the jump hosts of arguments of ssh that name them and nothing else.

    These are `-J HOPS`, `-o ProxyJump=HOPS` and `-o "ProxyJump HOPS"`; none for a blank text.

    Raises:
        SshArgumentError: They say something else, or name jump hosts twice.
        JumpWordError: As `hop_names`.
    """
    try:
        words = iter(shlex.split(text))
    except ValueError as error:
        raise SshArgumentError(text) from error
    found = list(_jumps(words))
    if len(found) > 1:
        raise SshArgumentError(found[1])
    return hop_names(found[0]) if found else ()


def _hop(word: str) -> HopName:
    read = _HOP.fullmatch(word)
    if read is None or (read["port"] and int(read["port"]) not in _PORTS):
        raise JumpWordError(word)
    port = int(read["port"]) if read["port"] else None
    return HopName(host=read["v6"] or read["host"], user=read["user"], port=port)


def _jumps(words: Iterator[str]) -> Iterator[str]:
    for word in words:
        option, value = word[:2], word[2:]
        said = value or next(words, "")
        if option == "-J":
            yield said
        elif option == "-o" and (jump := _of_keyword(said)):
            yield jump
        else:
            raise SshArgumentError(said if option == "-o" else word)


def _of_keyword(said: str) -> str:
    keyword, _, value = said.strip().replace("=", " ", 1).partition(" ")
    return value.strip() if keyword.casefold() == _KEYWORD else ""
