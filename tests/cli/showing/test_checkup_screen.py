"""What `ping` shows: machines in order, each cause once, nothing raw."""

import pytest
from msgspec.structs import replace

from orchestrator.bodies import level
from orchestrator.cli.showing.checkup_screen import checkup_screen
from orchestrator.model.answer import Facts
from orchestrator.model.diagnosis import Cause, Diagnosis, Found, Reached
from orchestrator.model.outcome import Barrier, script_blocked
from orchestrator.model.plan import Via
from orchestrator.text.catalogue import catalogue
from tests.doctor.checkups import ERRAND, LOST, WELL, checkup


def shown_in(found, lang: str = "vi") -> str:
    return checkup_screen(found, ERRAND, level("district"), catalogue(lang))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_screen_names_every_machine_and_every_cause_once(lang: str):
    found = (checkup("a-1", *LOST), checkup("a-2", *LOST), WELL)
    shown = shown_in(found, lang)
    assert [row.split()[1] for row in shown.splitlines()[2:5]] == ["a-1", "a-2", "w-1"]
    assert "PowerShell 5.1" in shown
    title = {"vi": "đang tắt (2 máy)", "en": "off (2 machines)"}[lang]
    assert shown.count(title) == 1
    summary = {
        "vi": "2 máy: đang tắt hoặc mạng đặt là Public",
        "en": "2 machines: off or network profile is Public",
    }[lang]
    assert summary in shown


def test_a_machine_that_is_well_says_who_where_and_how_fast():
    shown = shown_in((replace(WELL, connect_s=0.012, seconds=0.25),))
    told = "audit; Windows 10 Pro; PowerShell 5.1; quyền quản trị; lệch giờ 2 giây; kết nối 12 ms"
    assert f"{told}; 0,2 giây" in shown


def test_a_doubt_is_marked_as_one():
    doubted = Diagnosis(state=Reached.LOGGED_ON, causes=(Cause.TOKEN_FILTER, Cause.NOT_ADMIN))
    shown = shown_in((replace(WELL, diagnosis=doubted),))
    assert shown.count("lưu ý: quyền quản trị bị lọc hoặc không phải quản trị viên") == 2


def test_what_an_account_without_rights_leaves_unread_is_told():
    doubted = Diagnosis(state=Reached.LOGGED_ON, causes=(Cause.NOT_ADMIN,))
    shown = shown_in((replace(WELL, diagnosis=doubted),))
    assert "Có thể chưa đọc được:\n    bộ nhớ đệm DNS (bắt buộc): " in shown
    assert "Có thể chưa đọc được:" not in shown_in((checkup("a", Cause.OFF),))


def test_the_error_id_of_a_script_that_did_not_begin_is_shown():
    blocked = script_blocked(Barrier.ANTIMALWARE, error_id="ScriptContainedMaliciousContent")
    shown = shown_in((checkup("a", Cause.ANTIMALWARE, outcome=blocked),))
    assert "chặn (ScriptContainedMaliciousContent)" in shown


def test_where_the_service_was_found_is_said():
    at = Found(via=Via.WINRM, port=5985)
    shown = shown_in((checkup("a", Cause.WRONG_PORT, found=at),))
    assert "sai cổng (winrm 5985)" in shown
    assert "    ansible_port: 5985" in shown


def test_lines_that_differ_for_many_machines_are_cut_short_on_the_screen():
    found = tuple(
        checkup(f"m-{n}", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=6000 + n))
        for n in range(5)
    )
    shown = shown_in(found)
    assert "ansible_port: 6002" in shown
    assert "ansible_port: 6003" not in shown
    assert "… và 2 dòng tương tự; xem đủ bằng --json" in shown


def test_what_a_machine_says_is_never_printed_raw():
    evil = "\x1b[2J\u202eabc"
    bad = replace(WELL.symptoms, facts=Facts(os=evil, shell=evil, name=evil))
    shown = shown_in((replace(WELL, symptoms=bad),))
    assert all(line.isprintable() for line in shown.splitlines())
