"""`orchestrator annex`: from figures to files to send, as a clerk types it."""

import json
import re
import shlex
from contextlib import closing

import openpyxl
import pytest
from docx import Document

from orchestrator import sweep
from orchestrator.cli.main import main
from orchestrator.evidence import open_store
from orchestrator.sweep.campaign_files import used_campaign
from orchestrator.vault import Vault
from tests.report.word_text import paragraphs
from tests.sweep import campaign_folder
from tests.sweep.kept_campaign import TUESDAY, UNIT, Campaign

INFECTED = "win7-offload-column"
BY = ("--by", "Văn thư A")


@pytest.fixture
def state(tmp_path, monkeypatch):
    with closing(open_store(tmp_path / "s", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, {"a": INFECTED})
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ORCHESTRATOR_ACTOR", raising=False)
    campaign_folder.inventory(tmp_path, {UNIT: ("a",), "khac": ("b", "c")})
    return str(tmp_path / "s")


def annex(*words):
    return main(["annex", *words])


def words_of(path):
    return "\n".join(paragraphs(path.read_bytes()))


def test_from_figures_to_a_file_to_send(state, tmp_path, capsys):
    assert (
        annex("set", UNIT, "-i", "hosts.yml", "--people", "46", "--scope", "Toàn trường", *BY) == 0
    )
    said = capsys.readouterr().out
    assert "Trường" in said
    command = re.search(r"Lập lại phụ lục: (.*)", said)[1]
    assert main([*shlex.split(command)[1:], "--state", state]) == 0
    said = capsys.readouterr().out
    assert "1/2 đơn vị đã khai đủ" in said
    folder = tmp_path / "annexes"
    assert "thông tin chiến dịch: 46" in words_of(folder / f"{UNIT}.annex.docx")
    assert "là 46 người" in words_of(folder / f"{UNIT}.letter.docx")
    total = words_of(folder / "annex.docx")
    assert "46 người; 1/2 đơn vị đã khai." in total
    assert "Chưa khai: Trường khac." in total
    assert sorted(path.name for path in folder.iterdir() if path.name[0] != ".") == sorted([
        "annex.docx", "annex.html", "annex.xlsx", "report.docx",
        *(f"{unit}.{end}" for unit in (UNIT, "khac")
          for end in ("annex.docx", "annex.html", "annex.xlsx", "letter.docx")),
    ])  # fmt: skip


def test_no_document_names_a_machine_an_address_or_an_indicator(state, tmp_path):
    assert annex("make", "-i", "hosts.yml", "--state", state) == 0
    for path in (tmp_path / "annexes").glob("*.docx"):
        text = words_of(path)
        assert "127.0.0" not in text
        assert ".example" not in text
        assert "203.0.113" not in text


def test_a_unit_that_nobody_asked_yet_counts_with_its_machines_not_assessed(state, tmp_path):
    assert annex("make", "-i", "hosts.yml", "--state", state) == 0
    text = words_of(tmp_path / "annexes/khac.letter.docx")
    assert "trong 2 máy thuộc phạm vi, đã đánh giá 0 máy" in text
    assert "2 máy chưa đánh giá được" in text
    assert "trong 3 máy thuộc phạm vi" in words_of(tmp_path / "annexes/report.docx")


def test_the_same_input_gives_the_same_bytes(state, tmp_path, monkeypatch):
    moment = sweep.now()
    monkeypatch.setattr("orchestrator.sweep.campaign_result.now", lambda: moment)
    for name in ("one", "two"):
        assert annex("make", "-i", "hosts.yml", "--state", state, "-o", name) == 0
    for path in (tmp_path / "one").glob("*.*x*"):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_what_a_clerk_wrote_into_a_letter_is_kept_beside_the_new_one(state, tmp_path, capsys):
    annex("make", "-i", "hosts.yml", "--state", state)
    path = tmp_path / "annexes" / f"{UNIT}.letter.docx"
    path.write_bytes(b"edited")
    capsys.readouterr()
    assert annex("make", "-i", "hosts.yml", "--state", state) == 0
    assert f"{UNIT}.letter.kept-1.docx" in capsys.readouterr().out
    assert (tmp_path / "annexes" / f"{UNIT}.letter.kept-1.docx").read_bytes() == b"edited"


def test_reports_and_annexes_never_take_each_others_folder(state, tmp_path, capsys):
    assert annex("make", "-i", "hosts.yml", "--state", state, "-o", "out") == 0
    assert main(["report", "--state", state, "-o", "out"]) == 2
    assert "phụ lục và công văn, không phải bộ báo cáo" in capsys.readouterr().err
    assert main(["report", "--state", state, "-o", "pages"]) == 3
    assert annex("make", "-i", "hosts.yml", "--state", state, "-o", "pages") == 2
    assert "bộ báo cáo, không phải phụ lục" in capsys.readouterr().err
    assert (tmp_path / "pages/index.html").exists()


def test_a_template_of_the_clerk_s_own_is_filled_in(state, tmp_path, capsys):
    document = Document()
    document.add_paragraph("{{ten_don_vi}}: {{so_may_khong_dat}} máy; {{so_may_chua_danh_gia}}")
    document.save("mau.docx")
    make = ("make", "-i", "hosts.yml", "--state", state)
    assert annex(*make, "--letter-template", "mau.docx", "--report-template", "mau.docx") == 0
    assert "Trường khac: 0 máy; 2" in words_of(tmp_path / "annexes/khac.letter.docx")
    assert "UBND: 1 máy; 2" in words_of(tmp_path / "annexes/report.docx")
    before = (tmp_path / "annexes/report.docx").read_bytes()
    (tmp_path / "mau.docx").write_bytes(b"x")
    assert annex(*make, "--letter-template", "mau.docx") == 2
    assert annex(*make, "--letter-template", "khong-co.docx") == 2
    assert "mau.docx:1:1" in capsys.readouterr().err
    assert (tmp_path / "annexes/report.docx").read_bytes() == before


@pytest.mark.usefixtures("state")
def test_who_is_missing_is_told_by_name_and_who_is_late(tmp_path, capsys):
    hosts = (tmp_path / "hosts.yml").read_text("utf-8")
    late = hosts.replace("level: district,", "level: district, deadline: 2022-09-30,")
    (tmp_path / "hosts.yml").write_text(late, "utf-8")
    assert annex("status", "-i", "hosts.yml") == 4
    said = capsys.readouterr().out
    assert "0/2 đơn vị đã khai đủ, 0/2 đơn vị đã nộp" in said
    assert "Đã quá hạn 30/09/2022: 2 đơn vị chưa nộp." in said
    assert "Trường khac (khac): còn thiếu phạm vi triển khai" in said
    for unit in (UNIT, "khac"):
        assert annex("submitted", unit, "-i", "hosts.yml", "--on", "28/09/2022", *BY) == 0
        assert annex("set", unit, "-i", "hosts.yml", "--people", "1", "--scope", "x", *BY) == 0
    capsys.readouterr()
    assert annex("status", "-i", "hosts.yml", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["declared"], told["submitted"], told["overdue"]) == (2, 2, False)
    assert told["people"] == {"total": 2, "units": 2}
    assert told["each"][0]["submitted"] == "2022-09-28"


def test_a_status_of_nothing_is_not_done(state, capsys):
    assert annex("status", "--state", state) == 2
    assert "chưa biết danh mục nào" in capsys.readouterr().err


@pytest.mark.usefixtures("state")
def test_a_form_goes_out_and_comes_back(tmp_path, capsys):
    assert annex("form", "-i", "hosts.yml", "-o", "bieu.xlsx") == 0
    book = openpyxl.load_workbook("bieu.xlsx")
    for at in (2, 3):
        book.worksheets[0].cell(at, 6).value = 12 if at == 2 else -1
    book.save("bieu.xlsx")
    assert annex("import", "bieu.xlsx", "-i", "hosts.yml", *BY) == 4
    said = capsys.readouterr().out
    assert "Đọc 2 dòng có số liệu = 1 ghi mới + 0 không đổi + 1 bị từ chối" in said
    assert "số người -1 là số âm" in said
    assert (tmp_path / "bieu.refused.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", UNIT, "--people", "5"), "không có ai chịu trách nhiệm|--by"),
        (("set", "khong_co", "--people", "5", *BY), "không có đơn vị `khong_co`"),
        (("set", UNIT, "--people", "-5", *BY), "số người -5 là số âm"),
        (("set", UNIT, "--evaluation", "x", *BY), "mục 3 không thuộc"),
        (("submitted", UNIT, "--on", "31/02/2022", *BY), "`31/02/2022` không phải ngày"),
        (("submitted", UNIT, "--on", "28/09/2099", *BY), "28/09/2099 còn ở phía trước"),
        (("import", "khong-co.xlsx", *BY), "khong-co.xlsx"),
    ],
)
@pytest.mark.usefixtures("state")
def test_a_user_s_mistake_is_one_message(words, said, tmp_path, capsys):
    assert annex(*words, "-i", "hosts.yml") == 2
    told = capsys.readouterr().err
    assert re.search(said, told)
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) == 1
    assert not (tmp_path / "group_vars").exists()


