"""A set of indicators to the few figures that a result carries."""

from orchestrator.model.indicator import Class, IocSet, Kind
from orchestrator.model.result import ListInfo


def info(iocs: IocSet) -> ListInfo:
    """Return the figures of a list; known sinkholes are tools, and not counted as listed."""
    kinds = [one.kind for one in iocs.indicators if one.klass is Class.MALICIOUS]
    return ListInfo(
        sha256=iocs.sha256,
        indicators=len(kinds),
        dated=iocs.dated,
        files=iocs.files,
        refused=iocs.refused,
        warnings=iocs.warnings,
        allowed=iocs.allowed,
        domains=kinds.count(Kind.DOMAIN),
        addresses=kinds.count(Kind.IPV4) + kinds.count(Kind.IPV6),
        ranges=kinds.count(Kind.CIDR4) + kinds.count(Kind.CIDR6),
    )
