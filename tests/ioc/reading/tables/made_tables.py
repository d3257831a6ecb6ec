"""Tables as feeds, schools and authorities write them, with what they list and what they cite."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import assume
from hypothesis import strategies as st

from orchestrator.model.indicator import Kind
from tests.documents.least import docx, xlsx

Value = tuple[Kind, str]
TITLES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        "domain": ("domain", "Domain name", "hostname", "FQDN", "C2 Domain"),
        "ipv4": ("ip", "IP Address", "dst_ip", "DstIP", "ip_address"),
        "url": ("url", "URL", "Download URL", "malware_url"),
        "any": ("indicator", "IOC", "Value", "Observable", "Data", "Artefact found"),
        "type": ("type", "Indicator Type", "ioc_type", "Indicator"),
        "note": ("note", "Comment", "description", "Remarks", "Notes"),
        "link": ("link", "reference", "References", "urlhaus_link", "Report URL", "ref"),
        "source": ("source", "sources", "reporter", "Source URL"),
        "date": ("first_seen", "date", "Created", "Timestamp"),
        "family": ("malware", "family", "malware_printable", "tags"),
        "number": ("id", "No", "count", "confidence"),
    },
    "vi": {
        "domain": ("Tên miền", "Tên miền độc hại", "Tên miền C&C", "TÊN MIỀN"),
        "ipv4": ("Địa chỉ IP", "Địa chỉ IP C&C", "IP", "Dia chi IP", "Địa chỉ máy chủ"),
        "url": ("Đường dẫn", "URL", "Đường dẫn URL độc hại"),
        "any": ("Chỉ dấu", "Giá trị", "Dữ liệu", "Nội dung phát hiện", "IOC"),
        "type": ("Loại", "Loại chỉ dấu", "Kiểu dữ liệu", "Phân loại", "Chỉ dấu tấn công"),
        "note": ("Ghi chú", "Mô tả", "Ý kiến", "Diễn giải"),
        "link": ("Tham khảo", "Liên kết", "Nguồn tham khảo", "Bài viết"),
        "source": ("Nguồn", "Nguồn tin", "Nguồn cung cấp"),
        "date": ("Ngày", "Ngày phát hiện", "Thời gian ghi nhận"),
        "family": ("Mã độc", "Họ mã độc", "Chiến dịch", "Nhãn"),
        "number": ("STT", "TT", "Số lượng"),
    },
}
TYPES: Mapping[str, Mapping[Kind, Sequence[str]]] = {
    "en": {
        Kind.DOMAIN: ("domain", "Domain-Name", "hostname", "FQDN"),
        Kind.IPV4: ("ip", "IPv4-Addr", "ip-dst", "IP Address"),
        Kind.URL: ("url", "URL", "uri"),
    },
    "vi": {
        Kind.DOMAIN: ("Tên miền", "tên miền độc hại", "TÊN MIỀN"),
        Kind.IPV4: ("Địa chỉ IP", "IP C&C", "địa chỉ ip"),
        Kind.URL: ("Đường dẫn", "URL", "đường dẫn url"),
    },
}
WORDS = (
    "gửi về máy chủ",
    "seen in May, again in June",
    "phát tán qua thư",
    "loader; stage 2",
    "C2",
)
FAMILIES = ("Cobalt Strike", "PlugX", "win.plugx", "Mã độc A", "RAT")
PLAIN_COLUMNS = ("note", "link", "source", "date", "family", "number")
HEADLESS_COLUMNS = ("note", "date", "number")
_CITING = {"link": "https://blog.{name}.org/{name}/1", "source": "cert.{name}.org"}
_SAID = {"date": ("2024-01-02", "02/01/2024", "2024-01-02T03:04:05Z"), "family": FAMILIES}
LABELS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=8)


@dataclass(frozen=True, slots=True)
class MadeTable:
    """A file, the name that tells its kind, what it lists and what it only refers to."""

    name: str
    data: bytes
    listed: frozenset[Value]
    cited: frozenset[str]


@st.composite
def made_tables(draw: st.DrawFn) -> MadeTable:
    """A table in any order of columns, in any of the ways that one is saved."""
    titled, lang = draw(st.booleans()) or draw(st.booleans()), draw(st.sampled_from(("en", "vi")))
    count = draw(st.integers(3, 9))
    names = draw(st.lists(LABELS, min_size=4 * count, max_size=4 * count, unique=True))
    cited_names = names[3 * count :]
    typed = titled and draw(st.booleans())
    kinds = draw(st.permutations((Kind.DOMAIN, Kind.IPV4, Kind.URL)))[: draw(st.integers(1, 3))]
    rows, listed = (_typed if typed else _by_kind)(draw, names, kinds, lang, count)
    more = draw(st.lists(st.sampled_from(PLAIN_COLUMNS if titled else HEADLESS_COLUMNS),
                         unique=True, max_size=4))  # fmt: skip
    cited = set[str]()
    for column in more:
        for at, row in enumerate(rows):
            row[column] = _cell(draw, column, cited_names[at], cited)
    order = draw(st.permutations(list(rows[0])))
    # Bare and alone, a URL with a comma may be two columns: nobody can tell.
    assume(len(order) > 1 or not any("," in value for _, value in listed))
    head = [[_title(draw, column, lang, typed=typed) for column in order]] if titled else []
    table = [*head, *([row[column] for column in order] for row in rows)]
    name, data = _saved(draw, table)
    return MadeTable(name, data, frozenset(listed), frozenset(cited))


def _typed(
    draw: st.DrawFn, names: Sequence[str], kinds: Sequence[Kind], lang: str, count: int
) -> tuple[list[dict[str, str]], list[Value]]:
    rows, listed = list[dict[str, str]](), list[Value]()
    for at in range(count):
        kind = draw(st.sampled_from(kinds))
        value = _value(draw, kind, names[at])
        listed.append((kind, value))
        word = draw(st.sampled_from(TYPES[lang][kind]))
        rows.append({"type": word, "any": _published(draw, value)})
    return rows, listed


def _by_kind(
    draw: st.DrawFn, names: Sequence[str], kinds: Sequence[Kind], _lang: str, count: int
) -> tuple[list[dict[str, str]], list[Value]]:
    rows, listed = list[dict[str, str]](), list[Value]()
    for at in range(count):
        row = dict[str, str]()
        for number, kind in enumerate(kinds):
            value = _value(draw, kind, names[number * count + at])
            listed.append((kind, value))
            row[kind.value] = _published(draw, value)
        rows.append(row)
    return rows, listed


def _value(draw: st.DrawFn, kind: Kind, name: str) -> str:
    host = f"{name}.{draw(st.sampled_from(('example', 'bad.example', 'test', 'top', 'vn')))}"
    address = f"203.0.113.{draw(st.integers(1, 254))}"
    match kind:
        case Kind.IPV4:
            return address
        case Kind.URL:
            tail = draw(st.sampled_from(("/a.php", "/x/y?z=1", ":8080/gate", "/q,w.html")))
            return f"http://{draw(st.sampled_from((host, address)))}{tail}"
        case _:
            return host


def _published(draw: st.DrawFn, value: str) -> str:
    if not draw(st.booleans()):
        return value
    scheme, parted, rest = value.rpartition("://")
    host, slash, tail = rest.partition("/")
    return scheme.replace("http", "hxxp") + parted + host.replace(".", "[.]") + slash + tail


def _cell(draw: st.DrawFn, column: str, name: str, cited: set[str]) -> str:
    if column in _CITING:
        reference = _CITING[column].format(name=name)
        cited.add(reference)
        return reference
    if column == "note":
        return _note(draw, name, cited)
    if column == "number":
        return str(draw(st.integers(1, 99)))
    return draw(st.sampled_from(_SAID[column]))


def _note(draw: st.DrawFn, name: str, cited: set[str]) -> str:
    said = draw(st.sampled_from(WORDS))
    if draw(st.booleans()):
        return said
    cited.add(f"www.{name}.com")
    return f"{said}, xem www.{name}.com và các trang khác"


def _title(draw: st.DrawFn, column: str, lang: str, *, typed: bool) -> str:
    known = TITLES[lang][column]
    if not typed:  # these two only say something beside each other
        known = tuple(one for one in known if one not in ("Indicator", "Chỉ dấu tấn công"))
    return draw(st.sampled_from(known))


def _saved(draw: st.DrawFn, table: Sequence[Sequence[str]]) -> tuple[str, bytes]:
    form = draw(st.sampled_from(("csv", "csv", "csv", "csv", "xlsx", "docx")))
    if form != "csv":
        return f"a.{form}", xlsx(table) if form == "xlsx" else docx((), table)
    text = io.StringIO()
    csv.writer(
        text,
        delimiter=draw(st.sampled_from(",;\t|")),
        quoting=draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
        lineterminator=draw(st.sampled_from(("\n", "\r\n"))),
    ).writerows(table)
    return "a.csv", text.getvalue().encode(draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16"))))
