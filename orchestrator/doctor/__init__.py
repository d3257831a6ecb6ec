"""Why a machine cannot be asked: looks at its doors without a credential, and names the causes."""

from orchestrator.doctor.clock import offset_s
from orchestrator.doctor.diagnose import diagnose
from orchestrator.doctor.examine import Doctor, Notes
from orchestrator.doctor.knock import source_address
from orchestrator.doctor.patience import Patience
from orchestrator.doctor.together import weigh

__all__ = ["Doctor", "Notes", "Patience", "diagnose", "offset_s", "source_address", "weigh"]
