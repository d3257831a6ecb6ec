import json
import shutil
import unicodedata
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.inventory import as_ansible, district, load
from tests.inventory.trees import HEAD, write

SAMPLES = Path(__file__).parents[1] / "samples"
BA_DINH = Path(__file__).parents[3] / "inventories" / "ba-dinh"

WARD = """\
# yaml-language-server: $schema=inventory.schema.json
phuc_xa:
  vars: {ward: Phúc Xá}
  children:
    th_x:  # trường
      vars: {unit: {name: Trường Tiểu học X, type: primary_school}}
      hosts:
        x-[1:2]:
    # trường thứ hai
    th_y:
      vars: {unit: {name: Trường Tiểu học Y, type: primary_school}}
"""


@pytest.fixture
def source(tmp_path: Path) -> str:
    return write(tmp_path, {"group_vars/all.yml": HEAD, "a.yml": WARD})


def _added(source: str) -> list[str]:
    before = WARD.splitlines()
    return [
        line
        for line in (Path(source) / "a.yml").read_text(encoding="utf-8").splitlines()
        if line not in before
    ]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["x-3", "--unit", "th_x"], "        x-3:"),
        (
            ["x-[03:12]", "--unit", "TH X", "--room", "Phòng 2"],
            "        x-[03:12]: {room: Phòng 2}",
        ),
        (
            [
                "y-1",
                "--unit",
                "th_y",
                "--address",
                "192.0.2.7",
                "--role",
                "server",
                "--os",
                "debian",
            ],
            "        y-1: {ansible_host: 192.0.2.7, os: debian, role: server}",
        ),
        (
            ["x-3", "--unit", "th_x", "-e", "ansible_port=2222"],
            '        x-3: {ansible_port: "2222"}',
        ),
        (
            ["x-3", "--unit", "th_x", "--label", unicodedata.normalize("NFD", "Máy cô Hà")],
            "        x-3: {label: Máy cô Hà}",
        ),
    ],
)
def test_add_writes_one_line_and_the_inventory_holds(source: str, words: list[str], line: str):
    assert main(["inventory", "add", *words, "-i", source]) == 0
    assert [one for one in _added(source) if "hosts" not in one] == [line]
    names = {machine.name for machine in district(load([source])).machines}
    assert {"x-1", "x-2"} < names


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x-1", "--unit", "th_x"], "danh mục đã có máy `x-1`"),
        (["x-[2:4]", "--unit", "th_y"], "danh mục đã có máy `x-2`"),
        (["máy 1", "--unit", "th_x"], "`máy 1` không phải tên máy"),
        (["x-3:22", "--unit", "th_x"], "`x-3:22` không phải tên máy"),
        (["x-[4:3]", "--unit", "th_x"], "dải `x-[4:3]` không có máy nào"),
        (["x-3", "--unit", "th_z"], "danh mục không có đơn vị `th_z`. Có phải ý là `th_y`?"),
        (["x-3", "--unit", "th_x", "--address", "x-1"], "`x-3` và `x-1`"),
        (["x-3", "--unit", "th_x", "-e", "ansible_prot=1"], "Ansible không có biến `ansible_prot`"),
        (["x-3", "--unit", "th_x", "-e", "rol=pc"], "biến `rol` có vẻ viết nhầm"),
    ],
)
def test_what_a_sweep_would_refuse_is_never_written(
    source: str, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["inventory", "add", *words, "-i", source]) == 2
    assert said in capsys.readouterr().err
    assert (Path(source) / "a.yml").read_text(encoding="utf-8") == WARD


