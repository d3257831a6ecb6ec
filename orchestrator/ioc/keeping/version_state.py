"""What is known of each source of a folder of lists: `.versions/state.json`, read strictly."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.errors import InputError, ListError
from orchestrator.files import read_bounded, write_atomic
from orchestrator.files.json_text import json_text
from orchestrator.files.typed_json import read_json
from orchestrator.ioc.keeping.sources_file import ListRole
from orchestrator.model.fetch import FetchFailure, Validators
from orchestrator.text.machine_words import DETAILS, recognised
from orchestrator.text.message import say

VERSIONS = ".versions"
_SCHEMA = 1
_FILE = "state.json"
_LIMIT_BYTES = 4 * 1024 * 1024
_MAX_SAID_CHARS = 200
_FAULT_TOPICS = ("list_files", DETAILS, "files")  # what the details of a fault may say


class VersionForm(StrEnum):
    """What a version is made of."""

    FILE = "file"
    FOLDER = "folder"
    FEED = "feed"  # of MISP


class ListFault(StrEnum):
    """Why what a source gave cannot replace the list in force; closed, beside `FetchFailure`."""

    NO_FILE = "no_file"  # the file or folder cannot be read
    UNREADABLE = "unreadable"  # in no form of a list
    NO_INDICATOR = "no_indicator"
    WEB_PAGE = "web_page"  # a page where a list should be, as portals and errors are
    FUTURE = "future"  # it is dated later than today


class HeldBack(StrEnum):
    """Why a whole, readable version is kept out of force until a person accepts it."""

    SHRUNK = "shrunk"
    TAKEN_BACK = "taken_back"


class Version(Struct, frozen=True, kw_only=True):
    """One version of a source's list, kept in `.versions/<source>/<id>`.

    `indicators` counts distinct values. `dated` is the day that the list gives, or on which
    it was last changed.
    """

    id: str
    sha256: str
    form: VersionForm
    indicators: int
    dated: date


class HeldVersion(Struct, frozen=True, kw_only=True):
    """A version that was not put in force."""

    version: Version
    why: HeldBack


class UpdateFault(Struct, frozen=True, kw_only=True):
    """An update that brought no version."""

    why: FetchFailure | ListFault
    detail: str = ""


class Known(Struct, frozen=True, kw_only=True):
    """All that is known of one source.

    `before` were in force before, oldest first; they are kept to go back to. `said` is what the
    server at `said_by` said of the version in force. `fault` is that of the last update, None
    if it went well.
    """

    role: ListRole
    in_force: Version | None = None
    before: tuple[Version, ...] = ()
    refused: HeldVersion | None = None
    fault: UpdateFault | None = None
    checked_at: datetime | None = None
    said: Validators = field(default_factory=Validators)
    said_by: str = ""


class KnownSources(Struct, frozen=True, kw_only=True):
    """All sources that were ever updated, by name."""

    known: tuple[tuple[str, Known], ...] = ()

    def of(self, name: str) -> Known | None:
        """Return what is known of a source."""
        return dict(self.known).get(name)

    def with_known(self, name: str, known: Known) -> "KnownSources":
        """Return the state with something else known of a source."""
        return replace(self, known=tuple(sorted((dict(self.known) | {name: known}).items())))


def read_state(folder: Path) -> KnownSources:
    """Return the state of a folder of lists; an empty one if there is none yet.

    Raises:
        ListError: It is damaged.
    """
    path = folder / VERSIONS / _FILE
    if not path.exists():
        return KnownSources()
    try:
        return _state(read_json(read_bounded(path, _LIMIT_BYTES), _StateFile))
    except (ValueError, InputError) as error:
        raise ListError.one(say("update.bad_state", path=path), say("mend.delete_state")) from error


def write_state(folder: Path, state: KnownSources) -> None:
    """Keep a state in one step.

    Raises:
        OSError: The folder cannot be written.
    """
    rows = {name: _row(known) for name, known in state.known}
    text = json_text(_SCHEMA, {"sources": rows}, indent=1)
    write_atomic(folder / VERSIONS / _FILE, text.encode())


def _row(known: Known) -> Mapping[str, object]:
    refused = known.refused
    return {
        "role": known.role,
        "in_force": _version_row(known.in_force),
        "before": [_version_row(one) for one in known.before],
        "refused": _version_row(refused.version) if refused else None,
        "refused_why": refused.why if refused else None,
        "fault": [known.fault.why, known.fault.detail] if known.fault else None,
        "checked_at": known.checked_at.isoformat() if known.checked_at else None,
        "said": [known.said.etag, known.said.modified, known.said_by],
    }


def _version_row(version: Version | None) -> Mapping[str, object] | None:
    if version is None:
        return None
    return {
        "id": version.id,
        "sha256": version.sha256,
        "form": version.form,
        "indicators": version.indicators,
        "dated": version.dated.isoformat(),
    }


class _KnownRow(Struct, frozen=True, kw_only=True):
    """What is known of one source, as it lies in the file."""

    role: ListRole
    in_force: Version | None
    before: tuple[Version, ...]
    refused: Version | None
    refused_why: HeldBack | None
    fault: tuple[str, str] | None
    checked_at: datetime | None
    said: tuple[str, str, str]


class _StateFile(Struct, frozen=True, kw_only=True):
    """The whole file."""

    schema: int
    sources: dict[str, _KnownRow]


def _state(found: _StateFile) -> KnownSources:
    if found.schema != _SCHEMA:
        msg = f"not a state of schema {_SCHEMA}"
        raise ValueError(msg)
    return KnownSources(
        known=tuple(sorted((name, _known(row)) for name, row in found.sources.items()))
    )


def _known(row: _KnownRow) -> Known:
    versions = (row.in_force, row.refused, *row.before)
    for version in filter(None, versions):
        _inside(version.id)
    if (row.refused is None) != (row.refused_why is None):
        msg = "a version is held back without a reason, or the other way round"
        raise ValueError(msg)
    etag, modified, said_by = row.said
    return Known(
        role=row.role,
        in_force=row.in_force,
        before=row.before,
        refused=HeldVersion(version=row.refused, why=row.refused_why)
        if row.refused and row.refused_why
        else None,
        fault=_fault(*row.fault) if row.fault else None,
        checked_at=row.checked_at,
        said=Validators(etag=_header(etag), modified=_header(modified)),
        said_by=said_by,
    )


def _fault(why: str, detail: str) -> UpdateFault:
    known = FetchFailure if why in tuple(FetchFailure) else ListFault
    return UpdateFault(why=known(why), detail=recognised(detail, _FAULT_TOPICS))


def _header(text: str) -> str:
    """It goes into a request: nothing may stand in it that would end its line."""
    if not (text.isascii() and text.isprintable() and len(text) <= _MAX_SAID_CHARS):
        msg = "no text of a header"
        raise ValueError(msg)
    return text


def _inside(text: str) -> None:
    """It becomes the name of a folder, and must not lead out of ours."""
    if not text.replace("-", "").isalnum() or not text.isascii():
        msg = "no version"
        raise ValueError(msg)
