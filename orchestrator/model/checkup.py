"""What `ping` found out about one machine."""

from dataclasses import dataclass

from orchestrator.model.diagnosis import Diagnosis
from orchestrator.model.district import Machine, Unit
from orchestrator.model.symptoms import Symptoms


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """One machine of the inventory, and how it is.

    Attributes:
        unit: Its unit.
        machine: The machine.
        diagnosis: What keeps it from being asked, if anything does.
        symptoms: What that was concluded from; None if the machine was not dialled.
        principal: Who logged on and how, never with what; empty if nobody could.
        host_key: Its SSH key's fingerprint, None for other ways.
        source: The controller's own address on the way to it, None if it cannot be told.
        connect_s: How long its connection took, None if there was none.
        seconds: How long all of it took.
    """

    unit: Unit
    machine: Machine
    diagnosis: Diagnosis
    symptoms: Symptoms | None = None
    principal: str = ""
    host_key: str | None = None
    source: str | None = None
    connect_s: float | None = None
    seconds: float = 0.0
