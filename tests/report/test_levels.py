"""No level word on a page or in a message but those that the data give: ward, commune, city ..."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from orchestrator import bodies
from orchestrator.bodies import level, unit_type
from orchestrator.cli.showing.checkup_screen import checkup_screen
from orchestrator.cli.showing.sweep_end import report_end
from orchestrator.doctor import Errand
from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import Area, Duty, UnitType
from orchestrator.model.diagnosis import Cause, Checkup, Diagnosis, Reached
from orchestrator.model.district import Annex, Authority, Letter, Machine
from orchestrator.model.result import SweepResult, UnitResult
from orchestrator.report import ReportsWritten, write_reports
from orchestrator.text.area_words import AreaWords
from orchestrator.text.catalogue import catalogue
from orchestrator.text.template import pieces
from orchestrator.text.topics import FAMILIES, texts
from tests.report import samples
from tests.report.builders import AUTHORITY
from tests.report.poison import Page
from tests.report.samples import STATE

LANGUAGES = ("vi", "en")
# Every word of every level, the neutral one's left out: it says of nothing what it is.
WORDS = {
    lang: frozenset(
        word.said(lang)
        for one in bodies.levels().values()
        if one.code != "area"
        for word in (one.word, one.many)
    )
    for lang in LANGUAGES
}
NO_LEVEL = {("vi", "letter.state")}  # the name of the country: `xã hội` is no commune
TYPED = re.compile(r"`[^`]*`|--ward\b|\[[^\]]*\]")  # what is typed is no word


def level_words(text: str, lang: str) -> set[str]:
    """Return the level words in a text, the longest where one holds another."""
    words = sorted(WORDS[lang], key=len, reverse=True)
    found = re.findall(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", text.casefold())
    return set(found)


def test_no_text_of_a_catalogue_holds_a_level_word():
    left = {
        (lang, key): found
        for lang in LANGUAGES
        for topic in dict.fromkeys(FAMILIES.values())
        for key, text in texts(lang, topic).items()
        if (lang, key) not in NO_LEVEL
        and (
            found := level_words(
                TYPED.sub("", "".join(f"{piece.text}|" for piece in pieces(text))), lang
            )
        )
    }
    assert left == {}


class World(Struct, frozen=True):
    """An authority of one level, and the bodies that its units lie in."""

    authority: Authority
    within: tuple[tuple[Area, ...], ...]
    types: tuple[UnitType, ...]

    def result(self) -> SweepResult:
        """Return a sweep of it; no unit's name or declaration says a level itself."""
        units = samples.sample_units()
        renamed = [
            self._unit(unit, self.within[at % len(self.within)], at)
            for at, unit in enumerate(units)
        ]
        return replace(samples.district(*renamed), authority=self.authority)

    def _unit(self, unit: UnitResult, within: tuple[Area, ...], at: int) -> UnitResult:
        kind = self.types[at % len(self.types)]
        plain = replace(
            unit.unit, name=f"Đơn vị {at}", within=within, type=kind, annex=Annex(scope="12 máy")
        )
        return replace(unit, unit=plain)

    def words(self, lang: str) -> set[str]:
        """Return the level words that its data give."""
        levels = [self.authority.level, *(area.level for path in self.within for area in path)]
        note = self.authority.level.annex_note
        given = [
            *(word.said(lang) for one in levels for word in (one.word, one.many)),
            *(kind.name.said(lang) for kind in self.types),
            *([note.said(lang)] if note else []),
        ]
        return {word for text in given for word in level_words(text, lang)}


def world(code: str, *within: tuple[tuple[str, str], ...], types: Iterable[UnitType]) -> World:
    authority = replace(AUTHORITY, name="Mẫu", committee="UBND Mẫu", level=level(code))
    paths = tuple(tuple(Area(level=level(c), name=name) for c, name in path) for path in within)
    return World(authority, paths or ((),), tuple(types))


SCHOOL = unit_type("primary_school")
STATION = UnitType(code="health_station", name=Bilingual("Trạm y tế", "Health station"))
OF_COMMUNE = UnitType(
    code="commune_committee", name=Bilingual("UBND xã", "Commune committee"), evaluates=True
)
WORLDS = {
    "ward": world("ward", types=(SCHOOL, STATION, unit_type("ward_committee"))),
    "commune": world("commune", types=(SCHOOL, STATION, OF_COMMUNE)),
    "special_zone": world("special_zone", types=(SCHOOL, STATION)),
    "district": world(
        "district", (("ward", "Bến Nứa"),), (("ward", "Suối Mơ"),), (),
        types=bodies.unit_types().values(),
    ),
    "city": world(
        "city", (("ward", "Bến Nứa"),), (("commune", "Suối Mơ"),), (("special_zone", "Đảo Xa"),),
        (),
        types=(SCHOOL, unit_type("ward_committee"), OF_COMMUNE),
    ),
    "old city": world(
        "city", (("district", "Sông Xanh"), ("ward", "Bến Nứa")),
        (("rural_district", "Đồi Gió"), ("commune", "Bến Nứa")), types=(SCHOOL, OF_COMMUNE),
    ),
}  # fmt: skip


def shown(path: Path) -> str:
    """Return all that a reader of a page can see or hear."""
    html = path.read_text("utf-8")
    page = Page(re.sub(r"(?s)<(style|script)>.*?</\1>", "", html))
    told = [value for _, name, value in page.attributes if name in ("aria-label", "placeholder")]
    return " | ".join((*page.said, *told))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", WORLDS)
