"""The one look at a name agrees with the list of public suffixes."""

from pathlib import Path

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from orchestrator.ioc.reading.name_suffixes import Suffixes


def rules() -> list[str]:
    lines = Path(PSLFILE).read_text(encoding="utf-8").split("\n")
    found = [line.split(" ")[0] for line in lines if line and not line.startswith("//")]
    return [one.lstrip("!").removeprefix("*.").encode("idna").decode() for one in found]


def test_no_suffix_and_no_unknown_name_is_called_ordinary():
    suffixes, slow = Suffixes(), PublicSuffixList(accept_unknown=False)
    for rule in rules():
        for name in (rule, f"a.{rule}", f"b.a.{rule}", f"www.{rule}", f"{rule}.nowhere"):
            if suffixes.is_below(name):
                assert slow.publicsuffix(name) not in (None, name)


@pytest.mark.parametrize("name", ["bad.com", "www.bad.com", "a.b.gov.vn", "x.github.io"])
def test_most_names_take_one_look(name: str):
    assert Suffixes().is_below(name)


@pytest.mark.parametrize("name", ["com", "gov.vn", "github.io", "a.ck", "ck", "bad.i2p", "vn"])
def test_suffixes_and_other_roots_take_two(name: str):
    assert not Suffixes().is_below(name)
