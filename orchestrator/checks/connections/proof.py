"""What proves that a socket table was read: a connection with another end."""

from orchestrator.checks.base import Context
from orchestrator.model.answer import Answer, Answered, Unread
from orchestrator.model.observation import Connection, ConnectionState


def proven(answer: Answer, context: Context) -> Answer:
    """Return the answer, or that it shows no connection where at least one must be.

    Whoever asks over the network holds one for the asking; listeners alone prove nothing. (The
    controller's own address is never looked for: it may be behind NAT, and recordings have none.)
    """
    if not isinstance(answer, Answered) or not context.remote:
        return answer
    connected = (
        seen
        for seen in answer.observations
        if isinstance(seen, Connection)
        and seen.state is not ConnectionState.LISTEN
        and seen.local_address  # an odd row tells no end from the other
    )
    if sum(1 for _ in connected) > answer.canaries:
        return answer
    return answer.withdrawn(Unread.EMPTY, "no connection with another end")
