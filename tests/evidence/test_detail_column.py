"""What pages show of a look is kept beside it as it was, whatever kind of trait it has."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest

from orchestrator.evidence.detail_column import DetailRow, detail_column, read_detail
from orchestrator.files.typed_json import compact_json, read_own_json
from orchestrator.model.answer import Facts
from orchestrator.model.look import LookDetail
from orchestrator.model.observation import (
    Antivirus,
    Detection,
    FirewallProfile,
    FirewallService,
    Half,
    Identifier,
    IdKind,
    Network,
    Patched,
    Protection,
    ScanOutcome,
    Smb1,
    System,
    ToolTrace,
    Trait,
)

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TRAITS: tuple[Trait, ...] = (
    Identifier(kind=IdKind.ADAPTER, value="B8:CA:3A:7E:00:01", where="Realtek"),
    System(name="Windows", version="19045", ends=date(2028, 1, 1), table_dated=date(2026, 1, 1)),
    Patched(update="KB1", at=AT),
    Patched(update="KB2"),
    Antivirus(name="Phần mềm", protection=Protection.ON, outdated=False, signed_at=AT),
    Detection(threat="T", found_at=AT, handled=True, resources=("C:\\a", "C:\\b"), process="p"),
    FirewallProfile(network=Network.PUBLIC, name="Public", on=None, logs_dropped=True),
    FirewallService(name="mpssvc", disabled=True),
    Smb1(half=Half.SERVER, on=False, by="feature"),
    ToolTrace(tool="MSRT", ran=True, when=AT, outcome=ScanOutcome.LEFT, where="mrt.log"),
    Identifier(kind=IdKind.NAME, value='"<b>\u202e'),
)
FACTS = Facts(name="PC", os="Windows", clock=AT, booted_at=AT, elevated=True, began=True)


def again(detail: LookDetail) -> LookDetail:
    return read_detail(read_own_json(compact_json(detail_column(detail)), DetailRow))


def test_every_kind_of_trait_comes_back_in_its_order():
    assert {type(trait) for trait in TRAITS} == set(get_args(Trait))
    detail = LookDetail(facts=FACTS, traits={"a": TRAITS, "b": TRAITS[::-1]})
    assert again(detail) == detail


def test_a_machine_that_says_very_much_is_read_from_its_body():
    long = LookDetail(facts=Facts(name="x" * 20_000), traits={})
    many = LookDetail(facts=FACTS, traits={"a": TRAITS * 100})
    assert detail_column(long) is detail_column(many) is detail_column(None) is None


@pytest.mark.parametrize("traits", ['[["Nothing",{}]]', '[["Smb1",{}]]', '[["Smb1"]]'])
def test_what_no_version_wrote_is_an_error(traits: str):
    text = f'{{"facts":{{}},"traits":{{"smb1":{traits}}}}}'
    with pytest.raises((ValueError, KeyError)):
        read_detail(read_own_json(text, DetailRow))
