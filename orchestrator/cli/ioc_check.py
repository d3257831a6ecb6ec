"""`orchestrator ioc check`: which indicator a value meets, by which rule, from which line."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator.cli.ioc_lists import (
    BAD_INPUT,
    NOTHING_LISTED,
    SCHEMA,
    SOMETHING_LISTED,
    lists_as_json,
    match_as_json,
    match_as_text,
    shown,
    table_of,
)
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.normalise import Value, host_of, normalise
from orchestrator.match import Compact, Match
from orchestrator.match.weighing import weighed
from orchestrator.model.indicator import IocTable, Kind, Refusal, Unused
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.reasons import refusal
from orchestrator.text.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the lists say of one value.

    `value` is None and `unusable` says why where it is no address, range, name or URL.
    `host` is what the host of a URL met; the URL itself may not be listed. `refused` are the
    places that list the value and are not used.
    """

    given: str
    value: Value | None
    unusable: str | None = None
    found: Match | None = None
    host: Match | None = None
    refused: tuple[Refusal, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether an indicator met the value or its host."""
        return self.found is not None or self.host is not None


def run(args: argparse.Namespace) -> int:
    """Print what the lists say of each value; nothing is sent anywhere.

    Raises:
        ListError: The lists cannot be used.

    Returns:
        3 if a value is listed, 2 if a value is none, else 0.
    """
    table = table_of(args)
    checked = check(args.values, table, now())
    if args.json:
        print(json.dumps(as_json(checked, table), ensure_ascii=False, indent=1))
    else:
        words = catalogue(args.lang)
        print("\n".join(line for one in checked for line in as_text(one, words)))
    if any(one.value is None for one in checked):
        return BAD_INPUT
    return SOMETHING_LISTED if any(one.listed for one in checked) else NOTHING_LISTED


def check(given: Sequence[str], table: IocTable, at: datetime) -> tuple[Checked, ...]:
    """Return what a table says of values met at some moment (aware), in their order."""
    index = Compact(table)
    return tuple(_check(text, index, table.refused, at) for text in given)


def as_json(checked: Sequence[Checked], table: IocTable) -> Mapping[str, object]:
    """Return what `ioc check --json` prints."""
    return {
        "schema": SCHEMA,
        "values": [
            {
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
            for one in checked
        ],
        "lists": lists_as_json(table),
        "warnings": list(table.warnings),
    }


def as_text(one: Checked, words: Catalogue) -> Iterator[str]:
    """Yield the lines that a person reads of one value."""
    given = shown(one.given)
    if one.unusable is not None:
        yield f"{given}: {words('ioc.unusable', why=refusal(one.unusable))}"
        return
    if not one.listed:
        yield f"{given}: {words('ioc.not_listed')}"
    if one.found:
        yield f"{given}: {_said(one.found, words)}"
        yield from (f"  {line}" for line in match_as_text(one.found, words))
    if one.host:
        yield f"{given}: {words('ioc.host', said=_said(one.host, words))}"
        yield from (f"  {line}" for line in match_as_text(one.host, words))
    for refused in one.refused:
        place = visible(f"{refused.file}:{refused.line}")
        yield f"  {words('ioc.refused', place=place, why=refusal(refused.reason))}"


def _said(found: Match, words: Catalogue) -> str:
    weak = f", {words.word('weakness', found.weakness)}" if found.weakness else ""
    listed = shown(found.indicator.value)
    if found.indicator.port is not None:
        listed = words("ioc.port", value=listed, port=found.indicator.port)
    klass, rule = words.word("class", found.indicator.klass), words.word("rule", found.rule)
    return words("ioc.listed", klass=klass, listed=listed, rule=f"{rule}{weak}")


def _check(given: str, index: Compact, refused: Sequence[Refusal], at: datetime) -> Checked:
    value = normalise(refang(given.strip()))
    if isinstance(value, Unused):
        return Checked(given=given, value=None, unusable=value)
    unused = tuple(one for one in refused if normalise(refang(one.text)) == value)
    found = _find(value, index, at)
    host = host_of(value.text) if value.kind is Kind.URL else None
    by_host = _find(host, index, at) if isinstance(host, Value) else None
    if found is not None and by_host is not None and by_host.indicator.kind is Kind.URL:
        by_host = None  # the URL itself says more
    return Checked(given=given, value=value, found=found, host=by_host, refused=unused)


def _find(value: Value, index: Compact, at: datetime) -> Match | None:
    found = _met(value, index)
    return None if found is None else index.excused(weighed(found, at, at), value.text)


def _met(value: Value, index: Compact) -> Match | None:
    match value.kind:
        case Kind.DOMAIN:
            return index.name(value.text) or index.url_host(value.text)
        case Kind.IPV4 | Kind.IPV6:
            return index.address(value.text, value.port) or index.url_host(value.text)
        case Kind.CIDR4 | Kind.CIDR6:
            return index.inside(value.text)
        case Kind.URL:
            return index.url(value.text)
