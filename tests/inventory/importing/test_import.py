import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from orchestrator.cli.main import main
from orchestrator.documents.grid import Sheet, SheetCell, SheetRow
from orchestrator.errors import InventoryError
from orchestrator.inventory import district, load
from orchestrator.inventory.importing import Destination, FileChange, plan_import, save_all
from orchestrator.inventory.sheets import Options, read_machines
from tests.documents.made import page, saved, workbook
from tests.inventory.trees import HEAD, write

WARD = """\
# Phường Phúc Xá
phuc_xa:
  vars: {ward: Phúc Xá}
  children:
    # Trường của chị Sen
    th_x:
      vars:
        unit: {name: Trường Tiểu học Hoa Sen, type: primary_school}
      hosts:
        hs-[01:03]: {room: Phòng Tin học}  # cả phòng
        hs-vp:   # máy văn phòng
        hs-may-chu: {ansible_host: 10.12.9.9, role: server, os: debian} # dưới gầm cầu thang
    # Trường bên sông
    thcs_y:
      vars:
        unit: {name: Trường THCS Bến Nước, type: lower_secondary_school}
      hosts:
        bn-1: {room: 203}
kim_ma:
  vars: {ward: Kim Mã}
  children:
    mn_z:
      vars:
        unit: {name: Trường Mầm non Bồ Câu, type: kindergarten}
"""
ALL = HEAD + "ansible_connection: winrm\nansible_host: '{{ inventory_hostname }}.x.example'\n"
HEADER = ("Tên máy", "Địa chỉ IP", "Phòng", "Đơn vị", "Phường", "Vai trò", "Cách kết nối")


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    return Path(write(tmp_path / "inv", {"group_vars/all.yml": ALL, "phuc-xa.yml": WARD}))


def _import(
    capsys: pytest.CaptureFixture[str], inventory: Path, file: Path, *words: str
) -> tuple[int, dict]:
    code = main(["inventory", "import", str(file), "-i", str(inventory), "--json", *words])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else {"error": err}


def _ward_file(inventory: Path) -> str:
    return (inventory / "phuc-xa.yml").read_text(encoding="utf-8")


