import re
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.model.indicator import Refusal, Unused
from orchestrator.model.outcome import Outcome, Phase, stalled
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    Reason,
    SweepResult,
    UnitVerdict,
    Verdict,
    Weakness,
)
from orchestrator.report import write_reports
from orchestrator.report.file_names import stems
from orchestrator.text.catalogue import catalogue
from orchestrator.text.reasons import refusal
from tests.report import builders as made
from tests.report import samples
from tests.report.poison import PAYLOADS, Page, poisoned
from tests.report.samples import STATE

LANGUAGES = ("vi", "en")
ELEMENTS = set(  # all that the templates write
    re.findall(
        r"\w+",
        """a article aside b body br button circle code dd defs details div dl dt figcaption figure
        footer h1 h2 h3 h4 head header html i input li line main meta nav ol option p path pattern
        pre rect script section select small span style summary svg symbol table tbody td th thead
        title tr ul use""",
    )
)
LINK = re.compile(r"#[a-z0-9-]+|[A-Za-z0-9_-]+(?:\.annex)?\.html|findings\.csv|report\.json")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffe]")


def pages(result: SweepResult, folder: Path, lang: str = "vi") -> dict[str, str]:
    written = write_reports(result, folder, lang, state=STATE)
    return {path.name: path.read_text("utf-8") for path in written.paths if path.suffix == ".html"}


def unit_page(folder: Path, *machines: object, **changes: object) -> str:
    verdict = changes.pop("verdict", UnitVerdict.INSUFFICIENT)
    unit = made.unit("th_ho_sen", "Trường Tiểu học Hồ Sen", verdict, *machines)
    return pages(samples.district(unit, **changes), folder)["th_ho_sen.html"]


def test_the_same_sweep_gives_the_same_bytes(tmp_path: Path):
    first = write_reports(samples.district(), tmp_path / "a", state=STATE)
    second = write_reports(samples.district(), tmp_path / "b", state=STATE)
    assert [path.name for path in first.paths] == [path.name for path in second.paths]
    assert [path.read_bytes() for path in first.paths] == [
        path.read_bytes() for path in second.paths
    ]


def test_no_page_has_an_id_twice_and_every_link_on_it_has_its_end(tmp_path: Path):
    torn = made.not_assessed(made.row("Z", "th_ho_sen"), *made.ENDINGS[9])
    torn = replace(torn, hits=(replace(made.live_hit(), weakness=Weakness.OTHER_PORT),))
    unit = made.unit("th_ho_sen", "Hồ Sen", UnitVerdict.INSUFFICIENT, torn)
    for html in pages(samples.district(unit, *samples.sample_units()[1:]), tmp_path).values():
        found = Page(html).attributes
        ids = [value for _, name, value in found if name == "id"]
        assert len(ids) == len(set(ids))
        ends = {value[1:] for _, name, value in found if name == "href" and value[0] == "#"}
        assert ends <= set(ids)


def test_every_unit_has_its_report_and_its_annex_and_the_overview_links_to_both(tmp_path: Path):
    written = pages(samples.district(), tmp_path)
    linked = {value for _, name, value in Page(written["index.html"]).attributes if name == "href"}
    codes = {unit.unit.code for unit in samples.sample_units()}
    areas = {name for name in written if name.startswith("ward-")}
    assert set(written) - areas == {"index.html"} | {f"{code}.html" for code in codes} | {
        f"{code}.annex.html" for code in codes
    }
    assert areas <= linked
    assert {f"{code}.html" for code in codes} | {f"{code}.annex.html" for code in codes} <= linked


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_in_every_field_stays_text(tmp_path: Path, payload: str, lang: str):
    hostile = poisoned(samples.district(samples.small()), payload)
    for name, html in pages(hostile, tmp_path, lang).items():
        page = Page(html)
        assert set(page.elements) <= ELEMENTS
        assert page.elements["script"] == page.elements["style"] == page.elements["title"] == 1
        for tag, attribute, value in page.attributes:
            assert not attribute.startswith("on"), (name, tag, attribute)
            assert attribute not in {"style", "src", "srcdoc", "action"}, (name, tag, attribute)
            if attribute == "href":
                assert LINK.fullmatch(value), (name, tag, value)
        assert not HIDDEN.search(html)


