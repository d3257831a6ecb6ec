"""The head of a kit's answer: who made it, where, when, and the digest of what follows."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from orchestrator.model.plan import Family

FIRST_LINE: Final = "orchestrator-answer 1"
MOST_HEAD_BYTES: Final = 8 * 1024
MOST_NAME: Final = 255
"""Characters of a row's, a unit's, a sweep's and a PC's name."""
MOST_SAID: Final = 200

_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_NO_TEXT: Final = frozenset(("Cc", "Cs", "Zl", "Zp"))  # controls, halves of letters, line ends
_EXIT_CODES: Final = range(-(2**31), 2**32)  # Windows prints its own with a sign or without one


class KitEnding(StrEnum):
    """How the script's child ended under the kit's watch."""

    OK = "ok"
    STALLED = "stalled"
    FLOODED = "flooded"


class AnswerHead(Struct, frozen=True, kw_only=True):
    """What a kit says of one run; all of it is that PC's word.

    Attributes:
        kit: The kit's id, 32 hex digits.
        unit: The unit's code.
        sweep: The sweep that the kit was made for.
        script: SHA-256 of the fused script that ran.
        family: Whose script.
        nonce: Of this run, 16 hex digits; the answer's marks are made from it.
        began: By that PC's clock (aware UTC).
        ended: Likewise.
        row: The machine's name that a person chose; empty if none.
        said: What a person typed of room and machine; empty if nothing.
        name: What the PC calls itself; empty if it does not tell.
        late: Whether that PC's clock was past the kit's last day.
        how: How the child ended.
        exit: The child's exit code; None if it has none.
        sha256: Of the answer's bytes.
        size: Of the answer, in bytes.
    """

    kit: str
    unit: str
    sweep: str
    script: str
    family: Family
    nonce: str
    began: datetime
    ended: datetime
    row: str
    said: str
    name: str
    late: bool
    how: KitEnding
    exit: int | None
    sha256: str
    size: int


class HeadError(ValueError):
    """The text is no head; the message says which line, in English, for a developer."""


def written(head: AnswerHead) -> bytes:
    """Return a head's lines as kits write them, without the empty line that ends it."""
    values = {
        "kit": head.kit,
        "unit": head.unit,
        "sweep": head.sweep,
        "script": head.script,
        "family": head.family.value,
        "nonce": head.nonce,
        "began": head.began.strftime(_TIME),
        "ended": head.ended.strftime(_TIME),
        "row": head.row,
        "said": head.said,
        "name": head.name,
        "late": "1" if head.late else "0",
        "how": head.how.value,
        "exit": "" if head.exit is None else str(head.exit),
        "sha256": head.sha256,
        "size": str(head.size),
    }
    return "\n".join([FIRST_LINE, *(f"{key} {value}" for key, value in values.items())]).encode()


def with_answer(head: AnswerHead, answer: bytes) -> bytes:
    """Return what is sealed: the head, an empty line, the answer's bytes as they came."""
    return written(head) + b"\n\n" + answer


def parted(plain: bytes) -> tuple[AnswerHead, bytes]:
    """Return the head and the answer of what was sealed.

    Raises:
        HeadError: The head is not of this form, or what follows is not what it says.
    """
    head_bytes, mark, answer = plain.partition(b"\n\n")
    if not mark or len(head_bytes) > MOST_HEAD_BYTES:
        raise HeadError("no end of the head")
    head = parsed(head_bytes)
    if len(answer) != head.size or hashlib.sha256(answer).hexdigest() != head.sha256:
        raise HeadError("the answer is not the one that the head speaks of")
    return head, answer


def parsed(raw: bytes) -> AnswerHead:
    """Return a head of its lines: each key once, in this order, nothing else.

    Raises:
        HeadError: A line is not as a kit writes it.
    """
    try:
        first, *lines = raw.decode().split("\n")
    except UnicodeDecodeError as error:
        raise HeadError("not UTF-8") from error
    if first != FIRST_LINE:
        raise HeadError("another first line")
    values = _Values(lines)
    head = AnswerHead(
        kit=values.hexadecimal("kit", 32),
        unit=values.name("unit"),
        sweep=values.name("sweep"),
        script=values.hexadecimal("script", 64),
        family=Family(values.one_of("family", Family)),
        nonce=values.hexadecimal("nonce", 16),
        began=values.moment("began"),
        ended=values.moment("ended"),
        row=values.text("row", MOST_NAME),
        said=values.text("said", MOST_SAID),
        name=values.text("name", MOST_NAME),
        late=values.one_of("late", ("0", "1")) == "1",
        how=KitEnding(values.one_of("how", KitEnding)),
        exit=values.exit_code("exit"),
        sha256=values.hexadecimal("sha256", 64),
        size=values.size("size"),
    )
    values.end()
    return head


class _Values:
    """Takes `key value` lines one after the other."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)

    def _next(self, key: str, pattern: str) -> str:
        line = next(self._lines, "")
        found, space, value = line.partition(" ")
        if found != key or not space or not re.fullmatch(pattern, value, re.ASCII):
            raise HeadError(key)
        return value

    def end(self) -> None:
        if next(self._lines, None) is not None:
            raise HeadError("a line too many")

    def hexadecimal(self, key: str, digits: int) -> str:
        return self._next(key, f"[0-9a-f]{{{digits}}}")

    def one_of(self, key: str, words: Iterable[str]) -> str:
        return self._next(key, "|".join(words))

    def name(self, key: str) -> str:
        """Return what our own inventory or store calls a thing: never empty."""
        return self._line(key, rf".{{1,{MOST_NAME}}}")

    def text(self, key: str, most: int) -> str:
        return self._line(key, rf".{{0,{most}}}")

    def _line(self, key: str, pattern: str) -> str:
        value = self._next(key, pattern)
        if any(unicodedata.category(letter) in _NO_TEXT for letter in value):
            raise HeadError(key)
        return value

    def moment(self, key: str) -> datetime:
        value = self._next(key, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
        try:
            return datetime.strptime(value, _TIME).replace(tzinfo=UTC)
        except ValueError as error:
            raise HeadError(key) from error

    def exit_code(self, key: str) -> int | None:
        value = self._next(key, r"(-?\d{1,10})?")
        if not value:
            return None
        if int(value) not in _EXIT_CODES:
            raise HeadError(key)
        return int(value)

    def size(self, key: str) -> int:
        return int(self._next(key, r"0|[1-9]\d{0,8}"))
