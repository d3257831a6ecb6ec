"""The command line of `ioc update`, and what other commands say of doubtful sources."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.ioc.keeping.sources_file import ListRole, read_sources
from tests.transport.web_server import Authority, serving, text

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "playbooks" / "iocs" / "sources.yml"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "iocs"
    folder.mkdir()
    (folder / "own.txt").write_text("own.example\n")
    (tmp_path / "letter.txt").write_text("one.example\ntwo.example\n")
    (folder / "sources.yml").write_text("sources: [{name: letter, file: ../letter.txt}]\n")
    return folder


def test_a_table_for_people(lists: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["ioc", "update", str(lists)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nguồn   Dùng làm  Cũ  Mới  Thêm  Bỏ  Tình trạng",
        "──────  ────────  ──  ───  ────  ──  ──────────",
        "letter  chỉ dấu    -    2     2   0  mới lấy về",
    ]
    (lists.parent / "letter.txt").write_text("one.example\n")
    assert main(["ioc", "update", str(lists / "sources.yml"), "--lang", "en"]) == 4
    out = capsys.readouterr().out
    assert "shrunk by half or more: the old version stays" in out
    commands = [line.split()[1:] for line in out.splitlines() if line.startswith("  orch")]
    assert [main(command) for command in commands] == [3, 0]
    out = capsys.readouterr().out
    assert "- two[.]example" in out
    assert "đã chấp nhận" in out
    assert main(["ioc", "update", str(lists), "--back", "letter"]) == 4


def test_json_for_programs(lists: Path, capsys: pytest.CaptureFixture[str]):
    (lists.parent / "letter.txt").unlink()
    assert main(["ioc", "update", str(lists), "--json"]) == 4
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == 1
    (one,) = said["sources"]
    assert one["fault"]["why"] == "no_file"
    assert one["warnings"] == ["list_not_fetched", "list_update_failed"]
    assert (one["state"], one["old"], one["new"]) == ("failed", None, None)


def test_check_says_that_it_only_looked(lists: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["ioc", "update", str(lists), "--check"]) == 0
    assert "không thay danh sách nào" in capsys.readouterr().out
    assert not (lists / "letter.list").exists()


def test_over_https_with_the_districts_own_authority(
    lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
):
    authority = Authority(tmp_path)
    with serving(authority.issue()) as shop:
        shop.pages["/a"] = text("mirror.example\n")
        source = {"name": "mirror", "url": shop.url("/a"), "allow_private": True}
        for ca, code in ({}, 4), ({"ca": "../ca.pem"}, 0):
            (lists / "sources.yml").write_text(json.dumps({"sources": [source | ca]}))
            assert main(["ioc", "update", str(lists)]) == code
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        assert main(["ioc", "update", str(lists)]) == 0
    said = capsys.readouterr()
    assert "chứng thư số của máy chủ không tin được" in said.out
    assert said.err == "đang lấy mirror\n"
    assert (lists / "mirror.list").read_text() == "mirror.example\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "không có tệp sources.yml"),
        (["nowhere/sources.yml"], "không đọc được tệp"),
        (["--check", "--accept", "letter"], "--check không thay đổi gì"),
        (["--accept", "lettre"], "Có phải ý là `letter`"),
        (["--accept", "letter"], "không có bản nào chờ quyết định"),
    ],
)
def test_bad_input_ends_with_two(
    lists: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
):
    given = words if words[0].startswith("nowhere") else [str(lists), *words]
    assert main(["ioc", "update", *given]) == 2
    assert said in capsys.readouterr().err


def test_the_doubt_is_told_wherever_the_lists_are_asked(
    lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    main(["ioc", "update", str(lists)])
    (tmp_path / "letter.txt").unlink()
    main(["ioc", "update", str(lists)])
    (tmp_path / "log").write_text("one.example\n")
    asked = ["--iocs", str(lists), "--state", str(tmp_path / "state")]
    for words in (["check", "one.example", *asked], ["scan", str(tmp_path / "log"), *asked]):
        capsys.readouterr()
        assert main(["ioc", *words]) == 3
        assert "Lần cập nhật danh sách gần nhất không thành" in capsys.readouterr().err
        main(["ioc", *words, "--json"])
        warnings = json.loads(capsys.readouterr().out)["warnings"]
        assert "list_update_failed letter" in warnings
    assert main(["ioc", "show", str(lists), "--json", "--lang", "en"]) == 0
    said = capsys.readouterr()
    shown = json.loads(said.out)
    assert shown["warnings"] == ["list_update_failed letter"]
    (origin,) = shown["sources"]
    assert (origin["name"], origin["in_force"]["indicators"]) == ("letter", 2)
    assert origin["origin"].endswith("letter.txt")
    assert origin["refused"] is None
    assert said.err.endswith(" Source: letter.\n")


def test_show_names_the_origin_of_every_list(lists: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["ioc", "show", str(lists)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"letter <- {lists}/../letter.txt: -"
    main(["ioc", "update", str(lists)])
    capsys.readouterr()
    main(["ioc", "show", str(lists)])
    assert re.search(
        r"letter <- .*letter\.txt: \d{8}T\d{6}Z-[0-9a-f]{12} \([0-9-]{10}, 2\)\n",
        capsys.readouterr().out,
    )


def test_the_sample_names_nothing_that_would_be_fetched():
    found = read_sources(SAMPLE)
    assert (found.sources, found.files) == ((), ())
    assert SAMPLE.read_text(encoding="utf-8").count("https://") == len(
        re.findall(r"https://[a-z.]+\.example[/:]", SAMPLE.read_text(encoding="utf-8"))
    )


def test_the_samples_examples_can_be_used_as_they_stand(tmp_path: Path):
    for name in ("cho-phep.yml", "sinkhole.txt"):
        (tmp_path / name).write_text("x")
    used = re.sub(r"(?m)^#(?=  +[a-z-])", "", SAMPLE.read_text(encoding="utf-8"))
    used = re.sub(r"(?m)^  +orchestrator.*$", "", used)
    (tmp_path / "sources.yml").write_text(used, encoding="utf-8")
    found = read_sources(tmp_path / "sources.yml")
    assert [one.name for one in found.sources] == ["nguon-web", "may-chu-quan", "misp", "cong-van"]
    assert {one.name: one.role for one in found.files} == {
        "cho-phep.yml": ListRole.ALLOW,
        "sinkhole.txt": ListRole.SINKHOLE,
    }


def test_the_sample_folder_updates_to_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(SAMPLE.parent, tmp_path / "iocs")
    assert main(["ioc", "update", str(tmp_path / "iocs")]) == 0
    assert "chưa khai nguồn nào" in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "iocs").iterdir()) == sorted(
        path.name for path in SAMPLE.parent.iterdir()
    )