def test_a_template_in_a_field_is_shown_as_it_was_written(tmp_path: Path):
    hostile = poisoned(samples.district(samples.small()), "{{7*7}}")
    shown = Page(pages(hostile, tmp_path)["index.html"]).text
    assert "{{7*7}}" in shown


@pytest.mark.parametrize(
    ("detail", "vi"),
    [
        ("more bytes than a machine may send", "nhiều byte hơn mức một máy được gửi"),
        ("SSHException: Error reading SSH protocol banner", ""),
    ],
)
def test_machine_words_stand_small_beside_the_reader_s(tmp_path: Path, detail: str, vi: str):
    cut = replace(stalled(Phase.BANNER), detail=detail)
    silent = made.not_assessed(made.row("pc-1", "th_ho_sen"), Reason.TIMEOUT, cut)
    shown = unit_page(tmp_path, silent)
    assert (f"<small>pc-1: {vi}</small>" in shown) == bool(vi)
    (folded,) = re.findall(r'<details class="fold"><summary>Chi tiết kỹ thuật.*?</details>', shown)
    assert f"<small>pc-1: <code>stalled(banner): {detail}</code>" in folded
    assert shown.count(detail) == folded.count(detail) == 1


def test_a_source_that_a_machine_lacks_is_told_in_words(tmp_path: Path):
    said = "no log of look-ups on this kind of machine"
    lacking = CheckResult(
        check="dns_events", required=False, answer=AnswerKind.NOT_APPLICABLE, why=said
    )
    denied = made.unread("dns_cache")
    infected = made.assessed(
        made.row("pc-1", "th_ho_sen"), made.live_hit(), checks=(lacking, denied)
    )
    shown = unit_page(tmp_path / "vi", infected, verdict=UnitVerdict.FAIL)
    vi = "loại máy này không có nhật ký tra cứu tên miền"
    assert f'<span class="sub">{vi}</span><span class="sub"><code>{said}</code></span>' in shown
    assert f'</span><span class="sub"><code>{denied.detail}</code></span>' in shown
    unit = made.unit("th_ho_sen", "Trường Tiểu học Hồ Sen", UnitVerdict.FAIL, infected)
    english = pages(samples.district(unit), tmp_path / "en", "en")["th_ho_sen.html"]
    assert f'<span class="sub">{said}</span></td>' in english


def test_listed_names_and_addresses_are_defanged_wherever_they_come_up(tmp_path: Path):
    hits = (made.live_hit(), made.name_hit(), made.range_hit(), made.setting_hit())
    tainted = made.row("pc.www.capnhat-trinhduyet.example", "th_ho_sen", "203.0.113.45")
    infected = made.assessed(tainted, *hits)
    listed = ("203.0.113.45", "capnhat-trinhduyet.example", "198.51.100.77", "2001:db8::bad",
              "2001:DB8:0:0::BAD", "198.51.100.0")  # fmt: skip
    unit = made.unit("th_ho_sen", "Trường 203.0.113.45", UnitVerdict.FAIL, infected)
    for html in pages(samples.district(unit), tmp_path).values():
        for value in listed:
            assert value not in html


@pytest.mark.parametrize(("reason", "outcome"), made.ENDINGS)
def test_no_way_of_not_looking_is_shown_green(tmp_path: Path, reason: Reason, outcome: Outcome):
    machine = made.not_assessed(made.row("PC-01", "th_ho_sen"), reason, outcome)
    page = Page(unit_page(tmp_path, machine))
    assert ("p", "class", "v-word") in page.attributes
    assert ("div", "class", "v-main unk") in page.attributes
    assert ("tr", "data-s", "unk") in page.attributes
    assert ("tr", "data-s", "pass") not in page.attributes
    assert ("svg", "class", "ic pass") not in body_signs(page)
    assert "Chưa đủ căn cứ kết luận" in page.text


