"""What a kit is made of: for whom, until when, which script, for whose keys it seals."""

from datetime import datetime

from msgspec import Struct

from orchestrator.model.plan import Script
from orchestrator.roads.kit_keys import KitKey


class OfferedRow(Struct, frozen=True, kw_only=True):
    """A machine of the unit, as the kit offers it to a person who must choose."""

    machine: str
    label: str
    room: str


class Kit(Struct, frozen=True, kw_only=True):
    """One kit: one file for one unit and one family of machines.

    Attributes:
        id: 32 random hex digits.
        unit: The unit's code.
        unit_name: Its name, for people.
        sweep: The sweep that its answers belong to.
        until: Its last moment (aware UTC); it runs on after that, and says that it is late.
        elevate: Whether the Windows kit asks for an administrator's rights.
        script: The fused script that it carries.
        rows: The unit's machines.
        witness: Who sees it run; empty for one that anybody runs.
        drawn: The machines that were drawn to be run before the witness.
        keys: For whom answers are sealed; at least one.
    """

    id: str
    unit: str
    unit_name: str
    sweep: str
    until: datetime
    elevate: bool = False
    script: Script
    rows: tuple[OfferedRow, ...] = ()
    witness: str = ""
    drawn: tuple[OfferedRow, ...] = ()
    keys: tuple[KitKey, ...]
