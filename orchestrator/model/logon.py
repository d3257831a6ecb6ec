"""The ledger of log-ons: which account was sent to which machine, and what came of it.

A row is written before the password leaves the controller, and its end when there is one. No
password and no digest of one is ever in it.
"""

import unicodedata
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class LogonOutcome(StrEnum):
    """What came of one log-on."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNHEARD = "unheard"  # it stalled, or the connection broke: nobody said yes or no


class LogonRefusal(StrEnum):
    """Why an account is not sent to a machine now."""

    PAUSED = "paused"  # rejected twice in 24 hours, and accepted nowhere since
    UNKNOWN_END = "unknown_end"  # of log-ons that may have been rejected: a run was killed
    REJECTED_TODAY = "rejected_today"  # by this machine
    REJECTED_TWICE = "rejected_twice"  # by this machine, and accepted nowhere else since


class Logon(Struct, frozen=True, kw_only=True):
    """One row of the ledger.

    Attributes:
        principal: The account, as `principal_of` writes it.
        machine: The machine's name in the inventory.
        sent_at: When the password was about to leave; aware UTC.
        end: What came of it. None where nobody could write it, say after a power cut: the machine
            may have rejected it, so it counts as a rejection.
    """

    principal: str
    machine: str
    sent_at: datetime
    end: LogonOutcome | None = None

    @property
    def rejected(self) -> bool:
        """Whether it counts as a rejection."""
        return self.end in (LogonOutcome.REJECTED, None)


class Forgotten(Struct, frozen=True, kw_only=True):
    """A person's word that an account's rejections so far are to be forgotten."""

    principal: str
    at: datetime
    actor: str


LedgerRow = Logon | Forgotten


def principal_of(user: str, whose: str = "") -> str:
    r"""Return the one name of an account, however it is spelt.

    `audit`, `AUDIT`, `DOM\audit`, `.\audit` and `audit@dom.local` are one: a directory locks the
    account behind all of them, and two local accounts of one name are seldom two people's.

    Args:
        user: The user name as the inventory has it.
        whose: What makes it another account of the same name: a machine's name or a unit's code;
            empty for an account of the whole district.
    """
    folded = unicodedata.normalize("NFC", user).strip().casefold()
    name = folded.replace("/", "\\").rpartition("\\")[2]
    bare = name.partition("@")[0].strip() or folded
    return f"{bare} ({whose})" if whose else bare
