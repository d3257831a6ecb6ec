"""How long the doctor waits for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Waiting times, in seconds.

    Attributes:
        knock_s: For a door to open: a packet that was lost is sent again after a second.
        first_word_s: For a service that should speak first, before it is spoken to.
        say_s: For an answer.
        look_s: For all looking at one machine.
    """

    knock_s: float = 2.5
    first_word_s: float = 1.0
    say_s: float = 2.5
    look_s: float = 15.0
