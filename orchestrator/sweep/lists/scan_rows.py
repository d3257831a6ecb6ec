"""A sighting in a log as a row of a table: what was met, when, and who asked."""

from pathlib import Path

from msgspec import Struct

from orchestrator.match.scan import Sighting
from orchestrator.sweep.lists.clients import Whose

MAX_TEXT = 500
COLUMNS = (
    "log", "line", "time", "time_told", "zone", "client", "inbound", "machine", "unit",
    "unit_name", "known_by", "asked", "observed", "extracted", "indicator", "rule", "class",
    "weak", "allowed_by", "list", "version", "list_line", "format", "text",
)  # fmt: skip


class ClientSighting(Struct, frozen=True, kw_only=True):
    """A sighting, in which log it is, and whose machine asked (None: nobody knows)."""

    log: Path
    sighting: Sighting
    whose: Whose | None

    @property
    def counts(self) -> bool:
        """Whether nothing is said against it."""
        return self.sighting.found.counts

    @property
    def client(self) -> str | None:
        """The address to look for, None where the line tells none."""
        return self.sighting.told.reading.client


def row_of(one: ClientSighting) -> tuple[str, ...]:
    """Return the cells of a sighting, raw, in the order of `COLUMNS`; empty is not told."""
    sighting, told = one.sighting, one.sighting.told.reading
    found, cited = sighting.found, sighting.found.indicator.citations[0]
    return (
        str(one.log),
        str(sighting.line),
        *_time(one),
        told.client or "",
        "yes" if told.inbound else "",
        *_owner(one.whose),
        (told.asked or "")[:MAX_TEXT],
        sighting.observed,
        sighting.how.value,
        cited.published,
        found.rule.value,
        found.indicator.klass.value,
        found.weakness.value if found.weakness else "",
        f"{found.allowed.owner}: {found.allowed.reason}" if found.allowed else "",
        cited.list,
        cited.version,
        str(cited.line),
        sighting.told.form.value,
        sighting.text[:MAX_TEXT],
    )


def _time(one: ClientSighting) -> tuple[str, str, str]:
    time = one.sighting.told.reading.time
    return (time.iso or "", time.told, time.zone or "") if time else ("", "", "")


def _owner(whose: Whose | None) -> tuple[str, str, str, str]:
    if whose is None:
        return "", "", "", ""
    return (
        whose.machine.name if whose.machine else "",
        " ".join(unit.code for unit in whose.units),
        ", ".join(unit.name for unit in whose.units),
        whose.by.value,
    )
