"""Messages and how they are made and said."""

from collections.abc import Mapping

from orchestrator.text.messages.of_files import OF_FILES
from orchestrator.text.messages.of_hosts import OF_HOSTS
from orchestrator.text.messages.of_lists import OF_LISTS, TO_MEND_LISTS
from orchestrator.text.messages.of_mappings import OF_MAPPINGS
from orchestrator.text.messages.of_parser import BY_WORDS, OF_PARSER
from orchestrator.text.messages.of_sheets import OF_SHEETS
from orchestrator.text.messages.of_units import OF_UNITS
from orchestrator.text.messages.of_vault import OF_VAULT
from orchestrator.text.messages.to_mend import TO_MEND
from orchestrator.text.pair import Pair

TEXTS: Mapping[str, Pair] = {
    **OF_FILES,
    **OF_PARSER,
    **OF_HOSTS,
    **OF_UNITS,
    **OF_MAPPINGS,
    **OF_SHEETS,
    **OF_LISTS,
    **OF_VAULT,
    **TO_MEND,
    **TO_MEND_LISTS,
}


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
    message = Message(TEXTS[key].en.format_map(fields))
    message.id, message.fields = key, fields
    return message


def parser_said(said: str) -> Message:
    """Return what the YAML parser said, in its own English words, as a message."""
    key = BY_WORDS.get(said)
    return say(key) if key else say("parser.other", said=said)


def spoken(text: str, lang: str) -> str:
    """Return a message in `vi` or `en`; any other text comes back as it is."""
    if lang == "en" or not isinstance(text, Message):
        return str(text)
    inner = {
        name: spoken(value, lang) if isinstance(value, str) else value
        for name, value in text.fields.items()
    }
    return TEXTS[text.id].vi.format_map(inner)
