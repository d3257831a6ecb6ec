"""What a person wants recorded, before anybody judged whether it may be."""

from datetime import datetime

from msgspec import Struct

from orchestrator.model.act import Handling


class Triage(Struct, frozen=True, kw_only=True):
    """Somebody looked at it; `attested`: who, as a sheet says."""

    attested: str = ""


class Assign(Struct, frozen=True, kw_only=True):
    """Somebody is to handle it."""

    owner: str
    due: datetime | None = None


class Handle(Struct, frozen=True, kw_only=True):
    """It was handled; `attested`: by whom, as a sheet says."""

    remedy: Handling
    note: str = ""
    attachment: str | None = None
    attested: str = ""


class CallFalse(Struct, frozen=True, kw_only=True):
    """It is no finding, until then."""

    until: datetime


class AcceptRisk(Struct, frozen=True, kw_only=True):
    """It stays, until then."""

    until: datetime


class Attribute(Struct, frozen=True, kw_only=True):
    """The unit's finding is that machine's."""

    machine: str


class ConfirmBox(Struct, frozen=True, kw_only=True):
    """The box that answered last under the machine's name is its own; empty if none is known."""

    box: str


class Move(Struct, frozen=True, kw_only=True):
    """The machine is the one that an older row named, which the inventory has no more."""

    unit: str
    machine: str


class TakeBack(Struct, frozen=True, kw_only=True):
    """An act was a mistake; `act` is its id, or how it begins."""

    act: str


Identified = ConfirmBox | Move
Deed = Triage | Assign | Handle | CallFalse | AcceptRisk | Attribute | Identified | TakeBack
APPROVED = (CallFalse, AcceptRisk, ConfirmBox, Move, TakeBack)
"""Deeds that somebody else than the actor answers for."""


class Claim(Struct, frozen=True, kw_only=True):
    """When a person says that it was done (aware UTC), and what they wrote: the same is the same.

    Of a bare day `at` is its last moment, of today the present one: what was seen on that day
    does not refute the handling, and no pass rests on it, since looks clear by when it was
    recorded. Where nobody said when, the day stands for it: the same command twice is one act,
    and a month later it is not.
    """

    at: datetime
    told: str


class Signed(Struct, frozen=True, kw_only=True):
    """Who answers for what is recorded, and why.

    `approver` is empty where nobody was named.
    """

    actor: str
    reason: str
    approver: str = ""
    claim: Claim
