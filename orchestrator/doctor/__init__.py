"""Why a machine cannot be asked: looks at its doors without a credential, and names the causes."""

from orchestrator.doctor.diagnose import diagnose, offset_s, weigh
from orchestrator.doctor.examine import Doctor, Notes
from orchestrator.doctor.knock import Patience, source_address

__all__ = ["Doctor", "Notes", "Patience", "diagnose", "offset_s", "source_address", "weigh"]
