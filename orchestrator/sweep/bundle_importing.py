"""`bundle import`: sites' bundles become evidence, and receipts for the way back.

Not in the room's face: only `bundle` imports them. What each file and message came to is told; one
that cannot be taken costs itself alone.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from orchestrator import evidence
from orchestrator.errors import ExitCode, InputError, Problem, UsageError
from orchestrator.files import prove_writable, regular_stream, write_atomic
from orchestrator.files.folders import visible_files
from orchestrator.model.look import Carrier
from orchestrator.roads.bundle_text import TextFault, bundle_text, messages_in
from orchestrator.roads.kit_keys import kept_keys, unlocked
from orchestrator.roads.messages import MessageFault
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.sweep.bundle_exporting import free_names
from orchestrator.sweep.bundle_taking import TakeFault, Taker
from orchestrator.sweep.site_enrolment import hub_key
from orchestrator.sweep.site_messages import (
    BodyWanted,
    Greeted,
    MessageDesk,
    PermitWanted,
    RefusedMessage,
    SenderFault,
    TakenMessage,
    TaskHeard,
)
from orchestrator.text.message import say
from orchestrator.vault import Identity

_FILE_MODE: Final = 0o644
_MOST_FILES: Final = 100_000


Fault = TextFault | MessageFault | SenderFault | TakeFault


class BundleRequest(Struct, frozen=True, kw_only=True):
    """What is to be imported.

    Attributes:
        state: The hub's state folder.
        paths: Files, and folders whose files are looked through.
        output: The folder for receipts.
        identities: Where the passphrase of the district's key comes from.
        dry_run: Nothing is written.
    """

    state: Path
    paths: tuple[Path, ...]
    output: Path
    identities: tuple[Identity, ...]
    dry_run: bool = False


class BundleFile(Struct, frozen=True, kw_only=True):
    """What became of one file; tries are counted.

    Attributes:
        path: The file.
        sites: Whose messages were taken from it.
        parts: How many messages were taken.
        taken: Tries that are new.
        before: Those that came already.
        waiting: Those that wait for a person's word.
        out_of_scope: Those of machines that are not the sender's.
        faults: What was wrong with how many messages, or with the file.
        problem: Why it could not be read.
    """

    path: Path
    sites: tuple[str, ...] = ()
    parts: int = 0
    taken: int = 0
    before: int = 0
    waiting: int = 0
    out_of_scope: int = 0
    faults: Mapping[Fault, int] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def is_foreign(self) -> bool:
        """Whether no message at all begins in it."""
        return tuple(self.faults) == (TextFault.NOT_OURS,)


class BundleImport(Struct, frozen=True, kw_only=True):
    """What came of an import; `receipts` are the files for the way back.

    `foreign` files of folders hold no message, and were not told of one by one; `left` files more
    were not looked at.
    """

    files: tuple[BundleFile, ...]
    foreign: int
    left: int
    receipts: tuple[Path, ...]

    @property
    def parts(self) -> int:
        """How many messages were taken."""
        return sum(one.parts for one in self.files)

    @property
    def waiting(self) -> int:
        """How many tries wait for a person's word."""
        return sum(one.waiting for one in self.files)

    @property
    def exit_code(self) -> ExitCode:
        """4 where something waits or could not be taken; 2 where nothing at all could be."""
        failed = any(one.faults or one.problem for one in self.files)
        if failed and not self.parts:
            return ExitCode.BAD_INPUT
        left_over = failed or self.waiting or any(one.out_of_scope for one in self.files)
        return ExitCode.INCOMPLETE if left_over else ExitCode.DONE


def import_bundles(
    request: BundleRequest, clock: Callable[[], datetime], tell: Callable[[BundleFile], None]
) -> BundleImport:
    """Take what sites sent as files, and write receipts for them.

    Args:
        request: What, and into what.
        clock: Tells the time (aware UTC).
        tell: Told what became of each file, as soon as it is kept.

    Raises:
        InputError: A path is not there, the state folder or its keys cannot be used, nothing was
            swept here yet, or the receipts cannot be written.
        UnwrittenError: What was kept until then stays; all can be imported again.
    """
    named, found, left = _files(request.paths)
    if not request.dry_run:
        prove_writable(request.output)
    hub = hub_key(request.state)
    keys = unlocked(kept_keys(request.state), request.identities)
    lock = nullcontext() if request.dry_run else evidence.writer_lock(request.state)
    with closing(evidence.open_store(request.state, create=False)) as store, lock:
        taker = Taker(store, keys, Carrier.FILE, dry_run=request.dry_run)
        importing = _Importing(store, taker, hub, clock, dry_run=request.dry_run)
        done: list[BundleFile] = []
        foreign = 0
        for path in (*named, *found):
            one = importing.file(path)
            if one.is_foreign and path not in named:
                foreign += 1
                continue
            tell(one)
            done.append(one)
        receipts = importing.write_receipts(request.output, clock())
    if not done:
        raise UsageError.one(say("bundle.none"), say("bundle.mend.none"))
    return BundleImport(files=tuple(done), foreign=foreign, left=left, receipts=receipts)


