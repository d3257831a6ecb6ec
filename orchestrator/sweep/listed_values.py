"""What a list says of values that were met: its indicators, and the malware that they belong to."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from orchestrator import evidence
from orchestrator.model.indicator import Indicator
from orchestrator.model.ioc_table import IndicatorRecords, IocTable
from orchestrator.model.look import met_value
from orchestrator.sweep.judging import table_kept
from orchestrator.sweep.list_in_force import list_in_force


def listed_in(table: IocTable, wanted: frozenset[str]) -> Iterator[Indicator]:
    """Yield the indicators of a list whose value is wanted, its port with it where it has one."""
    forms = wanted | {_with_port(value) for value in wanted}
    records = IndicatorRecords(table.columns)
    for number, value in enumerate(table.columns.values):
        if value in forms:
            yield records[number]


def families(state: Path, values: Iterable[str]) -> Mapping[str, str]:
    """Return what the list in force calls the malware behind values; what it does not, is left out.

    Names that differ in case alone are one; of several the first by the alphabet is taken.

    Raises:
        StateError: There is no such folder, nothing was swept yet, or it is damaged.
    """
    wanted = frozenset(values)
    if not wanted:
        return {}
    with closing(evidence.open_store(state, create=False)) as store:
        table = table_kept(store, list_in_force(store).sha256)
    named = {met_value(one): _family(one) for one in listed_in(table, wanted)}
    spelt: dict[str, str] = {}
    for name in sorted(filter(None, named.values())):
        spelt.setdefault(name.casefold(), name)
    return {value: spelt[name.casefold()] for value, name in named.items() if name}


def _family(one: Indicator) -> str:
    told = (cited.context.family for cited in one.citations if cited.context is not None)
    names = (unicodedata.normalize("NFC", name).strip() for name in told)
    return min(filter(None, names), key=str.casefold, default="")


def _with_port(value: str) -> str:
    """Return a value as columns have it where a port narrows an address."""
    host, _, port = value.rpartition(":")
    return f"{host.strip('[]')} {port}"