def test_a_dry_run_shows_the_change_and_writes_nothing(
    source: str, capsys: pytest.CaptureFixture[str]
):
    words = ["inventory", "add", "x-3", "--unit", "th_x", "--dry-run", "-i", source]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "\n+        x-3:\n" in out
    assert "chưa ghi gì" in out
    assert main([*words, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["schema"], shown["unit"], shown["machines"]) == (1, "th_x", ["x-3"])
    assert shown["dry_run"]
    assert "+        x-3:" in shown["files"][0]["diff"]
    assert (Path(source) / "a.yml").read_text(encoding="utf-8") == WARD


def test_what_was_changed_meanwhile_is_not_overwritten(source: str):
    assert main(["inventory", "add", "x-3", "--unit", "th_x", "-i", source, "--lang", "en"]) == 0
    assert main(["inventory", "add", "x-4", "--unit", "th_x", "-i", source, "--lang", "en"]) == 0
    assert _added(source) == ["        x-3:", "        x-4:"]


UGLY = WARD.replace("  ", "    ").replace("\n", "\r\n").replace("Xá", "Xa\u0301")


def test_fmt_brings_files_into_form_and_check_says_so(
    source: str, capsys: pytest.CaptureFixture[str]
):
    path = Path(source) / "a.yml"
    path.write_bytes(b"\xef\xbb\xbf" + UGLY.encode() + b"\r\n\r\n")
    before = as_ansible(load([source]))
    assert main(["inventory", "fmt", "-i", source, "--check", "--diff"]) == 3
    out = capsys.readouterr().out
    assert f"Chưa đúng dạng chuẩn: {path}\n" in out
    assert "+      hosts:" in out
    assert main(["inventory", "fmt", "-i", source]) == 0
    assert path.read_bytes() == WARD.replace(":  # trường", ":    # trường").encode()
    assert str(before).replace("Xa\u0301", "Xá") == str(as_ansible(load([source])))
    assert capsys.readouterr().out == f"Đã ghi: {path}\n"
    assert main(["inventory", "fmt", "-i", source, "--check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"schema": 1, "written": False, "files": []}


@pytest.mark.parametrize("folder", [BA_DINH, SAMPLES / "tree", SAMPLES / "second"])
def test_fmt_never_changes_what_is_loaded(folder: Path, tmp_path: Path):
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    before = as_ansible(load([str(copy)]))
    for path in sorted(copy.rglob("*.yml")):
        deeper = [f"{' ' * (len(line) - len(line.lstrip(' ')))}{line}" for line in _lines(path)]
        path.write_text("".join(deeper), encoding="utf-8")
    assert as_ansible(load([str(copy)])) == before
    assert main(["inventory", "fmt", "-i", str(copy)]) == 0
    assert as_ansible(load([str(copy)])) == before
    assert main(["inventory", "fmt", "-i", str(copy), "--check"]) == 0


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def test_the_shipped_districts_are_in_normal_form():
    assert main(["inventory", "fmt", "-i", str(BA_DINH.parent), "--check"]) == 0


def test_what_cannot_be_formatted_leaves_every_file_alone(
    source: str, capsys: pytest.CaptureFixture[str]
):
    ugly, broken = "g:\n    hosts:\n        a:\n", "g: {hosts: {a: , a: }}\n"
    write(Path(source), {"b.yml": ugly, "c.yml": broken, "d.yml": "g: ["})
    assert main(["inventory", "fmt", "-i", source]) == 2
    err = capsys.readouterr().err
    assert "khóa `a` đã có ở dòng 1" in err
    assert "d.yml:2:1: đây không phải YAML hợp lệ" in err
    assert (Path(source) / "b.yml").read_text(encoding="utf-8") == ugly


def test_encrypted_files_and_other_kinds_are_let_be(tmp_path: Path):
    files = {
        "group_vars/g/secret": "$ANSIBLE_VAULT;1.1;AES256\n3132\n",
        "hosts.ini": "[g]\n  a   x=1  \n",
        "b.json": '{"g":   {}}\n',
        ".hidden.yml": "a:\n    b: 1\n",
        "group_vars/g/plain": "x:\n    y: 1\n",
    }
    write(tmp_path, files)
    assert main(["inventory", "fmt", "-i", str(tmp_path)]) == 0
    now = {name: (tmp_path / name).read_text(encoding="utf-8") for name in files}
    assert now == files | {"group_vars/g/plain": "x:\n  y: 1\n"}
