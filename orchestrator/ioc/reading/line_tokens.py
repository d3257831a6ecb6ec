"""Lines of a plain-text list to the texts that may be values: comments, columns, defanging."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

DAMAGED = "\ufffd"  # stands for what could not be read: an unsound byte, a NUL

_DOT = re.compile(r" ?\\?[\[({] ?(?:\.|dot) ?\\?[\])}] ?", re.IGNORECASE)
_WORD_DOT = re.compile(r"(?<=[\w-]) dot (?=[\w-])", re.IGNORECASE)
# One bracket of a pair, beside a dot, in the part of a text that names a host.
_HALF_DOT = re.compile(r"[\[({]\.|\.[\])}]")
_HOST_PART = re.compile(r"(?:[a-z][a-z0-9+.-]*:/{1,2})?[^/?#]*", re.IGNORECASE)
_OPTION = r"(?:all|doc|document|popup|important|network)"
# What stands behind the name of a filter that blocks all of a host, wherever one comes from.
WHOLE_HOST = rf"(?:\${_OPTION}(?:,{_OPTION})*)?"
_BLOCKED = re.compile(rf"(?<![@|])\|\|(?:\*\.)?([^\s^|/$*]+)\^{WHOLE_HOST}(?![^\s,;])")
_PUNCTUATION = re.compile(r"\\?[\[({](://|:|/)\\?[\])}]")
_DEFANGED = re.compile(r"[\[({\])}]|\\\.|^(?:h(?:xx|\*\*|tx|xt)p|hxxx|fxp)", re.IGNORECASE)
_SCHEME = re.compile(r"^\[?h(?:(?:tt|xx|\*\*|tx|xt)p|xxx)(s?)\]?(?=:)", re.IGNORECASE)
_FILE_SCHEME = re.compile(r"^fxp(s?)(?=:)", re.IGNORECASE)
_LINKED = re.compile(r"\[([^\[\]()\s]+)\]\([^()\s]+\)")  # of Markdown: what it shows is meant
_IP = r"(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}:[0-9a-f:.]+)"
_SPACED_RANGE = re.compile(rf"(?<![\w.:-])({_IP}) [-\u2013] (?={_IP})", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)(?:#|//)|^[;!]")
_DASH = re.compile(r" [-\u2013\u2014] ")
_FEW_WORDS = 2  # of a remark behind a dash
_DATE = re.compile(
    r"(?:#|;|//)+ ?(?:date|ngày|ngay) ?: ?"
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}))",
    re.IGNORECASE,
)
_COMMENT_STARTS = ("\n#", "\n;", "\n/", "\n ", "\n\t")
_DATE_COMMENT = re.compile(
    r"\n[^\S\n]*+(?P<comment>[#;/][#;/ \t]*+(?:date|ng)[^\n]*)", re.IGNORECASE
)
# Stands in every such comment, and in few other lines; to search for one character is quick.
_DATE_COLON = re.compile(r":(?<=[ey\s]:)\s*+\d", re.IGNORECASE)
_TOKEN = re.compile(
    r"[\"'`<\u201c]*[a-z][a-z0-9+.*-]*[\[({]?:[\])}]?//[^\s|\"<>]+|[^\s,;|]+",
    re.IGNORECASE,
)
# Most lines of most lists are one bare value: no defanging, no column, no comment.
_BARE = re.compile(r"(?!//|hxx|htx|hxt|fxp)[a-z0-9_.:/-]+", re.IGNORECASE)
_QUOTED_URL = re.compile(r'"([a-z][a-z0-9+.*-]*[\[({]?:[\])}]?//[^\s"]+)"', re.IGNORECASE)
_QUOTES = "\"'`<>\u201c\u201d"
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))


class Token(NamedTuple):
    """One text of a line: as published, and refanged.

    `like_value`: it has a dot, a colon or a slash, as every address, range, domain and URL has.
    `whole`: it stood in quotes of its own, so that a comma in it is its own.
    """

    published: str
    text: str
    like_value: bool
    whole: bool = False


class ListLine(NamedTuple):
    """The texts of one line, at least one, and those of its remark; lines count from 1."""

    number: int
    tokens: tuple[Token, ...]
    cited: tuple[Token, ...] = ()


def lines(text: str) -> Iterator[ListLine]:
    """Yield the lines that hold more than a comment, in order."""
    for number, line in enumerate(each_line(text), start=1):
        found = line_of(number, line)
        if found:
            yield found


def line_of(number: int, line: str) -> ListLine | None:
    """Return the texts of one line, None for a comment and an empty line."""
    quoted = _QUOTED_URL.fullmatch(line.strip()) if '"' in line else None
    if quoted:
        text = refang(quoted[1])
        return ListLine(number, (Token(quoted[1], text, like_value=True, whole=True),))
    body, remark = _parted(line) if ";" in line else (line, "")
    found = texts_of(body)
    if not found:
        return None
    cited = texts_of(remark) if remark else ()
    if len(found) > 1 and _DASH.search(body):
        found, beside = _said_behind_dash(body, found)
        cited = (*cited, *beside)
    return ListLine(number, found, cited)


def _said_behind_dash(
    body: str, found: tuple[Token, ...]
) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """Return the texts of a line, and the names in the words behind a dash: they are references.

    An address there belongs to what stands before it.
    """
    first, _, rest = _DASH.sub("\n", body, count=1).partition("\n")
    own, said = texts_of(first), texts_of(rest)
    words = [one for one in said if _is_word(one.text)]
    if len(words) < _FEW_WORDS or not any(one.like_value for one in own):
        return found, ()
    named = tuple(one for one in said if "." in one.text and any(map(str.isalpha, one.text)))
    left_out = frozenset(named).difference(own)
    return tuple(one for one in found if one not in left_out), named


def _parted(line: str) -> tuple[str, str]:
    """Return a line and what follows its semicolon, if that is words: they name references."""
    first, _, rest = line.partition(";")
    words = rest.split()
    wordy = len(words) > 1 and any(_is_word(word) for word in words)
    return (first, rest) if first.strip() and wordy else (line, "")


def _is_word(text: str) -> bool:
    return not _is_like_value(text) and any(map(str.isalnum, text))


def dated(text: str) -> tuple[int, date] | None:
    """Return line and day of the first comment `# date: 2022-09-11` or `# ngày: 11/09/2022`.

    Raises:
        ValueError: It names no day of the calendar.
    """
    if ":" not in text:
        return None
    whole, at = f"\n{text}", 0
    while colon := _DATE_COLON.search(whole, at):
        start = whole.rindex("\n", at, colon.start())
        if found := _date_comment(whole, start):
            return whole.count("\n", 0, start) + 1, _day(found)
        at = whole.find("\n", colon.start())
        if at < 0:
            break
    return None


def _date_comment(text: str, start: int) -> re.Match[str] | None:
    """Return what the line after a line feed says, if it is a comment that tells a day."""
    begins = text.startswith(_COMMENT_STARTS, start)
    candidate = _DATE_COMMENT.match(text, start) if begins else None
    comment = " ".join(candidate["comment"].split()) if candidate else ""
    return _DATE.fullmatch(unicodedata.normalize("NFC", comment)) if comment else None


def refang(text: str) -> str:
    """Return one text with its defanging undone: `hxxp[://]bad[.]example` and the like."""
    if not _DEFANGED.search(text):
        return text
    whole = _DOT.sub(".", text).replace("\\.", ".")
    if ":" in whole or "/" in whole:
        whole = _with_scheme(_PUNCTUATION.sub(r"\1", whole))
    host = _HOST_PART.match(whole)
    if host is None or not _HALF_DOT.search(host[0]):
        return whole
    # `one.example[.ar` can be read in one way; a bracket that is left makes it no host.
    return _HALF_DOT.sub(".", host[0]) + whole[host.end() :]


def _with_scheme(text: str) -> str:
    if text[:1] in ("f", "F"):
        return _FILE_SCHEME.sub(r"ftp\1", text)
    return _SCHEME.sub(r"http\1", text)


def _day(found: re.Match[str]) -> date:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    return date(int(found["y"]), int(found["m"]), int(found["d"]))


def each_line(text: str) -> Iterator[str]:
    """Yield lines without copying them all at once, as `splitlines` would."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def is_comment(line: str) -> bool:
    """Return whether a line without texts says nothing by its form: a comment, or white space."""
    body = line.translate(_INVISIBLE).strip()
    return not body or _COMMENT.match(body) is not None


