"""`python -m orchestrator`: hands over to the door."""

import sys

from orchestrator.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
