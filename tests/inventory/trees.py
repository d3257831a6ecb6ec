"""Inventories written for one test."""

from collections.abc import Mapping
from pathlib import Path

HEAD = "district: {name: Quận Thử, committee: UBND quận Thử, campaign: Thử}\n"


def write(folder: Path, files: Mapping[str, str]) -> str:
    """Write files below a folder and return it as a source."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return str(folder)
