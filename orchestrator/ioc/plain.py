"""One plain-text list file to normalised values, each with its line; nothing lost in silence."""

import codecs
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from orchestrator.errors import ListError, Place
from orchestrator.ioc.tokens import Line, dated, lines
from orchestrator.ioc.values import Value, normalise
from orchestrator.model.indicator import Refusal, Unused

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_REFUSALS = 1000  # of one reason in one file; the rest is counted
_MAX_SHOWN_CHARS = 200
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE_AS = "save the list as plain text in UTF-8, one value a line"


class Entry(NamedTuple):
    """One value of a list, where it stands and as it is published."""

    line: int
    published: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file, read.

    `dated` is the day that a comment gives, `modified` that of the file itself (UTC).
    """

    name: str
    sha256: str
    dated: date | None
    modified: date
    entries: tuple[Entry, ...] = field(repr=False)
    skipped: tuple[Refusal, ...] = field(repr=False)


class Refusals:
    """Gathers refusals; of each reason the first thousand, and how many came after."""

    def __init__(self, file: str) -> None:
        """Start empty for one file."""
        self._file = file
        self._kept: list[Refusal] = []
        self._counts: Counter[Unused] = Counter()
        self._last: dict[Unused, int] = {}

    def add(self, line: int, text: str, reason: Unused) -> None:
        """Keep or count one refusal."""
        self._counts[reason] += 1
        self._last[reason] = line
        if self._counts[reason] <= MAX_REFUSALS:
            self._kept.append(_refusal(self._file, line, text, reason))

    def all(self) -> tuple[Refusal, ...]:
        """Return them in order of lines; `… +<number>` stands for those only counted."""
        over = (
            _refusal(self._file, self._last[reason], f"… +{count - MAX_REFUSALS}", reason)
            for reason, count in self._counts.items()
            if count > MAX_REFUSALS
        )
        return tuple(sorted((*self._kept, *over), key=lambda refusal: refusal.line))


def read_plain(path: Path, name: str) -> Listed:
    """Read one list.

    Args:
        path: The file.
        name: What the list is called in citations and refusals.

    Raises:
        ListError: It cannot be read as text, or its date is no date. A file without any value
            is no error here: it has no entries.
    """
    raw = _bytes(path)
    text = _decode(raw, path)
    entries, skipped = _entries(text, name)
    return Listed(
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        dated=_dated(text, path),
        modified=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date(),
        entries=entries,
        skipped=skipped,
    )


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ListError.one(
            f"{path}: the list cannot be read ({error.strerror})",
            "give a list that exists and that you may read",
        ) from error
    if len(raw) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024 // 1024
        raise ListError.one(f"{path}: the list is larger than {limit} MiB", "split it")
    return raw


def _decode(raw: bytes, path: Path) -> str:
    encoding = next((name for bom, name in _BOMS if raw.startswith(bom)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        place = Place(file=str(path), line=line)
        raise ListError.one(f"this is not {encoding.upper()} text", _SAVE_AS, place) from error
    if "\0" in text:
        place = Place(file=str(path), line=text.count("\n", 0, text.index("\0")) + 1)
        raise ListError.one("this is no plain text (it holds NUL bytes)", _SAVE_AS, place)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _dated(text: str, path: Path) -> date | None:
    try:
        found = dated(text)
    except ValueError as error:
        raise ListError.one(
            f"{path}: the list's date comment names no day of the calendar",
            "write it as `# date: 2022-09-11` or `# ngày: 11/09/2022`",
        ) from error
    return found[1] if found else None


def _entries(text: str, name: str) -> tuple[tuple[Entry, ...], tuple[Refusal, ...]]:
    refusals = Refusals(name)
    entries = tuple(entry for line in lines(text) for entry in _of_line(line, refusals))
    return entries, refusals.all()


def _of_line(line: Line, refusals: Refusals) -> Iterator[Entry]:
    words, found = [], 0
    for token in line.tokens:
        value = normalise(token.text)
        if isinstance(value, Value):
            found += 1
            yield Entry(line.number, token.published, value)
        elif token.like_value or value in (Unused.HASH, Unused.TOO_LONG):
            refusals.add(line.number, token.published, value)
        else:
            words.append((token.published, value))
    if words:
        lone = not found and len(line.tokens) == 1
        reason = words[0][1] if lone else Unused.REMARK if found else Unused.NOT_A_VALUE
        refusals.add(line.number, " ".join(word for word, _ in words), reason)


def _refusal(file: str, line: int, text: str, reason: Unused) -> Refusal:
    shown = text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]}…"
    return Refusal(file=file, line=line, text=shown, reason=reason)
