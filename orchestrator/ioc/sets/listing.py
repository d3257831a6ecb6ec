"""What is in list files, before and after the guards, and some of their lines as they stand."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, groupby, islice
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.errors import ListError, Problem
from orchestrator.ioc.guarding.guard import Guard, GuardedEntries, count_distinct
from orchestrator.ioc.keeping.list_paths import Lists, grouped
from orchestrator.ioc.keeping.list_paths import with_columns as with_columns_of
from orchestrator.ioc.reading.entries import TableColumns, counted
from orchestrator.ioc.reading.list_file import (
    AS_IT_IS,
    ReadAs,
    check_columns,
    check_format,
    read_list,
)
from orchestrator.ioc.reading.readers.formats import TEXT_FORMATS
from orchestrator.ioc.sets.load import Guarded, judge_list
from orchestrator.ioc.sets.refusal_groups import RefusalGroup, refusal_groups, with_columns
from orchestrator.model.indicator import Kind, Refusal, Unused

_MAX_LINE_BYTES = 64 * 1024
_WRAPPED = (b"\x1f\x8b", b"\xfd7zXZ", b"PK", b"\xff\xfe", b"\xfe\xff")
_OTHER_USES = (Unused.HASH, Unused.EMAIL, Unused.FILE_NAME, Unused.OTHER_TYPE)


class ListSeen(Struct, frozen=True, kw_only=True):
    """One file, looked into.

    `passed` are the values that are used, and `counts` how many distinct ones of each kind there
    are; `skipped` are no values; `refused` are values that a guard refused; `groups` are both, by
    reason. `narrowed` match themselves only. `tables` are its tables with their columns.
    """

    path: str
    format: str
    passed: GuardedEntries
    counts: Mapping[Kind, int]
    skipped: tuple[Refusal, ...]
    refused: tuple[Refusal, ...]
    groups: tuple[RefusalGroup, ...]
    narrowed: int
    tables: tuple[TableColumns, ...]

    @property
    def total(self) -> int:
        """Distinct values of all kinds."""
        return sum(self.counts.values())

    @property
    def values(self) -> Mapping[Kind, frozenset[str]]:
        """The distinct normalised values of each kind that are used, made anew each time."""
        return {kind: frozenset(self.passed.texts(kind)) for kind in Kind}

    @property
    def guarded(self) -> int:
        """Values that a guard refused, however often each stands in the list."""
        return sum(counted(self.refused).values())

    @property
    def references(self) -> int:
        """Names and addresses that the list only refers to."""
        return sum(one.count for one in self.groups if one.reason is Unused.CITATION)


class ListsLookedInto(NamedTuple):
    """Lists that were looked into, and what bars others from it."""

    seen: tuple[ListSeen, ...]
    problems: tuple[Problem, ...]


def look_into(paths: Sequence[Path], asked: ReadAs = AS_IT_IS) -> ListsLookedInto:
    """Read lists and folders of lists without using them; one that cannot be read costs no other.

    Args:
        paths: Files and folders; what is beside an allow list is looked into without it.
        asked: What a person says of them all, over what a `sources.yml` says.

    Raises:
        ListError: A path holds no list, or no list has a column that `asked` names.
    """
    check_format(asked.format)
    guard, lists = Guard(), grouped(paths)
    seen, problems, tables = list[ListSeen](), list[Problem](), list[TableColumns]()
    for path in (*lists.iocs, *lists.sinkholes) or lists.allow:
        try:
            listed = read_list(path, path.name, _read_as(lists, path, asked))
        except ListError as error:
            problems.extend(error.problems)
            continue
        tables.extend(listed.tables)
        seen.append(_seen(path, judge_list(listed, guard)))
    if not problems:
        check_columns(asked.columns, tables)
    return ListsLookedInto(tuple(seen), tuple(problems))


def _read_as(lists: Lists, path: Path, asked: ReadAs) -> ReadAs:
    own = with_columns_of(lists.read_as(path), asked.columns)
    return replace(own, format=asked.format) if asked.format else own


def values(seen: Iterable[ListSeen], kind: Kind) -> tuple[str, ...]:
    """Return the distinct values of a kind over all files, sorted; exactly those counted."""
    every = sorted(chain.from_iterable(one.passed.texts(kind) for one in seen))
    return tuple(value for value, _ in groupby(every))


def as_json(seen: Sequence[ListSeen]) -> Mapping[str, object]:
    """Return what `ioc show --json` prints of the lists themselves."""
    return {
        "files": [
            {
                "path": one.path,
                "format": one.format,
                "counts": _counts((one,)),
                "guarded": one.guarded,
                "references": one.references,
                "unused": _unused(one.groups),
                "tables": [_table(table) for table in one.tables],
                "groups": [_group(group) for group in one.groups],
                "skipped": [_said(refused) for refused in one.skipped],
                "narrowed": one.narrowed,
                "refused": [_said(refused) for refused in one.refused],
            }
            for one in seen
        ],
        "total": _counts(seen),
    }


def _seen(path: Path, guarded: Guarded) -> ListSeen:
    listed = guarded.listed
    groups = refusal_groups(guarded.refused)
    wanted = frozenset(group.example.line for group in groups if group.example.line)
    return ListSeen(
        path=str(path),
        format=listed.format,
        passed=guarded.passed,
        counts={kind: _distinct([guarded.passed], kind) for kind in Kind},
        skipped=listed.skipped,
        refused=guarded.guarded,
        groups=with_columns(groups, some_lines(path, listed.format, wanted)),
        narrowed=guarded.passed.narrowed(),
        tables=listed.tables,
    )


def _counts(seen: Iterable[ListSeen]) -> dict[str, int]:
    every = tuple(seen)
    if len(every) == 1:
        return {kind.value: count for kind, count in every[0].counts.items()}
    return {kind.value: _distinct([one.passed for one in every], kind) for kind in Kind}


def _distinct(passed: Sequence[GuardedEntries], kind: Kind) -> int:
    """Count the distinct values of a kind."""
    most = sum(len(one.judged) for one in passed)
    return count_distinct(lambda: chain.from_iterable(one.texts(kind) for one in passed), most)


def _unused(groups: Iterable[RefusalGroup]) -> dict[str, int]:
    counts = {group.reason: group.count for group in groups}
    return {reason.value: counts[reason] for reason in _OTHER_USES if reason in counts}


def _table(table: TableColumns) -> dict[str, object]:
    return {
        "line": table.line,
        "used": [{"title": one.title, "use": one.use.value} for one in table.used],
        "unused": [{"title": one.title, "use": one.use.value} for one in table.unused],
    }


def _group(group: RefusalGroup) -> dict[str, object]:
    return {"reason": group.reason.value, "count": group.count, "example": _said(group.example)}


def _said(refused: Refusal) -> dict[str, object]:
    return {
        "line": refused.line,
        "column": refused.column,
        "text": refused.text,
        "reason": refused.reason,
    }


def some_lines(path: Path, form: str, wanted: frozenset[int]) -> Mapping[int, str]:
    """Return lines of a text list by their numbers; none of a document, a packed list or a folder.

    Args:
        path: The list.
        form: Its format.
        wanted: Numbers from 1.
    """
    if not wanted or form not in TEXT_FORMATS or not path.is_file():
        return {}
    found: dict[int, str] = {}
    with path.open("rb") as file:
        if file.peek(_MAX_LINE_BYTES).startswith(_WRAPPED):
            return {}
        for number, line in enumerate(islice(file, max(wanted)), 1):
            if number in wanted:
                text = line[:_MAX_LINE_BYTES].decode("utf-8-sig", "replace").rstrip("\r\n")
                found[number] = text
    return found
