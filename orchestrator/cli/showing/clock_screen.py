"""What `campaign clock` prints."""

from collections.abc import Iterator

from orchestrator.sweep.clock_righting import ClockView
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible


def clock_lines(found: ClockView, words: Catalogue, *, done: bool) -> Iterator[str]:
    """Yield what the clock says, what is dated later, and what follows of it."""
    now = words.moment(found.at)
    for one in found.words:
        said = {"actor": visible(one.actor), "reason": visible(one.reason)}
        yield words("clock.said", at=words.moment(one.at), **said)
    if found.newest is None:
        yield words("clock.none", now=now)
        return
    newest = words.moment(found.newest)
    yield words("clock.ahead", now=now, newest=newest, looks=len(found.looks), acts=found.acts)
    for look in found.looks:
        dated = words.moment(look.dated)
        yield f"  {words('clock.look', place=visible(look.place), dated=dated, id=look.evidence)}"
    yield words("clock.recorded") if done else words("clock.if_right", now=now)
