"""Types of scalars: YAML 1.1 as PyYAML (and so Ansible) reads it, and JSON."""

import json
from typing import Protocol

import yaml
from msgspec import Struct

_TEXT = "tag:yaml.org,2002:str"


class Typed(Struct, frozen=True):
    """What a word became; `lossy` says that the word cannot be had back from the value."""

    value: object
    lossy: bool = False


class Typing(Protocol):
    """Turns an unquoted word into a value; raises ValueError for a word that has none."""

    def __call__(self, text: str) -> Typed:
        """Return the value of a word."""
        ...


class YamlTyping:
    """Types words by PyYAML's own regular expressions, each word once."""

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._constructor = yaml.constructor.SafeConstructor()
        self._known: dict[str, Typed] = {"<<": Typed("<<"), "=": Typed("=")}

    def __call__(self, text: str) -> Typed:
        """Return the value of an unquoted word.

        Raises:
            ValueError: The word looks like a number or a date and is none (`2022-13-01`).
        """
        if (known := self._known.get(text)) is None:
            tag = _implied_tag(text)
            known = self._known[text] = Typed(text) if tag == _TEXT else self.tagged(tag, text)
        return known

    def tagged(self, tag: str, text: str) -> Typed:
        """Return the value of a word under an explicit YAML tag.

        Raises:
            ValueError: The tag is not one of YAML's scalars, or the word does not fit it.
        """
        try:
            value = self._constructor.construct_object(yaml.ScalarNode(tag, text))
        except (yaml.YAMLError, KeyError, IndexError) as error:
            raise ValueError(text) from error
        return Typed(value, _is_lossy(text, value))


def _implied_tag(text: str) -> str:
    for tag, rule in yaml.resolver.Resolver.yaml_implicit_resolvers.get(text[:1], ()):
        if rule.match(text):
            return str(tag)
    return _TEXT


def json_typing(text: str) -> Typed:
    """Return the value of an unquoted word of a JSON file.

    Raises:
        ValueError: The word is no JSON.
    """
    return Typed(json.loads(text))


def _is_lossy(text: str, value: object) -> bool:
    """Tell whether a number hides a MAC, a time, a code with leading zeros (`010`, `12:30:45`)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if ":" in text or "_" in text:
        return True
    digits = text.lstrip("+-")
    return isinstance(value, int) and len(digits) > 1 and digits[0] == "0" and digits.isdigit()
