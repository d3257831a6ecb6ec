"""Reader of the Windows sections: files, registry values, MSRT's log, Defender's last scans."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from orchestrator.checks.base import Context, Part
from orchestrator.checks.campaign_tool.profiles import PROFILES
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    joined,
    nothing,
    now,
    sight,
    text_lines,
)
from orchestrator.checks.traits import Cells, TraitReader, answer_rows, stated
from orchestrator.checks.values import moment
from orchestrator.model.answer import Answer
from orchestrator.model.observation import Posture, ScanOutcome, ToolTrace

_RAN = {(tool.id, glob): ran for tool in PROFILES for glob, ran in tool.globs.items()}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WHEN = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\s*\Z", re.ASCII)
_CODE = re.compile(r"\(0x([0-9A-Fa-f]{1,8})\)\s*\Z")
_OFFSET = re.compile(r"offset (-?\d{1,4})", re.ASCII)
# MSRT's return codes (KB891716): 6 to 13 found something or wait for a restart.
_NOTHING_FOUND, _LEFT, _FAILED = 0, range(6, 14), range(1, 5)


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return every trace; a machine without one is answered all the same, and not clean by that."""
    answers = tuple(
        _msrt(part, context)
        if part.name == "msrt"
        else answer_rows(part, context, *_READERS[part.name])
        for part in parts
        if part.name == "msrt" or part.name in _READERS
    )
    return joined(answers) if answers else nothing()


def _file(cells: Cells) -> ToolTrace:
    tool, glob, name, when = cells
    return ToolTrace(
        tool=tool, ran=_RAN.get((tool, glob), False), when=moment(when), where=f"{glob}: {name}"
    )


def _value(cells: Cells) -> ToolTrace:
    tool, place, said = cells
    return ToolTrace(tool=tool, ran=tool != "made", where=f"{place}: {said}")


def _scan(cells: Cells) -> ToolTrace:
    """Read a scan of Defender: the quick one runs by itself every day."""
    where, when = cells
    routine = where == "QuickScanEndTime"
    return ToolTrace(tool="defender", ran=True, routine=routine, when=moment(when), where=where)


_READERS: Mapping[str, tuple[int, TraitReader]] = {
    "files": (4, _file),
    "registry": (3, _value),
    "defender": (2, _scan),
}


def _msrt(part: Part, context: Context) -> Answer:
    """Read the log: each code closes the run whose times stand above it."""
    seen = sight(part, context)
    lines = text_lines(part.body)
    offset, when, runs = timedelta(0), None, list[Posture]()
    for line in lines:
        if found := _OFFSET.fullmatch(line):
            offset = timedelta(minutes=int(found[1]))
        elif code := _CODE.search(line):
            runs.append(stated(_run(int(code[1], 16), when, part.source), line, seen))
            when = None
        else:
            when = _local(line, offset) or when
    return answer(part, ParsedSection(observations=tuple(runs), rows=len(runs)), now(context))


def _run(code: int, when: datetime | None, where: str) -> ToolTrace:
    outcome = ScanOutcome.UNTOLD
    if code == _NOTHING_FOUND:
        outcome = ScanOutcome.NOTHING_FOUND
    elif code in _LEFT:
        outcome = ScanOutcome.LEFT
    elif code in _FAILED:
        outcome = ScanOutcome.FAILED
    return ToolTrace(tool="msrt", ran=True, when=when, outcome=outcome, where=where)


def _local(line: str, offset: timedelta) -> datetime | None:
    """Return the UTC time at the end of a line, written as C's asctime writes local time."""
    found = _WHEN.search(line)
    if found is None or found[1] not in _MONTHS:
        return None
    day, hour, minute, second, year = (int(digits) for digits in found.groups()[1:])
    try:
        local = datetime(
            year, _MONTHS.index(found[1]) + 1, day, hour, minute, second, tzinfo=UTC
        )  # fmt: skip
        return local - offset
    except (ValueError, OverflowError):
        return None
