"""Why a machine cannot be asked: looks at its doors without a credential, and names the causes."""

from orchestrator.doctor.checkup_json import checkups_as_json
from orchestrator.doctor.diagnose import askable, diagnose, offset_s, weigh
from orchestrator.doctor.examine import Doctor, Notes
from orchestrator.doctor.knock import Patience, source_address
from orchestrator.doctor.prescriptions import (
    Errand,
    Remedy,
    groups,
    lost_without_rights,
    prescribe,
)

__all__ = [
    "Doctor",
    "Errand",
    "Notes",
    "Patience",
    "Remedy",
    "askable",
    "checkups_as_json",
    "diagnose",
    "groups",
    "lost_without_rights",
    "offset_s",
    "prescribe",
    "source_address",
    "weigh",
]
