"""Which indicator of the lists a value meets, by which rule, from which line."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.normalise import Value, host_value, normalise
from orchestrator.ioc.sets.list_details import indicator_as_json
from orchestrator.match import Index, Match
from orchestrator.match.weighing import weighed
from orchestrator.model.indicator import Kind, Refusal, Unused
from orchestrator.model.ioc_table import IocTable
from orchestrator.sweep.clock import now


class ValueLookup(Struct, frozen=True, kw_only=True):
    """What the lists say of one value.

    `value` is None and `unusable` says why where it is no address, range, name or URL.
    `host` is what the host of a URL met; the URL itself may not be listed. `refused` are the
    places that list the value and are not used.
    """

    given: str
    value: Value | None
    unusable: Unused | None = None
    found: Match | None = None
    host: Match | None = None
    refused: tuple[Refusal, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether an indicator met the value or its host."""
        return self.found is not None or self.host is not None


def look_up(given: Sequence[str], table: IocTable) -> tuple[ValueLookup, ...]:
    """Return what a table says of values met now, in their order; nothing is sent anywhere.

    Args:
        given: Addresses, ranges, names or URLs, defanged or not.
        table: The lists.
    """
    index, at = Index(table), now()
    return tuple(_looked_up(text, index, table.refused, at) for text in given)


def lookups_as_json(looked_up: Sequence[ValueLookup], table: IocTable) -> Mapping[str, object]:
    """Return what `ioc check --json` prints."""
    return {
        "values": [_lookup(one) for one in looked_up],
        "lists": lists_as_json(table),
        "warnings": list(table.warnings),
    }


def _lookup(one: ValueLookup) -> Mapping[str, object]:
    return {
        "given": one.given,
        "kind": one.value.kind.value if one.value else None,
        "value": one.value.text if one.value else None,
        "port": one.value.port if one.value else None,
        "unusable": one.unusable,
        "listed": one.listed,
        "match": match_as_json(one.found) if one.found else None,
        "host_match": match_as_json(one.host) if one.host else None,
        "refused": [
            {"list": r.file, "line": r.line, "text": r.text, "reason": r.reason}
            for r in one.refused
        ],
    }


def lists_as_json(table: IocTable) -> list[Mapping[str, object]]:
    """Return the files that were asked."""
    return [
        {"name": file.name, "sha256": file.sha256, "dated": file.dated, "count": file.indicators}
        for file in table.files
    ]


def match_as_json(found: Match) -> Mapping[str, object]:
    """Return a match: the rule, and the indicator with every place that lists it."""
    return {
        "rule": found.rule.value,
        "weak": found.weakness is not None,
        "weakness": found.weakness,
        "allowed": asdict(found.allowed) if found.allowed else None,
        "indicator": indicator_as_json(found.indicator),
    }


def _looked_up(given: str, index: Index, refused: Sequence[Refusal], at: datetime) -> ValueLookup:
    value = normalise(refang(given.strip()))
    if isinstance(value, Unused):
        return ValueLookup(given=given, value=None, unusable=value)
    unused = tuple(one for one in refused if normalise(refang(one.text)) == value)
    found = _find(value, index, at)
    host = host_value(value.text) if value.kind is Kind.URL else None
    by_host = _find(host, index, at) if isinstance(host, Value) else None
    if found is not None and by_host is not None and by_host.indicator.kind is Kind.URL:
        by_host = None  # the URL itself says more
    return ValueLookup(given=given, value=value, found=found, host=by_host, refused=unused)


def _find(value: Value, index: Index, at: datetime) -> Match | None:
    found = index.met_by(value.kind, value.text, value.port)
    return None if found is None else weighed(found, at, at)
