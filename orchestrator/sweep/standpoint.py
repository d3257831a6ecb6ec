"""Where a controller stands among hubs and sites: asked at the door of every command.

Most controllers are neither, and pay for none of it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from orchestrator.files import read_bounded
from orchestrator.model.district import District
from orchestrator.plan import Standpoint

if TYPE_CHECKING:
    from orchestrator.roads.enrolment import Enrolment

ENROLMENT: Final = "enrolment.json"
"""What a site's state folder keeps of its hub."""
HUB_KEY: Final = "hub-key.pem"
"""What a hub's state folder signs by."""


def standpoint_of(state: Path, *, via_sites: bool = False) -> Standpoint:
    """Return where the controller of a state folder stands; InputError if it cannot be read.

    Args:
        state: The state folder; it may not be there yet.
        via_sites: Whether machines of other sites are given to these.
    """
    if not (state / ENROLMENT).exists():
        return Standpoint(site=None, via_sites=via_sites)
    return Standpoint(site=kept_enrolment(state).site, via_sites=via_sites)


def kept_enrolment(state: Path) -> "Enrolment":
    """Return what a site's state folder keeps of its hub; InputError where it cannot be read."""
    from orchestrator.roads import enrolment  # noqa: PLC0415 - a site's alone

    path = state / ENROLMENT
    body = read_bounded(path, enrolment.MOST_ENROLMENT_BYTES)
    return enrolment.read_enrolment(body, str(path))


def refuse_unknown_sites(district: District, state: Path) -> None:
    """Refuse an inventory that names a site which the hub does not know.

    A state folder that is no hub's knows nothing of sites, and refuses none.

    Args:
        district: As the inventory has it.
        state: The hub's state folder.

    Raises:
        InventoryError: A machine is of a site that is not known, or not for its unit.
        StateError: The folder cannot be read.
    """
    machines = [one for one in district.machines if one.site is not None]
    if not machines or not (state / HUB_KEY).exists():
        return
    from orchestrator.sweep.site_shards import refuse_sites  # noqa: PLC0415 - a hub's alone

    refuse_sites(machines, state)
