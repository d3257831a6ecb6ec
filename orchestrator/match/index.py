"""Indicators by value: finds the most specific one for a name or an address."""

from collections.abc import Iterable, Iterator

from orchestrator.match.allows import Allows
from orchestrator.match.tables import Match, Tables, by_length, heads
from orchestrator.model.answer import canary_address, canary_name
from orchestrator.model.indicator import Citation, Class, Indicator, IocSet, Kind, Scope

__all__ = ["Index", "Match"]


class Index(Tables[Indicator]):
    """A set of indicators and a sweep's canaries, made for many look-ups; read-only."""

    def __init__(self, iocs: IocSet, nonce: str) -> None:
        """Index the set.

        Args:
            iocs: The indicators.
            nonce: The sweep's nonce, from which its canaries are made.
        """
        self._made = _canaries(nonce)
        every = (*iocs.indicators, *self._made)
        self._domains = {one.value: one for one in every if one.kind is Kind.DOMAIN}
        addresses = tuple(one for one in every if one.kind in (Kind.IPV4, Kind.IPV6))
        self._addresses = {one.value: one for one in addresses if one.port is None}
        self._ports = _by_address(one for one in addresses if one.port is not None)
        self._ranges4 = by_length((one.value, one) for one in every if one.kind is Kind.CIDR4)
        self._ranges6 = by_length((one.value, one) for one in every if one.kind is Kind.CIDR6)
        self._heads4 = heads(self._ranges4)
        self._allows = Allows(iocs.allowed)
        self._listed_urls = tuple(one for one in every if one.kind is Kind.URL)

    def excused(self, found: Match, observed: str) -> Match:
        """Return what `Tables.excused` returns; nothing excuses a canary."""
        return found if found.indicator in self._made else super().excused(found, observed)

    def _url_rows(self) -> Iterator[tuple[str, Indicator]]:
        return ((one.value, one) for one in self._listed_urls)

    def _indicator(self, kept: Indicator) -> Indicator:
        return kept


def _by_address(indicators: Iterable[Indicator]) -> dict[str, tuple[Indicator, ...]]:
    found: dict[str, tuple[Indicator, ...]] = {}
    for one in indicators:
        found[one.value] = (*found.get(one.value, ()), one)
    return found


def _canaries(nonce: str) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            value=value,
            kind=kind,
            scope=Scope.EXACT,
            klass=Class.MALICIOUS,
            test=True,
            citations=(Citation(list="canary", version=nonce, line=1, published=value),),
        )
        for value, kind in ((canary_name(nonce), Kind.DOMAIN), (canary_address(nonce), Kind.IPV6))
    )