def test_the_inventory_gone_is_said_and_nothing_is_written(state, tmp_path, capsys):
    (tmp_path / "hosts.yml").unlink()
    assert annex("make", "-i", "hosts.yml", "--state", state) == 2
    assert annex("make", "--state", state) == 0  # as it was last read
    assert "1/1" in capsys.readouterr().out or (tmp_path / "annexes").exists()


def test_older_figures_are_told_with_the_command_that_takes_those_of_now(state, tmp_path, capsys):
    begun = {"inventory": ["hosts.yml"]}
    with closing(open_store(tmp_path / "s", create=False)) as store:
        Campaign(store, tmp_path).sweep("s2", TUESDAY, {"a": INFECTED}, selection=begun)
    assert annex("set", UNIT, "-i", "hosts.yml", "--people", "61", *BY) == 0
    for words in (("annex", "make"), ("report", "--csv-dialect", "excel")):
        capsys.readouterr()
        main([*words, "--state", state])
        command = re.search("Muốn lấy theo danh mục hiện nay, chạy: (.*)", capsys.readouterr().out)
        assert shlex.split(command[1])[-2:] == ["-i", "hosts.yml"]
        main(shlex.split(command[1])[1:])
        assert "Muốn lấy" not in capsys.readouterr().out
    assert "thông tin chiến dịch: 61" in words_of(tmp_path / "annexes" / f"{UNIT}.annex.docx")


