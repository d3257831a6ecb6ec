"""File names of reports; a unit's code is checked here once more, and never trusted as a path."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from orchestrator.model.bodies import Area
from orchestrator.text.viet import fold

INDEX = "index.html"
FINDINGS = "findings.csv"
MACHINES = "machines.csv"
DOCUMENT = "report.json"
FINDINGS_BOOK = "findings.xlsx"
MACHINES_BOOK = "machines.xlsx"
JUNIT = "junit.xml"
SIGHTINGS = "stix.json"
EVENTS = "events.cef"
FINDINGS_COLUMNS = "findings.parquet"
MACHINES_COLUMNS = "machines.parquet"
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
        stem = code if good else _digest("unit", code)
        used.add(stem.lower())
        named[code] = stem
    return named


def page(stem: str) -> str:
    """Return the name of a unit's report."""
    return f"{stem}.html"


def annex_page(stem: str) -> str:
    """Return the name of a unit's annex form."""
    return f"{stem}.annex.html"


def _digest(kind: str, code: str) -> str:
    return f"{kind}-{hashlib.sha256(code.encode('utf-8', 'backslashreplace')).hexdigest()[:16]}"


ANNEX = "annex"  # the stem of the whole's form; no other form is called so, each has a second dot
REPORT_LETTER = "report.docx"


def annex_of(stem: str) -> str:
    """Return the stem of a unit's or an area's form: its document, page and workbook."""
    return f"{stem}.annex"


def letter_of(stem: str) -> str:
    """Return the name of the letter that a unit's form is sent with."""
    return f"{stem}.letter.docx"


def area_stems(areas: Iterable[tuple[Area, ...]], units: Stems) -> tuple[str, ...]:
    """Return for each body between the authority and units the stem of its files: `ward-truc-bach`.

    Two of one name, one whose name has no letter that files may have, and one that a unit's files
    (`units`) are called like, get a digest.
    """
    given = tuple(areas)
    slugs = [_area_slug(within[-1]) for within in given]
    used = {"", *(stem.lower() for stem in units.values())}
    return tuple(
        slug
        if slugs.count(slug) == 1 and slug not in used
        else _digest(within[-1].level.code, repr(within))
        for slug, within in zip(slugs, given, strict=True)
    )


def area_pages(areas: Iterable[tuple[Area, ...]], units: Stems) -> Mapping[tuple[Area, ...], str]:
    """Return for each body between the authority and units the name of its page."""
    given = tuple(dict.fromkeys(within for within in areas if within))
    return {
        within: page(stem) for within, stem in zip(given, area_stems(given, units), strict=True)
    }


def _area_slug(area: Area) -> str:
    letters = re.sub(r"[^a-z0-9]+", "-", fold(area.name)).strip("-")
    return f"{area.level.code}-{letters}"[:80] if letters else ""
