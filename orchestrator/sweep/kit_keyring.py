"""The keys of a state folder for kit results: made, backed up, brought in, told."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import Place, StateError, UsageError
from orchestrator.files import write_atomic
from orchestrator.roads.kit_keys import (
    KeyKind,
    KitKey,
    keep_key,
    kept_keys,
    new_key,
    public_part,
    read_key,
    read_key_file,
    sealing_keys,
    unlocked,
)
from orchestrator.text.message import say
from orchestrator.vault import Identity

_PRIVATE = 0o600


class ToldKey(Struct, frozen=True, kw_only=True):
    """A key, and whether a kit that is made now seals for it."""

    key: KitKey
    sealed_for: bool


def add_new_key(state: Path, identity: Identity, at: datetime) -> ToldKey:
    """Make the key that new kits seal for from now on; older ones go on opening.

    Raises:
        InputError: The password cannot be had, or the state folder not be written.
    """
    return _told(state, keep_key(state, new_key(KeyKind.DISTRICT, identity.ask(), at)))


def back_up(state: Path, path: Path, identity: Identity, at: datetime) -> ToldKey:
    """Make a second key whose private half lies in one file elsewhere, and nowhere here.

    Raises:
        InputError: There is no first key yet, the file is there already or cannot be written, or
            the password cannot be had.
    """
    if not sealing_keys(kept_keys(state)):
        raise StateError.one(say("kit_make.no_key"), say("kit_make.mend.key"))
    if path.exists():
        raise UsageError.one(say("kit_key.there", path=path), say("kit_key.mend.other_file"))
    data = new_key(KeyKind.BACKUP, identity.ask(), at)
    try:
        write_atomic(path, data, _PRIVATE)
    except OSError as error:
        what = say("kit_key.unwritten", path=path, why=error.strerror or error)
        raise UsageError.one(what, say("kit_key.mend.other_file")) from error
    public = public_part(read_key(data, Place(file=str(path))))
    return _told(state, keep_key(state, public))


def bring_in(state: Path, path: Path, identities: tuple[Identity, ...]) -> ToldKey:
    """Put a key from a file beside the others, if a password opens it.

    Raises:
        InputError: It is no key, holds no private half, or no password opens it.
    """
    data = read_key_file(path)
    key = read_key(data, Place(file=str(path)))
    if not unlocked((key,), identities):
        what = say("kit_key.public_only")
        raise UsageError.one(what, say("kit_key.mend.file"), Place(file=str(path)))
    return _told(state, keep_key(state, data))


def told_keys(state: Path) -> tuple[ToldKey, ...]:
    """Return all keys, the oldest first.

    Raises:
        InputError: A key's file cannot be read.
    """
    keys = kept_keys(state)
    sealing = {key.name for key in sealing_keys(keys)}
    return tuple(ToldKey(key=key, sealed_for=key.name in sealing) for key in keys)


def as_json(keys: tuple[ToldKey, ...]) -> Mapping[str, object]:
    """Return what the commands of `kit key` print with --json."""
    return {
        "keys": [
            {
                "name": one.key.name,
                "kind": one.key.kind,
                "made_at": one.key.made.isoformat(),
                "opens_here": one.key.locked is not None,
                "sealed_for": one.sealed_for,
            }
            for one in keys
        ]
    }


def _told(state: Path, key: KitKey) -> ToldKey:
    (found,) = (one for one in told_keys(state) if one.key.name == key.name)
    return found