def test_every_page_has_the_level_words_of_its_data_and_no_other(
    name: str, lang: str, tmp_path: Path
):
    made = WORLDS[name]
    met: set[str] = set()
    for path in write_reports(made.result(), tmp_path, lang, state=STATE).paths:
        if path.suffix == ".html":
            met |= level_words(shown(path), lang)
    assert met <= made.words(lang)
    assert level_words(made.authority.level.word.said(lang), lang) <= met


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", WORLDS)
def test_every_word_at_the_end_of_a_sweep_and_of_a_ping_is_of_its_data(
    name: str, lang: str, tmp_path: Path
):
    made, result = WORLDS[name], WORLDS[name].result()
    level_, words = made.authority.level, catalogue(lang)
    machine, unit = Machine(name="m", unit="u"), result.units[0].unit
    found = tuple(
        Checkup(
            machine=machine, unit=unit, diagnosis=Diagnosis(state=Reached.FAILED, causes=(cause,))
        )
        for cause in Cause
    )
    errand = Errand(inventory=("i",), state=tmp_path)
    said = "\n".join(
        (
            report_end(result, tmp_path, ReportsWritten(paths=(), carried=()), words),
            checkup_screen(found, errand, level_, words),
            AreaWords.of(one.unit for one in result.units).counted(words),
        )
    )
    said = said.replace(str(tmp_path), "")
    assert level_words(said, lang) <= made.words(lang)


def overview(made: World, folder: Path, lang: str) -> str:
    write_reports(made.result(), folder, lang, state=STATE)
    return shown(folder / "index.html")


def test_a_ward_of_one_clerk_has_no_table_of_wards(tmp_path: Path):
    made = WORLDS["ward"]
    text = overview(made, tmp_path, "vi")
    assert "6 đơn vị" in text
    assert "Theo phường" not in text
    assert "Cấp phường" in shown(tmp_path / "th_ho_sen.html")
    assert "Tổng quan toàn phường" in shown(tmp_path / "th_ho_sen.html")
    assert "Cấp quận" not in text


def test_no_form_has_a_number_or_a_year_that_the_inventory_does_not_say(tmp_path: Path):
    for name in ("district", "ward"):
        made = WORLDS[name]
        plain = replace(made, authority=replace(made.authority, letter=Letter()))
        write_reports(plain.result(), tmp_path / name, state=STATE)
        text = shown(tmp_path / name / "th_ho_sen.annex.html")
        assert "số  | ............ |  ngày  | ......../......../............ |  của" in text
        assert "/2022" not in text.partition("PHỤ LỤC")[2].partition("4. Đề xuất")[0]


def test_a_name_begins_a_heading_with_a_capital(tmp_path: Path):
    made = WORLDS["ward"]
    low = replace(made, authority=replace(made.authority, name="phường Ba Đình"))
    write_reports(low.result(), tmp_path, state=STATE)
    assert "<h1>Phường Ba Đình</h1>" in (tmp_path / "index.html").read_text("utf-8")
    assert "Cấp phường, phường Ba Đình" in shown(tmp_path / "th_ho_sen.html")


def test_a_city_counts_its_wards_communes_and_zones(tmp_path: Path):
    text = overview(WORLDS["city"], tmp_path / "vi", "vi")
    assert "6 đơn vị, 1 xã, 1 đặc khu, 1 phường" in text
    assert "Theo xã, đặc khu, phường" in text
    assert "trên địa bàn xã, đặc khu hoặc phường" in text
    assert "Phường Bến Nứa" in text
    assert "Cấp thành phố" in text
    text = overview(WORLDS["city"], tmp_path / "en", "en")
    assert "1 commune, 1 special zone, 1 ward" in text
    assert "All communes, special zones, wards" in text


def test_two_bodies_of_one_name_stay_two(tmp_path: Path):
    text = overview(WORLDS["old city"], tmp_path, "vi")
    assert "Phường Bến Nứa, Quận Sông Xanh" in text
    assert "Xã Bến Nứa, Huyện Đồi Gió" in text


def test_the_annex_names_the_types_that_fill_in_section_3(tmp_path: Path):
    write_reports(WORLDS["commune"].result(), tmp_path / "c", state=STATE)
    assert "(Mục 3 dành riêng cho UBND xã báo cáo)" in shown(tmp_path / "c/th_ho_sen.annex.html")
    write_reports(WORLDS["special_zone"].result(), tmp_path / "z", state=STATE)
    assert "Mục 3" not in shown(tmp_path / "z/th_ho_sen.annex.html")
    write_reports(WORLDS["district"].result(), tmp_path / "d", state=STATE)
    assert "cho UBND 14 phường báo cáo" in shown(tmp_path / "d/th_ho_sen.annex.html")


def test_a_duty_is_printed_only_where_it_is_verified_and_in_force(tmp_path: Path):
    duty = Duty(
        to=Bilingual("Nơi nhận", "Receiver"), law=Bilingual("Luật Một", "Law One"),
        form=Bilingual("Mẫu Hai", "Form Two"), source="Công báo", verified=True,
        valid_from="2022-09-12", valid_until="2022-09-12",
    )  # fmt: skip
    made = WORLDS["ward"]
    for at, (given, wanted) in enumerate(
        (
            (duty, True),
            (replace(duty, verified=False), False),
            (replace(duty, valid_until="2022-09-11"), False),
            (replace(duty, valid_from="2022-09-13", valid_until=None), False),
        )
    ):
        world_ = replace(made, authority=replace(made.authority, duties=(given,)))
        text = overview(world_, tmp_path / str(at), "vi")
        assert ("Nơi nhận; theo Luật Một; mẫu: Mẫu Hai; nguồn: Công báo" in text) == wanted
        assert ("Báo cáo lên" in text) == wanted
