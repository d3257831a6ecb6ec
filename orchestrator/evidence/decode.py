"""JSON columns back to frozen data; what the program itself wrote is trusted to have its shape."""

import json
from typing import Any

from orchestrator.evidence.codec import to_json
from orchestrator.model.district import Annex, Authority, Exclusion, Letter, Unit, UnitType
from orchestrator.model.plan import Question, Severity

Json = dict[str, Any]


def district_json(authority: Authority, units: tuple[Unit, ...], *, demo: bool) -> str:
    """Return the `district` column: the heads of the reports and the units with their annexes."""
    return to_json({"authority": authority, "units": units, "demo": demo})


def district_of(text: str) -> tuple[Authority, tuple[Unit, ...], bool]:
    """Return authority, units and the demo mark of a `district` column."""
    data: Json = json.loads(text)
    return _authority(data["authority"]), tuple(_unit(u) for u in data["units"]), data["demo"]


def rules_of(text: str) -> tuple[tuple[Question, ...], ...]:
    """Return the question lists of a `rules` column."""
    return tuple(tuple(_question(q) for q in rule) for rule in json.loads(text))


def exclusion_of(text: str | None) -> Exclusion | None:
    """Return the exclusion of a scope row, None for a machine in scope."""
    return Exclusion(**json.loads(text)) if text else None


def _authority(data: Json) -> Authority:
    return Authority(**{**data, "letter": Letter(**data["letter"])})


def _unit(data: Json) -> Unit:
    return Unit(**{**data, "type": UnitType(data["type"]), "annex": Annex(**data["annex"])})


def _question(data: Json) -> Question:
    return Question(**{**data, "severity": Severity(data["severity"])})
