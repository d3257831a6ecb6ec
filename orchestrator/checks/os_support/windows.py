"""Reader of the Windows sections: the build and what the table says of it, the newest update."""

from collections.abc import Mapping

from orchestrator.checks.base import Context, Part
from orchestrator.checks.os_support.support_table import TABLE
from orchestrator.checks.sections import joined, nothing
from orchestrator.checks.traits import Cells, TraitReader, answer_rows
from orchestrator.checks.values import moment
from orchestrator.model.answer import Answer
from orchestrator.model.observation import Patched, System

_SERVERS = ("ServerNT", "LanmanNT")
# EditionID is no translated word. The order counts: IoTEnterpriseS is no Enterprise.
_EDITIONS = (
    ("IoTEnterpriseS", "iot_ltsc"),
    ("EnterpriseS", "ltsc"),
    ("IoTEnterprise", "work"),
    ("Enterprise", "work"),
    ("Education", "work"),
    ("ServerRdsh", "work"),
    ("Professional", "home"),
    ("Core", "home"),
)


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the system and its newest update; both must have been read."""
    answers = tuple(
        answer_rows(part, context, *_READERS[part.name]) for part in parts if part.name in _READERS
    )
    return joined(answers) if answers else nothing()


def _system(cells: Cells) -> System | None:
    build, revision, product, edition, installed_as, product_type = cells
    if not build:
        return None
    is_server = product_type in _SERVERS or installed_as.startswith("Server") or "Server" in product
    found = TABLE.find("windows_server" if is_server else "windows", build)
    return System(
        name=found.name if found else product,
        version=f"{build}.{revision}" if revision else build,
        edition=edition,
        ends=found.end(_kind(edition)) if found else None,
        ends_source=found.source if found else "",
        table_dated=TABLE.dated,
    )


def _kind(edition: str) -> str:
    return next((kind for start, kind in _EDITIONS if edition.startswith(start)), "")


def _patched(cells: Cells) -> Patched:
    return Patched(update=cells[0], at=moment(cells[1]))


_READERS: Mapping[str, tuple[int, TraitReader]] = {"system": (6, _system), "updates": (2, _patched)}
