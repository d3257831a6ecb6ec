"""A campaign file with its inventory in a folder, for tests of the commands of a campaign."""

from collections.abc import Mapping
from pathlib import Path

from tests.evidence import building

UNIT = building.UNIT.code
_LEAST = {
    "campaign": "chien-dich-11",
    "name": "Chiến dịch 11",
    "opens": "2026-11-02",
    "deadline": "2026-12-15",
    "inventory": "[hosts.yml]",
    "ask": "[{playbook: ioc-sweep.yml}]",
}


def inventory(folder: Path, units: Mapping[str, tuple[str, ...]]) -> None:
    """Write the campaign's inventory: machines by unit."""
    lines = ["all:", "  vars:", "    authority: {name: Ba Đình, committee: UBND, level: district,"]
    lines += ["      campaign: Chiến dịch}", "  children:"]
    number = 0
    for unit, machines in units.items():
        lines += [f"    {unit}:", "      vars:"]
        lines += [f"        unit: {{name: Trường {unit}, type: primary_school}}", "      hosts:"]
        for machine in machines:
            number += 1
            lines.append(f"        {machine}: {{ansible_host: 127.0.0.{number}}}")
    (folder / "hosts.yml").write_text("\n".join(lines) + "\n", "utf-8")


def campaign_file(folder: Path, name: str = "campaign.yml", **more: str) -> Path:
    """Write a campaign file and return its path."""
    (folder / "ioc-sweep.yml").touch()
    path = folder / name
    said = {**_LEAST, **more}
    path.write_text("".join(f"{key}: {value}\n" for key, value in said.items()), "utf-8")
    return path
