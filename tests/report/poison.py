"""Hostile text in every field of a sweep, and a reader of pages that knows what may be in them."""

from collections import Counter
from html.parser import HTMLParser
from itertools import count

from msgspec import Struct
from msgspec.structs import asdict, replace

from orchestrator.model.result import SweepResult

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title></textarea><svg onload=alert(1)>",
    "{{7*7}}{% raw %}{{cycler.__init__}}",
    "javascript:alert(1)",
    "\u202egnp.exe \u2066\u200b",
    "\x1b[31m\x00\x07\x9b2J\r\n",
    "\ud800\udfff\ufffe",
    '=HYPERLINK("http://evil.example")',
    "../../etc/passwd",
    "<!--",
    "&lt;b&gt;&amp;",
    "x" * 10_000,
)  # fmt: skip


def poisoned(result: SweepResult, payload: str) -> SweepResult:
    """Return the sweep with every free text replaced by the payload and a running number."""
    numbers = count()

    def dose(value: object) -> object:
        if type(value) is str:
            return f"{payload}{next(numbers)}"
        if isinstance(value, tuple):
            return tuple(dose(part) for part in value)
        if isinstance(value, Struct):
            inner = {name: dose(part) for name, part in asdict(value).items()}
            return replace(value, **inner)
        return value

    return dose(result)  # type: ignore[return-value] - same class as it came


class Page(HTMLParser):
    """What a browser would see: elements, attributes, text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.said: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        """All text, own styles and scripts included."""
        return "".join(self.said)
