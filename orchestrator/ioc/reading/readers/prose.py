"""Free text: letters, reports and annexes in which indicators stand among words.

Where a text writes its indicators defanged, a link that is not defanged is there to be followed:
it is a reference, and so is every link to the authority's own site. The site of an office or a
school that is not defanged there, or stands in a sentence, is whoever writes or is addressed.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from publicsuffixlist import PublicSuffixList

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.authorities import is_authority
from orchestrator.ioc.reading.bounds import in_time
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import Token, each_line, texts_of
from orchestrator.ioc.reading.name_suffixes import (
    has_known_root,
    is_archive_name,
    is_file_name,
    may_be_file_name,
)
from orchestrator.ioc.reading.normalise import Value, host_value, normalise
from orchestrator.model.indicator import Kind, Unused
from orchestrator.text.message import say

_DEFANGED = re.compile(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|hxxp|\[:\]|\[://\]", re.IGNORECASE)
_LABELLED = re.compile(r"(?P<label>[^\W\d_]{2,12}):(?P<value>(?!//).+)")
_NEXT_SENTENCE = re.compile(r"[a-zà-ỹ]\.[A-ZÀ-Ỹ][a-zà-ỹ]")
_VERSION = re.compile(r"v|ver|version|versions|build|bản|release|firmware", re.IGNORECASE)
_STATE = (".gov.vn", ".edu.vn")
_WORDY = 4  # texts of a line that is a sentence
_OPENING, _CLOSING = "([{<\"'`*_\u2018\u201c", ")]}>\"'`*_.:,;!?\u2019\u201d"
_TOLD = frozenset(
    (
        *(Unused.HASH, Unused.EMAIL, Unused.DASH_RANGE, Unused.BAD_ADDRESS, Unused.DAMAGED),
        Unused.AMBIGUOUS,
    )
)
MAX_LINE_CHARS = 1024 * 1024
_MIN_HASH_CHARS = 32
MAX_VAIN_LINES = 50_000


class ProseReader:
    """Reads text; holds the list of top-level domains that tell names from other words."""

    def __init__(self, text: str, *, defanged: bool = False) -> None:
        """Look whether the text defangs; `defanged` tells it of what stood beside it."""
        self._text = text
        self._defanged = defanged or is_defanged(text)

    @cached_property
    def _suffixes(self) -> PublicSuffixList:
        return PublicSuffixList(accept_unknown=False)

    def cells(self) -> Iterator[ListCell]:
        """Yield what may be an indicator; plain words are passed over.

        Raises:
            ListError: The text goes on and on, and holds none.
        """
        last = 0
        for number, line in enumerate(in_time(each_line(self._text)), 1):
            if len(line) > MAX_LINE_CHARS:
                yield ListCell(number, line, Unused.TOO_LONG)
                continue
            tokens = texts_of(line, comments=False)
            for before, token in zip((None, *tokens), tokens, strict=False):
                cell = self._cell(number, token, tokens, before)
                if cell:
                    last = number
                    yield cell
            if number - last > MAX_VAIN_LINES:
                raise ListError.one(
                    say("list_file.vain", n=MAX_VAIN_LINES),
                    say("list_file.mend.part"),
                    Place(file="", line=number),
                )

    def _cell(
        self, number: int, token: Token, beside: Sequence[Token], before: Token | None
    ) -> ListCell | None:
        if not token.like_value and len(token.text) < _MIN_HASH_CHARS:
            return None
        text = _bare(token.text)
        labelled = _LABELLED.fullmatch(text)
        if labelled and labelled["label"].lower() not in ("http", "https", "ftp"):
            text = labelled["value"]
        if is_file_name(text) or (may_be_file_name(text) and _is_file(token, text, beside)):
            return ListCell(number, token.published, Unused.FILE_NAME)
        value = normalise(text)
        if isinstance(value, Unused):
            return ListCell(number, token.published, value) if value in _TOLD else None
        if value.kind in (Kind.DOMAIN, Kind.URL):
            return self._named(number, token, text, value, wordy=len(beside) >= _WORDY)
        if before and value.port is None and _is_version(before, token):
            return ListCell(number, f"{before.published} {token.published}", Unused.NOT_A_VALUE)
        return ListCell(number, token.published, text)

    def _named(
        self, number: int, token: Token, text: str, value: Value, *, wordy: bool
    ) -> ListCell | None:
        host = value if value.kind is Kind.DOMAIN else host_value(value.text)
        if isinstance(host, Unused):
            return None
        if is_authority(host.text):
            return ListCell(number, token.published, Unused.CITATION)
        if host.kind is Kind.DOMAIN and self._suffixes.publicsuffix(host.text) is None:
            return ListCell(number, token.published, Unused.UNKNOWN_TLD) if "://" in text else None
        plain = not _DEFANGED.search(token.published)
        state = host.text.endswith(_STATE)
        told = self._defanged and ("://" in text or state)
        if plain and (told or (state and wordy)):
            return ListCell(number, token.published, Unused.CITATION)
        if plain and value.kind is Kind.DOMAIN and _NEXT_SENTENCE.search(token.published):
            return None
        return ListCell(number, token.published, text)


def is_defanged(text: str) -> bool:
    """Whether a text writes some of its names so that nobody follows them."""
    return _DEFANGED.search(text) is not None


def read(text: str, *, defanged: bool = False) -> Iterator[ListCell]:
    """Yield what a text lists.

    Args:
        text: Lines ended by a line feed.
        defanged: Whether tables of the same report write names so that nobody follows them.
    """
    return ProseReader(text, defanged=defanged).cells()


def _bare(text: str) -> str:
    """Return a word without the punctuation of the sentence around it."""
    while text:
        opened = text[0] in _OPENING and not (text[0] == "[" and "]:" in text)
        stripped = text[1:] if opened else text
        if stripped[-1:] in _CLOSING and stripped and not _closes(stripped):
            stripped = stripped[:-1]
        if stripped == text:
            return text
        text = stripped
    return text


def _is_file(token: Token, text: str, beside: Sequence[Token]) -> bool:
    """Whether what ends like a file and a name is a file: by its neighbours, or as most are."""
    others = [_bare(one.text) for one in beside if one is not token]
    files = any(map(is_file_name, others))
    names = any("." in one and not may_be_file_name(one) and _is_name(one) for one in others)
    if files or names:
        return files and not names
    return is_archive_name(text) and not _DEFANGED.search(token.published)


def _is_version(before: Token, token: Token) -> bool:
    """Whether four numbers are those of a program: `version 1.2.3.4`, `phiên bản 1.2.3.4`."""
    return _VERSION.fullmatch(_bare(before.text)) is not None and not _DEFANGED.search(
        token.published
    )


def _is_name(text: str) -> bool:
    value = normalise(text)
    return isinstance(value, Value) and value.kind is Kind.DOMAIN and has_known_root(value.text)


def _closes(text: str) -> bool:
    """Whether the bracket at the end belongs to the word: `https://bad.example/a_(b)`."""
    pairs = {")": "(", "]": "[", "}": "{", ">": "<"}
    opening = pairs.get(text[-1])
    return opening is not None and text.count(opening) >= text.count(text[-1])
