"""The few lines of a Windows kit that cmd.exe reads, by the rules that are known of it.

No real cmd.exe ran them here: this holds what its rules say of paths, quotes, lines and codes.
"""

import pytest

from orchestrator.model.plan import Family
from orchestrator.roads.kit_file import POWERSHELL_MARK, POWERSHELL_START, kit_file
from tests.roads.cmd_model import MOST_LINE, Cmd, CmdRun, UnmodelledError
from tests.roads.made_kits import made_kit, made_script

KIT = kit_file(made_kit(Family.WINDOWS, made_script("exit 0\n", Family.WINDOWS)))[1]
HEAD = KIT.partition(f"\r\n{POWERSHELL_MARK}\r\n".encode())[0]
ROOT = {"SystemRoot": r"C:\Windows"}
SYSTEM = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
SYSNATIVE = r"C:\Windows\Sysnative\WindowsPowerShell\v1.0\powershell.exe"
PATHS = (
    r"E:\kiem-tra-th_hoa_sen.cmd",
    r"E:\Bộ kiểm tra (1) & 100% !a^b\kiem-tra-th_hoa_sen.cmd",
    r"E:\%TEMP%\%~f0\%%\kiem-tra-th_hoa_sen (2).cmd",
    r"E:\a & calc & (b) | c ^ d ! e = f, g; h\kiem-tra.cmd",
    r"\\may-chu\Chung\Bộ kiểm tra\kiem-tra-th_hoa_sen.cmd",
    r"C:\Users\ADMINI~1\AppData\Local\Temp\Temp1_kit.zip\kiem-tra-th_hoa_sen.cmd",
    "E:\\" + "d" * 200 + "\\" + "e" * 200 + "\\kiem-tra.cmd",
)


def ran(path=PATHS[0], code=0, word="", there=(SYSTEM,), text=KIT) -> CmdRun:
    """Run a kit's head; PowerShell ends with a code."""
    return Cmd(text, path, word, ROOT, lambda file: file in there, lambda _: code).whole()


@pytest.mark.parametrize("path", PATHS)
def test_the_path_of_the_kit_reaches_powershell_whole(path):
    done = ran(path)
    assert done.variables["KIT_FILE"] == path
    assert (done.code, done.said, done.pauses) == (0, [], 0)
    ((program, arguments),) = done.ran
    assert program == SYSTEM
    assert arguments.endswith(f' -Command "{POWERSHELL_START}"')


def test_a_program_of_32_bits_starts_the_powershell_of_64():
    done = ran(there=(SYSTEM, SYSNATIVE))
    assert [program for program, _ in done.ran] == [SYSNATIVE]
    assert done.variables["KIT_SHELL"] == SYSNATIVE


@pytest.mark.parametrize("word", ["", "nang-quyen", r"C:\a & b (1)\x.txt"])
def test_its_word_is_no_command(word):
    assert ran(word=word).variables["KIT_WORD"] == word


@pytest.mark.parametrize(
    ("code", "ends", "said"),
    [
        (0, 0, ""),
        (1, 1, "chup man hinh"),
        (3, 1, "thu muc ten don gian"),
        (5, 5, ""),
        (6, 6, ""),
        (7, 7, ""),
        (8, 8, "chan PowerShell"),
        (9009, 1, "chup man hinh"),  # not found at all
        (-1073741510, 1, "chup man hinh"),  # its window was closed, or somebody stopped it
        (-1073741819, 1, "chup man hinh"),  # it broke, or an antivirus broke it
    ],
)
def test_every_end_has_its_code_and_one_sentence(code, ends, said):
    """PowerShell itself says 0, 5, 6 and 7; whatever else comes is said here, and is read."""
    done = ran(code=code)
    assert done.code == ends
    assert [said in line for line in done.said] == [True] * bool(said)
    assert done.pauses == (code != 0)


def test_a_pc_without_powershell_is_told_so():
    done = ran(there=())
    assert (done.code, done.ran, "khong co PowerShell" in done.said[0]) == (9, [], True)


def test_what_cmd_reads_is_ascii_in_lines_that_it_can_take():
    assert HEAD.isascii()
    assert KIT[:1] == b"@"  # a mark of UTF-8 would be an unknown command
    lines = KIT.split(b"\n")[:-1]
    assert all(line.endswith(b"\r") for line in lines)
    assert b"\x1a" not in KIT
    longest = max(map(len, HEAD.split(b"\r\n"))) + 2 * len(SYSNATIVE)
    assert longest < MOST_LINE
    # What PowerShell is told holds no quote and no percent sign: cmd.exe hands it on as it is.
    assert not set(POWERSHELL_START) & set('"%\r\n')


def test_no_label_stands_twice_and_all_stand_behind_what_leads_there():
    lines = HEAD.decode("ascii").split("\r\n")
    labels = [line[1:] for line in lines if line.startswith(":")]
    assert len(labels) == len(set(labels))
    for label in labels:
        assert lines.index(f":{label}") > max(
            at for at, line in enumerate(lines) if line.endswith(f"goto {label}")
        )


@pytest.mark.parametrize(
    ("was", "wrong"),
    [
        (b'set "KIT_FILE=%~f0"', b"set KIT_FILE=%~f0"),
        (b'"%KIT_SHELL%" -NoProfile', b"%KIT_SHELL% -NoProfile"),
        (b"rem BO TU KIEM TRA MAY TINH.", "echo BỘ TỰ KIỂM TRA".encode()),
        (b'set "KIT_CODE=%ERRORLEVEL%"', b'set "KIT_CODE=100% x"'),
    ],
)
def test_the_model_finds_a_head_that_is_wrong(was, wrong):
    assert KIT.count(was) == 1
    with pytest.raises(UnmodelledError):
        ran(PATHS[1], text=KIT.replace(was, wrong))
