"""Shards and tasks in the store: what a hub gave to its sites, what a site took from its hub."""

from collections.abc import Mapping
from datetime import datetime

from orchestrator.errors import UnwrittenError
from orchestrator.evidence import inserts, shard_rows, task_rows
from orchestrator.evidence.records import KeptList, Key
from orchestrator.evidence.shard_rows import GivenOut, KeptPlaybook, OpenShard, ShardWord
from orchestrator.evidence.store_file import StoreFile
from orchestrator.evidence.task_rows import LeftOut, TaskRow
from orchestrator.text.message import say


class TaskStore(StoreFile):
    """Shards at a hub, tasks at a site."""

    def give_again(
        self, sweep: str, given: GivenOut, rules: Mapping[Key, int], at: datetime
    ) -> None:
        """Give machines of a kept sweep to sites anew, in one step; see `shard_rows.give_again`."""
        with self._transaction() as connection:
            shard_rows.give_again(connection, sweep, given, rules, at)

    def at_sites(self, sweep: str) -> frozenset[Key]:
        """Return the machines of a sweep of which their sites have said nothing yet."""
        with self._reading():
            return shard_rows.at_sites(self._connection, sweep)

    def open_shards(self, site: str, since: datetime, most: int) -> tuple[OpenShard, ...]:
        """Return a site's open shards; see `shard_rows.open_shards`. StateError if damaged."""
        with self._rows(say("store.tasks")):
            return tuple(shard_rows.open_shards(self._connection, site, since, most))

    def given_to(self, sweep: str, site: str) -> frozenset[Key]:
        """Return the machines of a sweep that a site was given."""
        with self._reading():
            return shard_rows.given_to(self._connection, sweep, site)

    def hear_of_shard(self, word: ShardWord) -> bool:
        """Write what a site said of a shard; False where it was given none such."""
        with self._transaction(UnwrittenError) as connection:
            return shard_rows.hear(connection, word)

    def kept_playbook(self, sha256: str) -> KeptPlaybook | None:
        """Return a playbook by its digest, None where it is not kept."""
        with self._reading():
            return shard_rows.playbook(self._connection, sha256)

    def take_task(self, task: TaskRow) -> None:
        """Write a task that the hub gave; the same twice is one."""
        with self._transaction(UnwrittenError) as connection:
            task_rows.take(connection, task)

    def tasks(self) -> tuple[TaskRow, ...]:
        """Return all tasks, the first taken first; StateError if a row is damaged."""
        with self._rows(say("store.tasks")):
            return tuple(task_rows.tasks(self._connection))

    def finish_task(self, task: TaskRow, left: LeftOut, at: datetime) -> None:
        """Write that all of a task was asked, and of whom no answer will come."""
        with self._transaction(UnwrittenError) as connection:
            task_rows.finish(connection, task, left, at)

    def sweeps_for(self, task: TaskRow) -> tuple[str, ...]:
        """Return the ids of the sweeps here that were done for a task, the first begun first."""
        with self._reading():
            return task_rows.sweeps_for(self._connection, task)

    def allow_playbook(self, one: KeptPlaybook, at: datetime, actor: str) -> None:
        """Write that a person allows a playbook to be asked here."""
        with self._transaction() as connection:
            task_rows.allow(connection, one, at, actor)

    def allowed_playbooks(self) -> Mapping[str, str]:
        """Return the digests of all playbooks that are allowed here, with their names."""
        with self._reading():
            return task_rows.allowed(self._connection)

    def has_list(self, sha256: str) -> bool:
        """Return whether a list of that digest is kept."""
        with self._reading():
            return task_rows.has_list(self._connection, sha256)

    def keep_list(self, one: KeptList) -> None:
        """Keep a list; the same list is kept once."""
        with self._transaction(UnwrittenError) as connection:
            inserts.ioc_set(connection, one)
