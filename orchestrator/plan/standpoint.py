"""Where a controller stands: a private address behind a site's NAT is another machine elsewhere."""

from msgspec import Struct

from orchestrator.model.district import Machine


class Standpoint(Struct, frozen=True, kw_only=True):
    """Where the controller stands.

    Attributes:
        site: The site that it is; None for the district's own.
        via_sites: Whether machines of other sites are given to these.
    """

    site: str | None = None
    via_sites: bool = False

    def elsewhere(self, machine: Machine) -> str | None:
        """Return the site that a machine is asked by, None where it is dialled from here."""
        return None if machine.site == self.site else machine.site


CENTRE = Standpoint()
"""At the district, for a sweep that gives no site anything."""
