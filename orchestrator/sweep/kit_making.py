"""Kits for units: each belongs to a sweep, and is in the store before it is handed out."""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence, inventory, plan
from orchestrator.checks import ALL
from orchestrator.errors import StateError, UsageError
from orchestrator.evidence.records import Stored, SweepRecord
from orchestrator.files import prove_writable, write_all
from orchestrator.model.district import Unit
from orchestrator.model.plan import Family, Script
from orchestrator.roads.half_page import half_page
from orchestrator.roads.kit_file import file_name, kit_file
from orchestrator.roads.kit_keys import KeyKind, KitKey, kept_keys, sealing_keys
from orchestrator.roads.kit_values import Kit, OfferedRow
from orchestrator.sweep.unit_names import codes_meant, names_of
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.visible import visible
from orchestrator.vault import Vault

ALWAYS_ASKED = "identity"
"""What a kit asks whatever its sweep asks: without it nobody knows whose its answer is."""

MOST_DAYS = 60
MOST_DRAWN = 100
_READABLE = 0o644  # they are handed out


class KitRequest(Struct, frozen=True, kw_only=True):
    """For whom kits are made, as asked for.

    Attributes:
        state: The state folder.
        inventory: Its inventory's sources.
        units: Codes or names of units, or names of bodies for all units in them; at least one.
        sweep: The sweep that they belong to; None for the newest whose scope holds the unit.
        days: How long they are to be used.
        families: For which machines; None for those that the unit has.
        elevate: Whether Windows kits ask for an administrator's rights.
        witness: Who sees them run; empty for kits that anybody runs.
        drawn: How many machines are drawn to be run before the witness; 0 without one.
    """

    state: Path
    inventory: tuple[str, ...]
    units: tuple[str, ...]
    sweep: str | None = None
    days: int = 14
    families: tuple[Family, ...] | None = None
    elevate: bool = False
    witness: str = ""
    drawn: int = 0


class MadeKit(Struct, frozen=True, kw_only=True):
    """One kit that was written, and where."""

    kit: Kit
    path: Path


class MadeKits(Struct, frozen=True, kw_only=True):
    """What was written: kits, a page for each unit, and whether a backup key could open them."""

    kits: tuple[MadeKit, ...]
    pages: tuple[Path, ...]
    backed_up: bool


def make_kits(
    request: KitRequest, folder: Path, vault: Vault, words: Catalogue, at: datetime
) -> MadeKits:
    """Write kits and their pages into a folder.

    A kit is in the store before its file is written: one that nobody knows would bring home
    answers that nobody can take.

    Args:
        request: For whom.
        folder: Where to.
        vault: What opens vaulted files of the inventory.
        words: The language of the pages.
        at: Now (aware UTC).

    Raises:
        InputError: There is no such unit, sweep or key, or the folder cannot be written.
    """
    _need_sound(request)
    units = _units(request, vault)
    keys = sealing_keys(kept_keys(request.state))
    if not keys:
        raise StateError.one(say("kit_make.no_key"), say("kit_make.mend.key"))
    prove_writable(folder)
    with (
        closing(evidence.open_store(request.state, create=False)) as store,
        evidence.writer_lock(request.state),
    ):
        made = [_kits(store, request, unit, keys, at) for unit in units]
        rows = [_row(kit, rule, at) for kits in made for kit, rule in kits]
        store.add_kits(rows, [kit.script for kits in made for kit, _ in kits])
    files = [kit_file(kit) for kits in made for kit, _ in kits]
    pages = [half_page(tuple(kit for kit, _ in kits), words) for kits in made]
    paths = write_all(folder, (*files, *pages), _READABLE)
    return MadeKits(
        kits=tuple(
            MadeKit(kit=kit, path=folder / file_name(kit)) for kits in made for kit, _ in kits
        ),
        pages=paths[len(files) :],
        backed_up=any(key.kind is KeyKind.BACKUP for key in keys),
    )


def families(named: Sequence[str] | None) -> tuple[Family, ...] | None:
    """Return the families that `--family` names, each once; None where it names none."""
    return tuple(Family(word) for word in dict.fromkeys(named)) if named else None


def as_json(made: MadeKits) -> Mapping[str, object]:
    """Return what `kit make --json` prints."""
    return {
        "kits": [
            {
                "id": one.kit.id,
                "unit": one.kit.unit,
                "sweep": one.kit.sweep,
                "family": one.kit.script.family,
                "until": one.kit.until.isoformat(),
                "witness": one.kit.witness or None,
                "drawn": [row.machine for row in one.kit.drawn],
                "file": str(one.path),
            }
            for one in made.kits
        ],
        "pages": [str(path) for path in made.pages],
        "backed_up": made.backed_up,
    }


