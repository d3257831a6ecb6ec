"""One task of a hub, done here: by the program's ordinary sweep, of the machines that it names.

Not in the room's face: only a runner does tasks. A task that was interrupted goes on with the
machines that were not asked yet, in a sweep of its own.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import StateError
from orchestrator.model.outcome import Trip, Why
from orchestrator.model.result import Verdict
from orchestrator.sweep.clock import Clock
from orchestrator.sweep.judging import table_kept
from orchestrator.sweep.permit_asking import Permits
from orchestrator.sweep.planning import (
    PlannedSweep,
    SiteTask,
    SweepRequest,
    narrowed,
    plan_sweep,
)
from orchestrator.sweep.running import run
from orchestrator.sweep.task_keeping import playbook_file
from orchestrator.text.message import say


class TaskRequest(Struct, frozen=True, kw_only=True):
    """What a task is done with.

    Attributes:
        state: The site's state folder.
        units: The codes of the units whose machines the hub may have asked here.
        asking: How machines are asked here: inventory, log-on, pace. Its playbook does not count.
        task: The task; its list and its playbook are kept.
        permits: Asks the hub for shared accounts.
    """

    state: Path
    units: frozenset[str]
    asking: SweepRequest
    task: evidence.TaskRow
    permits: Permits


class TaskWatch:
    """An observer that ends a sweep when its time is over, or somebody wants the end."""

    def __init__(self, seconds: float) -> None:
        """Count from when the first machine is asked (seconds)."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self._timer: threading.Timer | None = None
        self.is_stopped = False
        self.is_late = False

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:  # noqa: ARG002 - the observer's form
        """Begin to count."""
        with self._lock:
            self._stop = stop
            self._timer = threading.Timer(self._seconds, self._end_late)
            self._timer.daemon = True
            self._timer.start()
            ended = self.is_stopped
        if ended:
            stop()

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:
        """Hear of one machine."""

    def _end_late(self) -> None:
        self.is_late = True
        self.stop()

    def stop(self) -> None:
        """End the sweep, from any thread; what was asked is kept."""
        with self._lock:
            self.is_stopped = True
            stop = self._stop
        if stop is not None:
            stop()

    def over(self) -> None:
        """Count no more."""
        if self._timer is not None:
            self._timer.cancel()


def do_task(request: TaskRequest, clock: Clock, watch: TaskWatch) -> evidence.LeftOut | None:
    """Ask the machines of a task that were not asked yet.

    Args:
        request: The task, and with what.
        clock: Tells the time (aware UTC).
        watch: Ends it early.

    Returns:
        The machines of which no answer will come; None where the task is to be gone on with.

    Raises:
        InputError: The inventory, the log-on or the state folder cannot be used.
    """
    planned = _planned(request, clock)
    absent = tuple(_absent(planned, request.units))
    left_out = {key for key, _ in absent}
    names = [name for unit, name in _todo_of(planned) if (unit, name) not in left_out]
    if names:
        try:
            asked = narrowed(planned, names)
            run(asked, request.state, watch, clock=clock, permits=request.permits)
        finally:
            watch.over()
    with closing(evidence.open_store(request.state, create=False)) as store:
        rest = [key for key in still_to_ask(store, request.task) if key not in left_out]
    if rest and not watch.is_late:
        return None
    return (*absent, *((key, Why.INTERRUPTED) for key in rest))


def _planned(request: TaskRequest, clock: Clock) -> PlannedSweep:
    task = request.task
    with closing(evidence.open_store(request.state, create=False)) as store:
        playbook = store.kept_playbook(task.playbook)
        if playbook is None:
            raise StateError.one(say("shard.no_playbook"), say("shard.mend.allow"))
        table = table_kept(store, task.list)
        todo = tuple(still_to_ask(store, task))
    done_for = SiteTask(sweep=task.sweep, shard=task.shard, machines=todo)
    path = playbook_file(request.state, playbook)
    asked = replace(request.asking, playbook=path, limit=None, task=done_for)
    return plan_sweep(asked, clock, given=table)


def _todo_of(planned: PlannedSweep) -> tuple[evidence.Key, ...]:
    task = planned.request.task
    return () if task is None else task.machines


def _absent(planned: PlannedSweep, units: frozenset[str]) -> Iterator[tuple[evidence.Key, Why]]:
    """Yield the machines of a task that are not here, or that its playbook asks nothing."""
    known = {(one.unit, one.name) for one in planned.district.machines if one.unit in units}
    left = {one.machine for one in planned.plan.skipped if one.why == Why.NOT_SELECTED}
    for key in _todo_of(planned):
        if key not in known:
            yield key, Why.NOT_AT_SITE
        elif key[1] in left:
            yield key, Why.NOT_SELECTED


def still_to_ask(store: evidence.Store, task: evidence.TaskRow) -> Iterator[evidence.Key]:
    """Yield the machines of a task that no sweep for it has asked, or said why it cannot."""
    done = {
        stored.key
        for sweep in store.sweeps_for(task)
        for stored in store.machines(sweep)
        if stored.outcome is not None or stored.scoped.skipped not in {None, Why.NOT_SELECTED}
    }
    yield from (key for key in task.machines if key not in done)