def body_signs(page: Page) -> list[tuple[str, str, str]]:
    """Signs but for the legend, whose three words stand on every page."""
    signs = [row for row in page.attributes if row[:2] == ("svg", "class")]
    signs.remove(("svg", "class", "ic pass"))
    return signs


def test_an_empty_unit_has_no_ground_for_a_verdict(tmp_path: Path):
    page = Page(unit_page(tmp_path))
    assert ("div", "class", "v-main unk") in page.attributes
    assert "không có máy nào trong phạm vi" in page.text


def test_a_list_in_doubt_is_told_on_every_page_and_in_the_sentence(tmp_path: Path):
    doubtful = replace(
        made.LIST, warnings=("list_test_only", "list_stale", "list_shrunk ncsc", "list_odd x")
    )
    unit = made.unit(
        "th_ho_sen", "Hồ Sen", UnitVerdict.INSUFFICIENT, made.assessed(made.row("A", "th_ho_sen"))
    )
    written = pages(samples.district(unit, list=doubtful), tmp_path)
    for html in written.values():
        text = Page(html).text
        assert "chỉ gồm địa chỉ thử nghiệm" in text
        assert "Danh sách đối chiếu đã cũ" in text
        assert "ngắn hơn hẳn lần trước. Có thể tệp bị thiếu; cần kiểm tra lại tệp nguồn. " in text
        assert "Nguồn: ncsc." in text
        assert "list_odd x" in text
    assert "chưa đủ tin cậy" in Page(written["th_ho_sen.html"]).text
    assert "chưa đủ tin cậy" in Page(written["index.html"]).text


def test_the_demo_says_that_it_is_one_and_its_list_is_excused(tmp_path: Path):
    test_only = replace(made.LIST, warnings=("list_test_only",))
    unread = made.not_assessed(made.row("A", "th_ho_sen"), *made.ENDINGS[0])
    unit = made.unit("th_ho_sen", "Hồ Sen", UnitVerdict.INSUFFICIENT, unread)
    written = pages(samples.district(unit, demo=True, list=test_only), tmp_path)
    for html in written.values():
        assert "đều hư cấu" in Page(html).text
    assert "chưa đủ tin cậy" not in Page(written["th_ho_sen.html"]).text


def test_an_unfinished_sweep_says_so_on_every_page(tmp_path: Path):
    for html in pages(samples.district(finished=False), tmp_path).values():
        assert "CHƯA HOÀN TẤT" in Page(html).text


def test_a_deadline_is_shown_only_where_one_is_set(tmp_path: Path):
    without = replace(made.AUTHORITY, deadline=None)
    for html in pages(samples.district(authority=without), tmp_path).values():
        assert "15/09/2022" not in Page(html).text
    assert "trước ngày 15/09/2022" in Page(unit_page(tmp_path)).text


def test_what_the_store_cannot_know_is_left_out(tmp_path: Path):
    for html in pages(samples.district(), tmp_path).values():
        assert not re.search(r"[Ss]o với đợt|Diễn biến|Còn từ đợt", Page(html).text)


def test_every_machine_in_scope_has_one_row_and_the_counts_add_up(tmp_path: Path):
    for unit in samples.sample_units():
        html = pages(samples.district(unit), tmp_path)[f"{unit.unit.code}.html"]
        rows = Counter(
            value for tag, name, value in Page(html).attributes if (tag, name) == ("tr", "data-s")
        )
        assert rows["pass"] == unit.count(Verdict.PASS)
        assert rows["fail"] == unit.count(Verdict.FAIL)
        assert rows["unk"] == unit.count(Verdict.NOT_ASSESSED)
        assert rows.total() == unit.in_scope
        for machine in unit.machines:
            assert machine.scope.machine in html


def test_not_selected_machines_have_a_count_of_their_own_and_are_named(tmp_path: Path):
    ending = (Reason.NOT_SELECTED, dict(made.ENDINGS)[Reason.NOT_SELECTED])
    rest = (made.not_assessed(made.row(f"NS-{at}", "th_ho_sen"), *ending) for at in range(3))
    text = Page(unit_page(tmp_path, *rest, made.assessed(made.row("A", "th_ho_sen")))).text
    assert "trong đó 3 máy không được chọn trong đợt này" in text
    assert "NS-0, NS-1, NS-2" in text


