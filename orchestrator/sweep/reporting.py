"""The reports of a sweep that has just run: whatever befalls them, what machines said is kept."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from orchestrator.errors import ExitCode, InputError, Problem, UnwrittenError
from orchestrator.findings import exit_code
from orchestrator.model.campaign import Judged
from orchestrator.model.result import MachineResult, SweepResult, UnitResult, UnitVerdict, Verdict
from orchestrator.sweep.asked import machines_asked
from orchestrator.sweep.campaign_result import KeptCampaign, kept_campaign, with_trend
from orchestrator.text.message import say

if TYPE_CHECKING:
    from orchestrator.findings.compare import SweptChange
    from orchestrator.report import ReportsWritten


class Reported(Struct, frozen=True, kw_only=True):
    """One sweep, and where all kept machines stand after it (`judged`; `kept`: as pages show it).

    `written` has the files of the reports; None where none were to be written.
    """

    swept: SweepResult
    judged: Judged
    kept: SweepResult
    written: "ReportsWritten | None"

    @property
    def brought(self) -> "tuple[SweptChange, ...]":
        """What the sweep's own looks changed of findings."""
        from orchestrator.findings.compare import swept_changes  # noqa: PLC0415 - only who is told

        return swept_changes(self.judged.units, self.swept.started_at)

    @property
    def exit_code(self) -> ExitCode:
        """The worse of what the sweep found and of where its machines stand.

        A sweep that reaches nobody is not done because an earlier day's verdicts hold. A unit that
        was asked whole counts with all that is known of it: a notice, or a machine that left the
        inventory while it failed.
        """
        if not self.swept.finished:
            return ExitCode.INTERRUPTED
        asked = {_key(machine) for machine in _machines(self.swept) if machine.scope.selected}
        standing = {machine.verdict for machine in _machines(self.kept) if _key(machine) in asked}
        units = {unit.verdict for unit in self.kept.units if _is_asked_whole(unit, asked)}
        if Verdict.FAIL in standing or UnitVerdict.FAIL in units:
            return ExitCode.FOUND
        code = exit_code(self.swept)
        unread = Verdict.NOT_ASSESSED in standing or UnitVerdict.INSUFFICIENT in units
        return ExitCode.INCOMPLETE if unread and code is ExitCode.DONE else code


def _is_asked_whole(unit: UnitResult, asked: Collection[tuple[str, str]]) -> bool:
    """Whether all machines of a unit were to be asked: what is left of it then speaks, too."""
    touched = any(_key(machine) in asked for machine in unit.machines)
    return touched and all(_key(machine) in asked for machine in unit.machines_in_scope)


def _machines(result: SweepResult) -> Iterator[MachineResult]:
    return (machine for unit in result.units for machine in unit.machines)


def _key(machine: MachineResult) -> tuple[str, str]:
    return machine.scope.unit, machine.scope.machine


class Reports(Struct, frozen=True, kw_only=True):
    """Where a sweep's reports go to and in which language; `state` keeps what they are made of.

    `folder` is None where none are to be written.
    """

    folder: Path | None
    state: Path
    lang: str

    def around(self, ask: Callable[[], SweepResult]) -> "Reported":
        """Ask the machines and report where all that are kept stand by now.

        Raises:
            InputError: The folder is somebody else's or cannot be written to; nothing was asked.
            UnwrittenError: The machines were asked, and the reports cannot be written.
        """
        if self.folder is not None:
            from orchestrator.report import ReportsFolder  # noqa: PLC0415 - only where one is written

            ReportsFolder(folder=self.folder, state=self.state).claim()
        result = ask()
        with machines_asked():
            kept = kept_campaign(self.state, result.ended_at, result)
        written = None if self.folder is None else self._write(kept, self.folder)
        return Reported(swept=result, judged=kept.judged, kept=kept.result, written=written)

    def _write(self, kept: KeptCampaign, folder: Path) -> "ReportsWritten":
        from orchestrator.report import write_reports  # noqa: PLC0415 - as above

        result, judged = kept.result, with_trend(self.state, kept.judged)
        try:
            return write_reports(result, folder, self.lang, state=self.state, judged=judged)
        except UnwrittenError:  # made, and not in its place: that says itself what to do
            raise
        except InputError as error:
            raise UnwrittenError(self._kept(one) for one in error.problems) from error

    def _kept(self, problem: Problem) -> Problem:
        mend = say("store.mend.report_again", state=self.state)
        return Problem(place=problem.place, what=problem.what, mend=mend)
