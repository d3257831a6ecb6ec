"""The sweep's canaries in one machine's answers: proof that a check was really read."""

from itertools import chain, islice

from orchestrator.model.answer import (
    Answer,
    Answered,
    Unread,
    canary_address,
    canary_name,
)
from orchestrator.model.observation import Connection, Observation, mentioned
from orchestrator.model.result import Hit


class Canaries:
    """Tells the made rows of one sweep from what a machine really said."""

    def __init__(self, nonce: str) -> None:
        """Make the sweep's name and address from its nonce."""
        self._marks = frozenset((canary_name(nonce), canary_address(nonce)))

    def is_made(self, observation: Observation) -> bool:
        """Whether an observation is a made row, in whatever form its source has."""
        if isinstance(observation, Connection):  # most rows of most answers
            return observation.remote_address in self._marks
        row = mentioned(observation)
        return not self._marks.isdisjoint((*row.names, *row.addresses))

    def hit_by(self, hits: tuple[Hit, ...]) -> frozenset[str]:
        """Return the checks in which the matcher met a canary."""
        return frozenset(hit.check for hit in hits if hit.indicator.value in self._marks)

    def taken_out(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Return the hits that a made row had no part in."""
        seen = {id(hit.observation): hit.observation for hit in hits}  # one may be hit very often
        made = {key for key, observation in seen.items() if self.is_made(observation)}
        return tuple(
            hit
            for hit in hits
            if hit.indicator.value not in self._marks and id(hit.observation) not in made
        )

    def proven(self, answer: Answer, *, hit: bool) -> Answer:
        """Return the answer, or that it is not to be trusted.

        Args:
            answer: What became of a check.
            hit: Whether the matcher met a canary in it.

        Returns:
            `Unanswered(CANARY)` for an answer whose canary was not met, or that lost the made
            row of one of its sections; what was seen stays as evidence.
        """
        if not isinstance(answer, Answered):
            return answer
        if hit and self._came_back(answer):
            return answer
        made = sum(map(self.is_made, answer.observations))
        return answer.withdrawn(Unread.CANARY, f"{made} of {answer.canaries} made rows came back")

    def _came_back(self, answer: Answered) -> bool:
        """Whether all made rows are there; looked for where they are: last, first, then between."""
        rows = answer.observations
        made = filter(self.is_made, chain(rows[-1:], rows[:-1]))
        return len(tuple(islice(made, answer.canaries))) >= answer.canaries
