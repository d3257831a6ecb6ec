"""Whether the campaign was announced to a unit's staff: an operator's word, with who and when."""

from orchestrator.model.act import Announced
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue, iso


def announced_words(shown: Shown, code: str, say: Catalogue) -> str:
    """Return what a page says of it; nothing in a set of one sweep, which knows no acts."""
    if shown.judged is None:
        return ""
    told = shown.announced(code)
    if told is None:
        return say("announced.no", code=code)
    return say(
        "announced.yes" if told.reached else "announced.nobody_named",
        day=say.day(told.claimed),
        document=told.document,
        reached=told.reached,
        actor=told.actor,
        at=say.moment(told.recorded),
    )


def announced_as_json(told: Announced | None) -> dict[str, object] | None:
    """Return what `report.json` says of it."""
    if told is None:
        return None
    return {
        "at": iso(told.claimed),
        "document": told.document,
        "reached": told.reached or None,
        "actor": told.actor,
        "recorded_at": iso(told.recorded),
    }
