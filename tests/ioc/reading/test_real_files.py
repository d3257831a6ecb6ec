"""The readers against real lists kept beside the repository, counted here by other means."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.ioc.sets.listing import ListSeen, look_into
from orchestrator.model.indicator import Kind
from tests.shared import SHARED

FOLDER = SHARED / "data" / "iocs" if SHARED else Path("absent")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no real lists beside the repository")

_IP = re.compile(r"(?:\d+\.){3}\d+")


def seen(name: str) -> ListSeen:
    looked = look_into([FOLDER / name])
    assert not looked.problems
    (found,) = looked.seen
    return found


def counts(name: str) -> dict[str, int]:
    return {kind.value: len(found) for kind, found in seen(name).values.items() if found}


def lines(name: str, comment: str = "#") -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8-sig")
    return [line for line in text.splitlines() if line.strip() and not line.startswith(comment)]


def a_label(name: str) -> str:
    """By the older codec of the standard library, which these names suit."""
    return name.lower().encode("idna").decode()


def distinct(words: list[str]) -> int:
    return len(set(map(a_label, words)))


@pytest.mark.parametrize(
    ("name", "form", "names"),
    [
        ("hostsVN_threat.hosts", "hosts", lambda line: line.split()[1]),
        ("hostsVN_threat.adguard.txt", "adblock", lambda line: line[2:-1]),
        ("hostsVN.dnsmasq.conf", "dnsmasq", lambda line: line.split("/")[1]),
        ("chongluadao_UBL.txt", "ublacklist", lambda line: line[6:-2]),
    ],
)
def test_lists_of_blocking_tools(name: str, form: str, names: Callable[[str], str]):
    expected = distinct([names(line) for line in lines(name, "!" if form == "adblock" else "#")])
    assert seen(name).format == form
    assert counts(name) == {"domain": expected}
    assert not seen(name).skipped


def test_a_zone():
    apex = {line.split()[0] for line in lines("dnsbunker.rpz", ";") if "CNAME" in line}
    assert counts("dnsbunker.rpz") == {"domain": len({name.removeprefix("*.") for name in apex})}


def test_sing_box():
    (rules,) = json.loads((FOLDER / "hostsVN_threat.singbox.json").read_text())["rules"]
    assert counts("hostsVN_threat.singbox.json") == {"domain": distinct(rules["domain_suffix"])}


def test_a_mixed_list():
    listed = lines("chongluadao_urls.txt")
    urls = {line for line in listed if "/" in line}
    names = [line.partition(":")[0] for line in listed if "/" not in line]
    assert counts("chongluadao_urls.txt") == {"domain": distinct(names), "url": len(urls)}


@pytest.mark.parametrize("name", ["apt_mustangpanda", "apt_oceanlotus", "sinkhole_oceanlotus"])
def test_trails(name: str):
    trails = [line.split("#")[0].strip() for line in lines(f"maltrail_{name}.txt")]
    urls = {trail for trail in trails if "/" in trail and not trail.startswith("/")}
    hosts = {trail.partition(":")[0].lower() for trail in trails if "/" not in trail}
    addresses = {host for host in hosts if _IP.fullmatch(host)}
    found = seen(f"maltrail_{name}.txt")
    assert found.format == "maltrail"
    assert found.values[Kind.IPV4] == addresses
    assert found.values[Kind.DOMAIN] == hosts - addresses
    assert len(found.values[Kind.URL]) == len(urls)
    assert len(found.skipped) == sum(trail.startswith("/") for trail in trails)


def test_addresses_and_ranges():
    assert counts("ipsum_level5.txt") == {"ipv4": len(set(lines("ipsum_level5.txt")))}
    listed = lines("netset_excerpt.netset")
    ranges = sum("/" in line for line in listed)
    # Six of the ranges are wider than a district may be blamed for, or no one's.
    assert counts("netset_excerpt.netset") == {"cidr4": ranges - 6, "ipv4": len(listed) - ranges}
    assert seen("netset_excerpt.netset").guarded == 6


@pytest.mark.parametrize(
    ("name", "column"), [("feodo_ipblocklist.csv", 1), ("defender_IPC2s.csv", 0)]
)
def test_feeds_of_addresses(name: str, column: int):
    cells = {line.split(",")[column].strip('"') for line in lines(name)}
    found = seen(name)
    addresses = sum(bool(_IP.fullmatch(cell)) for cell in cells)
    assert len(found.values[Kind.IPV4]) + found.guarded == addresses
    assert found.guarded == (1 if name.startswith("defender") else 0)  # a test row of 172.21


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("urlhaus_shape.csv", {"url": 2}),
        ("threatfox_shape.csv", {"domain": 2, "ipv4": 1}),
        ("opencti_url_1h.csv", {"url": 1}),
        ("unit42_darkhydrus.csv", {"domain": 53, "ipv4": 2}),
        ("unit42_darkgate.stix20.json", {"domain": 2, "url": 5}),
        ("misp_attributes.stix21.json", {"domain": 1, "ipv4": 1}),
        ("misp_event1.stix12.xml", {"domain": 1}),
        ("fireeye_apt30.ioc", {"domain": 11}),
        ("talos_uat8302.txt", {"domain": 5, "ipv4": 8, "url": 11}),
        ("talos_dragonrank.txt", {"domain": 1, "ipv4": 2, "url": 15}),
        ("eset_mustang_panda.adoc", {"domain": 4, "ipv4": 13}),
        ("vn_mail.txt", {"domain": 2, "ipv4": 3, "url": 1}),
        ("vn_annex.xlsx", {"domain": 8, "ipv4": 8}),
        ("vn_annex.docx", {"domain": 8, "ipv4": 16}),
        ("misp_feed", {"domain": 5, "url": 2}),
    ],
)
def test_files_counted_by_hand(name: str, expected: dict[str, int]):
    assert counts(name) == expected


def test_a_misp_event():
    (event,) = json.loads((FOLDER / "eset_oceanlotus.misp.json").read_text())["response"]
    listed = event["Event"]["Attribute"]
    parts = {
        part
        for one in listed
        if one["type"] in ("domain", "ip-dst", "domain|ip")
        for part in one["value"].split("|")
    }
    addresses = {part for part in parts if _IP.fullmatch(part)}
    found = seen("eset_oceanlotus.misp.json")
    assert found.values[Kind.IPV4] == addresses
    assert found.values[Kind.DOMAIN] == parts - addresses
    assert not found.refused


def test_stix_1_as_json():
    text = (FOLDER / "talos_mustang_panda.stix1.json").read_text()
    addresses = set(re.findall(r'"address_value": \{"value": "([^"]+)"', text))
    found = seen("talos_mustang_panda.stix1.json")
    assert found.values[Kind.IPV4] == addresses
    assert len(found.values[Kind.URL]) == 45
    assert found.values[Kind.DOMAIN] == {"fuckeryoumm.nmb.bet"}


@pytest.mark.parametrize(
    "name", ["volexity_suricata.rules", "eset_sigma.yml", "misp_default_feeds.json"]
)
def test_what_lists_no_values_is_refused(name: str):
    looked = look_into([FOLDER / name])
    assert not looked.seen
    assert name in str(looked.problems[0])