def test_excluded_machines_are_listed_apart_with_who_approved_it(tmp_path: Path):
    text = Page(unit_page(tmp_path, made.excluded(made.row("CHIEU-1", "th_ho_sen")))).text
    assert "CHIEU-1: máy chiếu không quản trị được. Người duyệt: Trưởng phòng" in text
    assert "30/08/2022" in text


def test_a_finding_shows_all_that_it_rests_on(tmp_path: Path):
    page = unit_page(
        tmp_path,
        made.assessed(made.row("PC-01", "th_ho_sen"), made.name_hit()),
        verdict=UnitVerdict.FAIL,
    )
    text = Page(page).text
    for piece in ("RESOLVED", "thuộc tên miền trong danh sách", "cuc-attt.txt", "dòng 64",
                  "bản 11/09/2022", made.SHA, "TTL 287", "từ 11/09/2022 12:10:00"):  # fmt: skip
        assert piece in text


def test_a_weak_hit_and_a_defence_are_noted_and_fail_nobody(tmp_path: Path):
    weak = replace(made.live_hit(), weakness=Weakness.OTHER_PORT)
    clean = made.assessed(made.row("PC-01", "th_ho_sen"), weak, made.block_hit())
    page = Page(unit_page(tmp_path, clean, verdict=UnitVerdict.PASS))
    assert "không tính là không đạt" in page.text
    assert "Trùng khớp yếu" in page.text
    assert "Biện pháp phòng vệ" in page.text
    assert ("tr", "data-s", "fail") not in page.attributes


def test_an_own_address_on_the_list_is_told_with_its_line(tmp_path: Path):
    own = tuple(
        Refusal(file="cuc-attt.txt", line=line, text="203.0.113.9", reason=Unused.OWN)
        for line in range(11, 18)
    )
    result = samples.district(samples.school())
    info = replace(result.list, refused=(*result.list.refused, *own))
    text = Page(pages(replace(result, list=info), tmp_path)["index.html"]).text
    assert "của chính đơn vị nằm trong danh sách" in text
    assert "203[.]0[.]113[.]9 (cuc-attt.txt, dòng 11)" in text
    assert "dòng 15)" in text
    assert "dòng 16)" not in text
    assert "của chính đơn vị" not in Page(pages(result, tmp_path / "x")["index.html"]).text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_refused_line_says_why_in_words(tmp_path: Path, lang: str):
    refused = tuple(
        Refusal(file="a.txt", line=line, text="x", reason=reason)
        for line, reason in enumerate((Unused.PUBLIC_SUFFIX, "word_of_an_older_version"), 1)
    )
    result = samples.district(samples.school())
    info = replace(result.list, refused=refused)
    text = Page(pages(replace(result, list=info), tmp_path, lang)["index.html"]).text
    assert catalogue(lang).text(refusal(Unused.PUBLIC_SUFFIX)) in text
    assert "public_suffix" not in text
    assert "word_of_an_older_version" in text


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("why", Weakness)
def test_a_weak_hit_says_why(tmp_path: Path, why: Weakness, lang: str):
    old = replace(
        made.ADDRESS, valid_until=made.START, valid_from=made.START, port=8080, shared="X"
    )
    weak = replace(made.live_hit(), weakness=why, indicator=old)
    unit = made.unit(
        "th_ho_sen", "Hồ Sen", UnitVerdict.PASS, made.assessed(made.row("A", "th_ho_sen"), weak)
    )
    text = Page(pages(samples.district(unit), tmp_path, lang)["th_ho_sen.html"]).text
    say = catalogue(lang)
    assert say("found.why_weak") in text
    day = say.day(made.START)
    assert say(f"weak.{why}", day=day, port="8080", owner="X") in text


