"""The table of supported systems: whole, dated, and as the makers' calendars have it."""

from datetime import date

import pytest

from orchestrator.checks.base import Context, Part
from orchestrator.checks.os_support.support_table import TABLE
from orchestrator.checks.os_support.windows import read_windows
from orchestrator.model.observation import Posture, System

TUESDAY = 1
EDITIONS = {"home", "work", "ltsc", "iot_ltsc", "any"}


def test_every_row_has_a_source_and_known_kinds_of_editions():
    for (system, version), row in TABLE.systems.items():
        assert row.source.startswith("https://"), (system, version)
        assert set(row.ends) <= EDITIONS
        assert row.ends


def test_windows_ends_on_a_tuesday_as_its_updates_come():
    ends = {
        (row.name, day)
        for (system, _), row in TABLE.systems.items()
        if system.startswith("windows")
        for day in row.ends.values()
    }
    odd = {name for name, day in ends if day.weekday() != TUESDAY}
    assert odd == {"Windows Server 23H2"}  # an annual channel ends two years to the day


def test_every_windows_from_7_to_11_and_server_from_2008_r2_to_2025_is_there():
    names = " ".join(row.name for row in TABLE.systems.values())
    clients = ("Windows 7 SP1", "Windows 8.1", "Windows 10 22H2", "Windows 11 25H2")
    servers = ("2008 R2 SP1", "2012", "2012 R2", "2016", "2019", "2022", "2025")
    for name in (*clients, *(f"Windows Server {year}" for year in servers)):
        assert name in names


@pytest.mark.parametrize(
    ("cells", "name", "ends"),
    [
        ("7601\t\tWindows 7 Pro\tProfessional\t\tWinNT", "Windows 7 SP1", date(2020, 1, 14)),
        (
            "7601\t\tWindows Server 2008 R2\tServerStandard\t\tServerNT",
            "Windows Server 2008 R2 SP1",
            date(2020, 1, 14),
        ),
        ("19044\t5\tx\tIoTEnterpriseS\tClient\tWinNT", "Windows 10 21H2", date(2032, 1, 13)),
        ("19044\t5\tx\tEnterpriseS\tClient\tWinNT", "Windows 10 21H2", date(2027, 1, 12)),
        ("19044\t5\tx\tEnterprise\tClient\tWinNT", "Windows 10 21H2", date(2024, 6, 11)),
        ("19044\t5\tx\tCoreSingleLanguage\tClient\tWinNT", "Windows 10 21H2", date(2023, 6, 13)),
        ("19044\t5\tx\tSomethingNew\tClient\tWinNT", "Windows 10 21H2", None),
        ("17763\t5\tx\tServerStandard\tServer Core\t", "Windows Server 2019", date(2029, 1, 9)),
        ("26100\t5\tWindows Server 2025\t\t\t", "Windows Server 2025", date(2034, 11, 14)),
        ("26100\t5\tWindows 10 Pro\tProfessional\t\tWinNT", "Windows 11 24H2", date(2026, 10, 13)),
        ("99999\t5\tWindows 12\tCore\tClient\tWinNT", "Windows 12", None),
    ],
)
def test_build_kind_and_edition_decide(cells: str, name: str, ends: date | None):
    part = Part(name="system", source="CurrentVersion", status="ok", body=cells.encode() + b"\n")
    (seen,) = read_windows((part,), Context()).observations
    assert isinstance(seen, Posture)
    assert isinstance(seen.trait, System)
    assert (seen.trait.name, seen.trait.ends) == (name, ends)
