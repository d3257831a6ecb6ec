"""Response policy zones: the names and addresses that a resolver is told to lie about."""

import ipaddress
import re
from collections.abc import Iterator

from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import each_line
from orchestrator.model.indicator import Unused

_ROW = re.compile(
    r"(?P<owner>\S+)\s+(?:\d+\s+)?(?:IN\s+)?(?P<kind>CNAME|A|AAAA|TXT)\s+(?P<target>.+)",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"\$ORIGIN\s+(?P<origin>\S+)", re.IGNORECASE)
_ALLOWS = ("rpz-passthru.", "rpz-passthru")
_BY_NAME_SERVER = (".rpz-nsdname", ".rpz-nsip", ".rpz-client-ip")
_V4_PARTS = 4


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
