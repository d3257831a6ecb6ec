"""When a campaign opens, ends and keeps quiet, as its file says it."""

import re
from datetime import date
from typing import NamedTuple

from orchestrator.campaign.file_fields import texts
from orchestrator.campaign.quiet import Quiet, QuietFault, Weekly, read_weekly
from orchestrator.files.mapping import MappingReader
from orchestrator.files.yaml_nodes import ScalarNode
from orchestrator.text.message import say

_FIRST_YEAR, _LAST_YEAR = 2000, 2100  # a typing error, and what no calendar can be asked of
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Days(NamedTuple):
    """The first and the last day of a campaign; `known` says whether both could be read."""

    opens: date
    deadline: date
    known: bool


def read_days(fields: MappingReader) -> Days:
    """Return when a campaign opens and ends; a deadline before its opening is noted."""
    opens, deadline = _day(fields, "opens"), _day(fields, "deadline")
    if opens is None or deadline is None:
        return Days(date.min, date.min, known=False)
    if deadline < opens:
        place = fields.value_place("deadline")
        what = say("campaign.deadline_first", deadline=deadline, opens=opens)
        fields.problems.add(place, what, say("campaign.mend.deadline", opens=opens))
    return Days(opens, deadline, known=opens <= deadline)


def _day(fields: MappingReader, name: str) -> date | None:
    text = fields.needed_date(name)
    if text is None:
        return None
    day = date.fromisoformat(text)
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    place, what = fields.value_place(name), say("campaign.year", name=name)
    mend = say("campaign.mend.year", first=_FIRST_YEAR, last=_LAST_YEAR)
    fields.problems.add(place, what, mend)
    return None


def read_quiet(fields: MappingReader, campaign: Days) -> Quiet:
    """Return when nobody is asked.

    Args:
        fields: The campaign file.
        campaign: Its days: a quiet day outside of them is a typing error.
    """
    weekly, days = list[Weekly](), list[date]()
    for node in texts(fields, "quiet"):
        match _quiet(node):
            case Weekly() as one:
                weekly.append(one)
            case date() as day if not campaign.known or campaign.opens <= day <= campaign.deadline:
                days.append(day)
            case date():
                what = say("campaign.quiet_outside", word=node.text.strip())
                fields.problems.add(node.place, what, say("campaign.mend.quiet_outside"))
            case QuietFault() as fault:
                what = say(f"campaign.quiet.{fault}", word=node.text.strip())
                fields.problems.add(node.place, what, say("campaign.mend.quiet"))
    quiet = Quiet(weekly=tuple(weekly), days=tuple(sorted(set(days))))
    if quiet.leaves_no_time:
        what = say("campaign.quiet_always")
        fields.problems.add(fields.value_place("quiet"), what, say("campaign.mend.quiet_always"))
    return quiet


def _quiet(node: ScalarNode) -> Weekly | date | QuietFault:
    text = node.text.strip()
    if not _DATE.fullmatch(text):
        return read_weekly(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return QuietFault.UNREADABLE
