"""From a section that was understood, or not, to the answer of its check."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from orchestrator.checks.base import Context, Part
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
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedSection:
    """What a parser made of one section.

    Attributes:
        observations: What it saw, the made row included.
        rows: How many rows there were, the made row included.
        broken: The first thing that it could not understand; empty if it understood all.
    """

    observations: tuple[Observation, ...] = field(default=(), repr=False)
    rows: int = 0
    broken: str = ""


RowReader = Callable[[str], tuple[Observation, ...] | None]


def text_lines(body: bytes) -> tuple[str, ...]:
    """Return the lines of a section that are not blank, decoded as UTF-8, without line ends."""
    lines = body.decode("utf-8", "replace").split("\n")
    return tuple(line.rstrip("\r") for line in lines if line.strip())


def tabulate(
    body: bytes, read_row: RowReader, *, is_row: Callable[[str], bool] = bool
) -> ParsedSection:
    """Read a section row by row.

    Args:
        body: The section, one row a line.
        is_row: Tells a row from a heading or a comment, which is passed over.
        read_row: Returns what one row shows, nothing for a row without meaning here, None for a
            line that it does not understand: such a line could be the very one looked for, and
            breaks the table.
    """
    lines = tuple(line for line in text_lines(body) if is_row(line))
    read = tuple(read_row(line) for line in lines)
    return ParsedSection(
        observations=tuple(seen for row in read for seen in row or ()),
        rows=len(lines),
        broken=next((line for line, row in zip(lines, read, strict=True) if row is None), ""),
    )


def sight(part: Part, context: Context) -> Sight:
    """Return the sight of a source that shows the present moment."""
    return Sight(source=part.source, seen_from=context.clock, seen_to=context.clock)


def now(context: Context) -> Window:
    """Return the window of a source that shows the present moment."""
    return Window(start=context.clock, end=context.clock)


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
        notes=tuple(notes),
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
    for one in asked:
        if isinstance(one, Unanswered):
            return Unanswered(
                reason=one.reason, detail=one.detail, source=one.source, observations=seen
            )
    return _sum(tuple(one for one in asked if isinstance(one, Answered)), seen)


def _sum(answered: tuple[Answered, ...], seen: tuple[Observation, ...]) -> Answered:
    return Answered(
        observations=seen,
        source=" + ".join(one.source for one in answered),
        window=answered[0].window,
        rows=sum(one.rows for one in answered),
        notes=tuple(note for one in answered for note in one.notes),
        canaries=sum(one.canaries for one in answered),
    )
