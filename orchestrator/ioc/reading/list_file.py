"""One list file, or one MISP feed folder, to normalised values; nothing lost in silence."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import InputError, ListError, Place, Problem
from orchestrator.ioc.reading.entries import (
    Entries,
    Entry,
    ListCell,
    ReadList,
    Refusals,
    Run,
    TableColumns,
    of_cells,
)
from orchestrator.ioc.reading.file_bytes import FileContent, decode, file_bytes, unwrap
from orchestrator.ioc.reading.line_tokens import ListLine, dated
from orchestrator.ioc.reading.readers.formats import DOCUMENT_FORMATS, FORMATS, read_text
from orchestrator.ioc.reading.readers.json_tree import parse
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

DocumentReader = Callable[
    [bytes, Sequence[ColumnByHand]], Iterable[ListCell | ListLine | TableColumns]
]


class ReadAs(Struct, frozen=True, kw_only=True):
    """What a person said of a list.

    Attributes:
        format: A word of `FORMATS` to read it as, None to look what it is.
        columns: What columns of its tables are for.
    """

    format: str | None = None
    columns: tuple[ColumnByHand, ...] = ()


AS_IT_IS = ReadAs()
MANIFEST = "manifest.json"  # of a MISP feed, whose folder is one list


def read_list(path: Path, name: str, asked: ReadAs = AS_IT_IS) -> ReadList:
    """Read one list.

    Args:
        path: The file, or the folder of a MISP feed.
        name: What the list is called in citations and refusals.
        asked: What a person said of it.

    Raises:
        ListError: It cannot be read, or its date is no date. A file without any value is no
            error here: it has no entries.
    """
    try:
        if path.is_dir():
            return _read_feed(path / MANIFEST, path, name)
        return _read_file(path, name, asked)
    except InputError as error:
        raise ListError(_placed(one, path) for one in error.problems) from error


def read_feed(manifest: Path, events: Path, name: str) -> ReadList:
    """Read a MISP feed whose events stand in another folder than its manifest.

    Raises:
        ListError: As `read_list` raises it.
    """
    try:
        return _read_feed(manifest, events, name)
    except InputError as error:
        raise ListError(_placed(one, manifest) for one in error.problems) from error


def check_format(wanted: str | None) -> None:
    """Refuse a format that nobody reads.

    Raises:
        ListError: It is unknown.
    """
    if wanted is not None and wanted not in FORMATS:
        near = did_you_mean(wanted, FORMATS)
        mend = (
            say("mend.did_you_mean", meant=near)
            if near
            else say("list_file.mend.formats", words=", ".join(FORMATS))
        )
        raise ListError.one(say("list_file.format", word=repr(wanted)), mend)


def check_columns(given: Sequence[ColumnByHand], tables: Sequence[TableColumns]) -> None:
    """Refuse columns that a person decided about and that no table has.

    Raises:
        ListError: There are some.
    """
    met = frozenset[str]().union(*(table.met for table in tables))
    missing = [one.name for one in given if one.name not in met]
    if missing:
        columns = (one for table in tables for one in (*table.used, *table.unused))
        known = ", ".join(dict.fromkeys(f"`{one.title}`" for one in columns))
        mend = (
            say("list_column.mend.titles", titles=known) if known else say("list_column.mend.none")
        )
        raise ListError(
            Problem(what=say("list_column.missing", name=name), mend=mend) for name in missing
        )


def _read_file(path: Path, name: str, asked: ReadAs) -> ReadList:
    digest, source = _opened(path)
    refusals = Refusals(name)
    day = None
    if source.kind == "text":
        if asked.format in DOCUMENT_FORMATS:
            raise ListError.one(say("list_file.is_text", wanted=asked.format.upper()))
        text = decode(source.content)
        del source  # its bytes are as many as the text
        day = _dated(text)
        found, entries = read_text(text, refusals, asked.format, asked.columns)
    else:
        found, entries = _read_document(source, refusals, asked)
    return ReadList(
        name=name,
        format=found,
        sha256=digest,
        dated=day,
        modified=_modified(path),
        entries=Entries(entries),
        skipped=refusals.all(),
        tables=tuple(refusals.tables),
    )


def _opened(path: Path) -> tuple[str, FileContent]:
    raw = file_bytes(path)
    return hashlib.sha256(raw).hexdigest(), unwrap(raw)


def _read_document(
    source: FileContent, refusals: Refusals, asked: ReadAs
) -> tuple[str, tuple[Entry | Run, ...]]:
    if asked.format not in (None, source.kind):
        kind = source.kind.upper()
        raise ListError.one(say("list_file.is_document", kind=kind, wanted=asked.format))
    cells = _document_reader(source.kind)(source.content, asked.columns)
    return source.kind, tuple(of_cells(cells, refusals))


def _document_reader(kind: str) -> DocumentReader:
    """Return what reads that kind of document; most lists are none, and their libraries cost."""
    if kind == "pdf":
        from orchestrator.ioc.reading.readers import pdf  # noqa: PLC0415

        return pdf.read
    from orchestrator.ioc.reading.readers import documents  # noqa: PLC0415

    return documents.xlsx if kind == "xlsx" else documents.docx


def events_of(manifest: bytes) -> Mapping[str, object]:
    """Return what the manifest of a MISP feed says of each event, by the event's name.

    Raises:
        ListError: It is no manifest.
    """
    tree = parse(decode(manifest))
    if not isinstance(tree, dict):
        raise ListError.one(say("list_file.manifest"))
    return tree


def _read_feed(path: Path, folder: Path, name: str) -> ReadList:
    """A feed's manifest names its events; a file that it does not name is not part of it."""
    manifest = file_bytes(path)
    digest, refusals = hashlib.sha256(manifest), Refusals(name)
    entries = list[Entry | Run]()
    for event in sorted(events_of(manifest)):
        raw = file_bytes(folder / f"{Path(event).name}.json")
        digest.update(raw)
        entries.extend(read_text(decode(raw), refusals, "misp")[1])
    return ReadList(
        name=name,
        format="misp-feed",
        sha256=digest.hexdigest(),
        dated=None,
        modified=_modified(path),
        entries=Entries(tuple(entries)),
        skipped=refusals.all(),
    )


def _modified(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()


def _dated(text: str) -> date | None:
    try:
        found = dated(text)
    except ValueError as error:
        raise ListError.one(
            say("list_file.date"),
            say("list_file.mend.date"),
        ) from error
    return found[1] if found else None


def _placed(problem: Problem, path: Path) -> Problem:
    """Readers know the line, not the file."""
    place = problem.place or Place(file="")
    if place.file or str(path) in problem.what:
        return problem
    return Problem(
        place=Place(file=str(path), line=place.line, column=place.column),
        what=problem.what,
        mend=problem.mend,
    )


def names_of(files: Sequence[Path]) -> tuple[str, ...]:
    """Return how each list is cited: its file name, with its folder where two share the name."""
    counts = Counter(file.name for file in files)
    return tuple(
        file.name if counts[file.name] == 1 else f"{file.resolve().parent.name}/{file.name}"
        for file in files
    )
