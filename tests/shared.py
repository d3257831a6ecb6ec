"""Where the instruments kept beside the repository are, if they are: no product code needs them."""

import os
from pathlib import Path

_BESIDE = Path(os.environ.get("ORCHESTRATOR_SHARED") or Path(__file__).parents[2] / "shared")

SHARED: Path | None = _BESIDE if _BESIDE.is_dir() else None
