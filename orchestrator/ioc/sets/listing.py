"""What is in list files, before and after the guards."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.ioc.guarding.guard import Guard
from orchestrator.ioc.keeping.list_paths import grouped
from orchestrator.ioc.reading.list_file import check_format, read_list
from orchestrator.ioc.sets.load import Guarded, judge_list
from orchestrator.model.indicator import Kind, Refusal, Scope, Unused

_OTHER_USES = (Unused.HASH, Unused.EMAIL, Unused.FILE_NAME, Unused.OTHER_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One file, looked into.

    `values` are the distinct normalised values of each kind before the guards; `skipped` are
    no values; `refused` are values that a guard refused; `narrowed` match themselves only.
    """

    path: str
    format: str
    values: Mapping[Kind, frozenset[str]] = field(repr=False)
    skipped: tuple[Refusal, ...]
    refused: tuple[Refusal, ...]
    narrowed: int

    @property
    def total(self) -> int:
        """Distinct values of all kinds."""
        return sum(map(len, self.values.values()))


def look_into(paths: Sequence[Path], wanted: str | None = None) -> tuple[Seen, ...]:
    """Read lists and folders of lists without using them.

    Args:
        paths: Files and folders; what is beside an allow list is looked into without it.
        wanted: The format to read them as, None to look what each one is.

    Raises:
        ListError: A path holds no list, or a list cannot be read.
    """
    check_format(wanted)
    guard, lists = Guard(), grouped(paths)
    return tuple(
        _seen(
            path, judge_list(read_list(path, path.name, wanted or lists.formats.get(path)), guard)
        )
        for path in (*lists.iocs, *lists.sinkholes) or lists.allow
    )


def values(seen: Iterable[Seen], kind: Kind) -> tuple[str, ...]:
    """Return the distinct values of a kind over all files, sorted; exactly those counted."""
    return tuple(sorted(frozenset[str]().union(*(one.values[kind] for one in seen))))


def as_json(seen: Sequence[Seen]) -> Mapping[str, object]:
    """Return what `ioc show --json` prints of the lists themselves."""
    return {
        "files": [
            {
                "path": one.path,
                "format": one.format,
                "counts": _counts((one,)),
                "unused": _unused(one.skipped),
                "skipped": [_said(refused) for refused in one.skipped],
                "narrowed": one.narrowed,
                "refused": [_said(refused) for refused in one.refused],
            }
            for one in seen
        ],
        "total": _counts(seen),
    }


def _seen(path: Path, guarded: Guarded) -> Seen:
    found = guarded.listed.entries.distinct()
    narrowed = {
        entry.value.text
        for entry, passed in guarded.passed
        if entry.value.kind is Kind.DOMAIN and passed.scope is Scope.EXACT
    }
    skipped = set(guarded.listed.skipped)
    return Seen(
        path=str(path),
        format=guarded.listed.format,
        values={kind: frozenset(texts) for kind, texts in found.items()},
        skipped=guarded.listed.skipped,
        refused=tuple(one for one in guarded.refused if one not in skipped),
        narrowed=len(narrowed),
    )


def _counts(seen: Iterable[Seen]) -> dict[str, int]:
    every = tuple(seen)
    return {
        kind.value: len(frozenset[str]().union(*(one.values[kind] for one in every)))
        for kind in Kind
    }


def _unused(skipped: Iterable[Refusal]) -> dict[str, int]:
    counts = Counter(one.reason for one in skipped)
    return {reason.value: counts[reason] for reason in _OTHER_USES if counts[reason]}


def _said(refused: Refusal) -> dict[str, object]:
    return {"line": refused.line, "text": refused.text, "reason": refused.reason}
