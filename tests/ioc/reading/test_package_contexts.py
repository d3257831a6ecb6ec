"""What STIX 1 packages and OpenIOC definitions say of their values comes along."""

import json
from pathlib import Path

import pytest

from orchestrator.ioc.reading.entries import Entry
from orchestrator.ioc.reading.list_file import read_list
from orchestrator.model.indicator import ListedContext, Tlp

XSI = "http://www.w3.org/2001/XMLSchema-instance"
INDICATOR = """
<Indicator id="i">
 <Title>Network: bad.example</Title>{description}
 <Type>Domain Watchlist</Type>
 <Valid_Time_Position><Start_Time>2026-01-02T00:00:00Z</Start_Time>
  <End_Time>2027-01-02T00:00:00Z</End_Time></Valid_Time_Position>
 <Observable><Object><Properties x:type="A:DomainNameObjectType"><Value>bad.example</Value>
 </Properties></Object></Observable>
 <Indicated_TTP><TTP idref="t"/></Indicated_TTP>
 <Kill_Chain_Phases><Kill_Chain_Phase name="Command and Control"/></Kill_Chain_Phases>
 <Confidence><Value>High</Value></Confidence>
 <Sightings><Sighting timestamp="2026-03-01T00:00:00Z"/><Sighting timestamp="2026-02-01T00:00:00Z"/>
 </Sightings>
 <Producer><Identity><Name>Maker</Name></Identity></Producer>{handling}
</Indicator>"""
MARK = (
    '<Handling><Marking><Marking_Structure x:type="T:TLPMarkingStructureType" color="{}"/>'
    "</Marking></Handling>"
)


def package(indicator: str, header: str = "", incident: str = "") -> str:
    return (
        f'<STIX_Package xmlns:x="{XSI}"><STIX_Header><Title>Package</Title>{header}</STIX_Header>'
        '<TTPs><TTP id="t"><Behavior><Malware><Malware_Instance><Name>Emotet</Name>'
        "</Malware_Instance></Malware></Behavior></TTP></TTPs>"
        f"{incident.format(indicator) if incident else indicator}</STIX_Package>"
    )


def entry(tmp_path: Path, name: str, text: str) -> Entry:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (found,) = read_list(tmp_path / name, name).entries
    return found


def context(tmp_path: Path, name: str, text: str) -> ListedContext:
    found = entry(tmp_path, name, text).context
    assert found
    return found


def test_an_indicator_says_all_that_stix_1_has_for_it(tmp_path: Path):
    text = package(INDICATOR.format(description="<Description>Told</Description>", handling=""))
    found = entry(tmp_path, "list.xml", text)
    assert found.context == ListedContext(
        family="Emotet",
        tags=("Domain Watchlist",),
        first_seen="2026-01-02T00:00:00Z",
        last_seen="2026-03-01T00:00:00Z",
        phases=("Command and Control",),
        tlp=None,
        description="Told",
        source="Maker",
    )
    assert found.confidence == 75
    assert found.until
    assert found.until.isoformat() == "2027-01-02T00:00:00+00:00"
    assert found.since
    assert found.since.year == 2026


@pytest.mark.parametrize(
    ("header", "own", "mark"),
    [
        (MARK.format("GREEN"), MARK.format("RED"), Tlp.RED),
        (MARK.format("AMBER"), MARK.format("WHITE"), Tlp.AMBER),
        (MARK.format("AMBER"), "", Tlp.AMBER),
        ("", "", None),
    ],
)
def test_the_strictest_mark_above_a_value_holds(
    tmp_path: Path, header: str, own: str, mark: Tlp | None
):
    text = package(INDICATOR.format(description="", handling=own), header)
    assert context(tmp_path, "list.xml", text).tlp is mark


def test_an_incident_says_what_its_indicators_do_not(tmp_path: Path):
    incident = (
        "<Incident><Title>Wave</Title><Related_Indicators>{}</Related_Indicators><History>"
        "<History_Item><Journal_Entry>MISP Tag: tlp:red</Journal_Entry></History_Item>"
        "<History_Item><Journal_Entry>Event Threat Level: High</Journal_Entry></History_Item>"
        "<History_Item><Journal_Entry>MISP Tag: apt</Journal_Entry></History_Item></History>"
        "<Leveraged_TTPs><Leveraged_TTP><TTP idref='t'/></Leveraged_TTP></Leveraged_TTPs>"
        "<Information_Source><Identity><Name>Office</Name></Identity></Information_Source>"
        "</Incident>"
    )
    bare = (
        '<Indicator><Title>N</Title><Description>N</Description><Properties x:type="'
        'DomainNameObjectType"><Value>bad.example</Value></Properties></Indicator>'
    )
    found = context(tmp_path, "list.xml", package(bare, incident=incident))
    assert (found.description, found.source, found.family) == ("Wave", "Office", "Emotet")
    assert (found.tags, found.tlp) == (("apt",), Tlp.RED)


def test_a_package_in_json_says_the_same(tmp_path: Path):
    mark = {"marking_structures": [{"color": "RED", "xsi:type": "T:TLPMarkingStructureType"}]}
    indicator = {
        "title": "N",
        "description": {"value": "Told"},
        "indicator_types": [{"value": "Domain Watchlist"}],
        "observable": {
            "object": {"properties": {"xsi:type": "DomainNameObjectType", "value": "bad.example"}}
        },
        "producer": {"identity": {"name": "Maker"}},
        "confidence": {"value": {"value": "Low"}},
        "valid_time_positions": [{}, {"start_time": {"value": "2026-01-02"}}],
        "kill_chain_phases": {"kill_chain_phases": [{"name": "C2"}]},
    }
    history = {"history_items": [{"journal_entry": {"value": "MISP Tag: apt"}}, {}]}
    incident = {
        "title": "Wave",
        "history": history,
        "handling": {"markings": [mark]},
        "related_indicators": {"indicators": [{"indicator": indicator}]},
    }
    tree = {"stix_header": {"title": "P", "handling": []}, "incidents": [incident]}
    found = entry(tmp_path, "list.json", json.dumps(tree))
    assert found.context == ListedContext(
        tags=("apt", "Domain Watchlist"),
        first_seen="2026-01-02",
        phases=("C2",),
        tlp=Tlp.RED,
        description="Told",
        source="Maker",
    )
    assert found.confidence == 25


ITEM = (
    '<IndicatorItem condition="is"><Context search="Network/DNS"/><Content>bad.example</Content>'
    "</IndicatorItem>"
)
SAYS = (
    "<short_description>Wave</short_description><description>Long</description><keywords>a, b"
    '</keywords><authored_by>Maker</authored_by><links><link rel="threatgroup">APT-X</link>'
    '<link rel="category">Backdoor</link><link rel="license">CC</link>'
    '<link rel="TLP">TLP:AMBER</link></links>'
)


@pytest.mark.parametrize(
    "text",
    [
        f"<ioc>{SAYS}<definition>{ITEM}</definition></ioc>",
        f"<iocs><ioc>{SAYS}<definition>{ITEM}</definition></ioc></iocs>",
        f"<OpenIOC><metadata>{SAYS}</metadata><criteria>{ITEM}</criteria></OpenIOC>",
    ],
)
def test_a_definition_of_openioc_says_it_of_all_its_values(tmp_path: Path, text: str):
    assert context(tmp_path, "list.ioc", text) == ListedContext(
        family="APT-X",
        tags=("Backdoor", "a", "b"),
        tlp=Tlp.AMBER,
        description="Wave",
        source="Maker",
    )
