"""Lists in the form of a blocking tool: one regular expression a form finds what a line blocks.

A line that its form does not use to block a name is a refusal, never a guess: a rule that hides
an advertisement on a page names the page, not a danger.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import WHOLE_HOST, each_line
from orchestrator.model.indicator import Unused

_ROW = re.compile(
    r"(?P<owner>\S+)\s+(?:\d+\s+)?(?:IN\s+)?(?P<kind>CNAME|A|AAAA|TXT)\s+(?P<target>.+)",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"\$ORIGIN\s+(?P<origin>\S+)", re.IGNORECASE)
_ALLOWS = ("rpz-passthru.", "rpz-passthru")
_BY_NAME_SERVER = (".rpz-nsdname", ".rpz-nsip", ".rpz-client-ip")
_V4_PARTS = 4
_MAX_CONFIDENCE = 100
_CONFIDENCE_PER_LIST = 10


class RuleForm(NamedTuple):
    """One form: what begins a comment, and what a blocking line looks like.

    The only group of `blocks` that matches holds values, parted by slashes. `allows` are lines
    that let something through, `also` others that block and that do not tell the form.
    """

    comment: re.Pattern[str]
    blocks: re.Pattern[str]
    allows: re.Pattern[str] | None = None
    also: re.Pattern[str] | None = None

    def rule(self) -> re.Pattern[str]:
        """Return what any rule of the form looks like."""
        allows = f"|(?:{self.allows.pattern})" if self.allows else ""
        return re.compile(f"(?:{self.blocks.pattern}){allows}", self.blocks.flags)


def _form(
    comment: str, blocks: str, allows: str | None = None, also: str | None = None
) -> RuleForm:
    flags = re.IGNORECASE
    return RuleForm(
        re.compile(comment, flags),
        re.compile(blocks, flags),
        re.compile(allows, flags) if allows else None,
        re.compile(also, flags) if also else None,
    )


_HASH = r"\s*(?:#|$)"
_NAMES = r"(?P<value>[^/]+(?:/[^/]+)*)"
# To send names to another server is no blocking, unless it is one that never answers.
_DNSMASQ = (
    rf"(?:(?:address|local)=/{_NAMES}/(?:#|[0-9a-f.:]*)"
    rf"|server=/{_NAMES.replace('value', 'unasked')}/(?:0\.0\.0\.0|127\.\d+\.\d+\.\d+|::1?)?)"
)
FORMS: Mapping[str, RuleForm] = {
    "adblock": _form(
        r"\s*(?:!|\[|#(?!@?#)|$)",
        rf"\|\|(?:\*\.)?(?P<value>[^/^$*|]+)\^{WHOLE_HOST}",
        r"@@.+",
        r"(?:(?:0\.0\.0\.0|127\.0\.0\.1)\s+)?((?:[\w-]+\.)+[a-z][\w-]*)(?:\s+#.*)?",
    ),
    "ublacklist": _form(_HASH, r"\*://(?P<value>(?:\*\.)?[^/*]+)/\*", r"@.+"),
    "dnsmasq": _form(_HASH, _DNSMASQ, r"server=/.+"),
    "unbound": _form(
        r"\s*(?:#|$|server:)",
        r"local-zone:\s*\"?(?P<value>[^\"\s]+)\"?\s+\"?(?:always_null|always_nxdomain|always_refuse"
        r"|always_deny|refuse|deny|static|redirect|inform_deny)\"?(?:\s+#.*)?",
        r"local-zone:.*\b(?:transparent|always_transparent|typetransparent)\b.*",
    ),
}


def reader(name: str) -> Callable[[str], Iterator[ListCell]]:
    """Return the reader of one of `FORMS`."""
    form = FORMS[name]
    return lambda text: (
        cell
        for number, line in enumerate(each_line(text), 1)
        if not form.comment.match(line)
        for cell in _rule(form, number, line.strip())
    )


def _rule(form: RuleForm, number: int, line: str) -> Iterator[ListCell]:
    found = form.blocks.fullmatch(line) or (form.also and form.also.fullmatch(line))
    if found:
        names = next(name for name in found.groups() if name is not None)
        for name in names.split("/"):
            yield ListCell(number, line, name)
    elif form.allows and form.allows.fullmatch(line):
        yield ListCell(number, line, Unused.EXCEPTION)
    else:
        yield ListCell(number, line, Unused.NO_RULE)


def ipsum(text: str) -> Iterator[ListCell]:
    """Yield the addresses of an ipsum list; the number of lists that hold one is its weight."""
    for number, line in enumerate(each_line(text), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        weight = int(words[1]) if words[1:] and words[1].isascii() and words[1].isdigit() else 0
        confidence = min(_MAX_CONFIDENCE, _CONFIDENCE_PER_LIST * weight) or None
        yield ListCell(number, words[0], words[0], confidence)


_TRAIL = re.compile(r"(?P<value>[^\s#][^\s]*)(?:\s+#.*)?")


def maltrail(text: str) -> Iterator[ListCell]:
    """Yield the trails of a Maltrail list: names, addresses, ports, URLs, paths of no host."""
    for number, line in enumerate(each_line(text), 1):
        body = line.strip()
        if not body or body.startswith("#"):
            continue
        found = _TRAIL.fullmatch(body)
        if found is None:
            yield ListCell(number, body, Unused.NO_RULE)
        elif found["value"].startswith("/"):
            yield ListCell(number, body, Unused.OTHER_TYPE)
        else:
            yield ListCell(number, found["value"], found["value"])


def rpz(text: str) -> Iterator[ListCell]:
    """Yield what the zone blocks; `rpz-passthru.` is an exception, SOA and NS are silent."""
    origin = ""
    for number, line in enumerate(each_line(text), 1):
        body = line.partition(";")[0].rstrip()
        origin_line = _ORIGIN.fullmatch(body)
        if origin_line:
            origin = f".{origin_line['origin'].strip('.').lower()}"
        row = _ROW.fullmatch(body)
        if row:
            yield _cell(number, line.strip(), row, origin)


def _cell(number: int, line: str, row: re.Match[str], origin: str) -> ListCell:
    owner = row["owner"].lower().rstrip(".")
    if origin and row["owner"].endswith("."):
        owner = owner.removesuffix(origin)
    target = row["target"].strip().lower()
    if target in _ALLOWS:
        return ListCell(number, line, Unused.EXCEPTION)
    if owner.endswith(_BY_NAME_SERVER) or row["kind"].upper() == "TXT" or owner == "@":
        return ListCell(number, line, Unused.NO_RULE)
    if owner.endswith(".rpz-ip"):
        return ListCell(number, row["owner"], _address(owner.removesuffix(".rpz-ip")))
    return ListCell(number, row["owner"], owner)


def _address(reversed_text: str) -> str | Unused:
    """`32.4.3.2.1` is 1.2.3.4/32; `zz` stands for the longest run of zeros in IPv6."""
    length, *parts = reversed_text.split(".")
    parts.reverse()
    text = ".".join(parts) if len(parts) == _V4_PARTS and "zz" not in parts else ":".join(parts)
    text = re.sub(r"(?:^|:)zz(?:$|:)", "::", text)
    try:
        return str(ipaddress.ip_network(f"{text}/{length}", strict=False))
    except ValueError:
        return Unused.BAD_RANGE
