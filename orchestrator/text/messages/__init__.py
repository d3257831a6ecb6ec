"""What is wrong with what a person wrote, in the reader's language.

A message is an English text that remembers its id and what fills it, so that the door can say it
in Vietnamese. A text without an id is said as it is: what has none yet is still in English.
"""

from orchestrator.text.messages.message import TEXTS, Message, parser_said, say, spoken

__all__ = ["TEXTS", "Message", "parser_said", "say", "spoken"]
