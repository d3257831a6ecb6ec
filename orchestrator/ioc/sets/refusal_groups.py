"""What of a list is not used, by reason: doubts first, the flood last, each with an example."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.ioc.reading.entries import counted
from orchestrator.model.indicator import Refusal, Unused

# What may have been an indicator; hashes, file names, references and the like never were one of
# those that a machine is looked at for.
DOUBTS = frozenset(
    {
        *(Unused.NOT_A_VALUE, Unused.NO_VALUE, Unused.SINGLE_LABEL, Unused.FORMULA),
        *(Unused.DASH_RANGE, Unused.BAD_ADDRESS, Unused.BAD_RANGE, Unused.AMBIGUOUS),
        *(Unused.TOO_LONG, Unused.UNKNOWN_TLD, Unused.DAMAGED, Unused.BAD_ROW, Unused.EXPRESSION),
    }
)
GUARDED = frozenset(
    {
        *(Unused.PUBLIC_RESOLVER, Unused.OWN, Unused.PUBLIC_SUFFIX, Unused.LOCAL_NAME),
        *(Unused.PRIVATE, Unused.CGNAT, Unused.LOOPBACK, Unused.LINK_LOCAL, Unused.MULTICAST),
        *(Unused.RESERVED, Unused.TOO_WIDE),
    }
)
_REFERRED = frozenset({Unused.CITATION, Unused.EXCEPTION, Unused.NOT_FOR_DETECTION})


class RefusalGroup(Struct, frozen=True, kw_only=True):
    """All refusals of a list for one reason: how many, and the first of them."""

    reason: Unused
    count: int
    example: Refusal


def refusal_groups(refused: Sequence[Refusal]) -> tuple[RefusalGroup, ...]:
    """Return refusals by reason: what may be lost, what guards keep off, references, the rest."""
    counts = counted(refused)
    first: dict[str, Refusal] = {}
    for one in refused:
        first.setdefault(one.reason, one)
    groups = (
        RefusalGroup(reason=Unused(reason), count=counts[reason], example=example)
        for reason, example in first.items()
    )
    return tuple(sorted(groups, key=lambda group: (_rank(group.reason), group.count, group.reason)))


def with_columns(
    groups: Iterable[RefusalGroup], lines: Mapping[int, str]
) -> tuple[RefusalGroup, ...]:
    """Return groups whose examples say in which column of their line they stand.

    Args:
        groups: Of one list.
        lines: The lines of the examples, as far as they are known, by their number.
    """
    return tuple(
        replace(group, example=replace(group.example, column=_column(group.example, lines)))
        for group in groups
    )


def _column(example: Refusal, lines: Mapping[int, str]) -> int | None:
    text = example.text.removesuffix("…").partition("\n")[0]
    at = lines.get(example.line, "").find(text)
    return at + 1 if at >= 0 and text else example.column


def _rank(reason: Unused) -> int:
    ranks = (DOUBTS, GUARDED, _REFERRED)
    return next((at for at, reasons in enumerate(ranks) if reason in reasons), len(ranks))
