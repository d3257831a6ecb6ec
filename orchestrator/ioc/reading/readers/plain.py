"""Plain lists, one value a line or many: in columns what is bare, and line by line the rest."""

import re
from collections.abc import Iterator

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import Deadline
from orchestrator.ioc.reading.entries import Entry, Refusals, Run, of_line
from orchestrator.ioc.reading.line_tokens import is_comment, line_of
from orchestrator.ioc.reading.readers.bare_columns import Rows, blocks, recognised
from orchestrator.model.indicator import Unused
from orchestrator.text.message import say

MAX_LINE_CHARS = 1024 * 1024
MAX_VAIN_LINES = 50_000
# One space first, so that the search for it is a search for one character.
_REMARK = re.compile(r" [ ]*+(?:#[^\n]*+)?$", re.MULTILINE)  # behind a value, or nothing
_COMMENT = re.compile(r"\n#[^\n]*+")


def read(text: str, refusals: Refusals) -> Iterator[Entry | Run]:
    """Yield the values of a plain list.

    Raises:
        ListError: It goes on and on, and holds none.
    """
    found, deadline = False, Deadline()
    for number, block in blocks(text):
        if number > MAX_VAIN_LINES and not found:
            raise ListError.one(
                say("list_file.vain_start", n=MAX_VAIN_LINES),
                say("list_file.mend.itself"),
                Place(file="", line=number),
            )
        odd = list[int]()
        for part in _columns(block, number):
            if isinstance(part, Rows):
                odd.extend(part.lines)
            elif part.values:
                found = True
                yield part
        for entry in _line_by_line(block, number, sorted(odd), refusals, deadline):
            found = True
            yield entry


def _columns(block: str, number: int) -> Iterator[Run | Rows]:
    """Recognise lines without their comments; a line without end is not looked at."""
    lines = block.count("\n")
    if len(block) > 2 * MAX_LINE_CHARS:
        yield Rows(range(number, number + lines), [], [])
        return
    bare = block.replace("\t", " ") if "\t" in block else block
    if "#" in bare:
        bare = _COMMENT.sub("\n", f"\n{bare}")[1:]
    if " " in bare:
        bare = _REMARK.sub("", bare)
    lowered = bare.lower()
    yield from recognised(number, bare, lowered.replace("[.]", ".") if "[" in bare else lowered)


def _line_by_line(
    block: str, number: int, wanted: list[int], refusals: Refusals, deadline: Deadline
) -> Iterator[Entry]:
    lines = block.split("\n") if wanted else ()
    for at in wanted:
        deadline.look()
        line = lines[at - number]
        if len(line) > MAX_LINE_CHARS:
            refusals.add(at, line, Unused.TOO_LONG)
            continue
        found = line_of(at, line)
        if found:
            yield from of_line(found, refusals)
        elif not is_comment(line):
            refusals.add(at, line.strip(), Unused.NO_VALUE)
