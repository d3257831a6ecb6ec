"""A text that belongs to no language yet: what is wrong is found below, and said at the door."""

from collections.abc import Mapping

from orchestrator.text.template import filled
from orchestrator.text.topics import FAMILIES, template, texts


class Message(str):
    """A text in English that can be said in another language.

    Attributes:
        id: Which text of the catalogue it is; JSON carries it, and it never changes its meaning.
        fields: What fills the text, by name; values may be messages themselves.
    """

    __slots__ = ("fields", "id")

    id: str
    fields: Mapping[str, object]


def say(key: str, /, **fields: object) -> Message:
    """Return the message of an id with its fields filled in; KeyError if one is unknown."""
    text = template("en", key)
    if text is None:
        raise KeyError(key)
    message = Message(filled(text, fields, "en"))
    message.id, message.fields = key, fields
    return message


def parser_said(said: str) -> Message:
    """Return what the YAML parser said, in its own English words, as a message."""
    for key in texts("en", FAMILIES["parser"]):
        if key.startswith("parser.") and key != "parser.other" and (known := say(key)) == said:
            return known
    return say("parser.other", said=said)
