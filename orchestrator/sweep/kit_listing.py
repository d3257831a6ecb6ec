"""Kits that were made: how each stands, what came home by it, and taking one back."""

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.findings.act_content import tidy
from orchestrator.findings.act_refusals import ActFault, RefusedAct, is_said, is_text
from orchestrator.sweep.acting import refusal
from orchestrator.text.message import say
from orchestrator.text.visible import visible

_FEWEST_DIGITS = 4


class KitStanding(StrEnum):
    """How a kit stands; what it brings is taken, or waits for a word."""

    IN_USE = "in_use"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ListedKit(Struct, frozen=True, kw_only=True):
    """One kit, how it stands, and what came home by it.

    Attributes:
        kit: As it was made.
        standing: How it stands now.
        last_home: When the last answer came home by it, None if none did.
        machines: Of how many machines answers came home.
    """

    kit: evidence.KitRow
    standing: KitStanding
    last_home: datetime | None
    machines: int


def listed_kits(state: Path, at: datetime) -> tuple[ListedKit, ...]:
    """Return all kits of a state folder, the first made first.

    Raises:
        StateError: The folder cannot be used.
    """
    with closing(evidence.open_store(state, create=False)) as store:
        home = store.kits_home()
        return tuple(_listed(kit, home, at) for kit in store.kits())


def revoke(state: Path, word: str, actor: str, reason: str, at: datetime) -> ListedKit:
    """Take a kit back: what it brings from now on waits for a person's word.

    Args:
        state: The state folder.
        word: The kit's id, or its first digits.
        actor: By whom.
        reason: Why.
        at: Now (aware UTC).

    Raises:
        InputError: Nobody signs it, no kit or several are meant, or it was taken back before.
    """
    _need_signed(actor, reason)
    signed = evidence.Revoked(at=at, actor=tidy(actor), reason=tidy(reason))
    with (
        closing(evidence.open_store(state, create=False)) as store,
        evidence.writer_lock(state),
    ):
        kit = _meant(store.kits(), word)
        if not store.revoke_kit(kit.id, signed):
            day = (kit.revoked or signed).at.date().isoformat()
            raise UsageError.one(say("kit_list.revoked_before", id=kit.id, day=day))
    (done,) = (one for one in listed_kits(state, at) if one.kit.id == kit.id)
    return done


def as_json(kits: tuple[ListedKit, ...]) -> Mapping[str, object]:
    """Return what `kit list --json` and `kit revoke --json` print."""
    return {"kits": [_kit_as_json(one) for one in kits]}


def _kit_as_json(one: ListedKit) -> Mapping[str, object]:
    kit, revoked = one.kit, one.kit.revoked
    return {
        "id": kit.id,
        "unit": kit.unit,
        "sweep": kit.sweep,
        "family": kit.family,
        "script_sha256": kit.script_sha256,
        "elevated": kit.elevated,
        "made_at": kit.made_at.isoformat(),
        "until": kit.until.isoformat(),
        "witness": kit.witness,
        "standing": one.standing,
        "revoked": None
        if revoked is None
        else {
            "at": revoked.at.isoformat(),
            "by": revoked.actor,
            "reason": revoked.reason,
        },
        "last_home": one.last_home.isoformat() if one.last_home else None,
        "machines": one.machines,
    }


def _listed(
    kit: evidence.KitRow, home: Mapping[str, tuple[datetime, int]], at: datetime
) -> ListedKit:
    last, machines = home.get(kit.id, (None, 0))
    standing = KitStanding.EXPIRED if at > kit.until else KitStanding.IN_USE
    if kit.revoked is not None:
        standing = KitStanding.REVOKED
    return ListedKit(kit=kit, standing=standing, last_home=last, machines=machines)


def _need_signed(actor: str, reason: str) -> None:
    faults = (
        (is_text(actor, reason), ActFault.NO_TEXT),
        (is_said(actor), ActFault.NO_ACTOR),
        (is_said(reason), ActFault.NO_REASON),
    )
    problems = [refusal(RefusedAct(fault=fault)) for sound, fault in faults if not sound]
    if problems:
        raise UsageError(problems)


def _meant(kits: tuple[evidence.KitRow, ...], word: str) -> evidence.KitRow:
    """Return the kit that an id, or its first digits, means."""
    found = [kit for kit in kits if kit.id.startswith(word.lower())]
    if len(word) < _FEWEST_DIGITS or not found:
        raise UsageError.one(say("kit_list.no_kit", id=visible(word)), say("kit_list.mend.list"))
    if len(found) > 1:
        names = ", ".join(kit.id for kit in found)
        raise UsageError.one(say("kit_list.several", id=visible(word), names=names))
    return found[0]