def test_machines_are_added_updated_and_left_the_same(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = workbook(
        tmp_path / "may.xlsx",
        [
            HEADER[:3],
            ("hs-09", "10.12.3.9", "Phòng Hội đồng"),
            ("HS-02", "10.12.3.2", "Phòng Tin học"),
            ("hs-vp", None, "Văn phòng"),
            ("hs-may-chu", "10.12.9.9", None),
            ("hs-01", "hs-01.x.example", None),
        ],
    )
    words = ("--ward", "phuc xa", "--unit", "TH Hoa Sen")
    code, said = _import(capsys, inventory, file, *words)
    assert code == 0
    assert said["counts"] == {"read": 5, "added": 1, "updated": 2, "same": 2, "refused": 0}
    assert [line for line in said["files"][0]["diff"] if line[0] in "+-"][2:] == [
        "-        hs-vp:   # máy văn phòng",
        "+        hs-vp: {room: Văn phòng} # máy văn phòng",
        "+        hs-09: {room: Phòng Hội đồng, ansible_host: 10.12.3.9}",
        "+        hs-02: {ansible_host: 10.12.3.2}",
    ]
    once = _ward_file(inventory)
    assert "    # Trường bên sông\n    thcs_y:" in once
    found = {machine.name: machine for machine in district(load([str(inventory)])).machines}
    assert (found["hs-02"].room, found["hs-02"].unit) == ("Phòng Tin học", "th_x")
    assert found["hs-02"].variables["ansible_host"] == "10.12.3.2"
    code, said = _import(capsys, inventory, file, *words)
    assert (code, said["files"]) == (0, [])
    assert said["counts"] == {"read": 5, "added": 0, "updated": 0, "same": 5, "refused": 0}
    assert _ward_file(inventory) == once


def test_a_dry_run_shows_the_change_and_writes_nothing(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = workbook(tmp_path / "may.xlsx", [HEADER[:2], ("hs-09", "10.12.3.9"), ("hs 10", None)])
    words = ["inventory", "import", str(file), "-i", str(inventory), "--unit", "th_x"]
    assert main([*words, "--dry-run"]) == 4
    out = capsys.readouterr().out
    assert "+        hs-09: {ansible_host: 10.12.3.9}" in out
    assert "Đọc 2 dòng máy = 1 thêm mới + 0 cập nhật + 0 không đổi + 1 bị từ chối" in out
    assert out.endswith("Chỉ chạy thử: chưa ghi gì.\n")
    assert _ward_file(inventory) == WARD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inv", "may.xlsx"]
    assert main([*words, "--lang", "en"]) == 4
    assert "2 machines read = 1 added + 0 updated + 0 the same + 1 refused" in (
        capsys.readouterr().out
    )


def test_rows_name_their_units_in_the_words_of_schools(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = [
        ("a-1", "", "", "Trường Tiểu học Hoa Sen"),
        ("a-2", "", "", "TH HOA SEN"),
        ("a-3", "", "", "th_x"),
        ("a-4", "", "", "Trường Trung học cơ sở Bến Nước"),
        ("a-5", "", "", "mầm non bồ câu", "P. Kim Mã"),
    ]
    file = workbook(tmp_path / "may.xlsx", [HEADER[:5], *rows])
    code, said = _import(capsys, inventory, file)
    assert (code, said["counts"]["added"]) == (0, 5)
    units = {machine.name: machine.unit for machine in district(load([str(inventory)])).machines}
    assert [units[f"a-{n}"] for n in range(1, 6)] == ["th_x", "th_x", "th_x", "thcs_y", "mn_z"]


@pytest.mark.parametrize(
    ("row", "why", "words"),
    [
        (("n-1", "", "", "TH Hoa Sem"), "unit_meant", "Trường Tiểu học Hoa Sen"),
        (("n-1", "", "", "Đại học Nào Đó"), "unit_unknown", "Đại học Nào Đó"),
        (("n-1", "", "", ""), "unit_missing", "--unit"),
        (("n-1", "", "", "mn_z"), "unit_outside", "mn_z"),
        (("n-1", "", "", "th_x", "Kim Mã"), "ward_differs", "Phúc Xá"),
        (("bn-1", "", "", "th_x"), "name_taken", "thcs_y"),
        (("TH_X", "", "", "th_x"), "name_is_group", "TH_X"),
        (("n-1", "10.12.9.9", "", "th_x", "", "", "ssh"), "address_taken", "hs-may-chu"),
    ],
)
def test_a_row_at_odds_with_the_inventory_is_refused(
    inventory: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    row: tuple[str, ...],
    why: str,
    words: str,
):
    source = inventory / "phuc-xa.yml"
    text = WARD.replace("role: server", "role: server, ansible_connection: ssh")
    source.write_text(text, encoding="utf-8")
    file = workbook(tmp_path / "may.xlsx", [HEADER, row, ("good-1", "", "", "th_x")])
    code, said = _import(capsys, inventory, file, "--ward", "Phúc Xá")
    assert code == 4
    assert said["counts"] == {"read": 2, "added": 1, "updated": 0, "same": 0, "refused": 1}
    (refused,) = said["refused"]
    (doubt,) = refused["doubts"]
    assert (doubt["why"], refused["row"]) == (why, 2)
    assert words in doubt["reason"] + doubt["mend"]


def test_a_name_and_an_address_count_once(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = [("pc-06", "10.12.3.6"), ("PC-06", "10.12.3.7"), ("pc-07", "10.12.3.6")]
    file = workbook(tmp_path / "may.xlsx", [HEADER[:2], *rows])
    code, said = _import(capsys, inventory, file, "--unit", "th_x")
    assert code == 4
    whys = {row["row"]: row["doubts"][0]["why"] for row in said["refused"]}
    assert whys == {3: "name_twice", 4: "address_taken"}


def test_machines_may_swap_their_addresses(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    before = workbook(tmp_path / "a.xlsx", [HEADER[:2], ("p-1", "10.1.1.1"), ("p-2", "10.1.1.2")])
    after = workbook(tmp_path / "b.xlsx", [HEADER[:2], ("p-1", "10.1.1.2"), ("p-2", "10.1.1.1")])
    assert _import(capsys, inventory, before, "--unit", "th_x")[0] == 0
    code, said = _import(capsys, inventory, after, "--unit", "th_x")
    assert (code, said["counts"]["updated"]) == (0, 2)


def test_a_machine_is_changed_where_it_stands(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    text = WARD.replace(
        "        bn-1: {room: 203}\n",
        "        bn-1: {room: 203}\n      children:\n        tang_2:\n          hosts:\n"
        "            bn-2: {room: A} # trên gác\n",
    )
    (inventory / "phuc-xa.yml").write_text(text, encoding="utf-8")
    file = workbook(tmp_path / "may.xlsx", [HEADER[:3], ("bn-2", "", "B"), ("bn-1", "", "C")])
    code, _ = _import(capsys, inventory, file, "--unit", "thcs_y")
    assert code == 0
    after = text.replace("bn-2: {room: A}", "bn-2: {room: B}").replace("room: 203", "room: C")
    assert _ward_file(inventory) == after


def test_what_host_vars_set_is_not_written_beside_them(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    write(inventory, {"host_vars/bn-1.yml": "room: Nhà kho\n"})
    file = workbook(tmp_path / "may.xlsx", [HEADER[:3], ("bn-1", "", "Văn phòng")])
    code, said = _import(capsys, inventory, file, "--unit", "thcs_y")
    assert code == 4
    assert said["refused"][0]["doubts"][0]["why"] == "set_elsewhere"
    assert "host_vars/bn-1.yml:1:1" in said["refused"][0]["doubts"][0]["reason"].replace("\\", "/")


def test_sheets_named_as_units_need_no_column(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    book, _ = page([("Tên máy", "Phòng"), ("a-1", "A")], "TH Hoa Sen")
    book.create_sheet("Bến Nước").append(["Tên máy", "Phòng"])
    book.worksheets[1].append(["b-1", "B"])
    book.create_sheet("thcs_y").append(["Tên máy", "Phòng"])
    book.worksheets[2].append(["c-1", "C"])
    (tmp_path / "may.xlsx").write_bytes(saved(book))
    code, said = _import(capsys, inventory, tmp_path / "may.xlsx", "--ward", "Phúc Xá")
    assert (code, said["counts"]["added"]) == (4, 2)
    assert said["refused"][0]["sheet"] == "Bến Nước"


def test_refused_rows_can_be_mended_in_their_workbook_and_imported(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    header = ("Tên máy", "Địa chỉ IP", "Người sử dụng")
    rows = [("m-1", "10,1,1,1", "=A1+@SUM(1)"), ("m-2", "10.1.1.2", ""), ("máy 3", "10.1.1.3", "")]
    file = workbook(tmp_path / "may.xlsx", [header, *rows])
    code, said = _import(capsys, inventory, file, "--unit", "th_x")
    mended = Path(said["refused_file"])
    assert (code, mended.name) == (4, "may.refused.xlsx")
    book = load_workbook(mended)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [*header, "Dòng gốc", "Lý do", "Cách sửa"]
    assert [cell.value for cell in sheet[2]][:4] == ["m-1", "10,1,1,1", "=A1+@SUM(1)", "2"]
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    assert sheet["C2"].quotePrefix
    sheet["B2"] = "10.1.1.1"
    book.save(mended)
    code, said = _import(capsys, inventory, mended, "--unit", "th_x")
    assert (code, said["counts"]["added"]) == (4, 1)
    assert Path(said["refused_file"]).name == "may.refused-2.xlsx"
    code, said = _import(capsys, inventory, mended, "--unit", "th_x", "--accept-names")
    assert (code, said["counts"]["same"], said["counts"]["added"]) == (0, 1, 1)
    assert "may-3: {label: máy 3, ansible_host: 10.1.1.3}" in _ward_file(inventory)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--ward", "Phúc Xa Xôi"), "Did you mean `Phúc Xá`?"),
        (("--ward", "Nơi Nào"), "It has: Phúc Xá, Kim Mã"),
        (("--unit", "th_hoa_xen"), "has no unit `th_hoa_xen`"),
        (("--unit", "th_xx"), "Did you mean `th_x`?"),
        (("--unit", "th_x", "--ward", "Kim Mã"), "has no unit `th_x` there"),
        (("--unit-name", "Trường Mới"), "Give both --unit-name and --unit-type"),
        (("--unit-name", "A", "--unit-type", "kindergarten"), "needs its code"),
        (("--sheet", "Hai"), "there is no sheet `Hai`"),
        (("--unit", "a", "--unit-name", "A", "--unit-type", "kindergarten"), "needs its area"),
    ],
)
def test_a_slip_on_the_command_line_is_told_and_nothing_written(
    inventory: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    what: str,
):
    file = workbook(tmp_path / "may.xlsx", [HEADER[:2], ("n-1", "10.12.3.9")])
    code, said = _import(capsys, inventory, file, *words, "--lang", "en")
    assert code == 2
    assert what in said["error"]
    assert _ward_file(inventory) == WARD


def test_a_unit_and_its_ward_are_made_where_a_person_says_so(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = workbook(tmp_path / "may.xlsx", [HEADER[:2], ("n-1", "10.12.3.9")])
    new = ("--unit-name", "Trường Mầm non Mới", "--unit-type", "kindergarten")
    assert _import(capsys, inventory, file, "--ward", "Kim Mã", "--unit", "mn_moi", *new)[0] == 0
    assert _ward_file(inventory).endswith(
        "    mn_moi:\n      vars:\n        unit: {name: Trường Mầm non Mới, type: kindergarten}\n"
        "      hosts:\n        n-1: {ansible_host: 10.12.3.9}\n"
    )
    file = workbook(tmp_path / "may.xlsx", [HEADER[:2], ("n-2", "10.12.3.10")])
    words = ("--ward", "Trúc Bạch", "--unit", "mn_tb", *new)
    assert _import(capsys, inventory, file, *words)[0] == 0
    assert (inventory / "truc-bach.yml").read_text(encoding="utf-8") == (
        "# Phường Trúc Bạch: mỗi đơn vị là một nhóm mang `unit:`, mã đơn vị là tên nhóm.\n"
        "truc_bach:\n  vars: {ward: Trúc Bạch}\n  children:\n    mn_tb:\n      vars:\n"
        "        unit: {name: Trường Mầm non Mới, type: kindergarten}\n"
        "      hosts:\n        n-2: {ansible_host: 10.12.3.10}\n"
    )
    units = {unit.code: unit.ward for unit in district(load([str(inventory)])).units}
    assert (units["mn_moi"], units["mn_tb"]) == ("Kim Mã", "Trúc Bạch")


def test_a_clerk_of_a_commune_imports_into_a_plain_group_and_types_of_her_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    head = "authority: {name: Xã X, committee: UBND xã X, campaign: C}\n"
    types = "unit_types: {health_station: {vi: Trạm y tế, en: Health station}}\n"
    folder = tmp_path / "xa"
    write(folder, {"group_vars/all.yml": head + types, "a.yml": "don_vi:\n  children:\n"})
    file = workbook(tmp_path / "may.xlsx", [HEADER[:2], ("n-1", "10.12.3.9")])
    new = ("--ward", "don_vi", "--unit", "tram", "--unit-name", "Trạm Y tế", "--unit-type")
    code, said = _import(capsys, folder, file, *new, "heath_station", "--lang", "en")
    assert code == 2
    assert "Did you mean `health_station`?" in said["error"]
    assert _import(capsys, folder, file, *new, "health_station")[0] == 0
    (unit,) = district(load([str(folder)])).units
    assert (unit.type.code, unit.within) == ("health_station", ())


def test_a_new_commune_is_written_as_it_is_called(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = workbook(tmp_path / "may.xlsx", [HEADER[:2], ("n-1", "10.12.3.9")])
    new = ("--unit-name", "Trường Mầm non Mới", "--unit-type", "kindergarten")
    words = ("--ward", "Xã Minh Châu", "--unit", "mn_mc", *new)
    assert _import(capsys, inventory, file, *words)[0] == 0
    text = (inventory / "xa-minh-chau.yml").read_text(encoding="utf-8")
    assert text.startswith("# Xã Minh Châu: mỗi đơn vị")
    (unit,) = (u for u in district(load([str(inventory)])).units if u.code == "mn_mc")
    assert [area.level.code for area in unit.within] == ["commune"]
    again = workbook(tmp_path / "may.xlsx", [HEADER[:2], ("n-2", "10.12.3.8")])
    assert _import(capsys, inventory, again, "--ward", "X. Minh Châu", "--unit", "mn_mc")[0] == 0


def test_nothing_is_written_where_the_inventory_would_be_refused(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    write(inventory, {"other.yml": "lost: {hosts: {stray: }}\n"})
    file = workbook(tmp_path / "may.xlsx", [HEADER[:2], ("n-1", "10.12.3.9"), ("xấu", "")])
    code, said = _import(capsys, inventory, file, "--unit", "th_x", "--lang", "en")
    assert code == 2
    assert "the machine `stray` is in no unit" in said["error"]
    assert _ward_file(inventory) == WARD
    assert not (tmp_path / "may.refused.xlsx").exists()


def test_a_setting_that_would_win_over_the_written_one_stops_all(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    text = WARD.replace("hs-[01:03]: {", "hs-01: {os: debian}\n        hs-[01:03]: {os: ubuntu, ")
    (inventory / "phuc-xa.yml").write_text(text, encoding="utf-8")
    file = workbook(tmp_path / "may.xlsx", [("Tên máy", "HĐH"), ("hs-01", "windows")])
    code, said = _import(capsys, inventory, file, "--unit", "th_x", "--lang", "en")
    assert code == 2
    assert "another setting of `os` wins for `hs-01`" in said["error"]
    assert _ward_file(inventory) == text


TWINS = """\
kim_ma:
  vars: {ward: Kim Mã}
  children:
    hs_km: {vars: {unit: {name: Trường Tiểu học Họa Mi, type: primary_school}}}
ngoc_ha:
  vars: {ward: Ngọc Hà}
  children:
    hs_nh: {vars: {unit: {name: Trường Tiểu học Họa Mi, type: primary_school}}}
"""


def test_schools_of_one_name_are_told_apart_by_their_ward(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    inventory = Path(write(tmp_path / "inv", {"group_vars/all.yml": ALL, "a.yml": TWINS}))
    rows = [("a-1", "", "", "TH Họa Mi", "Ngọc Hà"), ("a-2", "", "", "TH Họa Mi")]
    file = workbook(tmp_path / "may.xlsx", [HEADER[:5], *rows])
    code, said = _import(capsys, inventory, file)
    assert code == 4
    assert "hs_km / hs_nh" in said["refused"][0]["doubts"][0]["mend"]
    assert [machine.unit for machine in district(load([str(inventory)])).machines] == ["hs_nh"]
    code, said = _import(capsys, inventory, file, "--ward", "kim ma")
    assert [row["doubts"][0]["why"] for row in said["refused"]] == ["ward_differs"]
    assert said["counts"]["added"] == 1


def test_all_that_was_left_out_is_told(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    book, sheet = page([("Tên máy", "Phòng", "Họ tên"), ("a-1", "A"), ("Cộng", "1")], "Một")
    sheet.row_dimensions[2].hidden = True
    other = book.create_sheet("Hai")
    other.append(["Tªn m\xb8y", "Phßng"])
    for number in range(25):
        other.append([f"b-{number}", "Phßng häc"])
    book.create_sheet("Ba").append(["lời chào"])
    book.create_sheet("Bốn").sheet_state = "hidden"
    (tmp_path / "may.xlsx").write_bytes(saved(book))
    words = ("inventory", "import", str(tmp_path / "may.xlsx"), "-i", str(inventory))
    assert main([*words, "--unit", "th_x"]) == 4
    said = capsys.readouterr().out.splitlines()
    assert said[:10] == [
        "Trang “Một”: tiêu đề ở dòng 1",
        "  Cột dùng: Tên máy, Phòng",
        "  Cột không đưa vào danh mục: Họ tên (thông tin cá nhân)",
        "  Không phải dòng máy: 1 dòng tổng",
        "  1 máy không có địa chỉ trong danh sách này, sẽ được gọi bằng tên máy",
        "  1 dòng máy đang ẩn vẫn được đọc",
        "Trang “Hai”: tiêu đề ở dòng 1",
        "  Cột dùng: Tªn m\xb8y, Phßng",
        "  Chữ gõ bằng phông cũ (tcvn3)",
        "Trang ẩn không đọc (thêm --sheet TÊN để đọc): Bốn",
    ]
    assert said[10] == "Trang không có dòng tiêu đề, không đọc: Ba"
    assert "  Hai, dòng 2: chữ gõ bằng phông cũ (tcvn3): “Phßng häc”." in said[13]
    assert "… và 5 dòng nữa" in said
    assert said[-2] == f"Đã ghi: {inventory / 'phuc-xa.yml'}"
    assert main([*words, "--unit", "th_x", "--legacy", "tcvn3", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "26 machines read = 25 added + 0 updated + 1 the same + 0 refused" in out
    assert main([*words, "--unit", "th_x", "--legacy", "tcvn3"]) == 0
    assert "Danh mục không đổi.\n" in capsys.readouterr().out


def test_what_someone_else_changed_meanwhile_is_not_overwritten(tmp_path: Path):
    file = tmp_path / "a.yml"
    file.write_bytes(b"theirs")
    changes = [FileChange(path=file, before=b"old", after=b"ours")]
    with pytest.raises(InventoryError, match="changed by someone else"):
        save_all(changes)
    assert file.read_bytes() == b"theirs"
    changes = [FileChange(path=tmp_path / "none" / "a.yml", before=b"", after=b"ours")]
    with pytest.raises(InventoryError, match="cannot write"):
        save_all(changes)


def test_csv_is_imported_too(inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "may.csv"
    file.write_text("Tên máy;Địa chỉ IP;Phòng\nn-1;10.1.1.1;A\n;10.1.1.2;B\n", encoding="utf-16")
    code, said = _import(capsys, inventory, file, "--unit", "th_x")
    assert code == 4
    assert said["counts"] == {"read": 2, "added": 1, "updated": 0, "same": 0, "refused": 1}
    assert said["refused"][0]["row"] == 3
    assert main(["inventory", "import", str(file), "-i", str(inventory), "--unit", "th_x"]) == 4
    assert "Tiêu đề ở dòng 1\n" in capsys.readouterr().out


TEXTS = st.sampled_from(
    ["hs-01", "hs-9", "HS-9", "máy 7", "10.1.1.1", "10,1,1,1", "Tổng cộng", "Phòng 1", "th_x", "",
     "Tên máy", "{{ x }}", "=1", "thcs_y", "10.12.9.9", "Phßng häc", "7"]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), max_size=12))
def test_no_row_is_lost(inventory: Path, rows: list[tuple[str, ...]]):
    titles = dict(enumerate(map(SheetCell, HEADER[:4]), 1))
    cells = [
        SheetRow(number=at, cells={n: SheetCell(text) for n, text in enumerate(row, 1) if text})
        for at, row in enumerate(rows, 2)
    ]
    sheet = Sheet(name="Máy", rows=(SheetRow(number=1, cells=titles), *cells))
    taken = read_machines((sheet,), Options(), "a.xlsx")
    plan = plan_import([str(inventory)], taken, Destination())
    counts = plan.counts
    assert counts["read"] == len(taken.rows)
    assert counts["read"] == sum(counts.values()) - counts["read"]
    passed = sum(taken.sheets[0].passed.values())
    assert counts["read"] + passed == sum(1 for row in cells if row.cells)
    for change in plan.files:
        again = load([str(inventory)], drafts={change.path: change.after})
        assert len(again.hosts) == len(load([str(inventory)]).hosts) + counts["added"]


def test_an_unknown_title_over_addresses_is_asked_about_before_anything_is_written(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = [("Tên máy", "ĐC IP tĩnh"), ("hs-01", "10.1.1.1"), ("hs-02", "10.1.1.2")]
    file, before = workbook(tmp_path / "may.xlsx", rows), _ward_file(inventory)
    code, said = _import(capsys, inventory, file, "--unit", "th_x")
    assert code == 2
    assert '--column "ĐC IP tĩnh"' in said["error"]
    assert _ward_file(inventory) == before
    code, said = _import(capsys, inventory, file, "--unit", "th_x", "--column", "ĐC IP tĩnh")
    assert (code, said["sheets"][0]["without_address"]) == (0, 0)
    assert "10.1.1.2" in _ward_file(inventory)
