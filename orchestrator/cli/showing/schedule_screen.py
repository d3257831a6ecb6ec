"""The texts of `campaign schedule`, each with what is to be done with it."""

from orchestrator.sweep.campaign_schedule import Schedule
from orchestrator.text.catalogue import Catalogue

_FOLDER = "/etc/systemd/system"


def schedule_screen(made: Schedule, words: Catalogue) -> str:
    """Return what is printed: comments say where each text goes, and nothing was installed."""
    service, timer = f"{made.name}.service", f"{made.name}.timer"
    command = f"systemctl daemon-reload && systemctl enable --now {timer}"
    return "\n".join(
        (
            f"# {words('campaign_run.systemd', folder=_FOLDER, command=command)}",
            f"# {_FOLDER}/{service}",
            made.service,
            f"# {_FOLDER}/{timer}",
            made.timer,
            f"# {words('campaign_run.windows')}",
            made.task.replace("\r\n", "\n"),
        )
    ).rstrip()
