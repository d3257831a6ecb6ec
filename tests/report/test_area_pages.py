"""A page for each body between the authority and its units."""

from pathlib import Path

from msgspec.structs import replace

from orchestrator.bodies import level
from orchestrator.model.bodies import Area
from orchestrator.model.result import UnitResult
from orchestrator.report import Shown, write_reports
from orchestrator.report.folder import places_by_area, sets_by_area
from tests.report import samples
from tests.report.exchange.written import campaign

WARDS = tuple(
    (Area(level=level("ward"), name=name),) for name in ("Trúc Bạch", "Phúc Xá", "Phúc Xa")
)


def in_ward(unit: UnitResult, code: str, within: tuple[Area, ...]) -> UnitResult:
    return replace(unit, unit=replace(unit.unit, code=code, within=within))


def result(*wards: tuple[Area, ...]):
    units = (in_ward(samples.small(), f"u{at}", within) for at, within in enumerate(wards))
    return samples.district(*units)


def test_each_body_has_a_page_of_its_units_alone_that_the_overview_leads_to(tmp_path: Path):
    found = result(*WARDS, WARDS[0], ())
    write_reports(found, tmp_path / "r", "vi", state=tmp_path / "s")
    pages = {path.name: path.read_text("utf-8") for path in (tmp_path / "r").glob("ward-*.html")}
    index = (tmp_path / "r" / "index.html").read_text("utf-8")
    assert "ward-truc-bach.html" in pages
    assert len(pages) == 3  # two whose names are alike on a disk are told apart
    assert all(f'href="{name}"' in index for name in pages)
    bach = pages["ward-truc-bach.html"]
    assert "<h1>Phường Trúc Bạch" in bach
    assert 'href="u0.html"' in bach
    assert 'href="u3.html"' in bach
    assert "u1.html" not in bach
    assert 'href="index.html"' in bach
    assert "Trang này chỉ nói về 2 đơn vị" in bach


def test_a_unit_that_is_called_like_a_ward_keeps_its_file_name(tmp_path: Path):
    units = (("ward-truc-bach", WARDS[0]), ("u1", WARDS[1]))
    found = samples.district(*(in_ward(samples.small(), code, at) for code, at in units))
    write_reports(found, tmp_path / "r", "vi", state=tmp_path / "s")
    pages = {path.name: path.read_text("utf-8") for path in (tmp_path / "r").glob("ward-*.html")}
    assert len(pages) == 4  # the unit's two, the ward's under a digest, and the other ward's
    assert "<h1>Phường" not in pages["ward-truc-bach.html"]
    index = (tmp_path / "r" / "index.html").read_text("utf-8")
    assert all(f'href="{name}"' in index for name in pages)


def test_where_all_is_of_one_body_the_overview_is_its_page(tmp_path: Path):
    write_reports(result(WARDS[0], WARDS[0], ()), tmp_path / "r", "vi", state=tmp_path / "s")
    assert not list((tmp_path / "r").glob("ward-*"))


def test_a_part_of_a_campaign_has_the_standings_of_its_units():
    whole = campaign()
    assert whole.judged is not None
    first = whole.result.units[0]
    units = (in_ward(first, first.unit.code, WARDS[0]), in_ward(samples.small(), "x", WARDS[1]))
    stand = next(one for one in whole.judged.units if one.unit.code == first.unit.code)
    there = (stand, replace(stand, unit=units[1].unit))
    shown = Shown(
        result=replace(whole.result, units=units, units_left_out=7),
        judged=replace(whole.judged, units=there),
    )
    parts = dict(sets_by_area(shown, places_by_area(shown)))
    assert [within[0].name for within in parts] == ["Phúc Xá", "Trúc Bạch"]
    part = parts[WARDS[0]]
    assert part.judged is not None
    assert [one.unit.code for one in part.judged.units] == [first.unit.code]
    assert part.result.units_left_out == 0
    assert part.judged.trend is None
