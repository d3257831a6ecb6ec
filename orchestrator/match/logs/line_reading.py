"""What one line of a log tells beside the listed value in it: when, who asked, and for what."""

import re
from enum import StrEnum
from typing import NamedTuple

from orchestrator.text.host_texts import address_of, unmapped

# As narrow as can be: where it is not sure that a query goes on, what follows is no quotation.
_TOKEN = re.compile(r"[^\s\"'<>|\\^`{}\[\](),;]+")
_QUERY = "?"


class LogFormat(StrEnum):
    """The forms of logs whose time and client are understood; of `PLAIN` lines neither is."""

    SQUID = "squid"
    WEB = "web"  # common and combined: Apache, nginx, and squid where it is told to
    DNSMASQ = "dnsmasq"
    ROUTEROS = "routeros"
    WINDOWS_DNS = "windows_dns"
    FORTIGATE = "fortigate"
    FILTERLOG = "filterlog"  # the packet filter of pfSense and OPNsense
    UNBOUND = "unbound"
    BIND = "bind"
    ZEEK_TSV = "zeek_tsv"
    ZEEK_JSON = "zeek_json"
    CEF = "cef"
    PLAIN = "plain"


class LogTime(NamedTuple):
    """A moment as a log tells it.

    Attributes:
        told: As it stands in the line.
        iso: In ISO 8601, with its offset where the zone is told; None where the line leaves the
            year out, or day and month could change places.
        zone: `UTC`, `+07:00`, or the name that the log gives; None where it tells none. Nothing
            is guessed.
    """

    told: str
    iso: str | None = None
    zone: str | None = None


class LineReading(NamedTuple):
    """What a line tells; None is what it does not tell.

    Attributes:
        time: When.
        client: The address that asked, as `ipaddress` prints it.
        asked: The name, address or URL that it asked for, as it stands in the line.
        referrer: From where to where in the line the page stands that led there.
        inbound: Whether the listed value is the one that asked.
    """

    time: LogTime | None = None
    client: str | None = None
    asked: str | None = None
    referrer: tuple[int, int] | None = None
    inbound: bool = False

    def beside(self, listed: str) -> "LineReading":
        """Return the reading, the ends changed where the listed value itself asked.

        The client is the end to look for: where a listed address came in, it is the one that
        was met, as far as the line tells it.
        """
        if self.client is None or self.client != listed:
            return self
        other = client_of(self.asked)
        if other is None:
            return self._replace(inbound=True)
        return self._replace(client=other, asked=listed, inbound=True)

    def whole(self) -> "LineReading":
        """Return the reading with nothing in its texts that is no character."""
        time = self.time and self.time._replace(told=_whole(self.time.told))
        return self._replace(time=time, asked=self.asked and _whole(self.asked))


NOTHING_TOLD = LineReading()


def _whole(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def client_of(text: str | None) -> str | None:
    """Return the address that a text is, IPv4 inside IPv6 unwrapped; None for any other text."""
    address = address_of(text.strip("[]")) if text else None
    return None if address is None else str(unmapped(address))


def without_referrer(line: str, reading: LineReading) -> str:
    """Return a line without the page that led to what was asked for (its referrer).

    Whoever comes from a page has not asked for it here.
    """
    if reading.referrer is None:
        return line
    start, end = reading.referrer
    return f"{line[:start]} {line[end:]}"


def without_queries(line: str) -> str:
    """Return a line without the queries of its URLs (`http://a/b?query`, `/b?query`).

    Whoever asks a search engine about a listed name has not asked for it here.
    """
    return _TOKEN.sub(_before_query, line) if _QUERY in line else line


def _before_query(found: re.Match[str]) -> str:
    before, mark, _ = found[0].partition(_QUERY)
    return f"{before} " if mark and "/" in before else found[0]
