"""What a machine of the pretend district plays, and what a report must then say of it."""

from enum import StrEnum

from msgspec import Struct

from orchestrator.lab.actor import Misbehaviour
from orchestrator.model.outcome import (
    Barrier,
    Ended,
    Outcome,
    Phase,
    ServiceFault,
    Why,
    not_attempted,
    script_blocked,
    stalled,
)
from orchestrator.model.plan import Via
from orchestrator.model.result import Reason, Status, Verdict


class Login(StrEnum):
    """What the inventory says of a machine's account."""

    UNIT = "unit"  # the unit's password
    KEY = "key"  # the unit's private key
    WRONG = "wrong"  # a password of its own, and not the right one
    SHARED_WRONG = "shared_wrong"  # a wrong password that several machines share
    NONE = "none"  # nothing


class Truth(Struct, frozen=True, kw_only=True):
    """What `report.json` must say of a machine.

    `endings` are the pairs of reason and outcome that are right: one pair, but for machines that
    share a rejected password, where the order of the sweep decides. `hits` are pairs of the
    indicator as published and its status.
    """

    verdict: Verdict
    endings: frozenset[tuple[str | None, str]]
    hits: frozenset[tuple[str, str]] = frozenset()


class Scene(Struct, frozen=True, kw_only=True):
    """One part to be played.

    Attributes:
        via: How the machine is reached.
        evidence: Folders of `lab/evidence` laid over each other (SSH), or the name of a recording
            (WinRM).
        fault: How it misbehaves.
        login: Its account in the inventory.
        os: What the inventory says of its system, if anything.
        changed_key: Whether `known_hosts` holds another key for it.
        excluded: Whether it is out of scope.
        reinstalled: Whether its system was installed anew since the first day.
        truth: What must come out.
    """

    via: Via = Via.SSH
    evidence: tuple[str, ...] = ("ubuntu",)
    fault: Misbehaviour = Misbehaviour.NONE
    login: Login = Login.UNIT
    os: str | None = None
    changed_key: bool = False
    excluded: bool = False
    reinstalled: bool = False
    truth: Truth


# The indicators as `data/iocs` publishes them.
C2_ADDRESS = "203[.]0[.]113[.]9"
C2_NAME = "c2[.]chim-cu[.]example"
C2_ADDRESS6 = "2001:db8:bad::17"
C2_RANGE = "198.51.100.64/27"
GATE = "cap-nhat-gia[.]example"
DEAD = "het-han.test"
ADS = "quang-cao-doc.test"
ROGUE_RESOLVER = "203.0.113.153"
SINKHOLE_ADDRESS = "192.0.2.200"
SINKHOLE_NAME = "da-thu-hoi.example"


def _passes(*hits: tuple[str, Status]) -> Truth:
    ending = (None, str(Ended.OK))
    return Truth(verdict=Verdict.PASS, endings=frozenset({ending}), hits=_pairs(hits))


def _fails(*hits: tuple[str, Status]) -> Truth:
    ending = (None, str(Ended.OK))
    return Truth(verdict=Verdict.FAIL, endings=frozenset({ending}), hits=_pairs(hits))


def _pairs(hits: tuple[tuple[str, Status], ...]) -> frozenset[tuple[str, str]]:
    return frozenset((published, str(status)) for published, status in hits)


def _unread(*endings: tuple[Reason, Outcome]) -> Truth:
    return Truth(
        verdict=Verdict.NOT_ASSESSED,
        endings=frozenset((str(reason), str(outcome)) for reason, outcome in endings),
    )


def _ended(ended: Ended, reason: Reason, fault: ServiceFault | None = None) -> Truth:
    return _unread((reason, Outcome(ended=ended, fault=fault)))


