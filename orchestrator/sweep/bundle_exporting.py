"""`bundle export` and `runner export`: a sweep's tries as signed and sealed messages in files.

A part is made once and kept as a list of tries: sent again, it is the same text, so that the hub
knows it again. Not in the room's face: only `bundle` and `runner` send.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from orchestrator import __version__, evidence
from orchestrator.errors import ExitCode, InputError, StateError, UsageError
from orchestrator.files.atomic import AtomicStream
from orchestrator.files.typed_json import compact_json, read_json
from orchestrator.roads.bundle_text import bundle_text
from orchestrator.roads.enrolment import Enrolment, sealing_for
from orchestrator.roads.kit_keys import KitKey
from orchestrator.roads.message_heads import HelloHead, ResultHead
from orchestrator.roads.messages import signed_message
from orchestrator.roads.sealing import enveloped
from orchestrator.roads.shard_content import (
    FORM,
    MOST_MACHINES,
    MOST_PART_BYTES,
    CarriedMachine,
    SiteSweep,
    shard_text,
)
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.sweep.carried_tries import carried_script, carried_try, in_sizes
from orchestrator.sweep.planning import SiteTask
from orchestrator.sweep.selection import task_of
from orchestrator.sweep.site_enrolment import enrolled
from orchestrator.sweep.standpoint import ENROLMENT
from orchestrator.sweep.task_keeping import task_words
from orchestrator.text.message import say

_FILE_MODE: Final = 0o644
_MOST_FILE: Final = 18 * 1024 * 1024
"""Bytes of one file of `runner export`: what mail takes once it has wrapped it again."""


class BundleExported(Struct, frozen=True, kw_only=True):
    """What was written.

    Attributes:
        files: The files.
        parts: How many parts are in them.
        machines: How many machines they tell of.
        answers: How many answers are in them.
        lost: Parts that cannot be made again: answers in them were dropped since.
        words: How many words on tasks are in them.
    """

    files: tuple[Path, ...]
    parts: int
    machines: int
    answers: int
    lost: int
    words: int = 0

    @property
    def exit_code(self) -> ExitCode:
        """4 where something that was to be sent is not there any more."""
        return ExitCode.INCOMPLETE if self.lost else ExitCode.DONE


def as_json(done: BundleExported) -> Mapping[str, object]:
    """Return what `bundle export --json` and `runner export --json` print."""
    return {
        "files": [str(path) for path in done.files],
        "parts": done.parts,
        "machines": done.machines,
        "answers": done.answers,
        "lost": done.lost,
        "words": done.words,
    }


def export_sweep(state: Path, name: str, output: Path, at: datetime) -> BundleExported:
    """Write all that one sweep has said into a file, whether the hub has it already or not.

    Args:
        state: The state folder; it was enrolled.
        name: The sweep's id, or `latest`.
        output: The file.
        at: Now (aware UTC).

    Raises:
        InputError: The folder was not enrolled, there is no such sweep, it is another site's, none
            of its units is for this hub, or the file cannot be written.
    """
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        sender = PartSender.of(store, state)
        record = store.sweep(name)
        sender.refuse_foreign(record)
        sender.make_parts(record, at)
        parts = [part for part in store.outbox() if part.sweep == record.id]
        if not parts:
            raise UsageError.one(
                say("bundle.nothing_for_hub", id=record.id), say("bundle.mend.units")
            )
        return sender.write(((output, parts),), at)


def export_unsent(state: Path, folder: Path, at: datetime) -> BundleExported:
    """Write what has no receipt of the hub yet, of all sweeps, into files of a folder.

    Args:
        state: The state folder; it was enrolled.
        folder: Where the files go, as `GOI-<site>-<day>-<number>.txt`.
        at: Now (aware UTC).

    Raises:
        InputError: As `export_sweep`.
    """
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        sender = PartSender.of(store, state)
        sender.make_all(at)
        parts = [part for part in store.outbox() if part.received_at is None]
        words = tuple(task_words(store, sender.enrolment.site, sender.key, at))
        return sender.write(_filed(sender, folder, parts, at, alone=bool(words)), at, words)


def _filed(
    sender: "PartSender",
    folder: Path,
    parts: Sequence[evidence.OutboxPart],
    at: datetime,
    *,
    alone: bool,
) -> Iterator[tuple[Path, list[evidence.OutboxPart]]]:
    """Yield files with their parts: as many as mail takes, by what they were before packing.

    With `alone` there is a file even where there is no part: for what else is to be said.
    """
    names = free_names(folder, f"GOI-{sender.enrolment.site}-{at:%Y%m%d}")
    batch: list[evidence.OutboxPart] = []
    size = 0
    for part in parts:
        more = sender.size_of(part)
        if batch and size + more > _MOST_FILE:
            yield next(names), batch
            batch, size = [], 0
        batch.append(part)
        size += more
    if batch or (alone and not parts):
        yield next(names), batch


def free_names(folder: Path, stem: str) -> Iterator[Path]:
    """Yield names of files that are not there yet: what lies on a stick is not written over."""
    number = 0
    while True:
        number += 1
        path = folder / f"{stem}-{number}.txt"
        if not path.exists():
            yield path


def greeting_head(key: SigningKey, backlog: int, at: datetime) -> HelloHead:
    """Return what a site says first: that it is there, and by which key it speaks."""
    return HelloHead(key=key.public, version=__version__, clock=at, backlog=backlog)


class _Made(Struct, frozen=True, kw_only=True):
    """A part as it is sent."""

    text: bytes
    machines: int
    answers: int


class PartSender(Struct, frozen=True):
    """Makes parts of a site's own sweeps, and messages of parts."""

    store: evidence.Store
    enrolment: Enrolment
    key: SigningKey
    sealed_for: tuple[KitKey, ...]
    _machines: dict[str, Mapping[int, evidence.Stored]] = field(default_factory=dict)

    @classmethod
    def of(cls, store: evidence.Store, state: Path) -> "PartSender":
        """Return the sender of a state folder; InputError where it was not enrolled."""
        enrolment, key = enrolled(state)
        return cls(store, enrolment, key, sealing_for(enrolment, str(state / ENROLMENT)))

    def refuse_foreign(self, record: evidence.SweepRecord) -> None:
        """Refuse to send on, as one's own, what another site swept."""
        site = self.store.sweep_site(record.id)[1]
        if site is not None:
            what = say("bundle.foreign_sweep", id=record.id, site=site)
            raise UsageError.one(what, say("bundle.mend.own_sweep"))

    def make_all(self, at: datetime) -> None:
        """Keep parts of all tries of this site's sweeps that are in none yet."""
        for sweep in self.store.sweeps():
            if self.store.sweep_site(sweep)[1] is None:
                self.make_parts(self.store.sweep(sweep), at)

    def make_parts(self, record: evidence.SweepRecord, at: datetime) -> None:
        """Keep parts of all tries of a sweep that are in none yet."""
        machines = self._machines_of(record.id)
        task = task_of(record)
        made = self.store.parts_made_of(record.id)
        for rows in self._packed(record, _asked_of(machines, task)):
            made += 1
            head = self._head(record, made, task)
            text = self._text(record.id, head, rows, machines).text
            self.store.keep_part(
                evidence.OutboxPart(
                    sweep=record.id,
                    shard=made,
                    sha256=hashlib.sha256(text).hexdigest(),
                    head=compact_json(head),
                    made_at=at,
                    rows=tuple(rows),
                )
            )

    def _machines_of(self, sweep: str) -> Mapping[int, evidence.Stored]:
        if sweep not in self._machines:
            self._machines[sweep] = {one.number: one for one in self.store.machines(sweep)}
        return self._machines[sweep]

    def _head(self, record: evidence.SweepRecord, made: int, task: SiteTask | None) -> SiteSweep:
        """Return what a part says of its sweep: of one done for the hub, the hub's id and shard."""
        theirs = set(self.enrolment.units)
        sweep, shard = record.id, str(made)
        if task is not None:
            sweep, shard = task.sweep, f"{task.shard}.{record.nonce}.{made}"
        return SiteSweep(
            site=self.enrolment.site,
            sweep=sweep,
            shard=shard,
            playbook=record.playbook,
            playbook_sha256=record.playbook_sha256,
            nonce=record.nonce,
            rules=record.rules,
            units=tuple(unit.code for unit in record.units if unit.code in theirs),
            started_at=record.started_at,
            ended_at=record.ended_at,
            form=FORM,
        )

    def _packed(
        self, record: evidence.SweepRecord, machines: Mapping[int, evidence.Stored]
    ) -> Iterator[list[evidence.OutboxRow]]:
        """Yield the tries that are in no part yet, so many as one part takes."""
        rows: list[evidence.OutboxRow] = []
        size = 0
        for row, more in self._unpacked(record, machines):
            if rows and (len(rows) >= MOST_MACHINES or size + more > MOST_PART_BYTES):
                yield rows
                rows, size = [], 0
            rows.append(row)
            size += more
        if rows:
            yield rows

    def _unpacked(
        self, record: evidence.SweepRecord, machines: Mapping[int, evidence.Stored]
    ) -> Iterator[tuple[evidence.OutboxRow, int]]:
        """Yield what is in no part yet, with the bytes of its answers."""
        done, last = self.store.in_parts(record.id), self.store.last_tries(record.id)
        theirs = set(self.enrolment.units)
        for number, stored in machines.items():
            if stored.scoped.row.unit not in theirs:
                continue
            whole = evidence.OutboxRow(machine=number, first=done.get(number, 0) + 1, last=0)
            if last.get(number, 0) >= whole.first:
                tries = self.store.tries(record.id, whole, bodies=False)
                yield from in_sizes(number, tries)
            elif number not in done and stored.scoped.skipped is not None:
                yield whole, 0

    def write(
        self,
        files: Iterable[tuple[Path, Sequence[evidence.OutboxPart]]],
        at: datetime,
        words: tuple[bytes, ...] = (),
    ) -> BundleExported:
        """Write files of parts, one part in memory at a time; in the first, words on tasks."""
        done: list[Path] = []
        counts = _Counts()
        for path, parts in files:
            told = () if done else words
            self._write(path, self._messages(parts, counts, at, told))
            done.append(path)
        return BundleExported(
            files=tuple(done),
            parts=counts.parts,
            machines=len(counts.machines),
            answers=counts.answers,
            lost=counts.lost,
            words=len(words) if done else 0,
        )

    def _write(self, path: Path, messages: Iterable[bytes]) -> None:
        try:
            stream = AtomicStream(path, _FILE_MODE)
            try:
                for piece in bundle_text("bundle.explanation", messages):
                    stream.write(piece)
                stream.close()
            except BaseException:
                stream.abandon()
                raise
        except OSError as error:
            what = say("file.folder_unwritten", folder=path.parent, why=error.strerror or error)
            raise InputError.one(what, say("file.mend.other_folder")) from error

    def _messages(
        self,
        parts: Sequence[evidence.OutboxPart],
        counts: "_Counts",
        at: datetime,
        words: tuple[bytes, ...],
    ) -> Iterator[bytes]:
        whole = [part for part in parts if not self._is_lost(part)]
        counts.lost += len(parts) - len(whole)
        hello = greeting_head(self.key, len(whole) + len(words), at)
        yield signed_message(self.enrolment.site, hello, b"", self.key)
        yield from words
        for part in whole:
            made = self._made(part)
            counts.add(part, made)
            yield self._message(part, made)

    def message(self, part: evidence.OutboxPart) -> bytes | None:
        """Return a part's message, None where answers in it were dropped since.

        Raises:
            StateError: What it was made of is damaged.
        """
        return None if self._is_lost(part) else self._message(part, self._made(part))

    def _message(self, part: evidence.OutboxPart, made: _Made) -> bytes:
        said = read_json(part.head, SiteSweep)
        head = ResultHead(
            sweep=said.sweep,
            shard=said.shard,
            machines=made.machines,
            answers=made.answers,
        )
        sealed = enveloped(made.text, self.sealed_for)
        return signed_message(self.enrolment.site, head, sealed, self.key)

    def _made(self, part: evidence.OutboxPart) -> _Made:
        """Return a part's text as it was.

        Raises:
            StateError: It is another one: what it was made of is damaged.
        """
        machines = self._machines_of(part.sweep)
        head = read_json(part.head, SiteSweep)
        made = self._text(part.sweep, head, part.rows, machines)
        if hashlib.sha256(made.text).hexdigest() != part.sha256:
            what = say("bundle.other_text", id=part.sweep, shard=part.shard)
            raise StateError.one(what, say("store.mend.restore_folder"))
        return made

    def _is_lost(self, part: evidence.OutboxPart) -> bool:
        """Whether answers in it were dropped since it was made."""
        return any(one.is_dropped for one in self._tries(part))

    def _tries(self, part: evidence.OutboxPart) -> Iterator[evidence.KeptTry]:
        for row in part.rows:
            if row.last:
                yield from self.store.tries(part.sweep, row, bodies=False)

    def size_of(self, part: evidence.OutboxPart) -> int:
        """Return about how many bytes a part is in a file."""
        return sum(one.size for one in self._tries(part))

    def _text(
        self,
        sweep: str,
        head: SiteSweep,
        rows: Sequence[evidence.OutboxRow],
        machines: Mapping[int, evidence.Stored],
    ) -> _Made:
        told = [self._machine(sweep, row, machines[row.machine]) for row in rows]
        tries = [one for machine in told for one in machine.tries]
        used = sorted({one.script for one in tries if one.script is not None})
        scripts = [carried_script(one) for one in self.store.kept_scripts(used)]
        return _Made(
            text=shard_text(head, scripts, told),
            machines=len(told),
            answers=sum(one.is_answered for one in tries),
        )

    def _machine(
        self, sweep: str, row: evidence.OutboxRow, stored: evidence.Stored
    ) -> CarriedMachine:
        scoped = stored.scoped
        asked = self.store.tries(sweep, row, bodies=True) if row.last else ()
        return CarriedMachine(
            unit=scoped.row.unit,
            machine=scoped.row.machine,
            rule=scoped.rule,
            selected=scoped.row.selected,
            skipped=None if scoped.skipped is None else str(scoped.skipped),
            tries=tuple(map(carried_try, asked)),
        )


def _asked_of(
    machines: Mapping[int, evidence.Stored], task: SiteTask | None
) -> Mapping[int, evidence.Stored]:
    """Return the machines of a sweep that go to the hub: of one done for it, those it named."""
    if task is None:
        return machines
    named = frozenset(task.machines)
    return {number: one for number, one in machines.items() if one.key in named}


class _Counts(Struct):
    """What was written, counted while it is."""

    parts: int = 0
    machines: set[int] = field(default_factory=set)
    answers: int = 0
    lost: int = 0

    def add(self, part: evidence.OutboxPart, made: _Made) -> None:
        """Count a part."""
        self.parts += 1
        self.machines.update(row.machine for row in part.rows)
        self.answers += made.answers
