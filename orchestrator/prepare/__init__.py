"""Scripts that a person reads and runs to make a machine askable, and their way back."""

from orchestrator.prepare.windows import ACCOUNT, Opening, Rights, scripts, write_scripts

__all__ = ["ACCOUNT", "Opening", "Rights", "scripts", "write_scripts"]
