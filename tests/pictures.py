"""Take the readmes' pictures anew, from the reports of a demo in Vietnamese.

    orchestrator demo -o FOLDER && python -m tests.pictures FOLDER

Needs playwright and a chromium, as the tests of pages in a browser do. Look at each before it is
kept.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parents[1] / ".images"
WIDTH = 1120
PICTURES = {"district": ("index.html", 1000), "unit-report": ("th_canh_buom_vang.html", 1480)}
"""Of which page each is, and how high (pixels)."""


def main(reports: Path) -> None:
    """Take each picture of the pages in a folder of reports."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"],
        )
        for name, (page, height) in PICTURES.items():
            tab = browser.new_page(viewport={"width": WIDTH, "height": height})
            tab.goto((reports / page).resolve().as_uri())
            tab.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
