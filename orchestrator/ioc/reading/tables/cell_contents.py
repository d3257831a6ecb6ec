"""What stands in a cell, by its looks alone: the only thing that says what its column is for."""

import re
from enum import StrEnum
from functools import lru_cache

from orchestrator.ioc.reading.line_tokens import DAMAGED, refang, texts_of
from orchestrator.ioc.reading.name_suffixes import (
    has_known_root,
    is_file_name,
    may_be_file_name,
)
from orchestrator.ioc.reading.normalise import (
    MAX_VALUE_CHARS,
    Value,
    host_value,
    normalise,
    whole_url,
)
from orchestrator.ioc.reading.tables.type_words import is_type, type_of
from orchestrator.model.indicator import Kind, Unused


class Content(StrEnum):
    """What a cell looks like."""

    EMPTY = "empty"
    ADDRESS = "address"  # or a range
    HOST = "host"
    URL = "url"
    EITHER = "either"  # a name or a file: `invoice.zip`
    PATTERN = "pattern"
    HASH = "hash"
    EMAIL = "email"
    FILE = "file"
    TYPE = "type"
    DATE = "date"
    NUMBER = "number"
    FORMULA = "formula"
    PROSE = "prose"
    WORD = "word"
    DAMAGED = "damaged"


NETWORK = frozenset((Content.ADDRESS, Content.HOST, Content.URL))
OF_NO_USE = frozenset((Content.HASH, Content.EMAIL, Content.FILE))
LISTED = NETWORK | OF_NO_USE | {Content.EITHER, Content.PATTERN}
"""What only a list lists: no title of a column looks so."""

_PATTERN = re.compile(r"\[\s*[a-z0-9-]+:[\w.\[\]*'\"-]+\s*(?:=|!=|IN|LIKE|MATCHES|ISSUBSET)\s*['(]")
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}:\d\d(?::\d\d)?|\d{1,2}[ -][a-z]{3,9}[ -]\d{2,4}|[a-z]{3,9}\.? \d{1,2},? \d{4})"
    r"(?:[T ,].{0,40}|Z)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\(?[-+]?\d[\d.,%]{0,17}\)?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.*-]*[\[({]?:[\])}]?[\[({]?//", re.IGNORECASE)
_MAX_WORD_CHARS, _PROSE_WORDS = 64, 4
_OF_KIND = {
    Kind.DOMAIN: Content.HOST,
    Kind.URL: Content.URL,
    **dict.fromkeys((Kind.IPV4, Kind.IPV6, Kind.CIDR4, Kind.CIDR6), Content.ADDRESS),
}
_OF_UNUSED = {
    Unused.HASH: Content.HASH,
    Unused.EMAIL: Content.EMAIL,
    Unused.DASH_RANGE: Content.ADDRESS,
    Unused.BAD_RANGE: Content.ADDRESS,
}


@lru_cache(maxsize=8192)
def content_of(cell: str) -> Content:
    """Return what a cell looks like, defanged or not."""
    text = cell.strip()
    if not text:
        return Content.EMPTY
    if DAMAGED in text:
        return Content.DAMAGED
    return _marked(text) or _plain(text) or _of_tokens(text)


def _marked(text: str) -> Content | None:
    """Return what the first sign of a text, or its length, says of it."""
    if text[0] == "=":
        return Content.FORMULA
    if text[0] == "[" and _PATTERN.match(text):
        return Content.PATTERN
    return Content.PROSE if len(text) > MAX_VALUE_CHARS else None


def _plain(text: str) -> Content | None:
    if len(text) > _MAX_WORD_CHARS:
        return None
    if is_type(text):
        return Content.TYPE
    if _DATE.fullmatch(text):
        return Content.DATE
    if text.isdecimal() or (_NUMBER.fullmatch(text) and text.count(".") < 2):  # noqa: PLR2004
        return Content.NUMBER
    return None


def _of_tokens(text: str) -> Content:
    if _SCHEME.match(text):  # spaces may be its own
        return content_of_token(refang(text.split(None, 1)[0]))
    label, announced, rest = text.partition(": ")
    if announced and isinstance(type_of(label), frozenset):
        text = rest
    tokens = [token.text for token in texts_of(text, comments=False)]
    if not tokens:
        return Content.WORD
    found = [content_of_token(token) for token in tokens]
    listed = [one for one in found if one in LISTED]
    if listed and (listed[0] is found[0]) and len(listed) * 2 >= len(found):
        return listed[0]
    return Content.WORD if len(found) < _PROSE_WORDS and not listed else Content.PROSE


def names_host(cell: str) -> bool:
    """Whether a host, an address or a URL stands in a cell, be it among other words."""
    tokens = texts_of(cell, comments=False) if "." in cell else ()
    return any(content_of_token(token.text) in NETWORK for token in tokens)


def content_of_token(text: str) -> Content:
    """Return what one refanged text without spaces looks like."""
    if is_file_name(text):
        return Content.FILE
    value = whole_url(text) if "://" in text else normalise(text)
    if isinstance(value, Unused):
        dotted = value is Unused.BAD_ADDRESS and text.count(".") > 1
        return Content.ADDRESS if dotted else _OF_UNUSED.get(value, Content.WORD)
    if value.kind is Kind.DOMAIN:
        return _of_name(text, value)
    if value.kind is Kind.URL:
        host = host_value(value.text)
        known = isinstance(host, Value) and _is_host(host)
        return Content.URL if known else Content.WORD
    return _OF_KIND[value.kind]


def _of_name(text: str, value: Value) -> Content:
    if may_be_file_name(text):
        return Content.EITHER
    return Content.HOST if has_known_root(value.text) else Content.WORD


def _is_host(value: Value) -> bool:
    return value.kind is not Kind.DOMAIN or has_known_root(value.text)
