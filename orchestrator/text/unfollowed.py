"""What a person does about a connection variable of Ansible's that is not followed."""

from orchestrator.model.unfollowed import UNFOLLOWED, read_instead
from orchestrator.text.message import Message, say


def mend_of_unfollowed(name: str) -> Message:
    """Return the mend for one of `UNFOLLOWED`."""
    return say(f"unfollowed.{UNFOLLOWED[name]}", meant=read_instead(name))
