"""A district with a hub and a site: each its own state folder, its own sweeps, the same rows.

The hub's network reaches nobody of the site's unit; the site's controller does.
"""

import shutil
from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.model.outcome import OK, Outcome, Trip
from orchestrator.roads.enrolment import written_enrolment
from orchestrator.roads.kit_keys import KeyKind, keep_key
from orchestrator.sweep.bundle_exporting import export_sweep
from orchestrator.sweep.bundle_importing import (
    BundleImport,
    BundleRequest,
    file_as_json,
    import_bundles,
)
from orchestrator.sweep.judging import hits_in, index_of, read, to_keep
from orchestrator.sweep.looking import in_force_at, looked_at
from orchestrator.sweep.site_enrolment import (
    SiteRequest,
    SiteSignature,
    accept_site,
    add_site,
    enroll,
)
from orchestrator.sweep.standing import standing
from tests.roads.made_keys import key_file
from tests.sweep.kits_home import (
    CLEAN,
    INFECTED,
    OFF,
    OTHER,
    START,
    UNIT,
    Pc,
    identities,
    listed,
    record,
    row,
    script,
)

SITE = "phuc-xa"
SWEPT = START + timedelta(hours=1)
EXPORTED = START + timedelta(hours=5)
BROUGHT = START + timedelta(days=1)
SIGNED = SiteSignature(actor="Tổ CNTT", reason="đã so tám từ qua điện thoại")
NONCE = "fedcba9876543210"


def begin(folder: Path, head: evidence.SweepRecord, rows) -> None:
    with closing(evidence.open_store(folder, create=True)) as store:
        store.begin(head, rows, (script(),), to_keep(listed()))


def hub(folder: Path, rows: int = 6, others: int = 2) -> Path:
    """Make the hub's state folder: one sweep that reached nobody, and a key."""
    keep_key(folder, key_file(KeyKind.DISTRICT))
    scope = (*map(row, range(1, rows + 1)), *(row(n, OTHER) for n in range(1, others + 1)))
    begin(folder, record("h1"), scope)
    return folder


def ward(folder: Path, rows: int = 6) -> Path:
    """Make the site's state folder: one sweep that asked nobody yet."""
    head = replace(record("w1", NONCE), units=(UNIT,), ioc_sha256=listed().sha256)
    begin(folder, head, tuple(map(row, range(1, rows + 1))))
    return folder


@cache
def said(number: int, recording: str, nonce: str) -> bytes:
    return Pc(number, recording).says(nonce, SWEPT)


def answer(
    folder: Path,
    number: int,
    recording: str | Outcome = CLEAN,
    *,
    sweep: str = "w1",
    unit=UNIT,
    at=SWEPT,
    body: bytes | None = None,
) -> None:
    """Let a machine of a state folder's sweep answer, or end otherwise."""
    with closing(evidence.open_store(folder, create=False)) as store:
        head = store.sweep(sweep)
        name = row(number, unit).row.machine
        stored = next(one for one in store.machines(sweep) if one.scoped.row.machine == name)
        failed = isinstance(recording, Outcome)
        stdout = b"" if failed else body or said(number, recording, head.nonce)
        trip = Trip(
            machine=name,
            outcome=recording if failed else OK,
            started_at=at,
            ended_at=at,
            stdout=stdout,
            exit_code=0,
            via="winrm",
        )
        if failed:
            store.add(head, trip, stored, script(), (), None)
            return
        reading = read(head, evidence.unsaved(trip, script()))
        hits = hits_in(reading, index_of(store, head), at, head.nonce)
        looked = looked_at(head, stored, at, reading, hits, in_force_at(head))
        store.add(head, trip, stored, script(), looked.values, 0.0, looked)


def swept(folder: Path) -> Path:
    """Let the site's sweep come to its usual end: clean, infected, off, not asked."""
    answer(folder, 1)
    answer(folder, 2, INFECTED)
    answer(folder, 3, OFF)
    answer(folder, 4, OFF)
    answer(folder, 4, at=SWEPT + timedelta(minutes=9))
    answer(folder, 5)
    with closing(evidence.open_store(folder, create=False)) as store:
        store.end("w1", evidence.SweepState.FINISHED, SWEPT + timedelta(hours=1))
    return folder


def enrolled(
    hub_folder: Path,
    ward_folder: Path,
    site: str = SITE,
    units: tuple[str, ...] = (UNIT.code,),
    *,
    claimed: tuple[str, ...] | None = None,
    accepted: bool = True,
) -> str:
    """Enrol a site and accept its key; return the words of the key.

    `claimed` are the units that the site itself believes to be its.
    """
    file = ward_folder.parent / f"{site}.ghidanh"
    request = SiteRequest(state=hub_folder, name=site, units=units, output=file)
    enrolment = add_site(request, START)
    if claimed is not None:
        file.write_bytes(written_enrolment(replace(enrolment, units=claimed)))
    words = enroll(ward_folder, file).key_words
    if accepted:
        accept_site(hub_folder, site, words, SIGNED, START)
    return words


def exported(ward_folder: Path, name: str = "goi.txt", at=EXPORTED) -> Path:
    path = ward_folder.parent / name
    export_sweep(ward_folder, "latest", path, at)
    return path


def brought(
    hub_folder: Path, *paths: Path, at=BROUGHT, dry_run: bool = False
) -> tuple[BundleImport, list]:
    told: list = []
    output = hub_folder.parent / "bn"
    output.mkdir(exist_ok=True)
    request = BundleRequest(
        state=hub_folder,
        paths=paths,
        output=output,
        identities=identities(),
        dry_run=dry_run,
    )
    done = import_bundles(request, lambda: at, told.append)
    return done, [file_as_json(one) for one in told]


def machines(folder: Path, at=BROUGHT) -> dict:
    judged = standing(folder, at)
    return {one.scope.row.machine: one for unit in judged.units for one in unit.machines}


def copied(made: Path, folder: Path) -> tuple[Path, Path]:
    """Copy the state folders of a hub and a site for one test; return them."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder / "hub" / "state", folder / "ward" / "state"
