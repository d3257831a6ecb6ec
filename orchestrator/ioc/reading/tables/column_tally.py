"""What stands in the columns of rows, counted: what each column is for is judged by it."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, field

from orchestrator.documents.grid import TableRow
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.normalise import Value, host_value, normalise, whole_url
from orchestrator.ioc.reading.tables.cell_contents import NETWORK, OF_NO_USE, Content, content_of
from orchestrator.model.indicator import Kind


class Tally(Struct):
    """What stands in one column of the rows that were looked at.

    `hosts` are those of its URLs, `values` the normalised values that it holds; `uncitable` counts
    URLs that nobody cites: of an address, or defanged.
    """

    contents: Counter[Content] = field(default_factory=Counter)
    hosts: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    uncitable: int = 0

    @property
    def filled(self) -> int:
        """Cells that hold something."""
        return self.contents.total()

    @property
    def network(self) -> int:
        """Cells that hold hosts, addresses or URLs; what may be a file or a name follows most."""
        named = self.contents[Content.HOST] + self.contents[Content.ADDRESS]
        files = self.contents[Content.FILE]
        return named + self.contents[Content.URL] + self.contents[Content.EITHER] * (named >= files)

    @property
    def addressing(self) -> int:
        """Likewise without URLs."""
        return self.network - self.contents[Content.URL]

    @property
    def of_no_use(self) -> int:
        """Cells that hold what no machine is asked for: hashes, files, mail addresses."""
        return sum(self.contents[one] for one in OF_NO_USE)

    def share(self, cells: int) -> float:
        """Return which share of the filled cells some of them are."""
        return cells / self.filled if self.filled else 0.0


def tallied(rows: Sequence[TableRow], width: int = 0) -> tuple[Tally, ...]:
    """Return what stands in each column of rows, as many as the widest row has."""
    tallies = [Tally() for _ in range(max((width, *(len(row.cells) for row in rows))))]
    for row in rows:
        for at, cell in enumerate(row.cells):
            content = content_of(cell)
            if content is not Content.EMPTY:
                _add(tallies[at], content, cell)
    return tuple(tallies)


def _add(tally: Tally, content: Content, cell: str) -> None:
    tally.contents[content] += 1
    if content in NETWORK:
        text = refang(cell.strip())
        value = whole_url(text) if content is Content.URL else normalise(text)
        tally.values.add(value.text if isinstance(value, Value) else cell)
        host = None
        if isinstance(value, Value) and content is Content.URL:
            host = host_value(value.text)
        if isinstance(host, Value):
            tally.hosts.add(host.text)
            tally.uncitable += host.kind is not Kind.DOMAIN or text != cell.strip()
    elif content is Content.PATTERN:
        tally.values.update(part.strip() for part in cell.split("'")[1::2])
