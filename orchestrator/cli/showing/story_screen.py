"""What `demo` says while its weeks are played, and what to look at when they are over."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from orchestrator.cli.showing.printing import pasted_again
from orchestrator.lab.stage import PlayedTime
from orchestrator.lab.story import (
    DAYS,
    LOOK_AT,
    PlayedAnnouncement,
    PlayedKits,
    PlayedList,
    PlayedSweep,
    PlayedWithdrawal,
    PlayedWords,
    Step,
)
from orchestrator.model.result import Verdict
from orchestrator.sweep.playing import DayTold
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang


def begin_line(time: PlayedTime, today: datetime, words: Catalogue) -> str:
    """Return what is said before anything is played: that nothing of it is real."""
    return words("demo.begins", first=words.day(time.begins), last=words.day(today))


def day_lines(told: DayTold, words: Catalogue) -> Iterator[str]:
    """Yield what happened on a played day, and how machines stand at its end."""
    head = "demo.today" if told.day is DAYS[-1] else "demo.day"
    yield words(head, n=told.day.number, day=words.day(told.at))
    for step in told.day.steps:
        yield f"  - {words(f'chapter.{step.chapter}', who=_who(step))}"
    if told.left_out:
        yield "    " + words("demo.no_kits")
    if any(isinstance(step, PlayedSweep | PlayedKits) for step in told.day.steps):
        count = told.standing
        yield "    " + words(
            "demo.standing",
            passed=count.get(Verdict.PASS, 0),
            failed=count.get(Verdict.FAIL, 0),
            unread=count.get(Verdict.NOT_ASSESSED, 0),
        )


def _who(step: Step) -> str:
    match step:
        case PlayedSweep(pattern=pattern):
            return pattern.replace(",", ", ")
        case PlayedWords(words=said):
            return ", ".join(word.machine for word in said)
        case PlayedAnnouncement(unit=unit) | PlayedKits(unit=unit):
            return unit
        case PlayedList(file=file):
            return file
        case PlayedWithdrawal(published=published):
            return defang(published)


def look_lines(state: Path, folder: Path, words: Catalogue) -> Iterator[str]:
    """Yield which pages tell what, and which commands ask on."""
    yield words("demo.look")
    for code, page in LOOK_AT.items():
        yield f"  {folder / code}.html: {words.word('story_page', page)}"
    yield ""
    yield words("demo.then")
    for command in ("findings list", "campaign status", "campaign machines"):
        typed = pasted_again(*command.split(), "--state", str(state), "--lang", words.lang)
        yield f"  {typed}"
    yield ""
    yield words("demo.ends")
