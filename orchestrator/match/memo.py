"""What one machine's look-ups share: its canaries, and what its index already looked up."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from orchestrator.match.index import Index, Match
from orchestrator.model.answer import CANARY_PREFIX, canary_address, canary_name
from orchestrator.model.indicator import Citation, Class, Indicator, Kind, Scope
from orchestrator.model.result import Rule
from orchestrator.model.rules import RULES, Rules
from orchestrator.text.host_texts import embedded

_FEW = 64  # nonces at a time: a sweep has one for all its machines
_PREFIX_CHARS = len(CANARY_PREFIX)
_SOUND = timedelta(days=1)  # a clock that is off by more dates nothing


class Asked(Struct, frozen=True, kw_only=True):
    """When a machine was asked, by both clocks, and from when on a trace is old.

    Attributes:
        at: When the machine was asked (aware), by the controller's clock.
        judged_at: When the list is held against it, None for the same moment: a list that came
            later speaks of what was read before.
        clock: What the machine's own clock said then, None where it did not say.
        rules: What judging rests on.
        nonce: From which the canaries of the answers are made, None where they have none.
    """

    at: datetime
    judged_at: datetime | None = None
    clock: datetime | None = None
    rules: Rules = RULES
    nonce: str | None = None

    def age(self, last: datetime) -> timedelta | None:
        """Return how old a trace was that the machine dated.

        None where its clock is no measure: it says nothing, or is off by more than a day.
        """
        if self.clock is None or abs(self.clock - self.at) > _SOUND:
            return None
        return self.clock - last


class Memo:
    """Look-ups in an index for one machine; most addresses are not listed, and repeat."""

    def __init__(self, index: Index, asked: Asked) -> None:
        """Look up for one machine as it was asked."""
        self.asked = asked
        self.made = made_values(asked.nonce)
        self._index = index
        self.unlisted = index.remembered()

    def name(self, name: str) -> Match | None:
        """Return what meets a name; names come grouped, so remembering them would cost more.

        A canary is met as what it is, whatever a list says of names and ranges around it.
        """
        return self.made.get(name) or self._index.met_by_name(name)

    def urls_in(self, text: str) -> Iterator[tuple[str, Match]]:
        """Yield every listed URL that stands whole in a text."""
        return self._index.urls_in(text)

    def address(self, address: str, port: int | None = None) -> Match | None:
        """Return what meets an address; what is not listed has no port either."""
        if address in self.unlisted:
            return None
        found = self.made.get(address) or self._index.met_by_address(address, port)
        inside = embedded(address) if found is None else None
        if inside is not None:
            found = self._index.met_by_address(inside, port)
        if found is None and address[:_PREFIX_CHARS] != CANARY_PREFIX:
            self.unlisted.add(address)
        return found


@lru_cache(maxsize=_FEW)
def made_values(nonce: str | None) -> Mapping[str, Match]:
    """Return the canaries of one sweep: the made name and address of every section.

    They are no part of a list's index, so one index serves sweeps of any nonce. Nothing excuses
    one; a canary is met as it is, and by no name below it.

    Args:
        nonce: The sweep's, from which they are made; None makes none.
    """
    if nonce is None:
        return {}
    kinds = {canary_name(nonce): Kind.DOMAIN, canary_address(nonce): Kind.IPV6}
    return {
        value: Match(
            Indicator(
                value=value,
                kind=kind,
                scope=Scope.EXACT,
                klass=Class.MALICIOUS,
                test=True,
                citations=(Citation(list="canary", version=nonce, line=1, published=value),),
            ),
            Rule.EXACT,
        )
        for value, kind in kinds.items()
    }