def test_what_a_page_tells_a_person_to_do_does_it(state, tmp_path):
    main(["report", "--state", state, "-i", "hosts.yml"])
    page = (tmp_path / "reports" / f"{UNIT}.annex.html").read_text("utf-8")
    assert f"orchestrator annex set {UNIT}" in page
    assert "orchestrator report -i" in page
    assert annex("set", UNIT, "-i", "hosts.yml", "--people", "61", *BY) == 0
    hosts = (tmp_path / "hosts.yml").read_text("utf-8")
    now = hosts.replace(f"Trường {UNIT}", "Trường Đổi Tên").replace(
        "level: district,", "level: district, letter: {number: 7/UBND-VHTT},"
    )
    (tmp_path / "hosts.yml").write_text(now, "utf-8")
    main(["report", "--state", state, "-i", "hosts.yml"])
    page = (tmp_path / "reports" / f"{UNIT}.annex.html").read_text("utf-8")
    assert '<span class="value"> 61</span>' in page
    assert "Trường Đổi Tên" in page
    assert "7/UBND-VHTT" in page


def test_where_nothing_was_ever_asked_figures_of_machines_are_dots(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    campaign_folder.inventory(tmp_path, {UNIT: ("a",), "khac": ("b", "c")})
    assert annex("make", "-i", "hosts.yml", "--state", "none-yet") == 0
    assert "Chưa rà soát máy nào" in capsys.readouterr().out
    assert not (tmp_path / "none-yet").exists()
    dots = "trong ............ máy thuộc phạm vi, đã đánh giá ............ máy"
    for name in ("report", f"{UNIT}.letter", "khac.letter"):
        text = words_of(tmp_path / f"annexes/{name}.docx")
        assert dots in text
        assert "chưa đánh giá được và không được tính là sạch" in text
    assert "0/2 đơn vị đã khai đủ" in words_of(tmp_path / "annexes/annex.docx")
    assert annex("make", "-i", "hosts.yml", "--state", "none-yet", "--json") == 0
    assert json.loads(capsys.readouterr().out)["asked"] is False


def test_a_campaign_that_has_asked_nobody_yet_has_its_forms(tmp_path, monkeypatch, capsys):
    """Its inventory names the units, also where that cannot be read any more."""
    monkeypatch.chdir(tmp_path)
    campaign_folder.inventory(tmp_path, {UNIT: ("a",)})
    campaign_folder.campaign_file(tmp_path)
    used_campaign(tmp_path / "s", tmp_path / "campaign.yml", sweep.now(), Vault(), create=True)
    assert annex("make", "--state", "s") == 0
    assert "hiện nay của chiến dịch" in capsys.readouterr().out
    assert "trong ............ máy" in words_of(tmp_path / f"annexes/{UNIT}.letter.docx")
    (tmp_path / "hosts.yml").unlink()
    assert annex("make", "--state", "s") == 0
    assert "Chưa rà soát máy nào" in capsys.readouterr().out


def test_a_clerk_s_template_has_dots_for_machines_that_nobody_asked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    campaign_folder.inventory(tmp_path, {UNIT: ("a",)})
    document = Document()
    document.add_paragraph("{{ten_don_vi}}: {{so_may_khong_dat}} máy; {{so_may_chua_danh_gia}}")
    document.save("mau.docx")
    asked = ("make", "-i", "hosts.yml", "--state", "s", "--letter-template", "mau.docx")
    assert annex(*asked) == 0
    text = words_of(tmp_path / f"annexes/{UNIT}.letter.docx")
    assert f"Trường {UNIT}: ............ máy; ............" in text


def test_without_any_inventory_there_is_nothing_to_make(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    open_store(tmp_path / "s", create=True).close()
    assert annex("make", "--state", "s") == 2
    assert "chưa biết danh mục nào" in capsys.readouterr().err
    assert not (tmp_path / "annexes").exists()
