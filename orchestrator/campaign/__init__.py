"""A campaign file to rounds: who is asked now, in which order, with which account; no wire."""

from typing import TYPE_CHECKING

from orchestrator.lazy_face import lazy_face

if TYPE_CHECKING:
    from orchestrator.campaign.budget import tries_of
    from orchestrator.campaign.campaign_values import Campaign
    from orchestrator.campaign.file import read_campaign
    from orchestrator.campaign.file_kept import KeptFile, body_of, read_body
    from orchestrator.campaign.profile import HourProfile, counters_of, increment, profile_of
    from orchestrator.campaign.rounds import Candidate, next_round
    from orchestrator.campaign.timers import Timer, systemd_service, systemd_timer, windows_task
else:
    __getattr__ = lazy_face(
        __name__,
        {
            "campaign.budget": "tries_of",
            "campaign.campaign_values": "Campaign",
            "campaign.file": "read_campaign",
            "campaign.file_kept": "KeptFile body_of read_body",
            "campaign.profile": "HourProfile counters_of increment profile_of",
            "campaign.rounds": "Candidate next_round",
            "campaign.timers": "Timer systemd_service systemd_timer windows_task",
        },
    )

__all__ = [
    "Campaign",
    "Candidate",
    "HourProfile",
    "KeptFile",
    "Timer",
    "body_of",
    "counters_of",
    "increment",
    "next_round",
    "profile_of",
    "read_body",
    "read_campaign",
    "systemd_service",
    "systemd_timer",
    "tries_of",
    "windows_task",
]
