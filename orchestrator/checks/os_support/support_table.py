"""The dated table of how long each system gets security updates: `support.json`."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct


class Supported(Struct, frozen=True, kw_only=True):
    """One system; `ends` is its last day with updates for each kind of edition, or for `any`."""

    name: str
    ends: Mapping[str, date]
    source: str

    def end(self, edition: str) -> date | None:
        """Return the last day for a kind of edition, None where the table does not tell."""
        return self.ends.get(edition, self.ends.get("any"))


class SupportTable(Struct, frozen=True, kw_only=True):
    """All systems by their kind and version (a Windows build, a distribution's number)."""

    dated: date
    systems: Mapping[tuple[str, str], Supported]

    def find(self, system: str, version: str) -> Supported | None:
        """Return a system, None for one that the table does not hold."""
        return self.systems.get((system, version))


def read_table(path: Path) -> SupportTable:
    """Read the table.

    Raises:
        OSError: The package is incomplete.
        ValueError: It is no table; also as KeyError.
    """
    document = json.loads(path.read_text("utf-8"))
    return SupportTable(
        dated=date.fromisoformat(document["dated"]),
        systems={
            (row["system"], str(row.get("build") or row["version"])): Supported(
                name=row["name"],
                ends={kind: date.fromisoformat(day) for kind, day in row["ends"].items()},
                source=row["source"],
            )
            for row in document["rows"]
        },
    )


TABLE = read_table(Path(__file__).with_name("support.json"))
