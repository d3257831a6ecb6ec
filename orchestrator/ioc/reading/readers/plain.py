"""Plain lists, one value a line or many: in columns what is bare, and line by line the rest."""

import re
from collections.abc import Iterator, Sequence

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import Deadline
from orchestrator.ioc.reading.entries import Entry, Refusals, Run, of_line
from orchestrator.ioc.reading.line_tokens import is_comment, line_of, refang
from orchestrator.ioc.reading.name_suffixes import (
    has_known_root,
    is_file_name,
    may_be_file_name,
)
from orchestrator.ioc.reading.normalise import normalise
from orchestrator.ioc.reading.readers.bare_columns import Rows, blocks, recognised
from orchestrator.model.indicator import Kind, Unused
from orchestrator.text.message import say

MAX_LINE_CHARS = 1024 * 1024
MAX_VAIN_LINES = 50_000
_SAMPLE_CHARS = 64 * 1024
_ANOTHER_REMARK = re.compile(r'[";]')
# One space first, so that the search for it is a search for one character.
_REMARK = re.compile(r" [ ]*+(?:#.*+)?\n")  # behind a value, or nothing


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
        odd = list[tuple[int, str]]()
        for part in _columns(block, number):
            if isinstance(part, Rows):
                odd.extend(zip(part.lines, part.published, strict=True))
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
    rows = Rows(run.lines, list(run.published), list(run.values))
    names, files = rows.parted(bytes(map(may_be_file_name, run.values)))
    for line, published in zip(files.lines, files.published, strict=True):
        refusals.add(line, published, Unused.FILE_NAME)
    return Run(names.lines, run.kind, names.published, names.values)


def _columns(block: str, number: int) -> Iterator[Run | Entry | Rows]:
    """Recognise lines without their remarks; a block of a line without end is not looked at."""
    if len(block) > MAX_LINE_CHARS:
        lines = block.split("\n")[:-1]
        yield Rows(range(number, number + len(lines)), lines, lines)
        return
    bare = block.replace("\t", " ") if "\t" in block else block
    if " " in bare:
        bare = _REMARK.sub("\n", bare)
    yield from recognised(number, bare, _refanged)


def _refanged(text: str) -> str:
    """Return lines in lower case and refanged."""
    return text.lower().replace("[.]", ".")


def _line_by_line(
    block: str,
    number: int,
    odd: Sequence[tuple[int, str]],
    refusals: Refusals,
    deadline: Deadline,
) -> Iterator[Entry]:
    """Yield the values of lines that were not recognised; each comes without its remark.

    A remark changes what is read of a line only where quotes are or a semicolon begins another
    one, and is shown of one that holds nothing.
    """
    whole = list[str]()
    for at, bare in odd:
        deadline.look()
        if len(bare) > MAX_LINE_CHARS:
            refusals.add(at, bare, Unused.TOO_LONG)
            continue
        line, found = bare, None if _ANOTHER_REMARK.search(bare) else line_of(at, bare)
        if found is None and not is_comment(bare):
            whole = whole or block.split("\n")
            line = whole[at - number]
            found = line_of(at, line)
        if len(line) > MAX_LINE_CHARS:
            refusals.add(at, line, Unused.TOO_LONG)
        elif found:
            yield from of_line(found, refusals)
        elif not is_comment(line):
            refusals.add(at, line.strip(), Unused.NO_VALUE)
