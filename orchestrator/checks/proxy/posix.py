"""Reader of the POSIX sections: proxies of sessions, apt and desktop, policies of browsers."""

import json
import re
from collections.abc import Iterator

from orchestrator.checks.base import Context, Part
from orchestrator.checks.mentions import configured
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    joined,
    nothing,
    now,
    sight,
    text_lines,
)
from orchestrator.checks.texts import read_files
from orchestrator.model.answer import Answer, Answered, Note, Unread
from orchestrator.model.observation import ConfiguredText, Sight

_POLICIES = "policies"
_PATH = ">"
# Keys of policies that lead traffic or look-ups elsewhere; others may list what is blocked.
_LEADING = re.compile(
    r"(?:^|\.)(?:Proxy\w*|HTTPProxy|SSLProxy|SOCKSProxy|AutoConfigURL|DnsOverHttps\w+"
    r"|DNSOverHTTPS\.(?:Enabled|ProviderURL))(?:\.|$)"
)
# The same keys in a text that is no JSON, or half of one, each with the text that it is set to.
_SET = re.compile(
    r'"(Proxy\w*|HTTPProxy|SSLProxy|SOCKSProxy|AutoConfigURL|DnsOverHttps\w+|ProviderURL)"'
    r'\s*:\s*"([^"]*)"'
)
_MODE = re.compile(r"(?:^|\.)(?:DnsOverHttpsMode|DNSOverHTTPS\.Enabled)$")
_ON = frozenset({"automatic", "secure", "true"})
_SCRIPT = re.compile(
    r"(?:^|[.!\s])(?:autoconfig-url|AutoConfigURL|Proxy\w*Pac\w*|pac_?url|pac_?script)\b",
    re.IGNORECASE,
)
_DEPTH = 4  # levels of a policy's value that are looked at


def read_posix(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return every proxy and what browsers' policies set; what a script (PAC) says nobody read."""
    texts = tuple(part for part in parts if part.name != _POLICIES)
    policies = (_policies(part, context) for part in parts if part.name == _POLICIES)
    read = joined((*((read_files(texts, context),) if texts else ()), *policies))
    read = read if parts else nothing()
    if not isinstance(read, Answered):
        return read
    settings = (one for one in read.observations if isinstance(one, ConfiguredText))
    script = next((one for one in settings if _is_script(one)), None)
    if script is None:
        return read
    return read.withdrawn(Unread.PAC_UNREAD, script.raw.replace("\t", " "))


def _is_script(setting: ConfiguredText) -> bool:
    """Whether a setting names a proxy script: a key of that name, with a value."""
    key = setting.where if "!" in setting.where else setting.text
    value = setting.text.partition("=")[2] if "!" not in setting.where else setting.text
    return bool(value.strip(" \t\"'")) and _SCRIPT.search(key) is not None


def _policies(part: Part, context: Context) -> Answer:
    """Return the leading settings of policy files; one that is no JSON is read by its lines."""
    seen = sight(part, context)
    found: list[ConfiguredText] = []
    rows, odd = 0, 0
    for where, lines in _files(part):
        rows += len(lines)
        try:
            document: object = json.loads("\n".join(lines))
        except (ValueError, RecursionError):
            odd += 1
            found.extend(_by_lines(where, lines, seen))
        else:
            found.extend(_leading(where, document, seen))
    table = ParsedSection(observations=tuple(found), rows=rows, odd=odd)
    on = any(_MODE.search(one.where.partition("!")[2]) and one.text.lower() in _ON for one in found)
    return answer(part, table, now(context), notes=(Note.ENCRYPTED_DNS,) if on else ())


def _files(part: Part) -> Iterator[tuple[str, list[str]]]:
    where, lines = part.source, list[str]()
    for line in text_lines(part.body):
        if line.startswith(_PATH):
            if lines:
                yield where, lines
            where, lines = line.removeprefix(_PATH), []
        else:
            lines.append(line)
    if lines:
        yield where, lines


def _leading(where: str, document: object, seen: Sight) -> Iterator[ConfiguredText]:
    for key, value in _leaves(document, "", _DEPTH):
        if _LEADING.search(key):
            yield configured(f"{where}!{key}", value, seen)


def _leaves(value: object, key: str, deep: int) -> Iterator[tuple[str, str]]:
    """Yield the values of a policy by the names that lead to them, `Proxy.HTTPProxy`."""
    match value:
        case dict() if deep:
            for name, inner in value.items():
                yield from _leaves(inner, f"{key}.{name}".lstrip("."), deep - 1)
        case list() if deep:
            for inner in value:
                yield from _leaves(inner, key, deep - 1)
        case bool():
            yield key, str(value).lower()
        case _:
            yield key, value if isinstance(value, str) else json.dumps(value)


def _by_lines(where: str, lines: list[str], seen: Sight) -> Iterator[ConfiguredText]:
    for line in lines:
        for key, value in _SET.findall(line):
            yield configured(f"{where}!{key}", value, seen)
