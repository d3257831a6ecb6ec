"""Reasons why a machine is not assessed: who mends each, and which may be gone by themselves."""

from collections.abc import Mapping

from orchestrator.model.diagnosis import Mender
from orchestrator.model.result import Reason

MENDER_OF: Mapping[Reason, Mender] = {
    Reason.UNREACHABLE: Mender.SITE,
    Reason.REFUSED: Mender.SITE,
    Reason.NO_ROUTE: Mender.NETWORK,
    Reason.TIMEOUT: Mender.NETWORK,
    Reason.FLOODED: Mender.DISTRICT,
    Reason.HOST_KEY: Mender.DISTRICT,
    Reason.AUTH: Mender.DISTRICT,
    Reason.PROTOCOL: Mender.DISTRICT,
    Reason.TOO_OLD: Mender.DISTRICT,
    Reason.PARTIAL: Mender.DISTRICT,
    Reason.SCRIPT_BLOCKED: Mender.DISTRICT,
    Reason.UNSUPPORTED: Mender.DISTRICT,
    Reason.CREDENTIAL_PAUSED: Mender.OPERATOR,
    Reason.ACCOUNT_HELD: Mender.OPERATOR,
    Reason.NO_CREDENTIAL: Mender.OPERATOR,
    Reason.CONTROLLER_BUSY: Mender.OPERATOR,
    Reason.NOT_SELECTED: Mender.OPERATOR,
    Reason.INTERRUPTED: Mender.OPERATOR,
    Reason.NOT_RUN: Mender.OPERATOR,
    Reason.AT_SITE: Mender.SITE,
    Reason.BEHIND_SITE: Mender.OPERATOR,
    Reason.NOT_AT_SITE: Mender.OPERATOR,
    Reason.NOT_ASKED: Mender.OPERATOR,
    Reason.BUG: Mender.OPERATOR,
    Reason.AGED: Mender.OPERATOR,
    Reason.IDENTITY: Mender.DISTRICT,
    Reason.AWAITING_LOOK: Mender.OPERATOR,
    Reason.REJUDGING: Mender.OPERATOR,
    Reason.DECLARED_ONLY: Mender.OPERATOR,
    Reason.MISDATED: Mender.OPERATOR,
}
"""For each reason, who mends it. `ping` tells more exactly where it can look itself."""
PASSING = frozenset(
    (Reason.UNREACHABLE, Reason.REFUSED, Reason.TIMEOUT, Reason.PARTIAL, Reason.CONTROLLER_BUSY,
     Reason.AGED, Reason.AWAITING_LOOK, Reason.AT_SITE, Reason.MISDATED)
)  # fmt: skip
"""Reasons that may be gone the next time a machine is asked, without anybody's doing."""
