"""Make `orchestrator/ioc/data/exact_names.txt` from MISP's warning lists (CC0-1.0).

    python -m tests.make_benign LISTS COMMIT DAY

LISTS is the folder `lists/` of https://github.com/MISP/misp-warninglists at COMMIT, of DAY (ISO),
or a folder of `<name>.json` files taken from it. Written by hand is only `public_resolvers.txt`.
"""

import json
import re
import sys
from pathlib import Path

from tests.test_repository import FORBIDDEN

DATA = Path(__file__).parents[1] / "orchestrator" / "ioc" / "data"
LISTS = {
    "dynamic-dns": "dynamic DNS: anybody may have a name below",
    "lots-project": "trusted sites that malicious software lives on",
    "link-in-bio": "pages of links, one a person",
    "url-shortener": "link shorteners",
    "tranco10k": "the 10,000 names that are visited most",
}


def made(folder: Path, commit: str, day: str) -> str:
    """Return the file's text: every name once, under the first list that has it."""
    lines = [
        "# Names that match themselves only, never their subdomains, when a list holds them: what",
        "# is below them belongs to many others. Made by tests/make_benign.py, not by hand, which",
        "# also says what of these lists it leaves out.",
    ]
    seen: set[str] = set()
    for name, what in LISTS.items():
        source = folder / f"{name}.json"
        listed = json.loads(
            (source if source.is_file() else folder / name / "list.json").read_text()
        )
        names = {_host(text) for text in listed["list"]} - seen - {""}
        seen |= names
        lines += [
            "#",
            f"# {what}",
            f"# Source: MISP/misp-warninglists, lists/{name}/list.json, commit {commit}, CC0-1.0",
            f"# date: {day}, version {listed['version']}",
            *sorted(names),
        ]
    return "\n".join(lines) + "\n"


def _host(text: str) -> str:
    host = text.strip().lower().lstrip(".").partition("/")[0].removesuffix(".")
    sound = "." in host and host.isascii() and not host[-1].isdigit()
    # `tests/test_repository.py` lets no file hold these; four names of tranco10k go.
    kept = sound and not any(re.search(pattern, host) for pattern in FORBIDDEN.values())
    return host if kept else ""


if __name__ == "__main__":
    (DATA / "exact_names.txt").write_text(made(Path(sys.argv[1]), *sys.argv[2:4]), encoding="ascii")
