"""Sites of a hub, and the hub of a site: added, accepted, revoked; enrolled.

Not in the room's face: only `hub`, `runner` and `bundle` ask.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import InputError, Problem, StateError, UsageError
from orchestrator.evidence import SiteRow
from orchestrator.files import read_bounded, write_atomic
from orchestrator.findings.act_content import tidy
from orchestrator.findings.act_refusals import ActFault, RefusedAct, is_said, is_text
from orchestrator.model.site_names import SITE_NAME
from orchestrator.roads.enrolment import (
    MOST_ENROLMENT_BYTES,
    Enrolment,
    new_enrolment,
    read_enrolment,
    written_enrolment,
)
from orchestrator.roads.key_words import typed_words, words_of
from orchestrator.roads.kit_keys import kept_keys, sealing_keys
from orchestrator.roads.signing_keys import SigningKey, kept_signing_key, made_signing_key
from orchestrator.sweep.acting import refusal
from orchestrator.sweep.broker_settings import broker_place
from orchestrator.sweep.scope import JudgedScope, scope_of
from orchestrator.sweep.standpoint import ENROLMENT, HUB_KEY, kept_enrolment
from orchestrator.sweep.unit_names import codes_meant, names_of
from orchestrator.text.catalogue import iso
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.visible import visible

Sites = tuple[SiteRow, ...]
"""Sites as they are kept."""

SITE_KEY: Final = "site-key.pem"
_FILE_MODE: Final = 0o644
_PRIVATE: Final = 0o600


class SiteRequest(Struct, frozen=True, kw_only=True):
    """A site to add.

    Attributes:
        state: The hub's state folder.
        name: The site's name.
        units: Codes or names of units, or names of their areas, between commas.
        output: The enrolment file to write.
    """

    state: Path
    name: str
    units: tuple[str, ...]
    output: Path


class Enrolled(Struct, frozen=True, kw_only=True):
    """A site that was enrolled here: for whom it works, and the eight words of its own key."""

    enrolment: Enrolment
    key_words: str


def add_site(request: SiteRequest, at: datetime) -> Enrolment:
    """Add a site, or give one that is there other units, and write its enrolment file.

    Args:
        request: The site.
        at: Now (aware UTC).

    Raises:
        InputError: It has no such name, a unit is not known, there is no key to seal for, or the
            state folder or the file cannot be used.
    """
    if not SITE_NAME.fullmatch(request.name):
        raise UsageError.one(say("site.no_name", name=visible(request.name)), say("site.mend.name"))
    keys = sealing_keys(kept_keys(request.state))
    if not keys:
        raise StateError.one(say("site.no_keys", state=request.state), say("site.mend.keys"))
    state = request.state
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        scope = scope_of(store)
        units = tuple(sorted(set(_meant(scope, request.units))))
        _refuse_shared(store.sites().values(), request.name, units)
        hub = made_signing_key(state / HUB_KEY)
        district = scope.authority.name
        enrolment = new_enrolment(
            request.name, district, hub.public, keys, units, broker_place(state)
        )
        store.add_site(request.name, units, at)
    _write(request.output, written_enrolment(enrolment), _FILE_MODE)
    return enrolment


def _meant(scope: JudgedScope, selectors: Iterable[str]) -> Iterator[str]:
    """Yield the codes of the units that are meant: by code or name, or all of an area."""
    known = {unit.code: unit for unit in scope.units if unit.code not in scope.left}
    words = [word.strip() for text in selectors for word in text.split(",") if word.strip()]
    if not words:
        raise UsageError.one(say("site.no_units"), say("site.mend.units"))
    for word in words:
        meant = codes_meant(word, known.values())
        if not meant:
            near = did_you_mean(word, names_of(known.values()))
            mend = say("mend.did_you_mean", meant=near) if near else say("site.mend.units")
            raise UsageError.one(say("site.no_unit", unit=visible(word)), mend)
        yield from meant


def _refuse_shared(sites: Iterable[SiteRow], name: str, units: tuple[str, ...]) -> None:
    """Refuse units that another site has: whose word on a machine counts would be luck."""
    for site in sites:
        shared = sorted(set(site.units) & set(units))
        if shared and site.name != name and site.state is not evidence.SiteState.REVOKED:
            what = say("site.shared", unit=visible(shared[0]), site=site.name)
            raise UsageError.one(what, say("site.mend.shared", site=site.name))


def _write(path: Path, data: bytes, mode: int) -> None:
    try:
        write_atomic(path, data, mode)
    except OSError as error:
        what = say("file.folder_unwritten", folder=path.parent, why=error.strerror or error)
        raise InputError.one(what, say("file.mend.other_folder")) from error


def accept_site(
    state: Path, name: str, typed: str, signed: "SiteSignature", at: datetime
) -> SiteRow:
    """Accept a site's key by its eight words: a person's word; it takes back an earlier one.

    Args:
        state: The hub's state folder.
        name: The site's name.
        typed: The words as they were heard, with accents or without.
        signed: Who answers for it.
        at: Now (aware UTC).

    Raises:
        UsageError: There is no such site, or these are no eight words.
        StateError: The state folder cannot be used.
    """
    words = typed_words(typed)
    if words is None:
        raise UsageError.one(say("site.no_words"), say("site.mend.words"))
    return _said(state, name, evidence.SiteWordKind.ACCEPT, words, signed, at)


def revoke_site(state: Path, name: str, signed: "SiteSignature", at: datetime) -> SiteRow:
    """Listen no more to a site; what it brought stays. Errors as `accept_site`."""
    if not is_said(signed.reason):
        raise UsageError([refusal(RefusedAct(fault=ActFault.NO_REASON))])
    return _said(state, name, evidence.SiteWordKind.REVOKE, "", signed, at)


class SiteSignature(Struct, frozen=True, kw_only=True):
    """Who answers for a word on a site, and why."""

    actor: str
    reason: str


def _said(
    state: Path,
    name: str,
    kind: evidence.SiteWordKind,
    words: str,
    signed: SiteSignature,
    at: datetime,
) -> SiteRow:
    if problems := tuple(_unsigned(signed)):
        raise UsageError(problems)
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        needed_site(store.sites(), name)
        word = evidence.SiteWord(
            kind=kind, words=words, at=at, actor=tidy(signed.actor), reason=tidy(signed.reason)
        )
        store.say_of_site(name, word)
        return store.sites()[name]


def _unsigned(signed: SiteSignature) -> Iterator[Problem]:
    if not is_text(signed.actor, signed.reason):
        yield refusal(RefusedAct(fault=ActFault.NO_TEXT))
    if not is_said(signed.actor):
        yield refusal(RefusedAct(fault=ActFault.NO_ACTOR))


def needed_site(sites: Mapping[str, SiteRow], name: str) -> SiteRow:
    """Return a site by its name; UsageError where there is none."""
    if name not in sites:
        raise _no_site(name, sites)
    return sites[name]


def _no_site(name: str, known: Mapping[str, SiteRow]) -> UsageError:
    meant = did_you_mean(name, known)
    mend = say("mend.did_you_mean", meant=meant) if meant else say("site.mend.add")
    return UsageError.one(say("site.unknown", name=visible(name)), mend)


def kept_sites(state: Path) -> Sites:
    """Return all sites by name; StateError where the state folder cannot be read."""
    with closing(evidence.open_store(state, create=False)) as store:
        return tuple(store.sites().values())


def enroll(state: Path, file: Path) -> Enrolled:
    """Enrol a state folder as a site: keep for whom it works, and make its key.

    Raises:
        InputError: The file is none, the folder is another site already, or it cannot be written.
    """
    enrolment = read_enrolment(read_bounded(file, MOST_ENROLMENT_BYTES), str(file))
    path = state / ENROLMENT
    if path.exists():
        _refuse_other(kept_enrolment(state), enrolment)
    key = made_signing_key(state / SITE_KEY)
    _write(path, written_enrolment(enrolment), _PRIVATE)
    return Enrolled(enrolment=enrolment, key_words=own_words(key.public))


def own_words(public: str) -> str:
    """Return the eight words of a public key (hexadecimal)."""
    return words_of(bytes.fromhex(public))


def _refuse_other(kept: Enrolment, given: Enrolment) -> None:
    """Refuse another hub or name: what was sent to the one is none of the other's."""
    if (kept.site, kept.hub) != (given.site, given.hub):
        what = say("site.enrolled", site=kept.site, district=visible(kept.district))
        raise UsageError.one(what, say("site.mend.enrolled"))


