"""Reader of the POSIX sections: os-release, and the last line of the package log that counts."""

from datetime import UTC, datetime

from orchestrator.checks.base import Context, Part
from orchestrator.checks.os_support.support_table import TABLE
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    joined,
    nothing,
    now,
    sight,
    text_lines,
)
from orchestrator.checks.traits import stated
from orchestrator.model.answer import Answer
from orchestrator.model.observation import Patched, Posture, Sight, System

_LOG_WORDS = 4  # date, time, `upgrade`, package


def read_posix(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the system and its newest upgrade; a distribution without dpkg has only the first."""
    answers = tuple(
        answer(part, _TABLES[part.name](part, sight(part, context)), now(context))
        for part in parts
        if part.name in _TABLES
    )
    return joined(answers) if answers else nothing()


def _os_release(part: Part, seen: Sight) -> ParsedSection:
    """Read each made line, which the script put around the file, as a file of its own."""
    lines = text_lines(part.body)
    end = len(lines) + 1 - part.made
    files = (lines[:1], lines[1:end], lines[end:])
    systems = tuple(_system(said, seen) for said in files if said)
    return ParsedSection(observations=systems, rows=len(systems))


def _system(lines: tuple[str, ...], seen: Sight) -> Posture:
    said = {key: value.strip("'\"") for key, _, value in (line.partition("=") for line in lines)}
    version = said.get("VERSION_ID", "")
    found = TABLE.find(said.get("ID", ""), version)
    system = System(
        name=said.get("PRETTY_NAME") or said.get("NAME", ""),
        version=version,
        ends=found.end("") if found else None,
        ends_source=found.source if found else "",
        table_dated=TABLE.dated,
    )
    return stated(system, "\n".join(lines), seen)


def _upgrades(part: Part, seen: Sight) -> ParsedSection:
    lines = text_lines(part.body)
    upgrades = tuple(found for line in lines if (found := _upgrade(line, seen)) is not None)
    broken = "" if len(upgrades) == len(lines) else "a line that names no upgrade"
    return ParsedSection(observations=upgrades, rows=len(lines), broken=broken)


def _upgrade(line: str, seen: Sight) -> Posture | None:
    """Read `2026-11-03 06:12:40 upgrade libc6:amd64 ...`: its local time is good to the day."""
    words = line.split()
    if len(words) < _LOG_WORDS:
        return None
    try:
        at = datetime.fromisoformat(words[0]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return stated(Patched(update=words[3], at=at), line, seen)


_TABLES = {"os_release": _os_release, "upgrades": _upgrades}
