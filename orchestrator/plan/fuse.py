"""Many questions, one script: that is where the speed comes from."""

import hashlib
from collections.abc import Sequence

from orchestrator.checks.base import Check
from orchestrator.checks.frame import ending, prelude
from orchestrator.model.plan import Family, Script


def fuse(checks: Sequence[Check], family: Family) -> Script:
    """Return the script that asks all the checks in one go.

    Args:
        checks: In the order in which they shall be asked.
        family: Whose script.

    Returns:
        Pure ASCII with LF line ends; the same checks give the same bytes on every controller.
    """
    parts = [check.posix if family is Family.POSIX else check.windows for check in checks]
    lines = "\n".join((prelude(family), *parts, ending(family))).splitlines()
    text = ("\n".join(lines) + "\n").encode("ascii")
    return Script(
        family=family,
        text=text,
        sha256=hashlib.sha256(text).hexdigest(),
        checks=tuple(check.id for check in checks),
    )