def enrolled(state: Path) -> tuple[Enrolment, SigningKey]:
    """Return for whom a state folder works, and its key.

    Raises:
        StateError: It was not enrolled.
        InputError: What it keeps of that cannot be read.
    """
    key = kept_signing_key(state / SITE_KEY)
    if key is None or not (state / ENROLMENT).exists():
        raise StateError.one(say("site.not_enrolled", state=state), say("site.mend.enroll"))
    return kept_enrolment(state), key


def hub_key(state: Path) -> SigningKey:
    """Return the key by which a hub signs; StateError where no site was ever added."""
    key = kept_signing_key(state / HUB_KEY)
    if key is None:
        raise StateError.one(say("site.no_hub", state=state), say("site.mend.add"))
    return key


def enrolment_as_json(enrolment: Enrolment) -> Mapping[str, object]:
    """Return what `hub site add --json` prints."""
    return {
        "site": enrolment.site,
        "district": enrolment.district,
        "units": list(enrolment.units),
        "enrolment_words": enrolment.words,
    }


def enrolled_as_json(done: Enrolled) -> Mapping[str, object]:
    """Return what `runner enroll --json` prints."""
    return {**enrolment_as_json(done.enrolment), "key_words": done.key_words}


def sites_as_json(rows: Sites) -> Mapping[str, object]:
    """Return what `hub sites --json` prints."""
    return {"sites": [_site_as_json(row) for row in rows]}


def _site_as_json(row: SiteRow) -> Mapping[str, object]:
    word = row.word
    return {
        "name": row.name,
        "state": str(row.state),
        "units": list(row.units),
        "heard_at": iso(row.heard_at) if row.heard_at else None,
        "sweeps": row.sweeps,
        "open_shards": row.open_shards,
        "unreadable": row.unreadable,
        "word": None
        if word is None
        else {
            "kind": str(word.kind),
            "words": word.words,
            "at": iso(word.at),
            "by": word.actor,
            "reason": word.reason,
        },
    }