def test_only_what_failed_a_machine_is_named_for_the_firewall(tmp_path: Path):
    weak = replace(made.range_hit(), weakness=Weakness.OTHER_PORT)
    hits = (made.live_hit(), weak, made.block_hit())
    unit = made.unit(
        "th_ho_sen", "Hồ Sen", UnitVerdict.FAIL, made.assessed(made.row("A", "th_ho_sen"), *hits)
    )
    text = Page(pages(samples.district(unit), tmp_path)["index.html"]).text
    assert "203[.]0[.]113[.]45" in text
    assert "198[.]51[.]100[.]0/24" not in text
    assert "capnhat-trinhduyet[.]example" not in text


def test_a_failing_machine_that_was_read_in_part_says_so(tmp_path: Path):
    checks = (*made.ALL_READ[:1], made.unread("dns_cache"))
    half = made.assessed(made.row("PC-01", "th_ho_sen"), made.live_hit(), checks=checks)
    text = Page(unit_page(tmp_path, half, verdict=UnitVerdict.FAIL)).text
    assert "mới đọc được một phần" in text
    assert "không đủ quyền đọc" in text


def test_a_machine_that_floods_hits_does_not_flood_the_page(tmp_path: Path):
    many = tuple(
        made.hit(made.Status.CONNECTED, made.RANGE, f"198.51.100.{at}",
                 made.connected(f"198.51.100.{at}"), rule=made.Rule.RANGE)
        for at in range(250)
    )  # fmt: skip
    lying = made.assessed(made.row("PC-01", "th_ho_sen"), *many)
    page = unit_page(tmp_path, lying, verdict=UnitVerdict.FAIL)
    assert "Còn 210 trùng khớp khác trên máy này" in Page(page).text
    assert (tmp_path / "findings.csv").read_bytes().count(b"\r\n") == 251


def test_policy_names_the_digests_of_the_only_style_and_script(tmp_path: Path):
    html = pages(samples.district(), tmp_path)["index.html"]
    policy = next(
        value for tag, name, value in Page(html).attributes
        if tag == "meta" and name == "content" and "default-src" in value
    )  # fmt: skip
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src 'sha256-" in policy
    assert policy.endswith("base-uri 'none'; form-action 'none'")
    assert "unsafe" not in policy


def test_the_assets_cannot_close_their_own_element_or_reach_out():
    for path in (Path(__file__).parents[2] / "orchestrator/report/assets").iterdir():
        text = path.read_text("utf-8")
        assert "</" not in text
        assert not re.search(r"url\(|@import|https?:|fetch\(|XMLHttpRequest|eval\(", text)


def test_no_template_lets_markup_through():
    for path in (Path(__file__).parents[2] / "orchestrator/report/templates").iterdir():
        assert not re.search(r"\|\s*safe|autoescape|xmlattr|style=\"", path.read_text("utf-8"))


def test_a_code_is_never_a_path_and_no_two_units_share_a_file():
    named = stems(("th_ho_sen", "TH_HO_SEN", "../x", "index", "nul", "a/b", "", "a.annex", "con"))
    assert named["th_ho_sen"] != named["TH_HO_SEN"]
    assert len({stem.lower() for stem in named.values()}) == len(named)
    for stem in named.values():
        assert re.fullmatch(r"[A-Za-z0-9_-]+", stem)
    assert not {"index", "nul", "con"} & set(named.values())


def test_files_are_written_whole_into_a_new_folder_and_nothing_else(tmp_path: Path):
    folder = tmp_path / "reports" / "deep"
    written = write_reports(samples.district(), folder, state=STATE)
    mark = folder / ".orchestrator.json"
    assert sorted(folder.iterdir()) == sorted((mark, *written.paths))
    assert written.paths[0].name == "index.html"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_language_is_declared_and_no_vietnamese_text_is_left_in_english(
    tmp_path: Path, lang: str
):
    for html in pages(samples.district(), tmp_path, lang).values():
        assert f'<html lang="{lang}">' in html
        assert ("Việc cần làm" in html or "Phạm vi" in html or "PHỤ LỤC" in html) == (lang == "vi")
