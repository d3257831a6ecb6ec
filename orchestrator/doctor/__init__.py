"""Why a machine cannot be asked: looks at its doors without a credential, and names the causes."""

from orchestrator.doctor.clock import offset_s
from orchestrator.doctor.diagnose import diagnose
from orchestrator.doctor.examine import Doctor, Notes
from orchestrator.doctor.knock import source_address

__all__ = ["Doctor", "Notes", "diagnose", "offset_s", "source_address"]
