"""What came back so far: kept whatever happens next, and never more than the caps."""

from orchestrator.model.outcome import Ended, Outcome
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.large_answers import FREE_BYTES
from orchestrator.transport.library_errors import LibraryError


class Capture:
    """Collects one machine's output under the job's caps; used by one thread at a time."""

    def __init__(self, job: Job, machine: str, attempt: Attempt) -> None:
        """Hold nothing yet of what a machine says; its attempt waits while there is no place."""
        self._job = job
        self._machine = machine
        self._attempt = attempt
        self._stdout = bytearray()
        self._stderr = bytearray()
        self.host_key: str | None = None

    def take_stdout(self, data: bytes) -> None:
        """Keep a piece of standard output; beyond what is free, once there is a place for it.

        Raises:
            LibraryError: flooded: it is more than the cap; what fits is kept. not_attempted: there
                was no place in time.
        """
        room = self._job.max_stdout_bytes - len(self._stdout)
        if len(self._stdout) + len(data) > FREE_BYTES:
            self._job.large.take(self._machine, self._attempt)
        self._stdout += data[:room]
        if len(data) > room:
            detail = f"more than {self._job.max_stdout_bytes} bytes of output"
            raise LibraryError(Outcome(ended=Ended.FLOODED, detail=detail))

    def take_stderr(self, data: bytes) -> None:
        """Keep a piece of standard error up to the cap and drop the rest: it decides nothing."""
        self._stderr += data[: max(0, self._job.max_stderr_bytes - len(self._stderr))]

    def reply(self, outcome: Outcome, exit_code: int | None = None) -> Reply:
        """Return all that was kept, with how it ended."""
        return Reply(
            outcome=outcome,
            stdout=bytes(self._stdout),
            stderr=bytes(self._stderr),
            exit_code=exit_code,
            host_key=self.host_key,
        )
