"""What a person wants recorded, before anybody judged whether it may be."""

from dataclasses import dataclass
from datetime import datetime

from orchestrator.model.act import Handling


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """Somebody looked at it; `attested`: who, as a sheet says."""

    attested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """Somebody is to handle it."""

    owner: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """It was handled; `attested`: by whom, as a sheet says."""

    remedy: Handling
    note: str = ""
    attachment: str | None = None
    attested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFalse:
    """It is no finding, until then."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptRisk:
    """It stays, until then."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """The unit's finding is that machine's."""

    machine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmBox:
    """The box that answered last under the machine's name is its own; empty if none is known."""

    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The machine is the one that an older row named, which the inventory has no more."""

    unit: str
    machine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """An act was a mistake; `act` is its id, or how it begins."""

    act: str


Identified = ConfirmBox | Move
Deed = Triage | Assign | Handle | CallFalse | AcceptRisk | Attribute | Identified | TakeBack
APPROVED = (CallFalse, AcceptRisk, ConfirmBox, Move, TakeBack)
"""Deeds that somebody else than the actor answers for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """When a person says that it was done (aware UTC), and what they wrote: the same is the same.

    Of a bare day `at` is its last moment, of today the present one: what was seen on that day
    does not refute the handling, and no pass rests on it, since looks clear by when it was
    recorded. Where nobody said when, the day stands for it: the same command twice is one act,
    and a month later it is not.
    """

    at: datetime
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who answers for what is recorded, and why.

    `approver` is empty where nobody was named.
    """

    actor: str
    reason: str
    approver: str = ""
    claim: Claim
