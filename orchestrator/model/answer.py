"""What became of one question, a union and never a flag; and the canary that proves it."""

import ipaddress
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from orchestrator.model.observation import Observation


class Window(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """How far back a source can see; None where it cannot tell. Aware UTC, machine's clock."""

    start: datetime | None = None
    end: datetime | None = None


class Unread(StrEnum):
    """Why a question has no answer."""

    NO_TRIP = "no_trip"  # nothing came back; the machine's outcome says why
    NOT_STARTED = "not_started"  # the machine let us in and did not begin the script
    CUT = "cut"  # the answer ended before its end mark
    DENIED = "denied"  # no right to read the source
    MISSING = "missing"  # no tool or file to read the source with
    OFF = "off"  # the source is switched off
    FAILED = "failed"  # the script met an error
    EMPTY = "empty"  # nothing where something must be
    UNPARSABLE = "unparsable"  # it came, and cannot be understood
    CANARY = "canary"  # the made row was not found again
    UNSUPPORTED = "unsupported"  # this check has no script for this kind of machine
    NOT_ASKED = "not_asked"  # a playbook or an option left the check out
    GARBLED = "garbled"  # it is not what the script wrote: its counts or its parts are wrong
    HIVE_NOT_LOADED = "hive_not_loaded"  # the settings of a user who is logged off
    PAC_UNREAD = "pac_unread"  # a proxy script is set, and what it says was not read
    REMOTE_PATH = "remote_path"  # a share or a device: to open it would send a packet
    FLOODED = "flooded"  # more rows than are read of one machine


class Note(StrEnum):
    """What a reader should know of an answer that is whole all the same."""

    OWNERS_UNREAD = "owners_unread"  # programs behind connections were not shown
    ADAPTERS_UNREAD = "adapters_unread"  # every adapter counts as in use
    NO_PRODUCT = "no_product"  # the Security Center knows no antivirus
    MOVED = "moved"  # the hosts file is not at its usual place
    ENCRYPTED_DNS = "encrypted_dns"  # look-ups may pass the cache and the resolver by
    BROWSER_DNS = "browser_dns"  # browsers may look up by themselves: no policy says otherwise
    CACHE_EMPTY = "cache_empty"  # the cache was read, by both ways, and holds nothing
    SINCE_BOOT_ONLY = "since_boot_only"  # the machine returns to an image at each boot
    CLOCK_OFF = "clock_off"  # the machine's clock is off: times are by it
    PARTIAL_WINDOW = "partial_window"  # a log does not reach back as far as its traces count
    CONTAINERS_UNSEEN = "containers_unseen"  # what runs in containers was not looked at
    OWN_ADDRESS_LISTED = "own_address_listed"  # the machine may be hosting what the list names
    SETTINGS_UNREAD = "settings_unread"  # what is set, beside what is in force, is root's to read
    ODD_ROWS = "odd_rows"  # rows of a shape that is not known were passed over


class Answered(Struct, frozen=True, kw_only=True):
    """The source was read to its end.

    `source` names what was read (`ss`, `MSFT_NetTCPConnection` ...); `rows` counts its rows,
    observations or not, without the canary. `canaries` counts the made rows that must be among
    the observations: one for each section that was read.
    """

    observations: tuple[Observation, ...]
    source: str
    window: Window = Window()
    rows: int
    notes: tuple[Note, ...] = ()
    canaries: int = 1

    def withdrawn(self, reason: Unread, detail: str) -> "Unanswered":
        """Return that this is no answer after all; what was seen and noted stays."""
        return Unanswered(
            reason=reason,
            detail=detail,
            source=self.source,
            observations=self.observations,
            notes=self.notes,
        )


class Unanswered(Struct, frozen=True, kw_only=True):
    """The source was not read, or not to its end; what was seen of it still counts as evidence.

    `detail` is machine-made text for a technician, never parsed.
    """

    reason: Unread
    detail: str = ""
    source: str | None = None
    observations: tuple[Observation, ...] = ()
    notes: tuple[Note, ...] = ()


class NotApplicable(Struct, frozen=True, kw_only=True):
    """That kind of machine has no such source, and therefore nothing was missed."""

    why: str


Answer = Answered | Unanswered | NotApplicable


class Facts(Struct, frozen=True, kw_only=True):
    """What the script's first section says of the machine itself; None where it did not say.

    `clock` and `booted_at` are aware UTC by the machine's own clock. `machine_id` is
    `/etc/machine-id` or `MachineGuid`. `began`: whether the script printed a word of its own.
    """

    name: str | None = None
    os: str | None = None
    clock: datetime | None = None
    booted_at: datetime | None = None
    machine_id: str | None = None
    elevated: bool | None = None
    shell: str | None = None
    began: bool = False


class Reading(Struct, frozen=True, kw_only=True):
    """One trip's output, read: the facts and an answer for every check that was asked.

    `complete` tells whether the end mark was there, `flooded` whether there was more of it than is
    read of one machine: then nothing is known of what was left out.
    """

    facts: Facts
    answers: Mapping[str, Answer]
    complete: bool
    flooded: bool = False


CANARY_PREFIX = "2001:db8:"
"""How every reserved address begins, as it is normalised."""
_NONCE = re.compile(r"[0-9a-f]{16}")
_FEW = 64  # nonces at a time: a sweep has one, and is asked for its canaries by each machine


@lru_cache(maxsize=_FEW)
def canary_name(nonce: str) -> str:
    """Return the reserved name: `canary-<nonce>.invalid` (RFC 6761)."""
    return f"canary-{_checked(nonce)}.invalid"


@lru_cache(maxsize=_FEW)
def canary_address(nonce: str) -> str:
    """Return the reserved address: `2001:db8:<nonce in four groups>:0:9` (RFC 3849), normalised."""
    n = _checked(nonce)
    groups = ":".join(n[i : i + 4] for i in range(0, 16, 4))
    return str(ipaddress.IPv6Address(f"{CANARY_PREFIX}{groups}:0:9"))


def _checked(nonce: str) -> str:
    if not _NONCE.fullmatch(nonce):
        msg = "a nonce is 16 lower-case hex digits"
        raise ValueError(msg)
    return nonce
