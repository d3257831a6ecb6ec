"""What a line only quotes: the query of a URL, and the page that led to one (its referrer).

Whoever asks a search engine about a listed name, or comes from a page, has not asked for it here.
"""

import re

from orchestrator.match.logs.reading import LineReading

# As narrow as can be: where it is not sure that a query goes on, what follows is no quotation.
_TOKEN = re.compile(r"[^\s\"'<>|\\^`{}\[\](),;]+")
_QUERY = "?"


def without_referrer(line: str, reading: LineReading) -> str:
    """Return a line without the page that led to what was asked for."""
    if reading.referrer is None:
        return line
    start, end = reading.referrer
    return f"{line[:start]} {line[end:]}"


def without_queries(line: str) -> str:
    """Return a line without the queries of its URLs (`http://a/b?query`, `/b?query`)."""
    return _TOKEN.sub(_before_query, line) if _QUERY in line else line


def _before_query(found: re.Match[str]) -> str:
    before, mark, _ = found[0].partition(_QUERY)
    return f"{before} " if mark and "/" in before else found[0]
