"""STIX 2.1 sightings: sound, the same again, and without what must not leave."""

import json
import re

import pytest
from msgspec.structs import replace

from orchestrator.model.indicator import Indicator, Kind, ListedContext, Scope, Tlp
from orchestrator.model.result import Status, Subject, UnitVerdict
from orchestrator.report import Shown
from orchestrator.report.exchange.stix import stix_bytes
from tests.report import builders as made
from tests.report import samples
from tests.report.test_context import with_context

Json = dict[str, object]
DISTRICT = Shown(result=samples.district())
ID = re.compile(
    r"([a-z-]+)--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)
NEEDED = {
    "indicator": {"pattern", "pattern_type", "valid_from"},
    "sighting": {"sighting_of_ref", "where_sighted_refs"},
    "identity": {"name"},
    "note": {"content", "object_refs"},
    "marking-definition": {"extensions"},
}


def objects(shown: Shown) -> list[dict[str, object]]:
    bundle = json.loads(stix_bytes(shown))
    assert bundle["type"] == "bundle"
    assert ID.fullmatch(bundle["id"])
    found: list[dict[str, object]] = bundle["objects"]
    return found


def of(shown: Shown, kind: str) -> list[dict[str, object]]:
    return [one for one in objects(shown) if one["type"] == kind]


def refs(one: object) -> set[str]:
    if isinstance(one, dict):
        named = [refs(value) for key, value in one.items() if key not in ("id", "extensions")]
        return set().union(*named)
    if isinstance(one, list):
        return set().union(*map(refs, one))
    return {one} if isinstance(one, str) and ID.fullmatch(one) else set()


def test_every_object_is_sound_and_every_reference_is_there():
    found = objects(DISTRICT)
    ids = [str(one["id"]) for one in found]
    assert len(ids) == len(set(ids))
    for one in found:
        named = ID.fullmatch(str(one["id"]))
        assert named is not None
        assert named[1] == one["type"]
        assert one["spec_version"] == "2.1"
        assert set(one) >= NEEDED[str(one["type"])]
    assert refs(found) <= set(ids)


def test_the_same_again_has_the_same_ids():
    again = Shown(result=samples.district())
    assert stix_bytes(again) == stix_bytes(DISTRICT)


def test_a_sighting_says_where_how_often_and_when():
    shown = DISTRICT
    names = {one["id"]: one["name"] for one in of(shown, "identity")}
    sightings = of(shown, "sighting")
    assert sightings
    for one in sightings:
        (where,) = one["where_sighted_refs"]  # type: ignore[misc] - agreed form
        assert names[where].startswith("Trường") or names[where]
        assert int(str(one["count"])) >= 1
        assert str(one.get("first_seen", "")) <= str(one.get("last_seen", ""))


def test_what_fails_nobody_and_what_names_a_machine_stays_here():
    text = stix_bytes(DISTRICT).decode()
    machines = [one for unit in DISTRICT.result.units for one in unit.machines if one.hits]
    assert machines
    assert not [one for one in machines if one.scope.machine in text]
    assert "10.20.12.11" not in text
    assert "vanthu" not in text
    blocked = made.assessed(made.row("PC-1", "a"), made.block_hit())
    unit = made.unit("a", "A", UnitVerdict.PASS, blocked)
    assert of(Shown(result=samples.district(unit)), "sighting") == []


@pytest.mark.parametrize(("level", "leaves"), [
    (Tlp.CLEAR, True), (Tlp.GREEN, True), (Tlp.AMBER, True), (Tlp.AMBER_STRICT, False),
    (Tlp.RED, False),
])  # fmt: skip
def test_what_a_list_marks_is_respected(level: Tlp, *, leaves: bool):
    context = ListedContext(family="SecretFamily", tlp=level, description="secret")
    shown = Shown(result=with_context(context))
    text = stix_bytes(shown).decode()
    assert ("203.0.113.45" in text) is leaves
    assert ("SecretFamily" in text) is leaves
    assert bool(of(shown, "sighting")) is leaves
    assert bool(of(shown, "note")) is not leaves
    if leaves:
        (mark,) = {tuple(one["object_marking_refs"]) for one in of(shown, "indicator")}  # type: ignore[arg-type] - agreed form
        names = {one["id"]: one["name"] for one in of(shown, "marking-definition")}
        assert names[mark[0]] == f"TLP:{level}".upper()


def test_one_list_that_restricts_is_enough():
    shown = Shown(result=with_context(ListedContext(tlp=Tlp.CLEAR)))
    red = replace(made.ADDRESS.citations[0], list="other.txt", context=ListedContext(tlp=Tlp.RED))
    both = replace(made.ADDRESS, citations=(*made.ADDRESS.citations, red))
    hit = replace(made.live_hit(), indicator=both)
    unit = made.unit("a", "A", UnitVerdict.FAIL, made.assessed(made.row("PC-1", "a"), hit))
    assert of(Shown(result=samples.district(unit)), "sighting") == []
    assert of(shown, "sighting")


@pytest.mark.parametrize(
    ("one", "pattern"),
    [
        (replace(made.NAME, value="a.example"),
         "[domain-name:value = 'a.example' OR domain-name:value LIKE '%.a.example']"),
        (replace(made.NAME, scope=Scope.EXACT),
         "[domain-name:value = 'capnhat-trinhduyet.example']"),
        (made.RANGE, "[ipv4-addr:value ISSUBSET '198.51.100.0/24']"),
        (replace(made.ADDRESS, value="192.0.2.1", port=443),
         "[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 443]"),
        (made.SIXES, "[ipv6-addr:value = '2001:db8::bad']"),
        (made.indicator("http://a.example/'x\\", Kind.URL, 1),
         "[url:value = 'http://a.example/\\'x\\\\']"),
    ],
)  # fmt: skip
def test_a_pattern_says_what_is_listed(one: Indicator, pattern: str):
    hit = made.hit(Status.CONNECTED, one, "x", made.connected())
    unit = made.unit("a", "A", UnitVerdict.FAIL, made.assessed(made.row("PC-1", "a"), hit))
    (found,) = of(Shown(result=samples.district(unit)), "indicator")
    assert found["pattern"] == pattern


def test_controls_alone_sight_nothing():
    controls = Shown(result=replace(samples.district(), subject=Subject.CONTROLS))
    assert of(controls, "sighting") == []


def test_validity_and_confidence_are_those_of_the_list():
    source = replace(made.ADDRESS.citations[0], confidence=80)
    one = replace(made.ADDRESS, citations=(source,), valid_from=made.START, valid_until=made.END)
    hit = replace(made.live_hit(), indicator=one)
    unit = made.unit("a", "A", UnitVerdict.FAIL, made.assessed(made.row("PC-1", "a"), hit))
    result = samples.district(unit)
    (found,) = of(Shown(result=result), "indicator")
    assert (found["valid_from"], found["valid_until"], found["confidence"]) == (
        "2022-09-12T01:10:00.000Z", "2022-09-12T01:52:00.000Z", 80,
    )  # fmt: skip
    undated = replace(result, list=replace(result.list, dated=""))
    unit = made.unit(
        "a", "A", UnitVerdict.FAIL, made.assessed(made.row("PC-1", "a"), made.live_hit())
    )
    (found,) = of(Shown(result=replace(undated, units=(unit,))), "indicator")
    assert found["valid_from"] == "2022-09-12T01:10:00.000Z"
