"""The three weeks of the pretend district: what happens on which day; nothing of it is real.

`story_truth` says what must come of it. Each day is a moment of the played clock; the last one is
today by the real clock, so that what is kept can be gone on with.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.lab import scenes
from orchestrator.lab.scenes import Login, Scene
from orchestrator.lab.stage import FIRST_DAY, PlayedTime
from orchestrator.lab.troupe import LOCAL_MACHINE
from orchestrator.model.act import Handling
from orchestrator.model.deed import Assign, CallFalse, Deed, Handle
from orchestrator.model.local_time import VIETNAM


class Chapter(StrEnum):
    """What a step of the story is, in one word."""

    FIRST_SWEEP = "first_sweep"
    ANNOUNCED = "announced"
    ASSIGNED = "assigned"
    HANDLED = "handled"
    LOOKED_AGAIN = "looked_again"
    NEW_LIST = "new_list"
    STILL_OFF = "still_off"
    FALSE_POSITIVE = "false_positive"
    EXCUSED = "excused"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    BY_KIT = "by_kit"
    TODAY = "today"


class StoryPage(StrEnum):
    """What a unit's page shows of the story."""

    CLOSED = "closed"
    REOPENED = "reopened"
    OLD_LOOK = "old_look"
    EXCUSED = "excused"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    OVERDUE = "overdue"
    BROUGHT = "brought"


class PlayedSweep(Struct, frozen=True, kw_only=True):
    """A sweep. `scenes` are what machines play from now on; `pattern` is what `-l` takes."""

    chapter: Chapter
    pattern: str
    scenes: Mapping[str, Scene] = field(default_factory=dict)


class PlayedWord(Struct, frozen=True, kw_only=True):
    """What a person records of a machine, or of the finding of one indicator on it.

    `deed` is made with the moment at which it is recorded.
    """

    unit: str
    machine: str
    value: str | None = None
    deed: Callable[[datetime], Deed]
    actor: str
    reason: str
    approver: str = ""


class PlayedWords(Struct, frozen=True, kw_only=True):
    """What persons record in one step."""

    chapter: Chapter
    words: tuple[PlayedWord, ...]


class PlayedAnnouncement(Struct, frozen=True, kw_only=True):
    """The campaign is announced to the staff of a unit."""

    chapter: Chapter
    unit: str
    document: str
    reached: str
    actor: str


class PlayedList(Struct, frozen=True, kw_only=True):
    """A list comes, by the name of its file in `data/later`."""

    chapter: Chapter
    file: str


class PlayedWithdrawal(Struct, frozen=True, kw_only=True):
    """An indicator is taken off the lists, as it was published."""

    chapter: Chapter
    published: str


class PlayedKits(Struct, frozen=True, kw_only=True):
    """A unit gets a kit and runs it; `scenes` are what its machines then play."""

    chapter: Chapter
    unit: str
    scenes: Mapping[str, Scene]


def outcomes(step: PlayedSweep) -> Mapping[str, str]:
    """Return how asking each machine of a sweep ends, unless this computer is too busy to play it.

    One that takes another password than it is told is left out: it is not to be sent once more.
    """
    asked = step.scenes or (FIRST_DAY if step.chapter is Chapter.FIRST_SWEEP else {})
    known = {name: scene for name, scene in asked.items() if scene.login not in _REJECTED}
    return {name: outcome for name, scene in known.items() for _, outcome in scene.truth.endings}


_REJECTED = (Login.WRONG, Login.SHARED_WRONG)


Step = PlayedSweep | PlayedWords | PlayedAnnouncement | PlayedList | PlayedWithdrawal | PlayedKits


class PlayedDay(Struct, frozen=True, kw_only=True):
    """One day: its number, the first being 1, the hour at which it begins, its steps in order."""

    number: int
    hour: int
    steps: tuple[Step, ...]


