"""`kit import`: what kits brought home becomes evidence, or waits for a person's word.

Not in the room's face: only `kit` takes what kits bring.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import ExitCode, Problem, UsageError
from orchestrator.roads.kit_keys import kept_keys, unlocked
from orchestrator.sweep.kit_answers import (
    BroughtAnswer,
    KitAnswers,
    RefusedAnswer,
    RepeatedAnswer,
    TakenHome,
)
from orchestrator.sweep.kit_files import FoundAnswer, find_answers
from orchestrator.text.message import say
from orchestrator.vault import Identity

_BATCH = 100  # answers a commit: what a pulled plug costs is imported again
_BATCH_BYTES = 16 * 1024 * 1024  # of answers that are in memory at once


class ImportedFile(Struct, frozen=True, kw_only=True):
    """What became of one file.

    Attributes:
        path: The file.
        what: What it was; a problem where it could not be read at all.
        machines: The rows (`UNIT/MACHINE`) that it is of, or may be of.
        label: What people call its row.
        waiting: The number under which it waits, None where it does not.
    """

    path: Path
    what: BroughtAnswer | Problem
    machines: tuple[str, ...] = ()
    label: str = ""
    waiting: int | None = None


class KitImport(Struct, frozen=True, kw_only=True):
    """What came of an import, counted.

    Of the `repeated` ones, `still` wait for a word; `foreign` files were none of ours.
    """

    files: int
    taken: int
    repeated: int
    still: int
    waiting: int
    refused: int
    foreign: int

    @property
    def exit_code(self) -> ExitCode:
        """4 where something waits or could not be read; 2 where nothing at all could be."""
        if self.refused and self.refused == self.files:
            return ExitCode.BAD_INPUT
        left = self.refused or self.waiting or self.still
        return ExitCode.INCOMPLETE if left else ExitCode.DONE


class KitImportRequest(Struct, frozen=True, kw_only=True):
    """What is to be imported.

    Attributes:
        state: The state folder.
        paths: Files, and folders whose files are looked through.
        identities: Where the passphrase of the district's key comes from.
        dry_run: Nothing is written.
    """

    state: Path
    paths: tuple[Path, ...]
    identities: tuple[Identity, ...]
    dry_run: bool = False


def import_answers(
    request: KitImportRequest, clock: Callable[[], datetime], tell: Callable[[ImportedFile], None]
) -> KitImport:
    """Take what kits brought home; the rest is told of, file by file.

    Args:
        request: What, and into what.
        clock: Tells the time (aware UTC).
        tell: Told what became of each file, as soon as it is kept.

    Raises:
        InputError: A path is not there, the state folder cannot be used, or no key can be opened.
        UnwrittenError: What was kept until then stays; all can be imported again.
    """
    stick = find_answers(request.paths)
    if not stick.answers:
        raise UsageError.one(say("kit_import.none"), say("kit_import.mend.none"))
    keys = unlocked(kept_keys(request.state), request.identities)
    lock = nullcontext() if request.dry_run else evidence.writer_lock(request.state)
    with closing(evidence.open_store(request.state, create=False)) as store, lock:
        answers = KitAnswers(store, keys)
        done = _Import(store, answers, dry_run=request.dry_run)
        counts = _counted(done.all(stick.answers, clock), tell)
    return KitImport(**counts, foreign=stick.foreign + stick.left)


def _counted(
    files: Iterable[ImportedFile], tell: Callable[[ImportedFile], None]
) -> Mapping[str, int]:
    counts = dict.fromkeys(("files", "taken", "repeated", "still", "waiting", "refused"), 0)
    for one in files:
        tell(one)
        counts["files"] += 1
        counts[word_of(one)] += 1
        counts["still"] += isinstance(one.what, RepeatedAnswer) and one.what.waits
    return counts


def word_of(one: ImportedFile) -> str:
    """Return which of the counts of `KitImport` a file is of."""
    match one.what:
        case Problem() | RefusedAnswer():
            return "refused"
        case RepeatedAnswer():
            return "repeated"
        case TakenHome(stored=None):
            return "waiting"
        case TakenHome():
            return "taken"


def as_json(done: KitImport) -> Mapping[str, object]:
    """Return the last line that `kit import --json` prints."""
    return {
        "event": "kit_import_end",
        "files": done.files,
        "taken": done.taken,
        "repeated": done.repeated,
        "still_waiting": done.still,
        "waiting": done.waiting,
        "refused": done.refused,
        "foreign": done.foreign,
    }


def file_as_json(one: ImportedFile) -> Mapping[str, object]:
    """Return what `kit import --json` prints of one file."""
    what, why, by = word_of(one), None, None
    match one.what:
        case Problem():
            why = "unread"
        case RefusedAnswer(fault=fault):
            why = str(fault)
        case RepeatedAnswer():
            pass
        case TakenHome(arrival=arrival):
            why = str(arrival.waits.kind) if arrival.waits else None
            by = arrival.answer.road.joined_by if arrival.answer.road else None
    return {
        "event": "kit_file",
        "file": str(one.path),
        "what": what,
        "why": why,
        "machines": list(one.machines),
        "joined_by": None if by is None else str(by),
        "number": one.waiting,
    }


class _Import:
    """One import: batch by batch, each one commit."""

    def __init__(self, store: evidence.Store, answers: KitAnswers, *, dry_run: bool) -> None:
        self._store = store
        self._answers = answers
        self._dry_run = dry_run
        self._batch: list[ImportedFile] = []
        self._bytes = 0
        self._keys: set[str] = set()

    def all(
        self, files: Iterable[FoundAnswer], clock: Callable[[], datetime]
    ) -> Iterator[ImportedFile]:
        """Yield what became of each file; what is yielded is kept."""
        for file in files:
            data = file.read()
            if isinstance(data, Problem):
                yield ImportedFile(path=file.path, what=data)
                continue
            found = self._answers.open(data, clock())
            if isinstance(found, TakenHome) and self._is_pending(found):
                yield from self._flushed()
                found = self._answers.open(data, clock())
            yield from self._one(file.path, found)
        yield from self._flushed()

    def _is_pending(self, found: TakenHome) -> bool:
        """Whether another answer of the same run is not written yet."""
        return bool(self._keys & set(_run_keys(found)))

    def _one(self, path: Path, found: BroughtAnswer) -> Iterator[ImportedFile]:
        match found:
            case RefusedAnswer():
                yield ImportedFile(path=path, what=found)
            case RepeatedAnswer(machines=machines):
                yield ImportedFile(path=path, what=found, machines=self._places(machines))
            case TakenHome():
                self._batch.append(self._told(path, found))
                self._keys.update(_run_keys(found))
                self._bytes += found.head.size
                self._learn(found)
                if len(self._batch) >= _BATCH or self._bytes >= _BATCH_BYTES:
                    yield from self._flushed()

    def _learn(self, found: TakenHome) -> None:
        road = found.arrival.answer.road
        sure = road is not None and road.joined_by is not None and road.joined_by.is_sure
        if found.stored is not None:
            self._answers.book.learn(found.stored.number, found.prints, sure=sure)

    def _told(self, path: Path, found: TakenHome) -> ImportedFile:
        waits = found.arrival.waits
        machines = waits.machines if waits else frozenset()
        if found.stored is not None:
            machines = frozenset((found.stored.number,))
        label = found.stored.scoped.row.label if found.stored else None
        places = self._places(machines)
        return ImportedFile(path=path, what=found, machines=places, label=label or "")

    def _places(self, machines: frozenset[int]) -> tuple[str, ...]:
        return tuple(sorted(map(self._answers.book.place, machines)))

    def _flushed(self) -> Iterator[ImportedFile]:
        """Write what is pending, and yield it."""
        batch, self._batch, self._bytes = self._batch, [], 0
        self._keys.clear()
        arrivals = [one.what.arrival for one in batch if isinstance(one.what, TakenHome)]
        numbers = (None,) * len(batch) if self._dry_run else self._store.receive(arrivals)
        for one, number in zip(batch, numbers, strict=True):
            yield ImportedFile(
                path=one.path,
                what=one.what,
                machines=one.machines,
                label=one.label,
                waiting=number,
            )


def _run_keys(found: TakenHome) -> tuple[str, str]:
    head = found.head
    return found.arrival.receipt.key, f"{head.nonce} {head.sha256}"
