"""Make the lists of `orchestrator/ioc/data/` from MISP's warning lists (CC0-1.0).

    python -m tests.make_benign LISTS COMMIT DAY

LISTS is the folder `lists/` of https://github.com/MISP/misp-warninglists at COMMIT, of DAY (ISO),
or a folder of `<name>.json` files taken from it. Made are `exact_names.txt` and
`shared_addresses.txt`; `public_resolvers.txt` is written by hand, and so is what `sinkholes.txt`
leaves out of its source.
"""

import ipaddress
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.test_repository import FORBIDDEN

DATA = Path(__file__).parents[1] / "orchestrator" / "ioc" / "data"
LISTS = {
    "dynamic-dns": "dynamic DNS: anybody may have a name below",
    "lots-project": "trusted sites that malicious software lives on",
    "link-in-bio": "pages of links, one a person",
    "url-shortener": "link shorteners",
    "tranco10k": "the 10,000 names that are visited most",
}
SHARED = {
    "akamai": "Akamai",
    "cloudflare": "Cloudflare",
    "fastly": "Fastly",
    "parking-domain": "parking",
}
# Akamai rents these out as servers, one customer an address: a listed one is that customer's.
RENTED = ipaddress.IPv4Network("172.232.0.0/13")


def shared(folder: Path, commit: str, day: str) -> str:
    """Return the text of `shared_addresses.txt`: a range and whose it is, a line."""
    lines = [
        "# Addresses that many unrelated sites share: content networks, and hosts of parked",
        "# names. A contact with a listed one proves little by itself. Each line: range, owner.",
        "# Made by tests/make_benign.py, not by hand, which also says what it leaves out.",
    ]
    for name, owner in SHARED.items():
        listed = _listed(folder, name)
        lines += ["#", *_source(name, commit, day, listed)]
        lines += [f"{network} {owner}" for network in _networks(listed["list"])]
    return "\n".join(lines) + "\n"


def _networks(texts: list[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    every = (part for text in texts for part in _without_rented(ipaddress.ip_network(text)))
    return sorted(set(every), key=lambda one: (one.version, one))


def _without_rented(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    if isinstance(network, ipaddress.IPv4Network) and network.overlaps(RENTED):
        yield from () if network.subnet_of(RENTED) else network.address_exclude(RENTED)
    else:
        yield network


def _listed(folder: Path, name: str) -> dict[str, Any]:
    source = folder / f"{name}.json"
    found = source if source.is_file() else folder / name / "list.json"
    return dict(json.loads(found.read_text(encoding="utf-8")))


def _source(name: str, commit: str, day: str, listed: dict[str, Any]) -> list[str]:
    return [
        f"# Source: MISP/misp-warninglists, lists/{name}/list.json, commit {commit}, CC0-1.0",
        f"# date: {day}, version {listed['version']}",
    ]


def made(folder: Path, commit: str, day: str) -> str:
    """Return the text of `exact_names.txt`: every name once, under the first list that has it."""
    lines = [
        "# Names that match themselves only, never their subdomains, when a list holds them: what",
        "# is below them belongs to many others. Made by tests/make_benign.py, not by hand, which",
        "# also says what of these lists it leaves out.",
    ]
    seen: set[str] = set()
    for name, what in LISTS.items():
        listed = _listed(folder, name)
        names = {_host(text) for text in listed["list"]} - seen - {""}
        seen |= names
        lines += [
            "#",
            f"# {what}",
            *_source(name, commit, day, listed),
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
    for file, text in (("exact_names.txt", made), ("shared_addresses.txt", shared)):
        (DATA / file).write_text(text(Path(sys.argv[1]), *sys.argv[2:4]), encoding="ascii")
