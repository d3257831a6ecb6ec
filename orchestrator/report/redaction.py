"""A set of reports as one reader gets it: pure, whole, and before any writer sees it.

No verdict and no count changes: a machine whose finding must not be named fails all the same.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.model.campaign import Finding
from orchestrator.model.indicator import Indicator, ListedContext
from orchestrator.model.look import met_value
from orchestrator.model.result import Hit, ScopeRow
from orchestrator.report.reading import CONTENT, TREATMENTS, ReportReader, TextContent, Treatment
from orchestrator.report.shown import Shown

MARK = "[…]"
"""What stands in the place of a text that is withheld; the same in every language."""

_HOME = re.compile(
    r"((?:[\\/]|^)(?:home|users|documents and settings)[\\/]+)[^\\/\r\n]+", re.IGNORECASE
)
D = TypeVar("D", bound=Struct)


def redacted(shown: Shown, reading: ReportReader) -> Shown:
    """Return a set as a reader gets it; the same set gives the same texts."""
    redaction = _Redaction(shown, reading)
    result = redaction.record(shown.result)
    judged = redaction.record(shown.judged) if shown.judged else None
    return Shown(result=result, judged=judged, reading=reading)


class _Redaction:
    """What becomes of each text of one set, for one reader."""

    def __init__(self, shown: Shown, reading: ReportReader) -> None:
        self._treatments = TREATMENTS[reading]
        self._machines = _aliases(shown)
        marked = (one for one in _indicators(shown) if one.restricted)
        self._free = frozenset(_free(shown)) - {text for one in marked for text in _listed(one)}
        self._held = _held(shown, self._free)
        self._done: dict[int, tuple[object, object]] = {}

    def record(self, value: D) -> D:
        """Return a record with every text in it treated; what is met again is not made again."""
        known = self._done.get(id(value))
        if known is None:
            known = self._done[id(value)] = (value, self._record(value))
        return cast("D", known[1])

    def _record(self, value: Struct) -> object:
        match value:
            case ListedContext() if value.restricted:
                return ListedContext(tlp=value.tlp)
            case ScopeRow():
                value = self._scope(value)
            case Hit() if value.of_own_address and self._withholds(TextContent.ADDRESS):
                value = replace(value, observed=MARK)
        changed = {}
        for name, content in _fields_of(type(value)):
            old = getattr(value, name)
            new = self._part(old, content)
            if new is not old:
                changed[name] = new
        return replace(value, **changed) if changed else value

    def _part(self, value: object, content: TextContent | None) -> object:
        if isinstance(value, str):  # a message for people, too; words of closed sets are none
            return value if isinstance(value, Enum) else self._text(value, content)
        if isinstance(value, Struct):
            return self.record(value)
        if isinstance(value, Mapping):
            return {key: self._part(one, content) for key, one in value.items()}
        if isinstance(value, frozenset):
            return frozenset(self._part(one, content) for one in value)
        if isinstance(value, Sequence):
            parts = tuple(self._part(one, content) for one in value)
            same = all(new is old for new, old in zip(parts, value, strict=True))
            return value if same and isinstance(value, tuple) else parts
        return value

    def _scope(self, scope: ScopeRow) -> ScopeRow:
        if self._treatments[TextContent.MACHINE] is not Treatment.ALIAS:
            return scope
        return replace(scope, machine=self._machines[scope.unit, scope.machine])

    def _withholds(self, content: TextContent) -> bool:
        return self._treatments[content] is Treatment.WITHHOLD

    def _text(self, text: str, content: TextContent | None) -> str:
        treatment = Treatment.WITHHOLD if content is None else self._treatments[content]
        return _TREAT.get(treatment, self._marked)(text) if text else text

    def _marked(self, text: str) -> str:
        """Return a listed value that may leave; of any other its number, or a mark."""
        if text in self._free:
            return text
        return self._held.get(text, MARK)


def _masked(text: str) -> str:
    return _HOME.sub(rf"\1{MARK}", text)


def _last(text: str) -> str:
    return text[max(text.rfind("/"), text.rfind("\\")) + 1 :] or MARK


def _kept(text: str) -> str:
    return text


def _withheld(_: str) -> str:
    return MARK


_TREAT: Mapping[Treatment, Callable[[str], str]] = {
    Treatment.KEEP: _kept,
    Treatment.MASK: _masked,
    Treatment.LAST: _last,
    Treatment.ALIAS: _kept,  # of a machine: `_scope` gave it, which alone knows the unit
    Treatment.WITHHOLD: _withheld,
}


@cache
def _fields_of(kind: type[Struct]) -> tuple[tuple[str, TextContent | None], ...]:
    contents = CONTENT.get(kind.__name__, {})
    return tuple((name, contents.get(name)) for name in kind.__struct_fields__)


def _aliases(shown: Shown) -> Mapping[tuple[str, str], str]:
    """Return for each machine, by unit and name, its number among those of its unit."""
    names: dict[str, set[str]] = {}
    for unit in shown.result.units:
        for machine in unit.machines:
            names.setdefault(machine.scope.unit, set()).add(machine.scope.machine)
    for standings in shown.judged.units if shown.judged else ():
        for one in (*standings.machines, *standings.removed):
            names.setdefault(one.scope.row.unit, set()).add(one.scope.row.machine)
    return {
        (code, name): f"{code}-{at:0{max(3, len(str(len(of))))}}"
        for code, of in names.items()
        for at, name in enumerate(sorted(of), 1)
    }


def _free(shown: Shown) -> Iterator[str]:
    """Yield listed values that may leave, as listed and as met; no name or address beside them."""
    for unit in shown.result.units:
        for machine in unit.machines:
            for hit in (*machine.hits, *machine.suppressed):
                if not hit.indicator.restricted:
                    yield from _listed(hit.indicator)
                    if not hit.of_own_address:
                        yield hit.observed


def _held(shown: Shown, free: frozenset[str]) -> Mapping[str, str]:
    """Return what stands for each listed value that may not leave: the same for the same value.

    What no machine met lately is of lists that are not known here, and may not leave either.
    """
    listed = {one.value for one in _indicators(shown)} | {one.key.value for one in _findings(shown)}
    named = {value: f"[…{at}]" for at, value in enumerate(sorted(listed - free), 1)}
    ports = {
        met_value(one): met_value(replace(one, value=named[one.value]))
        for one in _indicators(shown)
        if one.value in named
    }
    return {**named, **ports}


def _listed(one: Indicator) -> Iterator[str]:
    yield one.value
    yield met_value(one)
    yield from (cited.published for cited in one.citations)


def _indicators(shown: Shown) -> Iterator[Indicator]:
    for unit in shown.result.units:
        for machine in unit.machines:
            yield from (hit.indicator for hit in (*machine.hits, *machine.suppressed))


def _findings(shown: Shown) -> Iterator[Finding]:
    for unit in shown.judged.units if shown.judged else ():
        yield from unit.findings
        for machine in (*unit.machines, *unit.removed):
            yield from machine.findings
