"""What a new version of a list adds, drops and judges otherwise."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from orchestrator.model.indicator import Indicator, Kind

_Key = tuple[Kind, str, int | None]


class Difference(Struct, frozen=True, kw_only=True):
    """Two versions of a list, compared by value and port; each part in canonical order.

    `changed` are pairs, the old one first, that differ in reach, class or dates of validity;
    where and how a value is published is no difference.
    """

    added: tuple[Indicator, ...]
    removed: tuple[Indicator, ...]
    changed: tuple[tuple[Indicator, Indicator], ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.added or self.removed or self.changed)


def compare(old: Iterable[Indicator], new: Iterable[Indicator]) -> Difference:
    """Return what differs between two sets of indicators."""
    before, after = _by_key(old), _by_key(new)
    return Difference(
        added=tuple(one for key, one in after.items() if key not in before),
        removed=tuple(one for key, one in before.items() if key not in after),
        changed=tuple(
            (before[key], one)
            for key, one in after.items()
            if key in before and _judged(before[key]) != _judged(one)
        ),
    )


def _by_key(indicators: Iterable[Indicator]) -> Mapping[_Key, Indicator]:
    return {(one.kind, one.value, one.port): one for one in indicators}


def _judged(one: Indicator) -> tuple[object, ...]:
    return one.scope, one.klass, one.valid_from, one.valid_until
