"""Texts by which the operating system runs the rounds of a campaign."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator import campaign, checks
from orchestrator.campaign.timers import MINUTES
from orchestrator.errors import UsageError
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say


class Schedule(Struct, frozen=True, kw_only=True):
    """The texts, and what units and task are called."""

    name: str
    service: str
    timer: str
    task: str


def schedule(file: Path, command: Sequence[str], folder: Path, words: Catalogue) -> Schedule:
    """Return the texts that start a round every half hour; nothing is written or installed.

    Args:
        file: The campaign file.
        command: What is started: the program's absolute path, and its arguments.
        folder: The absolute path of the folder to start it in.
        words: The language of the timers' description.

    Raises:
        CampaignError: The file holds mistakes.
        UsageError: A path or the campaign's name is what such a text cannot hold.
    """
    read = campaign.read_campaign(file, frozenset(check.id for check in checks.ALL))
    told = words("campaign_run.description", name=read.name, minutes=MINUTES)
    try:
        timer = campaign.Timer(
            id=read.id, description=told, command=tuple(command), folder=str(folder)
        )
        return Schedule(
            name=timer.name,
            service=campaign.systemd_service(timer),
            timer=campaign.systemd_timer(timer),
            task=campaign.windows_task(timer, now().astimezone()),
        )
    except ValueError as error:
        raise UsageError.one(
            say("campaign.no_timer", why=error), say("campaign.mend.timer")
        ) from error
