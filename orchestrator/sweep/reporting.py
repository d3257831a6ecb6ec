"""The reports of a sweep that has just run: whatever befalls them, what machines said is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import InputError, Problem, UnwrittenError
from orchestrator.model.result import SweepResult
from orchestrator.report import ReportsFolder, Written, write_reports
from orchestrator.text.message import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Where a sweep's reports go to and in which language; `state` keeps what they are made of."""

    folder: Path
    state: Path
    lang: str

    def around(self, ask: Callable[[], SweepResult]) -> tuple[SweepResult, Written]:
        """Ask the machines and report what came of it.

        Raises:
            InputError: The folder is somebody else's or cannot be written to; nothing was asked.
            UnwrittenError: The machines were asked, and the reports cannot be written.
        """
        ReportsFolder(folder=self.folder, state=self.state).claim()
        result = ask()
        try:
            return result, write_reports(result, self.folder, self.lang, state=self.state)
        except InputError as error:
            raise UnwrittenError(self._kept(result, one) for one in error.problems) from error

    def _kept(self, result: SweepResult, problem: Problem) -> Problem:
        mend = say("store.mend.report_again", sweep=result.sweep, state=self.state)
        return Problem(place=problem.place, what=problem.what, mend=mend)
