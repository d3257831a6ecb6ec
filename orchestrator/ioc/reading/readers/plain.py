"""Plain lists, one value a line or many: in columns what is bare, and line by line the rest."""

import re
from collections.abc import Iterator, Sequence

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import Deadline
from orchestrator.ioc.reading.entries import Entry, Refusals, Run, of_line
from orchestrator.ioc.reading.known_suffixes import (
    has_known_root,
    is_file_name,
    may_be_file_name,
)
from orchestrator.ioc.reading.line_tokens import is_comment, line_of, refang
from orchestrator.ioc.reading.normalise import normalise
from orchestrator.ioc.reading.readers.bare_columns import Rows, blocks, recognised
from orchestrator.model.indicator import Kind, Unused
from orchestrator.text.message import say

MAX_LINE_CHARS = 1024 * 1024
MAX_VAIN_LINES = 50_000
_SAMPLE_CHARS = 64 * 1024
_STRIDE_CHARS = 1024
# One space first, so that the search for it is a search for one character.
_REMARK = re.compile(r" [ ]*+(?:#[^\n]*+)?$", re.MULTILINE)  # behind a value, or nothing
_COMMENT = re.compile(r"#(?<=\n#)[^\n]*+")


def read(text: str, refusals: Refusals) -> Iterator[Entry | Run]:
    """Yield the values of a plain list.

    Raises:
        ListError: It goes on and on, and holds none.
    """
    found, deadline, files = False, Deadline(), are_files(text)
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
            elif isinstance(part, Entry):
                found = True
                yield part
            elif (run := _without_files(part, refusals) if files else part).values:
                found = True
                yield run
        for entry in _line_by_line(block, number, sorted(odd), refusals, deadline):
            found = True
            yield entry


def are_files(text: str) -> bool:
    """Whether the beginning of a list names more files than hosts: then `a.zip` is a file."""
    words = text[:_SAMPLE_CHARS].split()
    files = sum(map(is_file_name, words))
    return files > 0 and files > sum(map(_is_host, words))


def _is_host(word: str) -> bool:
    if "." not in word or is_file_name(word) or may_be_file_name(word):
        return False
    value = normalise(refang(word))
    if isinstance(value, Unused):
        return False
    return value.kind is not Kind.DOMAIN or has_known_root(value.text)


def _without_files(run: Run, refusals: Refusals) -> Run:
    """Return a run without what may be files, which are refused."""
    if run.kind is not Kind.DOMAIN:
        return run
    rows = Rows(run.lines, run.published, run.values)
    files, names = rows.parted(bytes(map(may_be_file_name, run.values)))
    for line, published in zip(files.lines, files.published, strict=True):
        refusals.add(line, published, Unused.FILE_NAME)
    return Run(names.lines, run.kind, names.published, names.values)


def _columns(block: str, number: int) -> Iterator[Run | Entry | Rows]:
    """Recognise lines without their comments; a line without end is not looked at."""
    if len(block) > 2 * MAX_LINE_CHARS:
        yield Rows(range(number, number + block.count("\n")), [], [])
        return
    bare = block.replace("\t", " ") if "\t" in block else block
    if " " in bare:
        bare = _REMARK.sub("", bare)
    if "#" in bare:
        bare = _COMMENT.sub("", f"\n{bare}")[1:]
    yield from recognised(number, bare, _refanged)


def _refanged(text: str) -> str:
    lowered = text.lower()
    return lowered.replace("[.]", ".") if "[" in text else lowered


def _line_by_line(
    block: str, number: int, wanted: Sequence[int], refusals: Refusals, deadline: Deadline
) -> Iterator[Entry]:
    for at, line in _lines_at(block, number, wanted):
        deadline.look()
        if len(line) > MAX_LINE_CHARS:
            refusals.add(at, line, Unused.TOO_LONG)
            continue
        found = line_of(at, line)
        if found:
            yield from of_line(found, refusals)
        elif not is_comment(line):
            refusals.add(at, line.strip(), Unused.NO_VALUE)


def _lines_at(block: str, number: int, wanted: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield some lines by their numbers, ascending; where they are few, the others cost little."""
    start, line = 0, number
    for at in wanted:
        while (passed := block.count("\n", start, start + _STRIDE_CHARS)) < at - line:
            start, line = start + _STRIDE_CHARS, line + passed
        for _ in range(at - line):
            start = block.index("\n", start) + 1
        line = at
        yield at, block[start : block.index("\n", start)]
