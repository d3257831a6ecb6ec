"""`runner install`: texts by which the operating system keeps a runner running; installs nothing.

Not in the room's face: only `runner` writes them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from orchestrator.campaign import Timer
from orchestrator.campaign.services import systemd_daemon, windows_daemon
from orchestrator.errors import UsageError
from orchestrator.files import write_all
from orchestrator.sweep.site_enrolment import enrolled
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say

USER: Final = "orchestrator"
_UNIT: Final = "orchestrator-runner.service"
_TASK: Final = "orchestrator-runner.xml"
_FILE_MODE: Final = 0o644


class RunnerService(Struct, frozen=True, kw_only=True):
    """The texts for both systems."""

    unit: str
    task: str


def runner_service(
    state: Path, command: Sequence[str], folder: Path, words: Catalogue
) -> RunnerService:
    """Return the texts that start a runner with the system; nothing is written or installed.

    Args:
        state: The site's state folder, absolute; it was enrolled.
        command: What is started: the program's absolute path, and its arguments.
        folder: The absolute path of the folder to start it in.
        words: The language of the description.

    Raises:
        UsageError: A path is what such a text cannot hold.
        StateError: The folder was not enrolled.
    """
    enrolment, _ = enrolled(state)
    told = words("runner_says.service", site=enrolment.site)
    try:
        service = Timer(id="runner", description=told, command=tuple(command), folder=str(folder))
        return RunnerService(
            unit=systemd_daemon(service, USER, str(state)), task=windows_daemon(service)
        )
    except ValueError as error:
        raise UsageError.one(
            say("campaign.no_timer", why=error), say("campaign.mend.timer")
        ) from error


def write_service(made: RunnerService, folder: Path) -> tuple[Path, ...]:
    """Write both texts as files; InputError if the folder cannot be written."""
    texts = ((_UNIT, made.unit.encode()), (_TASK, made.task.encode("utf-16")))
    return write_all(folder, texts, _FILE_MODE)


def as_json(paths: Sequence[Path]) -> Mapping[str, object]:
    """Return what `runner install --json` prints."""
    return {"files": [str(path) for path in paths]}