def texts_of(line: str, *, comments: bool = True) -> tuple[Token, ...]:
    """Return the texts of one line or cell; with `comments` what follows `#` is left out."""
    body = line.strip()
    if _BARE.fullmatch(body):
        return (Token(body, body, _is_like_value(body)),)
    if "](" in body:
        body = _LINKED.sub(r"\1", body)
    comment = _COMMENT.search(body) if comments else None
    if "||" in body:
        body = _BLOCKED.sub(r" \1 ", body)
        comment = _COMMENT.search(body) if comments else None
    body = " ".join((body[: comment.start()] if comment else body).translate(_INVISIBLE).split())
    joined = _SPACED_RANGE.sub(r"\1-", _WORD_DOT.sub("[.]", _DOT.sub("[.]", body)))
    found = tuple(filter(None, map(_trim, _TOKEN.findall(joined))))
    published = (_trim(body),) if len(found) == 1 else found
    return tuple(_token(*pair) for pair in zip(published, found, strict=True))


def _token(published: str, found: str) -> Token:
    text = refang(found)
    return Token(published, text, _is_like_value(text))


def _is_like_value(text: str) -> bool:
    return "." in text or ":" in text or "/" in text


def _trim(text: str) -> str:
    bare = text.lstrip(_QUOTES).rstrip(_QUOTES + ",;!?")
    last = bare[-1:]
    if last == ")" and bare[0] == "(" and bare.count("(") == 1:
        return bare[1:-1]
    if last == "*" and bare[:2] == "**" == bare[-2:] and len(bare) > len("****"):
        return bare[2:-2]
    return bare