def _handled(remedy: Handling, note: str = "") -> Callable[[datetime], Deed]:
    return lambda _: Handle(remedy=remedy, note=note)


def _assigned(owner: str, days: int) -> Callable[[datetime], Deed]:
    return lambda at: Assign(owner=owner, due=at + timedelta(days=days))


def _false_until(days: int) -> Callable[[datetime], Deed]:
    return lambda at: CallFalse(until=at + timedelta(days=days))


_OFFICE = "Bộ phận Công nghệ thông tin quận Mẫu"
_REINSTALLED = replace(scenes.WIN10, reinstalled=True)

DAYS = (
    PlayedDay(
        number=1,
        hour=8,
        # The machine that plays all others tells the real time, so it is asked today.
        steps=(PlayedSweep(chapter=Chapter.FIRST_SWEEP, pattern=f"all:!{LOCAL_MACHINE}"),),
    ),
    PlayedDay(
        number=2,
        hour=9,
        steps=(
            PlayedAnnouncement(
                chapter=Chapter.ANNOUNCED,
                unit="mn_anh_trang_non",
                document="01/KH-ATN",
                reached="Toàn thể cán bộ, giáo viên, nhân viên",
                actor="Văn phòng nhà trường",
            ),
            PlayedWords(
                chapter=Chapter.ASSIGNED,
                words=(
                    PlayedWord(
                        unit="ban_quan_ly_cho_mau",
                        machine="cm-01",
                        deed=_assigned("Tổ kỹ thuật của Ban Quản lý", 7),
                        actor=_OFFICE,
                        reason="Giao xử lý theo báo cáo ngày đầu",
                    ),
                ),
            ),
        ),
    ),
    PlayedDay(
        number=3,
        hour=15,
        steps=(
            PlayedWords(
                chapter=Chapter.HANDLED,
                words=(
                    PlayedWord(
                        unit="mn_anh_trang_non",
                        machine="atn-02",
                        deed=_handled(Handling.SCAN_REMOVED),
                        actor="Văn phòng nhà trường",
                        reason="Biên bản xử lý số 01",
                    ),
                    PlayedWord(
                        unit="th_canh_buom_vang",
                        machine="cbv-01",
                        deed=_handled(Handling.REIMAGED),
                        actor="Tổ Tin học",
                        reason="Biên bản cài lại máy số 02",
                    ),
                    PlayedWord(
                        unit="th_canh_buom_vang",
                        machine="cbv-tep",
                        deed=_handled(Handling.SCAN_REMOVED),
                        actor="Tổ Tin học",
                        reason="Biên bản xử lý số 03",
                    ),
                ),
            ),
        ),
    ),
    PlayedDay(
        number=5,
        hour=8,
        steps=(
            PlayedSweep(
                chapter=Chapter.LOOKED_AGAIN,
                pattern="atn-02,atn-03,cbv-01,cbv-tep",
                scenes={
                    "atn-02": scenes.WIN10,
                    "atn-03": scenes.WIN10,
                    "cbv-01": _REINSTALLED,
                    "cbv-tep": scenes.INFECTED,
                },
            ),
        ),
    ),
    PlayedDay(
        number=8,
        hour=8,
        steps=(
            PlayedList(chapter=Chapter.NEW_LIST, file="quan-mau-dot-hai.txt"),
            PlayedSweep(
                chapter=Chapter.STILL_OFF,
                pattern="mm-03",
                scenes={"mm-03": scenes.WIN_CLOSED},
            ),
        ),
    ),
    PlayedDay(
        number=9,
        hour=10,
        steps=(
            PlayedWords(
                chapter=Chapter.FALSE_POSITIVE,
                words=(
                    PlayedWord(
                        unit="thcs_ngon_hai_dang",
                        machine="nhd-01",
                        value="het-han.test",
                        deed=_false_until(90),
                        actor="Bộ phận Công nghệ thông tin",
                        reason="Giáo viên gõ lại tên miền trong công văn khi tập huấn",
                        approver="Lãnh đạo quận Mẫu",
                    ),
                ),
            ),
        ),
    ),
    PlayedDay(
        number=11,
        hour=9,
        # The network reaches this school, and gets no answer there: somebody runs a file.
        steps=(
            PlayedSweep(
                chapter=Chapter.STILL_OFF,
                pattern="rt-01,rt-02",
                scenes={"rt-01": scenes.SILENT, "rt-02": scenes.NO_EXEC},
            ),
            PlayedKits(
                chapter=Chapter.BY_KIT,
                unit="thcs_rung_thong",
                scenes={"rt-01": scenes.BLOCKED, "rt-02": scenes.INFECTED},
            ),
        ),
    ),
    PlayedDay(
        number=12,
        hour=8,
        steps=(
            PlayedSweep(
                chapter=Chapter.EXCUSED, pattern="nhd-01", scenes={"nhd-01": scenes.LOOKED_UP}
            ),
        ),
    ),
    PlayedDay(
        number=15,
        hour=8,
        steps=(
            PlayedWithdrawal(chapter=Chapter.WITHDRAWN, published=scenes.ROGUE_RESOLVER),
            PlayedSweep(
                chapter=Chapter.STILL_OFF,
                pattern="mm-03",
                scenes={"mm-03": scenes.WIN_CLOSED},
            ),
        ),
    ),
    PlayedDay(
        number=17,
        hour=8,
        steps=(
            # Of what a person took off a list, only a later look shows that nothing else is there.
            PlayedSweep(
                chapter=Chapter.LOOKED_AGAIN,
                pattern="pkh-01",
                scenes={"pkh-01": scenes.CONFIGURED},
            ),
        ),
    ),
    PlayedDay(
        number=19,
        hour=16,
        steps=(
            PlayedWords(
                chapter=Chapter.RESTORED,
                words=(
                    PlayedWord(
                        unit="tt_den_long",
                        machine="dl-01",
                        deed=_handled(Handling.SETTING_RESTORED),
                        actor="Tổ kỹ thuật của Trung tâm",
                        reason="Đã trả lại tệp hosts, biên bản số 04",
                    ),
                ),
            ),
        ),
    ),
    PlayedDay(
        number=21,
        hour=8,
        steps=(PlayedSweep(chapter=Chapter.TODAY, pattern=LOCAL_MACHINE),),
    ),
)
LOOK_AT: Mapping[str, StoryPage] = {
    "mn_anh_trang_non": StoryPage.CLOSED,
    "th_canh_buom_vang": StoryPage.REOPENED,
    "th_suoi_mo": StoryPage.OLD_LOOK,
    "thcs_ngon_hai_dang": StoryPage.EXCUSED,
    "phong_mau_ke_hoach": StoryPage.WITHDRAWN,
    "tt_den_long": StoryPage.WAITING,
    "ban_quan_ly_cho_mau": StoryPage.OVERDUE,
    "thcs_rung_thong": StoryPage.BROUGHT,
}
"""The units whose pages tell the story, in the order in which to read them."""
_LAST = DAYS[-1].number
_DAYS_LEFT = 9


def moment_of(day: PlayedDay, today: datetime) -> datetime:
    """Return when a day begins: the last one is now (aware), the others are before it."""
    if day.number == _LAST:
        return today
    date = today.astimezone(VIETNAM).date() - timedelta(days=_LAST - day.number)
    return datetime.combine(date, time(day.hour), VIETNAM).astimezone(today.tzinfo)


def played_time(today: datetime) -> PlayedTime:
    """Return when the story begins and by when the campaign is to be over, from now (aware)."""
    begins = moment_of(DAYS[0], today)
    deadline = today.astimezone(VIETNAM).date() + timedelta(days=_DAYS_LEFT)
    return PlayedTime(begins=begins, deadline=deadline, ahead=begins - today)
