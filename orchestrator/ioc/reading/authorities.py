"""Sites of the authorities that publish lists: every annex cites them, and none is an indicator."""

_SITES = (
    *("khonggianmang.vn", "ncsc.gov.vn", "ais.gov.vn", "vncert.vn", "vncert.gov.vn"),
    *("mic.gov.vn", "mst.gov.vn"),
)
_ENDINGS = tuple(f".{site}" for site in _SITES)


def is_authority(name: str) -> bool:
    """Whether a name is that of the authority's own site, or below it."""
    return name.endswith(_ENDINGS) or name in _SITES
