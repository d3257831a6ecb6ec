"""Reader of the servers that files of a POSIX system set, and that DHCP leases gave."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.mentions import configured
from orchestrator.checks.sections import ParsedSection, answer, now, sight, text_lines
from orchestrator.checks.values import moment
from orchestrator.model.answer import Answer, Note
from orchestrator.model.observation import ConfiguredText, ResolverSetting, SetBy, Sight

_PATH = ">"
_KEY = re.compile(r"[\s]*(-|[A-Za-z0-9._-]+)", re.ASCII)
_YAML = ("addresses", "-")  # keys that speak of servers only below `nameservers:`
_OVER_TLS = frozenset({"dnsovertls", "dns-over-tls"})
_TLS_ON = frozenset({"yes", "true", "opportunistic", "1", "2"})
_EXPIRE = "expire"
_EXPIRES_AT = re.compile(r"expire\s+\d\s+(\d{4})/(\d\d)/(\d\d)\s+(\d\d):(\d\d):(\d\d)", re.ASCII)
_EXPIRES_EPOCH = re.compile(r"expire\s+epoch\s+(\d{1,11})", re.ASCII)
_LEASES = re.compile(r"lease|dhcpcd/hook-state", re.IGNORECASE)


class _Files(Struct, kw_only=True):
    """What the lines read so far say.

    `below` is the indentation of the YAML key `nameservers` while lines stand below it, `lease`
    the lines of a lease whose end has not come yet.
    """

    seen: Sight
    clock: datetime | None
    where: str
    below: int | None = None
    lease: list[str] = field(default_factory=list)
    found: list[ResolverSetting | ConfiguredText] = field(default_factory=list)
    over_tls: bool = False
    rows: int = 0


def read_configured(part: Part, context: Context) -> Answer:
    """Return the servers that files name; those of a lease that is over are not in force."""
    files = _Files(seen=sight(part, context), clock=context.clock, where=part.source)
    for line in text_lines(part.body):
        _take(files, line)
    # A lease that was cut off may be over.
    _settle(files, in_force=part.status == "ok" or not _LEASES.search(files.where))
    table = ParsedSection(observations=tuple(files.found), rows=files.rows)
    notes = (Note.ENCRYPTED_DNS,) if files.over_tls else ()
    return answer(part, table, now(context), notes=notes)


def _take(files: _Files, line: str) -> None:
    if line.startswith(_PATH):
        _settle(files, in_force=True)
        files.where, files.below = line.removeprefix(_PATH), None
        return
    files.rows += 1
    key = _KEY.match(line)
    name = key[1].lower() if key else ""
    if name == _EXPIRE:
        _settle(files, in_force=not _is_over(line.strip(), files.clock))
    elif name in _OVER_TLS:
        value = line.partition("=")[2].strip().strip("\"'").lower()
        files.over_tls = files.over_tls or value in _TLS_ON
    elif _speaks_of_servers(files, name, line):
        files.lease.append(line.strip())


def _speaks_of_servers(files: _Files, key: str, line: str) -> bool:
    """Whether a line names servers: in YAML, a machine's own addresses have the same key."""
    depth = len(line) - len(line.lstrip())
    if key == "nameservers":
        files.below = depth
        return True
    if key not in _YAML:
        return True
    # A list may stand as deep as its key.
    inside = files.below is not None and depth > files.below - (key == "-")
    files.below = files.below if inside else None
    return inside


def _is_over(line: str, clock: datetime | None) -> bool:
    """Whether a lease is over by the machine's own clock; in doubt it holds."""
    told, epoch = _EXPIRES_AT.match(line), _EXPIRES_EPOCH.match(line)
    if epoch is not None:
        end = moment(epoch[1])
    elif told is not None:
        end = moment("{}-{}-{}T{}:{}:{}Z".format(*told.groups()))
    else:
        end = None
    return end is not None and clock is not None and end < clock.astimezone(UTC)


def _settle(files: _Files, *, in_force: bool) -> None:
    """Turn the lines that wait into what they show."""
    for line in files.lease:
        files.found.extend(_shown(line, files, in_force=in_force))
    files.lease.clear()


def _shown(
    line: str, files: _Files, *, in_force: bool
) -> Iterator[ResolverSetting | ConfiguredText]:
    origin = SetBy.DHCP if _LEASES.search(files.where) else SetBy.FILE
    told = configured(files.where, line, files.seen, in_force=in_force)
    for server in told.addresses:
        if in_force:
            yield ResolverSetting(
                sight=files.seen, address=server, origin=origin, interface=files.where, raw=line
            )
        else:
            yield replace(told, addresses=(server,), names=())
    if told.names:
        yield replace(told, addresses=())