def _files(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...], int]:
    """Return the files that are named, those of named folders, and how many more there are.

    Raises:
        InputError: A folder cannot be read.
    """
    named: dict[Path, None] = {}
    found: dict[Path, None] = {}
    left = 0
    for path in paths:
        if path.is_dir():
            files = visible_files(path)
            found.update(dict.fromkeys(files[:_MOST_FILES]))
            left += max(0, len(files) - _MOST_FILES)
        else:
            named[path] = None
    return tuple(named), tuple(path for path in found if path not in named), left


class _Importing:
    """One import: file by file, message by message."""

    def __init__(
        self,
        store: evidence.Store,
        taker: Taker,
        hub: SigningKey,
        clock: Callable[[], datetime],
        *,
        dry_run: bool,
    ) -> None:
        self._desk = MessageDesk(store, taker, hub, dry_run=dry_run)
        self._clock = clock
        self._dry_run = dry_run
        self._heard = 0  # words on tasks in the file that is read
        self._receipts: defaultdict[str, list[bytes]] = defaultdict(list)

    def file(self, path: Path) -> BundleFile:
        """Take what is in a file."""
        faults: Counter[Fault] = Counter()
        taken: list[TakenMessage] = []
        problem = None
        announced = self._heard = 0
        try:
            with regular_stream(path) as stream:
                for raw in messages_in(stream):
                    announced += self._found(raw, faults, taken)
        except InputError as error:
            problem = error.problems[0]
        came = len(taken) + self._heard + faults.total()
        if announced > came:
            faults[SenderFault.INCOMPLETE] += announced - came
        parts = [answered.part for answered in taken]
        return BundleFile(
            path=path,
            sites=tuple(sorted({answered.site for answered in taken})),
            parts=len(parts),
            taken=sum(part.taken for part in parts),
            before=sum(part.before for part in parts),
            waiting=sum(part.waiting for part in parts),
            out_of_scope=sum(part.out_of_scope for part in parts),
            faults=dict(faults),
            problem=problem,
        )

    def _found(
        self, raw: bytes | TextFault, faults: Counter[Fault], taken: list[TakenMessage]
    ) -> int:
        """Take one message of a file, sort what it came to; return how many it announces."""
        found = raw if isinstance(raw, TextFault) else self._desk.message(raw, self._clock())
        match found:
            case Greeted(backlog=following):
                return following
            case TakenMessage():
                taken.append(found)
                self._answer(found)
            case RefusedMessage():
                faults[found.fault] += 1
                self._answer(found)
            case TaskHeard():
                self._heard += 1
            case BodyWanted() | PermitWanted():  # nobody answers a file
                faults[MessageFault.SPEAKER] += 1
            case _:
                faults[found] += 1
        return 0

    def _answer(self, found: TakenMessage | RefusedMessage) -> None:
        if not self._dry_run:
            self._receipts[found.site].append(found.receipt)

    def write_receipts(self, folder: Path, at: datetime) -> tuple[Path, ...]:
        """Write a file of receipts for each site that was answered; InputError if that fails."""
        return tuple(self._written(folder, at))

    def _written(self, folder: Path, at: datetime) -> Iterator[Path]:
        for site, receipts in sorted(self._receipts.items()):
            path = next(free_names(folder, f"BN-{site}-{at:%Y%m%d}"))
            data = b"".join(bundle_text("bundle.receipts_explanation", receipts))
            try:
                write_atomic(path, data, _FILE_MODE)
            except OSError as error:
                what = say("file.folder_unwritten", folder=folder, why=error.strerror or error)
                raise InputError.one(what, say("bundle.mend.receipts")) from error
            yield path


def as_json(done: BundleImport) -> Mapping[str, object]:
    """Return the last line that `bundle import --json` prints."""
    return {
        "event": "bundle_import_end",
        "files": len(done.files),
        "parts": done.parts,
        "taken": sum(one.taken for one in done.files),
        "before": sum(one.before for one in done.files),
        "waiting": done.waiting,
        "out_of_scope": sum(one.out_of_scope for one in done.files),
        "foreign": done.foreign + done.left,
        "receipts": [str(path) for path in done.receipts],
    }


def file_as_json(one: BundleFile) -> Mapping[str, object]:
    """Return what `bundle import --json` prints of one file."""
    return {
        "event": "bundle_file",
        "file": str(one.path),
        "sites": list(one.sites),
        "parts": one.parts,
        "taken": one.taken,
        "before": one.before,
        "waiting": one.waiting,
        "out_of_scope": one.out_of_scope,
        "faults": {str(fault): n for fault, n in sorted(one.faults.items())},
        "unread": one.problem is not None,
    }
