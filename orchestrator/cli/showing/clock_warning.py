"""What is said where the controller's clock went back."""

import sys
from pathlib import Path

from orchestrator.text.catalogue import catalogue


def warn_of_clock(state: Path, lang: str) -> None:
    """Say on standard error that the clock is behind what is kept, if it is.

    Raises:
        StateError: The state folder is damaged.
    """
    from orchestrator import sweep
    from orchestrator.sweep.state_folder import behind

    now, words = sweep.now(), catalogue(lang)
    newest = behind(state, now)
    if newest is not None:
        said = words("clock.behind", now=words.moment(now), newest=words.moment(newest))
        sys.stderr.write(f"{words('run.warning', warning=said)}\n")
