"""Whether the campaign was announced to a unit's staff: a person's word, with who, when and how."""

from collections.abc import Iterable, Iterator

from orchestrator.findings.act_content import tidy, with_id
from orchestrator.findings.act_refusals import (
    ActFault,
    Prepared,
    RefusedAct,
    is_said,
    is_text,
    signature_refusals,
)
from orchestrator.model.act import Act, Announced
from orchestrator.model.campaign import Judged
from orchestrator.model.deed import Signed


def prepare_announcement(
    judged: Judged,
    acts: Iterable[Act],
    unit: str,
    document: str,
    reached: str,
    signed: Signed,
) -> Prepared | tuple[RefusedAct, ...]:
    """Return the act that says that the campaign was announced, or all that speaks against it.

    Args:
        judged: All that is known; its time is when the act is recorded.
        acts: All that was recorded before.
        unit: The code of a unit that there is.
        document: By which document.
        reached: Who was reached.
        signed: Who says so, and when it was announced; the document is reason enough.
    """
    told = tuple(acts)
    refused = tuple(_refusals(judged, told, (document, reached), signed))
    if refused:
        return refused
    act = Announced(
        id="",
        unit=unit,
        claimed=min(signed.claim.at, judged.at),
        recorded=judged.at,
        actor=tidy(signed.actor),
        reason=tidy(signed.reason),
        list=judged.list.sha256,
        document=tidy(document),
        reached=tidy(reached),
    )
    named = with_id(act, unit, signed)
    return Prepared(act=named, known=any(one.id == named.id for one in told))


def _refusals(
    judged: Judged, acts: tuple[Act, ...], said: tuple[str, str], signed: Signed
) -> Iterator[RefusedAct]:
    yield from signature_refusals(judged, acts, signed)
    if not is_text(*said):
        yield RefusedAct(fault=ActFault.NO_TEXT)
    if not is_said(said[0]):
        yield RefusedAct(fault=ActFault.NO_DOCUMENT)


def announcement(acts: Iterable[Act], unit: str) -> Announced | None:
    """Return the newest word on a unit, None where nobody said anything."""
    found = (act for act in acts if isinstance(act, Announced) and act.unit == unit)
    return max(found, key=lambda act: (act.recorded, act.id), default=None)
