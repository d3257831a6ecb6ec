"""What is said after a round of `ping`: each cause once, whom it concerns, the lines to paste."""

import ipaddress
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.checks.base import Right
from orchestrator.checks.listing import losses
from orchestrator.doctor.remedies import MENDINGS, Blanks, PasteLine, filled, line
from orchestrator.model.diagnosis import Cause, Checkup, Mender
from orchestrator.model.plan import Family, KeyFile, Nobody, Target, bare_name, is_local
from orchestrator.text.catalogue import Catalogue
from orchestrator.transport.known_hosts import entry_name

MAX_NAMES = 5
"""Machines that a line names one by one; of more, their units; of more units, what was typed."""
NEW_ACCOUNT = "kiemtra-ioc"
"""Whom to log on as where neither the inventory nor `-u` says it: the account that is made."""


class Errand(Struct, frozen=True, kw_only=True):
    """What was typed: it comes back in the lines to paste.

    Attributes:
        inventory: The inventories.
        state: The state folder.
        pattern: Which machines.
        typed: The other words, as how to log on; no secret can be among them.
        actor: Who would answer for what a line records.
    """

    inventory: tuple[str, ...]
    state: Path
    pattern: str = "all"
    typed: tuple[str, ...] = ()
    actor: str = ""


class Paste(Struct, frozen=True, kw_only=True):
    """One line, ready, and the machines that it is for."""

    line: PasteLine
    text: str
    machines: tuple[str, ...]


class Remedy(Struct, frozen=True, kw_only=True):
    """What is done about one cause: for which machines, by whom, and the lines to paste."""

    cause: Cause
    who: Mender
    machines: tuple[str, ...]
    pastes: tuple[Paste, ...]


def lost_without_rights(words: Catalogue) -> tuple[str, ...]:
    """Return a line for each check that an account without rights may leave unread on Windows."""
    return losses(Right.ANY, words)


def groups(found: Sequence[Checkup]) -> tuple[tuple[tuple[Cause, ...], tuple[Checkup, ...]], ...]:
    """Return the machines by what may ail them, the largest group first."""
    counts = Counter(c.diagnosis.causes for c in found if c.diagnosis.causes)
    return tuple(
        (ills, tuple(c for c in found if c.diagnosis.causes == ills))
        for ills, _ in counts.most_common()
    )


def prescribe(found: Sequence[Checkup], errand: Errand) -> tuple[Remedy, ...]:
    """Return every cause once: first those that come first in the largest groups."""
    order = dict.fromkeys(cause for ills, _ in groups(found) for cause in ills)
    return tuple(_remedy(cause, found, errand) for cause in order)


def _remedy(cause: Cause, found: Sequence[Checkup], errand: Errand) -> Remedy:
    ill = tuple(checkup for checkup in found if cause in checkup.diagnosis.causes)
    alike: dict[tuple[PasteLine, str], list[Checkup]] = {}
    for checkup in ill:
        open_line = _line(cause, checkup)
        text = filled(open_line, blanks(checkup, errand))
        alike.setdefault((open_line, text), []).append(checkup)
    pastes = tuple(_paste(open_line, same, errand) for (open_line, _), same in alike.items())
    who = MENDINGS[cause].who
    return Remedy(cause=cause, who=who, machines=_names(ill), pastes=pastes)


def _paste(open_line: PasteLine, same: Sequence[Checkup], errand: Errand) -> Paste:
    whom = replace(
        blanks(same[0], errand), machines=_pattern(same, errand), first=same[0].machine.name
    )
    return Paste(line=open_line, text=filled(open_line, whom), machines=_names(same))


def _line(cause: Cause, checkup: Checkup) -> PasteLine:
    seen = checkup.symptoms
    windows = seen is None or seen.family is Family.WINDOWS
    return line(cause, windows=windows, domain=not is_local(_user(checkup), checkup.machine.name))


def _names(found: Sequence[Checkup]) -> tuple[str, ...]:
    return tuple(checkup.machine.name for checkup in found)


def _pattern(found: Sequence[Checkup], errand: Errand) -> str:
    if len(found) <= MAX_NAMES:
        return ",".join(_names(found))
    units = dict.fromkeys(checkup.unit.code for checkup in found)
    return ",".join(units) if len(units) <= MAX_NAMES else errand.pattern


def _asked(checkup: Checkup, errand: Errand) -> tuple[str, ...]:
    """Return the options that give a machine the account and the password that it lacks."""
    named = "ansible_user" in checkup.machine.variables or "-u" in errand.typed
    return ("-k",) if named else ("-u", NEW_ACCOUNT, "-k")


def blanks(checkup: Checkup, errand: Errand) -> Blanks:
    """Return what fills the blanks of a line for one machine, but for the machines' names."""
    common = Blanks(
        inventory=errand.inventory,
        typed=errand.typed,
        asked=_asked(checkup, errand),
        actor=errand.actor,
        unit=checkup.unit.code,
        known_hosts=str(errand.state / "known_hosts"),
        pem=f"{checkup.machine.name}.pem",
        controller=checkup.source or "LocalSubnet",
    )
    if checkup.symptoms is None:
        return common
    target, found = checkup.symptoms.target, checkup.diagnosis.found
    user = _user(checkup)
    return replace(
        common,
        address=target.address,
        port=str(target.port),
        endpoint=_endpoint(target),
        user=user,
        name=bare_name(user),
        account=bare_name(user) if is_local(user, checkup.machine.name) else user,
        login=f"{user}@{target.address}",
        key=_key(target),
        key_name=entry_name(target.known_as, target.port),
        subject=f"CN={target.address}",
        san=_san(target.address),
        way=str(found.via) if found else "",
        found=str(found.port) if found else "",
        scheme="http" if target.winrm.https else "https",
    )


def _user(checkup: Checkup) -> str:
    credential = checkup.symptoms.target.credential if checkup.symptoms else Nobody()
    return "" if isinstance(credential, Nobody) else credential.user


def _key(target: Target) -> str:
    if isinstance(target.credential, KeyFile):
        return target.credential.path
    return target.winrm.ca_path or ""


def _endpoint(target: Target) -> str:
    host = f"[{target.address}]" if ":" in target.address else target.address
    return f"{host}:{target.port}"


def _san(address: str) -> str:
    try:
        return f"IPAddress={ipaddress.ip_address(address)}"
    except ValueError:
        return f"DNS={address}"
