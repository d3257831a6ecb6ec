"""Readers of the Windows sections: products, Defender's state and history, services."""

from collections.abc import Iterator, Mapping

from orchestrator.checks.base import Context, Part
from orchestrator.checks.sections import joined, nothing
from orchestrator.checks.traits import Cells, TraitReader, answer_rows
from orchestrator.checks.values import count, moment
from orchestrator.model.answer import Answer, Answered, Note
from orchestrator.model.observation import Antivirus, Detection, Protection

_STATE, _OUTDATED = 0xF000, 0x00F0
_PROTECTION = {
    0x0000: Protection.OFF,
    0x1000: Protection.ON,
    0x2000: Protection.SNOOZED,
    0x3000: Protection.EXPIRED,
}
# ThreatStatusID: cleaned, quarantined, removed, blocked; 5 is allowed, failed ones are above 100.
_HANDLED = frozenset({2, 3, 4, 6})
_STANDS_ASIDE = ("Passive", "SxS", "EDR")  # another product protects; words that are not translated


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return products and detections; what this Windows never had takes nothing away.

    Where the Security Center was read and knows no product, the answer is noted `no_product`.
    """
    known = tuple(part for part in parts if part.name in _READERS)
    answers = tuple(answer_rows(part, context, *_READERS[part.name]) for part in known)
    return joined(tuple(_noted(answers, known))) if answers else nothing()


def _noted(answers: tuple[Answer, ...], parts: tuple[Part, ...]) -> Iterator[Answer]:
    for answer, part in zip(answers, parts, strict=True):
        if part.name == "products" and isinstance(answer, Answered) and not answer.rows:
            yield Answered(
                observations=answer.observations,
                source=answer.source,
                window=answer.window,
                rows=0,
                notes=(Note.NO_PRODUCT,),
            )
        else:
            yield answer


def _product(cells: Cells) -> Antivirus:
    """Read a name and `productState`, whose bits nobody documents and everybody reads alike."""
    state = count(cells[1])
    if state is None:
        return Antivirus(name=cells[0], protection=Protection.UNKNOWN)
    return Antivirus(
        name=cells[0],
        protection=_PROTECTION.get(state & _STATE, Protection.UNKNOWN),
        outdated=bool(state & _OUTDATED),
    )


def _defender(cells: Cells) -> Antivirus:
    """Read name, on, real-time protection on, when its signatures came, how it runs."""
    name, enabled, real_time, signed_at, mode = cells
    protection = Protection.ON if (enabled, real_time) == ("1", "1") else Protection.OFF
    if not enabled or mode.startswith(_STANDS_ASIDE):
        protection = Protection.UNKNOWN
    return Antivirus(name=name, protection=protection, signed_at=moment(signed_at))


def _detection(cells: Cells) -> Detection:
    """Read threat number and name, when, status, process, resources parted by `>`.

    That mark stands in no path and in no URL, so that a listed URL is found whole.
    """
    number, threat, found_at, status, process, resources = cells
    return Detection(
        threat=threat or number,
        found_at=moment(found_at),
        handled=None if count(status) is None else count(status) in _HANDLED,
        resources=tuple(resources.split(">")) if resources else (),
        process=process or None,
    )


def _service(cells: Cells) -> Antivirus:
    """Read a service: a stopped one protects nobody, of a running one that is not told."""
    protection = Protection.UNKNOWN if cells[1] == "1" else Protection.OFF
    return Antivirus(name=cells[0], protection=protection)


_READERS: Mapping[str, tuple[int, TraitReader]] = {
    "products": (2, _product),
    "defender": (5, _defender),
    "detections": (6, _detection),
    "services": (2, _service),
}
