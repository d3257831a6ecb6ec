"""From a section that was understood, or not, to the answer of its check."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.odd_rows import as_setting
from orchestrator.model.answer import (
    Answer,
    Answered,
    NotApplicable,
    Note,
    Unanswered,
    Unread,
    Window,
)
from orchestrator.model.observation import Observation, Sight

_UNREAD = {
    "cut": Unread.CUT,
    "denied": Unread.DENIED,
    "missing": Unread.MISSING,
    "off": Unread.OFF,
    "failed": Unread.FAILED,
    "garbled": Unread.GARBLED,
    "remote": Unread.REMOTE_PATH,
    "unloaded": Unread.HIVE_NOT_LOADED,
    "flooded": Unread.FLOODED,
}


class ParsedSection(Struct, frozen=True, kw_only=True):
    """What a parser made of one section.

    Attributes:
        observations: What it saw, the made row included.
        rows: How many rows there were, the made row included.
        odd: How many of them it did not understand, and could pass over.
        broken: The first thing that it could not understand, where that is too much to pass
            over; empty if the table stands.
    """

    observations: tuple[Observation, ...] = ()
    rows: int = 0
    odd: int = 0
    broken: str = ""


RowReader = Callable[[str], tuple[Observation, ...] | None]
OddReader = Callable[[str, Sight], tuple[Observation, ...]]
# An odd row is one that a program of its own kind left behind. Where one in twenty is odd the
# table has another shape than its reader knows; and more than twenty nobody looks through.
_ODD_SHARE, _MOST_ODD = 20, 20


def text_lines(body: bytes) -> tuple[str, ...]:
    """Return the lines of a section that are not blank, decoded as UTF-8, without line ends."""
    lines = body.decode("utf-8", "replace").split("\n")
    return tuple(line.rstrip("\r") for line in lines if line.strip())


def tabulate(
    body: bytes,
    read_row: RowReader,
    seen: Sight,
    *,
    is_row: Callable[[str], bool] = bool,
    odd: OddReader = as_setting,
) -> ParsedSection:
    """Read a section row by row.

    Args:
        body: The section, one row a line.
        read_row: Returns what one row shows, nothing for a row without meaning here, None for a
            line that it does not understand.
        seen: Who saw the rows, and when.
        is_row: Tells a row from a heading or a comment, which is passed over.
        odd: Returns what a line that was not understood shows all the same: it could be the very
            one looked for.
    """
    lines = tuple(filter(is_row, text_lines(body)))
    found: list[Observation] = []
    strange: list[str] = []
    for line in lines:
        row = read_row(line)
        if row is None:
            strange.append(line)
            row = odd(line, seen)
        found += row
    return passing_over(tuple(found), lines, strange)


def passing_over(
    observations: tuple[Observation, ...], rows: Sequence[str], strange: Sequence[str]
) -> ParsedSection:
    """Return a table that stands although a few of its rows were not understood, or does not.

    Who does not understand the made row, which is the first and the last, reads another table.
    """
    unmade = bool(strange) and not {rows[0], rows[-1]}.isdisjoint(strange)
    few = not unmade and len(strange) <= min(len(rows) // _ODD_SHARE, _MOST_ODD)
    return ParsedSection(
        observations=observations,
        rows=len(rows),
        odd=len(strange) if few else 0,
        broken="" if few else strange[0],
    )


def sight(part: Part, context: Context) -> Sight:
    """Return the sight of a source that shows the present moment."""
    return Sight(source=part.source, seen_from=context.clock, seen_to=context.clock)


def now(context: Context) -> Window:
    """Return the window of a source that shows the present moment."""
    return Window(start=context.clock, end=context.clock)


def reaching(window: Window, far: timedelta) -> tuple[Note, ...]:
    """Return the note of a log that does not reach back as far as its rows count.

    Its older rows were overwritten, cleared or not read: none of that tells that there were none.
    """
    whole = window.start and window.end and window.end - window.start >= far
    return () if whole else (Note.PARTIAL_WINDOW,)


def answer(
    part: Part,
    table: ParsedSection,
    window: Window,
    *,
    rows_needed: bool = False,
    notes: Iterable[Note] = (),
) -> Answer:
    """Return the answer that one section gives.

    Args:
        part: The section.
        table: What its parser made of it.
        window: How far back the source can see.
        rows_needed: Whether a table with nothing but the made row was not really read.
        notes: What a reader should know of it all the same.
    """
    if part.status != "ok":
        return unread(part, table.observations)
    if table.broken:
        return _unanswered(Unread.UNPARSABLE, part, table.broken, table.observations)
    if table.rows < part.made + rows_needed:
        return _unanswered(Unread.EMPTY, part, "no row", table.observations)
    return Answered(
        observations=table.observations,
        source=part.source,
        window=window,
        rows=table.rows - part.made,
        notes=(*notes, *((Note.ODD_ROWS,) if table.odd else ())),
        canaries=part.made,
    )


def unread(part: Part, observations: tuple[Observation, ...] = ()) -> Unanswered | NotApplicable:
    """Return the answer of a section that was not read to its end, with what was seen of it."""
    if part.status == "absent" and not observations:
        return NotApplicable(why=part.detail)
    reason = _UNREAD.get(part.status, Unread.UNPARSABLE)
    return _unanswered(reason, part, part.detail, observations)


def nothing() -> Unanswered:
    """Return the answer of a check that printed no section which its reader knows."""
    return Unanswered(reason=Unread.EMPTY, detail="no section")


def _unanswered(
    reason: Unread, part: Part, detail: str, observations: tuple[Observation, ...]
) -> Unanswered:
    source = part.source or None
    return Unanswered(reason=reason, detail=detail, source=source, observations=observations)


def read_absent(parts: tuple[Part, ...], _context: Context) -> Answer:
    """Return the answer of a check that has no source on this family of machines."""
    return unread(parts[0]) if parts else nothing()


def joined(answers: tuple[Answer, ...]) -> Answer:
    """Return one answer for sections that all had to be read.

    The first that was not read decides; what the others saw still counts. A source that this
    kind of machine does not have takes nothing away from the others.
    """
    asked = tuple(one for one in answers if not isinstance(one, NotApplicable))
    if not asked:
        return answers[0] if answers else nothing()
    seen = tuple(found for one in asked for found in one.observations)
    notes = tuple(dict.fromkeys(note for one in asked for note in one.notes))
    for one in asked:
        if isinstance(one, Unanswered):
            return replace(one, observations=seen, notes=notes)
    return _sum(tuple(one for one in asked if isinstance(one, Answered)), seen, notes)


def _sum(
    answered: tuple[Answered, ...], seen: tuple[Observation, ...], notes: tuple[Note, ...]
) -> Answered:
    return Answered(
        observations=seen,
        source=" + ".join(one.source for one in answered),
        window=answered[0].window,
        rows=sum(one.rows for one in answered),
        notes=notes,
        canaries=sum(one.canaries for one in answered),
    )
