"""Which format a text is in, by what most of its first lines look like."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from orchestrator.documents.delimited import named_delimiter
from orchestrator.ioc.reading.line_tokens import texts_of
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.ioc.reading.readers.blocking_rules import FORMS
from orchestrator.ioc.reading.readers.csv_table import (
    commented_header,
    delimiter_of_table,
    first_rows,
    is_piped,
    is_rule,
    piped_cells,
)
from orchestrator.ioc.reading.readers.no_list import no_list_of
from orchestrator.ioc.reading.readers.routeros import LINE as ROUTEROS_LINE
from orchestrator.ioc.reading.tables.table_parts import (
    begins_table,
    is_header,
    lists_by_columns,
)
from orchestrator.model.indicator import Unused

_SAMPLE_LINES = 200
_SAMPLE_CHARS = 256 * 1024
_MIN_CELLS = 2
_ALIKE = 0.8
_REMARK = re.compile(r"(?:^|\s)(?:#|//).*|\s;.*")
_PROSE_WORDS = 4
_COMMENTS = ("#", ";", "!", "//")
_LEADING_REMARKS = re.compile(r"(?:<!--(?:[^-]|-(?!->))*+-->\s*)++")
_ZONE = re.compile(r"^\S*+[ \t]+(?:\d+[ \t]+)?(?:IN[ \t]+)?SOA[ \t]", re.MULTILINE | re.IGNORECASE)
# A whole export of a router has address lists among much else.
_ROUTER_SECTION = re.compile(r"/ip(?:v6)?[ /](?:firewall[ /]address-list|dns[ /]static)")
_ROUTER_LINE = re.compile(r"/[a-z][a-z0-9 /-]*|(?:add|set|remove)\b.*|:do .*")
_FILTER = "[Adblock"  # how lists of filters for browsers begin
_PAGE = re.compile(r"\s*<(?:!doctype html|html|table|body|div)\b", re.IGNORECASE)
_SHAPES: Mapping[str, re.Pattern[str]] = {
    **{name: form.rule() for name, form in FORMS.items()},
    "routeros": ROUTEROS_LINE,
    "hosts": re.compile(r"(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+\S.*"),
    "rpz": re.compile(r"\S+\s+(?:\d+\s+)?(?:IN\s+)?CNAME\s+(?:\.|\*\.|rpz-\S+).*", re.IGNORECASE),
    "ipsum": re.compile(r"[0-9.]{7,15}\t[0-9]+"),
    "wildcard": re.compile(r"\*\.[^\s/*]+"),
}
# Forms whose lines look like any other's, known by what their comments say.
_BANNERS = {"maltrail": ("Maltrail", "# Reference:"), "netset": ("ipset", "hash:")}


def sniff(text: str) -> str:
    """Return a word of `readers.FORMATS`, or one of `no_list.NO_LISTS`, which are refused."""
    head = text[:_SAMPLE_CHARS].lstrip()
    remarks = _LEADING_REMARKS.match(head)
    head = head[remarks.end() :] if remarks else head
    if head.startswith(("{", "[")) and re.match(r"\{\s*[\"}]|\[\s*[{\[\"\]]", head):
        return "json"
    if head.startswith("<"):
        return "html" if is_page(head) else "xml"
    lines = [line.strip() for line in head.split("\n", _SAMPLE_LINES * 5)]
    body = [line for line in lines if line and not line.startswith(_COMMENTS)][:_SAMPLE_LINES]
    return _by_lines(head, body) if body else "plain"


def is_page(text: str) -> bool:
    """Whether a text begins as a web page, or as a part of one."""
    return _PAGE.match(text) is not None


def _by_lines(head: str, body: Sequence[str]) -> str:
    known = no_list_of(head, body) or _by_sign(head, body)
    if known:
        return known
    if _is_csv(head, body):
        return "csv"
    banner = next((name for name, marks in _BANNERS.items() if all(m in head for m in marks)), None)
    return banner or ("text" if _is_prose(body) else "plain")


def _by_sign(head: str, body: Sequence[str]) -> str | None:
    """Return a format that a sign tells, or the looks of most lines."""
    if head.startswith(_FILTER):
        return "adblock"
    if "SOA" in head.upper() and _is_zone(head, body):
        return "rpz"
    if any(map(_ROUTER_SECTION.fullmatch, body)) and _most(_ROUTER_LINE, body):
        return "routeros"
    shaped = next((name for name, shape in _SHAPES.items() if _most(shape, body)), None)
    return shaped or ("text" if _holds_tables(body) else None)


def _most(shape: re.Pattern[str], body: Sequence[str]) -> bool:
    return sum(1 for line in body if shape.fullmatch(line)) * 2 > len(body)


def _is_zone(head: str, body: Sequence[str]) -> bool:
    return _ZONE.search(head) is not None and any(map(_SHAPES["rpz"].fullmatch, body))


def _holds_tables(body: Sequence[str]) -> bool:
    """Whether a report in Markdown has tables among its text: `|---|---|` below a row."""
    ruled = any(
        above[:1] == "|" == line[:1] and is_rule(piped_cells(line))
        for above, line in pairwise(body)
    )
    return ruled and any(line[:1] != "|" for line in body)


def _is_csv(head: str, body: Sequence[str]) -> bool:
    """A header, in a comment or not, over rows of as many cells; or rows that list by columns."""
    if commented_header(head) or named_delimiter(body[0]):
        return True
    if is_piped(body):
        return True
    delimiter = delimiter_of_table(head)
    if body[0].startswith(delimiter):
        return False
    rows = first_rows(head, _SAMPLE_LINES)
    counts = [len(row.cells) for row in rows] or [0]
    usual = max(set(counts), key=counts.count)
    alike = counts.count(usual)
    if usual < _MIN_CELLS:
        titled = is_header([body[0]]) and not body[0].endswith(":")
        return titled and any(" " in line for line in body[1:])
    if counts[0] == usual and alike * 2 > len(counts) and begins_table(rows):
        return True
    quoted = min(counts) == max(counts) and all(line[0] == line[-1] == '"' for line in body)
    listing = alike >= _ALIKE * len(rows) and not _are_remarks(body, delimiter)
    return quoted or (listing and lists_by_columns(rows))


def _are_remarks(body: Sequence[str], delimiter: str) -> bool:
    """Whether what seems to part columns stands in remarks behind values."""
    bare = sum(delimiter in _REMARK.sub("", line) for line in body)
    return bare < _ALIKE * len(body)


def _is_prose(body: Sequence[str]) -> bool:
    wordy = sum(1 for line in body if _is_sentence(line))
    return wordy * 3 > len(body)


def _is_sentence(line: str) -> bool:
    if len(line.split()) < _PROSE_WORDS:
        return False
    tokens = texts_of(line)
    if not tokens:
        return False
    first = normalise(tokens[0].text)
    return not isinstance(first, Value) and first is not Unused.HASH
