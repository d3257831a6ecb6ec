"""File names of reports; a unit's code is checked here once more, and never trusted as a path."""

import hashlib
import re
from collections.abc import Iterable, Mapping

INDEX = "index.html"
FINDINGS = "findings.csv"
MACHINES = "machines.csv"
DOCUMENT = "report.json"
FINDINGS_BOOK = "findings.xlsx"
MACHINES_BOOK = "machines.xlsx"
JUNIT = "junit.xml"
SIGHTINGS = "stix.json"
EVENTS = "events.cef"
MARK = ".orchestrator.json"

Stems = Mapping[str, str]

_SLUG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}")
_TAKEN = {"index", "con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}


def stems(codes: Iterable[str]) -> Stems:
    """Return for every unit code the stem of its files.

    A code that is no slug, is a reserved name (Windows' devices, `index`), or differs from an
    earlier one in case only, gets a digest instead: no two units share a file on any system.
    """
    named: dict[str, str] = {}
    used: set[str] = set()
    for code in sorted(set(codes)):
        good = _SLUG.fullmatch(code) and code.lower() not in _TAKEN | used
        stem = code if good else _digest(code)
        used.add(stem.lower())
        named[code] = stem
    return named


def page(stem: str) -> str:
    """Return the name of a unit's report."""
    return f"{stem}.html"


def annex_page(stem: str) -> str:
    """Return the name of a unit's annex form."""
    return f"{stem}.annex.html"


def _digest(code: str) -> str:
    return f"unit-{hashlib.sha256(code.encode('utf-8', 'backslashreplace')).hexdigest()[:16]}"
