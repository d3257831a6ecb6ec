"""What a page tells of a finding, day by day: of who only ever saw it, nothing."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator.model.act import AcceptedRisk, Act, Assigned, Handled, Handling, Triaged
from orchestrator.model.campaign import MachineStanding
from orchestrator.model.look import Dropped, DroppedBy
from orchestrator.report.finding_history import history, looks_at
from orchestrator.text.catalogue import Catalogue
from tests.findings.acts_made import LOOKED, NOW, SICK, UNIT, look, machine, met

SAY = Catalogue("vi")
DAY = timedelta(days=1)
WHO = {"machine": SICK, "unit": UNIT.code, "actor": "Tổ Tin học", "reason": "biên bản 1"}


def _at(day: float) -> dict[str, object]:
    return {"claimed": LOOKED + day * DAY, "recorded": LOOKED + day * DAY, "id": f"{day}"}


def _handled(day: float) -> Handled:
    return Handled(**WHO, **_at(day), remedy=Handling.REIMAGED)  # type: ignore[arg-type]


def _told(standing: MachineStanding) -> tuple[str, ...]:
    (finding,) = standing.findings
    return history(finding, looks_at(standing), SAY)


def test_of_what_was_only_ever_seen_there_is_nothing_to_tell():
    assert _told(machine(SICK, "m", (look(1),), (met(1),))) == ()


def test_a_handling_and_the_look_that_closes_it_are_told_in_order():
    looks = (look(1), look(2, at=LOOKED + 3 * DAY))
    told = _told(machine(SICK, "m", looks, (met(1),), (_handled(1),), NOW + 9 * DAY))
    assert told == (
        "28/11/2026 16:00: thấy lần đầu",
        "29/11/2026 16:00: Đã xử lý (Đã cài lại máy). Tổ Tin học: biên bản 1",
        "01/12/2026 16:00: lần xem đủ không thấy nữa: khép",
    )


def test_a_look_that_closed_it_and_carries_nothing_now_has_no_day():
    looks = (look(1), look(2, at=LOOKED + 3 * DAY))
    standing = machine(SICK, "m", looks, (met(1),), (_handled(1),), NOW + 9 * DAY)
    (finding,) = standing.findings
    assert history(finding, {}, SAY)[-1] == "lần xem đủ không thấy nữa: khép"


def test_what_comes_back_is_told():
    looks = (look(1), look(2, at=LOOKED + 3 * DAY))
    seen = (met(1), met(2, at=LOOKED + 3 * DAY))
    told = _told(machine(SICK, "m", looks, seen, (_handled(1),), NOW + 9 * DAY))
    assert told[-1] == "01/12/2026 16:00: lại thấy sau khi khai đã xử lý"


def test_a_list_that_came_later_is_told_and_one_that_was_there_is_not():
    later = replace(met(1), since=LOOKED + 7 * DAY)
    told = _told(machine(SICK, "m", (look(1),), (later,), (), NOW + 9 * DAY))
    assert told[-1] == "05/12/2026 16:00: chỉ dấu mới vào danh sách, gặp lần xem cũ"


def test_an_indicator_that_was_withdrawn_is_told_once():
    gone = Dropped(list="l", at=LOOKED + DAY, by=DroppedBy.HERE)
    seen = (
        replace(met(1), dropped=gone),
        replace(met(1), dropped=gone, observed="www.bad.example"),
    )
    told = _told(machine(SICK, "m", (look(1),), seen, (), NOW))
    assert [line for line in told if "rút" in line] == [
        "29/11/2026 16:00: chỉ dấu được rút khỏi danh sách"
    ]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (Assigned(**WHO, **_at(1), owner="Tổ B"), "Đã giao (Tổ B). "),
        (
            Assigned(**WHO, **_at(1), owner="Tổ B", due=LOOKED + 5 * DAY),
            "Đã giao (Tổ B, hạn 03/12/2026). ",
        ),
        (
            AcceptedRisk(
                **WHO, **_at(1), value="bad.example", klass=met(1).klass,
                until=LOOKED + 9 * DAY, approver="Lãnh đạo A",
            ),
            "Chấp nhận rủi ro (đến 07/12/2026, người duyệt: Lãnh đạo A). ",
        ),
        (Triaged(**WHO, **_at(1)), "Đã xem xét. "),
    ],
)  # fmt: skip
def test_each_kind_of_act_says_what_it_is_about(act: Act, said: str):
    told = _told(machine(SICK, "m", (look(1),), (met(1),), (act,), NOW))
    assert told[-1] == f"29/11/2026 16:00: {said}Tổ Tin học: biên bản 1"


def test_of_many_words_the_newest_stay_and_marks_are_shown():
    acts = [
        Triaged(**WHO | {"reason": f"\x1b[31m{day}"}, **_at(day))  # type: ignore[arg-type]
        for day in range(20)
    ]
    told = _told(machine(SICK, "m", (look(1),), (met(1),), tuple(acts), NOW + 30 * DAY))
    assert len(told) == 8
    assert told[-1].endswith("19")
    assert "\x1b" not in "".join(told)