def _need_sound(request: KitRequest) -> None:
    if not 1 <= request.days <= MOST_DAYS:
        raise UsageError.one(say("kit_make.days", n=MOST_DAYS))
    if request.drawn and not any(letter.isalnum() for letter in request.witness):
        raise UsageError.one(say("kit_make.no_witness"))
    if request.drawn and not 1 <= request.drawn <= MOST_DRAWN:
        raise UsageError.one(say("kit_make.drawn", n=MOST_DRAWN))


def _units(request: KitRequest, vault: Vault) -> tuple[Unit, ...]:
    found = inventory.district(inventory.load(request.inventory, vault))
    known = {unit.code: unit for unit in found.units}
    codes: list[str] = []
    for word in request.units:
        meant = codes_meant(word, found.units)
        if not meant:
            near = did_you_mean(word, names_of(found.units))
            mend = say("mend.did_you_mean", meant=near) if near else say("mend.graph")
            raise UsageError.one(say("prepare.no_unit", unit=visible(word)), mend)
        codes += meant
    return tuple(known[code] for code in dict.fromkeys(codes))


def _kits(
    store: evidence.Store,
    request: KitRequest,
    unit: Unit,
    keys: Sequence[KitKey],
    at: datetime,
) -> tuple[tuple[Kit, int], ...]:
    """Return a unit's kits, each with the rule by which its sweep asks most of the machines."""
    record, machines = _swept(store, request.sweep, unit)
    rows = tuple(_offered(machines))
    rule = Counter(one.scoped.rule for one in machines).most_common(1)[0][0]
    drawn = _drawn(rows, request)
    return tuple(
        (
            Kit(
                id=secrets.token_hex(16),
                unit=unit.code,
                unit_name=unit.name,
                sweep=record.id,
                until=at + timedelta(days=request.days),
                elevate=request.elevate and family is Family.WINDOWS,
                script=_script(record, machines, family),
                rows=rows,
                witness=request.witness.strip(),
                drawn=drawn,
                keys=tuple(keys),
            ),
            rule,
        )
        for family in request.families or _families(machines)
    )


def _swept(
    store: evidence.Store, name: str | None, unit: Unit
) -> tuple[SweepRecord, Sequence[Stored]]:
    """Return the sweep that a unit's kits belong to, and the unit's machines in it.

    Raises:
        StateError: There is none, or its scope does not hold the unit.
    """
    names = reversed(tuple(store.sweeps())) if name is None else (name,)
    for one in names:
        record = store.sweep(one)
        machines = [row for row in store.machines(record.id) if row.scoped.row.unit == unit.code]
        if machines:
            return record, machines
    what = (
        say("kit_make.no_sweep", unit=unit.code)
        if name is None
        else say("kit_make.other_sweep", unit=unit.code, sweep=visible(name))
    )
    raise StateError.one(what, say("kit_make.mend.sweep"))


def _offered(machines: Iterable[Stored]) -> Iterator[OfferedRow]:
    for one in machines:
        row = one.scoped.row
        if row.excluded is None:
            yield OfferedRow(machine=row.machine, label=row.label or "", room=row.room or "")


def _families(machines: Iterable[Stored]) -> tuple[Family, ...]:
    """Return the families of a unit's machines: Windows unless it is asked over SSH."""
    ways = {one.scoped.row.via for one in machines}
    windows = (Family.WINDOWS,) if ways - {"ssh", "local"} else ()
    posix = (Family.POSIX,) if ways & {"ssh", "local"} else ()
    return (*windows, *posix)


def _script(record: SweepRecord, machines: Iterable[Stored], family: Family) -> Script:
    """Return the script of all that the sweep asks of a unit's machines, and who they are."""
    rules = {one.scoped.rule for one in machines}
    asked = {question.check for rule in rules for question in record.rules[rule]}
    return plan.fuse([check for check in ALL if check.id in asked | {ALWAYS_ASKED}], family)


def _drawn(rows: Sequence[OfferedRow], request: KitRequest) -> tuple[OfferedRow, ...]:
    """Return the machines that are to be run before a witness, by a draw that nobody foresees."""
    if not request.drawn:
        return ()
    chosen = secrets.SystemRandom().sample(range(len(rows)), min(request.drawn, len(rows)))
    return tuple(rows[at] for at in sorted(chosen))


def _row(kit: Kit, rule: int, at: datetime) -> evidence.KitRow:
    return evidence.KitRow(
        id=kit.id,
        unit=kit.unit,
        sweep=kit.sweep,
        script_sha256=kit.script.sha256,
        family=kit.script.family,
        rule=rule,
        elevated=kit.elevate,
        made_at=at,
        until=kit.until,
        witness=kit.witness or None,
    )
