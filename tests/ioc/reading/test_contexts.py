"""What lists say beside a value comes along, from CSV, MISP and STIX, with who may read it."""

import json
from datetime import date
from pathlib import Path

import pytest

from orchestrator.ioc.reading.contexts import context_of, tlp_of
from orchestrator.ioc.sets.load import load
from orchestrator.ioc.sets.set_codec import from_body, to_body
from orchestrator.model.indicator import Class, Indicator, ListedContext, Tlp
from orchestrator.model.ioc_table import IndicatorRecords, as_table

TODAY = date(2026, 11, 30)
CSV = (
    "domain,first_seen,malware,tags,tlp,description,source,confidence\n"
    'bad.example,2024-01-02,PlugX,"a, b",TLP:AMBER+STRICT,seen at www.blog.example,CERT,high\n'
    "worse.example,,None,,,-,,\n"
)
MISP = {
    "Event": {
        "info": "Made campaign",
        "Orgc": {"name": "CERT"},
        "Tag": [{"name": "tlp:amber"}, {"name": 'misp-galaxy:malpedia="PlugX"'}],
        "Attribute": [
            {
                "type": "domain",
                "value": "bad.example",
                "first_seen": "2024-01-02",
                "Tag": [{"name": "tlp:red"}, {"name": "kill-chain:Delivery"}, {"name": "a"}],
            },
            {"type": "link", "value": "https://www.blog.example/"},
        ],
    }
}
STIX = {
    "type": "bundle",
    "objects": [
        {
            "type": "indicator",
            "id": "indicator--1",
            "pattern": "[domain-name:value = 'bad.example']",
            "valid_from": "2024-01-02T00:00:00Z",
            "labels": ["a"],
            "description": "of a made bundle",
            "kill_chain_phases": [{"phase_name": "delivery"}],
            "object_marking_refs": ["marking-definition--x"],
            "created_by_ref": "identity--1",
        },
        {"type": "malware", "id": "malware--1", "name": "PlugX"},
        {"type": "identity", "id": "identity--1", "name": "CERT"},
        {"type": "marking-definition", "id": "marking-definition--x", "definition": {"tlp": "red"}},
        {
            "type": "relationship",
            "relationship_type": "indicates",
            "source_ref": "indicator--1",
            "target_ref": "malware--1",
        },
    ],
}
CONTEXTS = [
    (
        CSV,
        ListedContext(
            family="PlugX",
            tags=("a", "b"),
            first_seen="2024-01-02",
            tlp=Tlp.AMBER_STRICT,
            description="seen at www.blog.example",
            source="CERT",
        ),
    ),
    (
        json.dumps(MISP),
        ListedContext(
            family="PlugX",
            tags=("a",),
            first_seen="2024-01-02",
            phases=("Delivery",),
            tlp=Tlp.RED,
            description="Made campaign",
            source="CERT",
        ),
    ),
    (
        json.dumps(STIX),
        ListedContext(
            family="PlugX",
            tags=("a",),
            first_seen="2024-01-02T00:00:00Z",
            phases=("delivery",),
            tlp=Tlp.RED,
            description="of a made bundle",
            source="CERT",
        ),
    ),
]


def listed(text: str, tmp_path: Path) -> list[Indicator]:
    path = tmp_path / "list"
    path.write_text(text, encoding="utf-8")
    found = load([path], today=TODAY)
    kept = (from_body(to_body(found)), as_table(found))
    for table in kept:
        assert sorted(IndicatorRecords(table.columns), key=str) == sorted(found.indicators, key=str)
    return [one for one in found.indicators if one.klass is Class.MALICIOUS]


@pytest.mark.parametrize(("text", "context"), CONTEXTS)
def test_what_a_list_says_is_kept(text: str, context: ListedContext, tmp_path: Path):
    found = {one.value: one.citations[0] for one in listed(text, tmp_path)}
    assert found["bad.example"].context == context
    assert context.restricted


def test_what_says_nothing_is_nothing(tmp_path: Path):
    found = {one.value: one.citations[0] for one in listed(CSV, tmp_path)}
    assert (found["bad.example"].confidence, found["worse.example"].context) == (75, None)
    assert context_of(family=" - ", tags=("",), description="N/A") is None
    long = context_of(description="x" * 1000)
    assert long is not None
    assert len(long.description) == 301


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("TLP:CLEAR", Tlp.CLEAR),
        ("tlp:white", Tlp.CLEAR),
        ("TLP:AMBER+STRICT", Tlp.AMBER_STRICT),
        ("red", Tlp.RED),
        ('misp:tlp="green"', Tlp.GREEN),
        ("crimson", None),
    ],
)
def test_the_marks_of_the_traffic_light(text: str, level: Tlp | None):
    assert tlp_of(text) is level
