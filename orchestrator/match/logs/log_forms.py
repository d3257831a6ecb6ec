"""Which forms a log has, by a sample of its lines; what a hit line tells, read by those forms."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from orchestrator.match.logs import firewalls, servers, zeek
from orchestrator.match.logs.line_reading import NOTHING_TOLD, LineReading, LogFormat

SAMPLE_LINES = 200
MAX_READ = 16 * 1024  # characters; a longer line is read as plain

# The order matters: a line belongs to the first form that reads it.
_READERS: Mapping[LogFormat, Callable[[str], LineReading | None]] = MappingProxyType(
    {
        LogFormat.SQUID: servers.read_squid,
        LogFormat.WEB: servers.read_web,
        LogFormat.ZEEK_JSON: zeek.read_json,
        LogFormat.ZEEK_TSV: zeek.read_columns,
        LogFormat.WINDOWS_DNS: servers.read_windows_dns,
        LogFormat.CEF: firewalls.read_cef,
        LogFormat.FORTIGATE: firewalls.read_fortigate,
        LogFormat.DNSMASQ: servers.read_dnsmasq,
        LogFormat.FILTERLOG: firewalls.read_filterlog,
        LogFormat.UNBOUND: servers.read_unbound,
        LogFormat.BIND: servers.read_bind,
        LogFormat.ROUTEROS: firewalls.read_routeros,
    }
)


class ReadLine(NamedTuple):
    """What a line tells, and by which form; plain lines tell nothing."""

    form: LogFormat
    reading: LineReading

    def shown(self, observed: str) -> "ReadLine":
        """Return it as it is told of one listed value: seen from the other end, texts whole."""
        return self._replace(reading=self.reading.beside(observed).whole())


class LogForms(NamedTuple):
    """The forms of one log.

    Attributes:
        forms: Each form that was met in the sample, with its lines, the most frequent first.
            No form at all is a plain text.
        sampled: The lines that were looked at; empty ones and remarks are none.
        columns: Those that the last header of a Zeek log names.
    """

    forms: tuple[tuple[LogFormat, int], ...] = ()
    sampled: int = 0
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, block: bytes) -> "LogForms":
        """Return the forms of a log, by lines from all over its first block."""
        lines = [line for line in text_of(block).split("\n") if line.strip() and line[0] != "#"]
        every = max(1, len(lines) // SAMPLE_LINES)
        sample = tuple(islice(lines[::every], SAMPLE_LINES))
        met = Counter(form for form in map(_form_of, sample) if form is not LogFormat.PLAIN)
        return cls(forms=tuple(met.most_common()), sampled=len(sample))

    @property
    def has_headers(self) -> bool:
        """Whether headers between the lines say which column is which."""
        return any(form is LogFormat.ZEEK_TSV for form, _ in self.forms)

    def after(self, line: str) -> "LogForms":
        """Return the forms as they hold behind a line, which may be a header."""
        columns = zeek.columns_of(line)
        return self if columns is None else self._replace(columns=columns)

    def after_block(self, block: bytes) -> "LogForms":
        """Return the forms as they hold behind a block: its last header counts."""
        at = block.rfind(zeek.HEADER.encode()) if self.has_headers else -1
        return self if at < 0 else self.after(text_of(block[at:].partition(b"\n")[0]))

    def read(self, line: str) -> ReadLine:
        """Return what a line tells by the forms of its log, the most frequent first."""
        for form, _ in self.forms if len(line) <= MAX_READ else ():
            reading = self._read_as(form, line)
            if reading is not None:
                return ReadLine(form, reading)
        return PLAIN_LINE

    def _read_as(self, form: LogFormat, line: str) -> LineReading | None:
        if form is LogFormat.ZEEK_TSV:
            return zeek.read_columns(line, self.columns)
        return _READERS[form](line)


PLAIN_LINE = ReadLine(LogFormat.PLAIN, NOTHING_TOLD)
PLAIN_LOG = LogForms()


def text_of(line: bytes) -> str:
    """Return bytes as text that can be turned back; what is no UTF-8 becomes half surrogates."""
    return line.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Return the bytes that `text_of` made a text of."""
    return text.encode("utf-8", "surrogateescape")


def _form_of(line: str) -> LogFormat:
    text = line.rstrip("\r")[:MAX_READ]
    return next((form for form, read in _READERS.items() if read(text)), LogFormat.PLAIN)
