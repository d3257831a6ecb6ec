"""Which hosts a pattern names: `thcs_*:!offline`, `phuc_xa:&servers`, `hs-*[0:9]`, `~^hs-0`."""

import fnmatch
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import InputError, InventoryError, Problem
from orchestrator.files import read_bounded
from orchestrator.files.yaml_documents import decoded
from orchestrator.inventory.model import Inventory, hosts_of
from orchestrator.inventory.reading.host_names import is_host_pattern
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

_PARTS = re.compile(r"(?:[^\s:\[\]]|\[[^\]]*\])+")
_SUBSCRIPT = re.compile(
    r"(?P<name>.+)\[(?:(?P<index>-?[0-9]+)|(?P<first>[0-9]+)[:-](?P<last>[0-9]*))\]"
)
_LOCALHOST = ("localhost", "127.0.0.1", "::1")
_LIMIT_FILE_BYTES = 4 * 1024 * 1024


class Selection(Struct, frozen=True, kw_only=True):
    """What a pattern names, in the order of the inventory, and what of it names nothing.

    `absent` are unknown parts that the pattern only takes away (`all:!offline` in an inventory
    without such a group): nothing is missing then, and shipped playbooks work everywhere. One
    that looks like a known name stays unknown: `all:!ofline` would ask machines by a slip.
    """

    hosts: tuple[str, ...]
    unknown: tuple[Problem, ...]
    absent: tuple[Problem, ...] = ()


def select(inventory: Inventory, pattern: str, *, limit: str | None = None) -> tuple[str, ...]:
    """Return the hosts that a pattern names, strictly.

    Args:
        inventory: Where to look.
        pattern: Ansible's host pattern, parts joined by `:` or `,`.
        limit: A second pattern (`-l`) that each host must match too; `@FILE` reads it from a file.

    Returns:
        Names in the order that Ansible's `--list-hosts` gives, each once; empty if the named
        groups are empty.

    Raises:
        InventoryError: A part names no host and no group, or cannot be understood. What a
            pattern takes away may be absent; what a limit names, even to take it away, may not:
            a person typed it just now.
    """
    selection = match(inventory, pattern, limit=limit)
    if selection.unknown:
        raise InventoryError(selection.unknown)
    return selection.hosts


def match(inventory: Inventory, pattern: str, *, limit: str | None = None) -> Selection:
    """Return the hosts that a pattern names, and the parts that name nothing, as Ansible does.

    Raises:
        InventoryError: A regular expression, an index or a limit file cannot be used.
    """
    matcher, parts = _Matcher(inventory), _split(pattern)
    hosts = matcher.evaluate(parts)
    taken_away = {part[1:] for part in parts if part[0] == "!"} - set(parts)
    absent = {part: matcher.unknown.pop(part) for part in taken_away & matcher.unlike_any}
    if limit is not None:
        allowed = set(matcher.evaluate(_limit_parts(limit)))
        hosts = [host for host in hosts if host in allowed]
    return Selection(
        hosts=tuple(hosts),
        unknown=tuple(matcher.unknown.values()),
        absent=tuple(absent.values()),
    )


def _split(pattern: str) -> list[str]:
    if "," in pattern:
        parts = pattern.split(",")
    elif is_host_pattern(pattern):
        parts = [pattern]
    else:
        parts = _PARTS.findall(pattern)
    return [stripped for part in parts if (stripped := part.strip())]


def _limit_parts(limit: str) -> list[str]:
    parts: list[str] = []
    for part in _split(limit):
        parts.extend(_limit_file(Path(part[1:])) if part.startswith("@") else [part])
    return parts


def _limit_file(path: Path) -> list[str]:
    try:
        text = decoded(read_bounded(path, _LIMIT_FILE_BYTES), str(path))
    except InputError as error:
        raise InventoryError(error.problems) from error
    return [stripped for line in text.split("\n") if (stripped := line.strip())]


def _by_kind(parts: Iterable[str]) -> list[str]:
    """Return unions, then intersections, then exclusions; without a union, all comes first."""
    ordered = sorted(parts, key=lambda part: {"&": 1, "!": 2}.get(part[0], 0))
    return ordered if ordered and ordered[0][0] not in "&!" else ["all", *ordered]


class _Matcher:
    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self.unknown: dict[str, Problem] = {}
        self.unlike_any: set[str] = set()  # the unknown parts that no slip of the pen explains

    def evaluate(self, parts: list[str]) -> list[str]:
        chosen: dict[str, None] = {}
        for part in _by_kind(parts):
            if part in self._inventory.hosts:
                chosen[part] = None
                continue
            named = self._named(part.lstrip("&!") if part[0] in "&!" else part)
            if part[0] == "!":
                chosen = {host: None for host in chosen if host not in named}
            elif part[0] == "&":
                chosen = {host: None for host in chosen if host in named}
            else:
                chosen.update(named)
        return list(chosen)

    def _named(self, part: str) -> dict[str, None]:
        """Return what one part names, without its `&` or `!`."""
        found = None if part.startswith("~") else _SUBSCRIPT.fullmatch(part)
        if found is None:
            return dict.fromkeys(self._enumerate(part))
        hosts = self._enumerate(found["name"])
        return dict.fromkeys(_subscripted(hosts, found, part))

    def _enumerate(self, part: str) -> tuple[str, ...]:
        matches = _matcher(part)
        groups = [name for name in self._inventory.groups if matches(name)]
        found: dict[str, None] = {}
        for group in groups:
            found.update(dict.fromkeys(hosts_of(self._inventory, group)))
        if not groups or part[:1] == "~" or any(sign in part for sign in ".?*["):
            found.update({name: None for name in self._inventory.hosts if matches(name)})
        if not found and not groups and part != "all":
            self._note_unknown(part)
            found.update(dict.fromkeys([part] if part in _LOCALHOST else []))
        return tuple(found)

    def _note_unknown(self, part: str) -> None:
        known = (*self._inventory.groups, *self._inventory.hosts)
        meant = did_you_mean(part, known)
        if meant is None:
            self.unlike_any.add(part)
        self.unknown[part] = Problem(
            what=say("pattern.unknown", pattern=part),
            mend=say("mend.did_you_mean", meant=meant) if meant else say("mend.graph"),
        )


def _matcher(part: str) -> "partial[re.Match[str] | None]":
    source = part[1:] if part.startswith("~") else fnmatch.translate(part)
    try:
        return partial(re.Pattern.match, re.compile(source))
    except re.error as error:
        what = say("pattern.regex", pattern=part, why=error)
        raise InventoryError.one(what, say("mend.pattern")) from error


def _subscripted(hosts: tuple[str, ...], found: re.Match[str], part: str) -> tuple[str, ...]:
    if not hosts:
        return ()
    if found["index"] is None:
        last = int(found["last"]) if found["last"] else len(hosts) - 1
        return hosts[int(found["first"]) : last + 1]
    try:
        return (hosts[int(found["index"])],)
    except IndexError as error:
        what = say("pattern.index", pattern=part, count=len(hosts))
        raise InventoryError.one(what, say("mend.smaller")) from error
