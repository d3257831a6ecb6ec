"""What a hunt found, on a terminal: a row for each value on each machine, and in how much."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orchestrator.cli.showing.table import table
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible

if TYPE_CHECKING:
    from orchestrator.sweep.hunting import Hunt, Hunted

_RIGHT = frozenset((6,))


def hunt_lines(hunt: "Hunt", words: Catalogue) -> Iterator[str]:
    """Yield the lines; what was not looked into is said last."""
    if hunt.found:
        yield table(_head(words), [_row(one, words) for one in hunt.found], _RIGHT)
        yield ""
    values = len({one.indicator or one.observed for one in hunt.found})
    machines = len({(one.machine.unit, one.machine.machine) for one in hunt.found})
    yield words("hunt.sum", values=values, machines=machines)
    yield words("hunt.looked", looks=hunt.looks, machines=hunt.machines)
    if hunt.unread:
        yield words("hunt.unread", looks=hunt.unread)


def _head(words: Catalogue) -> tuple[str, ...]:
    return (
        words("hunt.value"),
        words("hunt.unit"),
        words("hunt.machine"),
        words("hunt.met"),
        words("hunt.first"),
        words("hunt.last"),
        words("hunt.looks"),
    )


def _row(one: "Hunted", words: Catalogue) -> tuple[str, ...]:
    return (
        visible(one.observed),
        visible(one.machine.unit),
        visible(one.machine.label or one.machine.machine),
        _met(one, words),
        words.moment(one.first),
        words.moment(one.last),
        words.number(one.looks),
    )


def _met(one: "Hunted", words: Catalogue) -> str:
    """Return what the list says of it; nothing where no list was asked."""
    if one.indicator is None or one.status is None:
        return ""
    said = words("hunt.by", status=words.word("status", one.status), value=visible(one.indicator))
    return said if one.weakness is None else words("hunt.weak", said=said)
