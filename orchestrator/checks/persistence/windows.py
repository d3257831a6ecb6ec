"""Reader of the Windows sections: command lines, and the jobs of BITS, which fetches files."""

from itertools import chain

from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.mentions import addresses_in, decoded, names_in
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    joined,
    nothing,
    now,
    sight,
    tabulate,
)
from orchestrator.checks.texts import read_rows
from orchestrator.checks.values import moment
from orchestrator.model.answer import Answer
from orchestrator.model.observation import Sight, Transfer

_TRANSFERS = "transfers"
_CELLS = 6


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the command lines that start by themselves, and the transfers that do."""
    lines = tuple(part for part in parts if part.name != _TRANSFERS)
    jobs = (_transfers(part, context) for part in parts if part.name == _TRANSFERS)
    texts = (read_rows(lines, context),) if lines else ()
    return joined((*texts, *jobs)) if parts else nothing()


def _transfers(part: Part, context: Context) -> Answer:
    """Return the jobs, or what the service's log tells of them; a Windows may have neither."""
    if part.status == "missing":
        part = replace(part, status="absent")
    return answer(part, _table(part, sight(part, context)), now(context))


def _table(part: Part, seen: Sight) -> ParsedSection:
    return tabulate(part.body, lambda line: _row(line, seen), seen)


def _row(line: str, seen: Sight) -> tuple[Transfer, ...] | None:
    """Read time, job, owner, where from, where to, command; a job that waits has no time."""
    cells = line.split("\t")
    if len(cells) != _CELLS:
        return None
    when = moment(cells[0])
    told = (cells[3], cells[5], *decoded(cells[5]))
    return (
        Transfer(
            sight=seen if when is None else replace(seen, seen_from=when, seen_to=when),
            job=cells[1],
            owner=cells[2] or None,
            source=cells[3],
            target=cells[4] or None,
            command=cells[5] or None,
            names=tuple(dict.fromkeys(chain.from_iterable(map(names_in, told)))),
            addresses=tuple(dict.fromkeys(chain.from_iterable(map(addresses_in, told)))),
            when=when,
            raw=line.strip("\t"),
        ),
    )
