"""What a list says of an indicator stands at its hit, and stays in the district if it must."""

import csv
import io

import pytest
from msgspec.structs import replace

from orchestrator.model.indicator import ListedContext, Tlp
from orchestrator.model.result import SweepResult
from orchestrator.report.finding_view import card
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import catalogue
from tests.report import samples
from tests.report.samples import csv_bytes

SAID = ListedContext(family="PlugX", tags=("a", "b"), description="xem www.blog.example")


def with_context(context: ListedContext) -> SweepResult:
    result = samples.district(samples.school())
    units = tuple(
        replace(
            unit,
            machines=tuple(
                replace(
                    machine,
                    hits=tuple(
                        replace(
                            hit,
                            indicator=replace(
                                hit.indicator,
                                citations=tuple(
                                    replace(one, context=context) for one in hit.indicator.citations
                                ),
                            ),
                        )
                        for hit in machine.hits
                    ),
                )
                for machine in unit.machines
            ),
        )
        for unit in result.units
    )
    return replace(result, units=units)


def said(context: ListedContext) -> str:
    result = with_context(context)
    machines = (one for unit in result.units for one in unit.machines)
    machine = next(one for one in machines if one.hits)
    (block, *_) = card(Shown(result=result), machine, "a", catalogue("vi")).blocks
    return " ".join(v for part in block.parts for line in part.lines for v in line.values)


def test_a_unit_s_page_says_what_the_list_says():
    assert "họ mã độc: PlugX; nhãn: a, b; mô tả: xem www[.]blog[.]example" in said(SAID)
    assert "TLP:AMBER; họ mã độc" in said(replace(SAID, tlp=Tlp.AMBER))


@pytest.mark.parametrize("level", [Tlp.RED, Tlp.AMBER_STRICT])
def test_what_must_not_leave_is_left_out_and_the_hit_stays(level: Tlp):
    found = said(replace(SAID, tlp=level))
    assert "PlugX" not in found
    assert "blog" not in found
    assert f"TLP:{level}".upper() in found
    assert "198[.]51[.]100" in found


def test_the_table_of_the_district_holds_all():
    text = csv_bytes(Shown(result=with_context(replace(SAID, tlp=Tlp.RED)))).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["ioc_family"], row["ioc_tags"], row["ioc_tlp"]) == ("PlugX", "a, b", "red")