_PARTIAL = _ended(Ended.PARTIAL, Reason.PARTIAL)
_CUT = _ended(Ended.PARTIAL, Reason.PARTIAL, ServiceFault.NO_EXIT_STATUS)
_READ_IN_PART = _ended(Ended.OK, Reason.PARTIAL)
_REJECTED = _ended(Ended.AUTH_REJECTED, Reason.AUTH)
_REFUSED = _ended(Ended.REFUSED, Reason.REFUSED)
_UNREACHABLE = _ended(Ended.UNREACHABLE, Reason.UNREACHABLE)
_FLOODED = _ended(Ended.FLOODED, Reason.FLOODED)
_PROTOCOL = _ended(Ended.PROTOCOL_ERROR, Reason.PROTOCOL)
_READ_STALLED = _unread((Reason.TIMEOUT, stalled(Phase.READ)))
_PAUSED = (Reason.CREDENTIAL_PAUSED, not_attempted(Why.CREDENTIAL_PAUSED))

_INFECTED = _fails(
    (C2_ADDRESS, Status.CONNECTED),
    (C2_ADDRESS, Status.RESOLVED),
    (C2_NAME, Status.RESOLVED),
)
_LOOKED_UP = _fails((DEAD, Status.LOOKED_UP_NOT_RESOLVED))
_SINKHOLED = _fails((SINKHOLE_NAME, Status.SINKHOLED), (SINKHOLE_ADDRESS, Status.SINKHOLED))
_CONFIGURED = _fails((ROGUE_RESOLVER, Status.CONFIGURED))
_REDIRECTED = _fails((GATE, Status.HOSTS_REDIRECT))
_BLOCKED = _passes((ADS, Status.HOSTS_BLOCK), (GATE, Status.HOSTS_BLOCK))
_CONNECTED = _fails((C2_ADDRESS, Status.CONNECTED))

NO_CACHE = Scene(evidence=("debian",), truth=_passes())
NO_SS = Scene(evidence=("alpine",), login=Login.KEY, truth=_passes())
INFECTED = Scene(evidence=("ubuntu", "infected"), truth=_INFECTED)
RANGE = Scene(
    evidence=("debian", "range"),
    login=Login.KEY,
    truth=_fails((C2_RANGE, Status.CONNECTED), (C2_ADDRESS6, Status.ATTEMPTED)),
)
LOOKED_UP = Scene(evidence=("ubuntu", "looked-up"), truth=_LOOKED_UP)
SINKHOLED = Scene(evidence=("ubuntu", "sinkholed"), truth=_SINKHOLED)
CONFIGURED = Scene(evidence=("debian", "resolver"), truth=_CONFIGURED)
REDIRECTED = Scene(evidence=("ubuntu", "redirect"), truth=_REDIRECTED)
BLOCKED = Scene(evidence=("ubuntu", "block"), truth=_BLOCKED)
DENIED = Scene(evidence=("ubuntu", "no-rights"), truth=_READ_IN_PART)
DENIED_INFECTED = Scene(evidence=("ubuntu", "no-rights", "connected"), truth=_CONNECTED)
SHARED_FILES = Scene(evidence=("ubuntu", "shared-files"), truth=_passes())
SLOW = Scene(fault=Misbehaviour.SLOW, truth=_passes())
WRONG = Scene(login=Login.WRONG, truth=_REJECTED)
CLOSED = Scene(fault=Misbehaviour.CLOSED, truth=_REFUSED)
DROPPED = Scene(fault=Misbehaviour.DROPPED, truth=_UNREACHABLE)
SILENT = Scene(fault=Misbehaviour.SILENT, truth=_unread((Reason.TIMEOUT, stalled(Phase.BANNER))))
NO_EXEC = Scene(fault=Misbehaviour.NO_EXEC, truth=_unread((Reason.TIMEOUT, stalled(Phase.EXEC))))
DRIP = Scene(fault=Misbehaviour.DRIP, truth=_READ_STALLED)
FLOOD = Scene(fault=Misbehaviour.FLOOD, truth=_FLOODED)
CUT = Scene(fault=Misbehaviour.CUT, truth=_CUT)
NOISE = Scene(
    fault=Misbehaviour.NOISE,
    truth=_unread((Reason.SCRIPT_BLOCKED, script_blocked(Barrier.NOT_STARTED))),
)
GARBAGE = Scene(fault=Misbehaviour.GARBAGE, truth=_PROTOCOL)
CHANGED_KEY = Scene(changed_key=True, truth=_ended(Ended.HOSTKEY_CHANGED, Reason.HOST_KEY))
ROUTER = Scene(os="routeros", truth=_unread((Reason.UNSUPPORTED, not_attempted(Why.UNSUPPORTED))))
NO_LOGIN = Scene(
    login=Login.NONE, truth=_unread((Reason.NO_CREDENTIAL, not_attempted(Why.NO_CREDENTIAL)))
)
EXCLUDED = Scene(
    excluded=True,
    truth=Truth(
        verdict=Verdict.EXCLUDED,
        endings=frozenset({(None, str(not_attempted(Why.EXCLUDED)))}),
    ),
)


