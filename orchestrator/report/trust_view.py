"""What verdicts are worth: the machine was asked, or somebody brought its word; told apart."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.look import Trust
from orchestrator.model.result import UnitResult, Verdict
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue, TextSpan

_SAID = {Verdict.PASS: "unit.trust_pass", Verdict.FAIL: "unit.trust_fail"}


def collected(standing: MachineStanding) -> tuple[datetime, datetime] | None:
    """Return from when to when the looks were taken that a pass would rest on, None without any."""
    looks = [one.look for one in standing.checks if one.required and one.counts and one.look]
    if not looks:
        return None
    return min(look.span.lo for look in looks), max(look.span.hi for look in looks)


def trust_counts(shown: Shown, unit: UnitResult, verdict: Verdict) -> Counter[Trust]:
    """Return how many machines of a unit have a verdict, by what it is worth."""
    standings = (shown.standing(one) for one in unit.machines if one.verdict is verdict)
    return Counter(one.trust for one in standings if one is not None and one.trust is not None)


def trust_sentences(
    shown: Shown, unit: UnitResult, say: Catalogue
) -> Iterator[tuple[TextSpan, ...]]:
    """Yield how many passes, and how many fails, rest on what was brought; none where none do."""
    for verdict, key in _SAID.items():
        counts = trust_counts(shown, unit, verdict)
        parts = trust_parts(counts, say)
        if parts:
            yield say.rich(key, n=counts.total(), parts=parts)


def trust_parts(counts: Counter[Trust], say: Catalogue) -> str:
    """Return how many were not asked themselves, the least sure first; empty where all were."""
    told = [one for one in tuple(Trust)[::-1] if one is not Trust.ASKED and counts[one]]
    return ", ".join(say(f"covers.trust.{one}", n=counts[one]) for one in told)