def _windows(
    recording: str, truth: Truth, fault: Misbehaviour = Misbehaviour.NONE, login: Login = Login.UNIT
) -> Scene:
    return Scene(via=Via.WINRM, evidence=(recording,), fault=fault, login=login, truth=truth)


WIN10 = _windows("lab-win10-clean", _passes())
WIN7 = _windows("lab-win7-clean", _passes())
WIN11_BLOCKED = _windows("lab-win11-block", _BLOCKED)
WIN10_INFECTED = _windows(
    "lab-win10-infected",
    _fails(
        (C2_ADDRESS, Status.CONNECTED),
        (C2_ADDRESS, Status.RESOLVED),
        (C2_NAME, Status.RESOLVED),
        (C2_NAME, Status.CONFIGURED),
    ),
)
WIN10_LOOKED_UP = _windows("lab-win10-looked-up", _LOOKED_UP)
WIN10_SINKHOLED = _windows("lab-win10-sinkholed", _SINKHOLED)
WIN11_TAMPERED = _windows(
    "lab-win11-tampered",
    _fails((GATE, Status.HOSTS_REDIRECT), (ROGUE_RESOLVER, Status.CONFIGURED)),
)
WIN10_DENIED = _windows("lab-win10-no-rights", _READ_IN_PART)
WIN10_DENIED_INFECTED = _windows("lab-win10-no-rights-infected", _CONNECTED)
WIN_SLOW = _windows("lab-win10-clean", _passes(), Misbehaviour.SLOW)
WIN_WRONG = _windows("lab-win10-clean", _REJECTED, login=Login.WRONG)
WIN_SHARED_WRONG = _windows(
    "lab-win10-clean",
    _unread((Reason.AUTH, Outcome(ended=Ended.AUTH_REJECTED)), _PAUSED),
    login=Login.SHARED_WRONG,
)
WIN_CLOSED = _windows("lab-win10-clean", _REFUSED, Misbehaviour.CLOSED)
WIN_DROPPED = _windows("lab-win10-clean", _UNREACHABLE, Misbehaviour.DROPPED)
WIN_SILENT = _windows(
    "lab-win10-clean",
    _ended(Ended.AUTH_STALLED, Reason.TIMEOUT, ServiceFault.MUTE),
    Misbehaviour.SILENT,
)
WIN_NO_END = _windows("lab-win10-clean", _READ_STALLED, Misbehaviour.NO_EXEC)
WIN_DRIP = _windows("lab-win10-clean", _READ_STALLED, Misbehaviour.DRIP)
WIN_FLOOD = _windows("lab-win10-clean", _FLOODED, Misbehaviour.FLOOD)
WIN_CUT = _windows("lab-win10-clean", _PARTIAL, Misbehaviour.CUT)
WIN_GARBAGE = _windows("lab-win10-clean", _PROTOCOL, Misbehaviour.GARBAGE)
