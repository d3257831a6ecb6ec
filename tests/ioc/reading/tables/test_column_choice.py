"""What stands in the columns decides, titles only hint, and what is not clear is asked."""

import pytest

from orchestrator.documents.grid import TableRow
from orchestrator.errors import ListError
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand, ColumnUse, columns_by_hand
from orchestrator.ioc.reading.tables.column_choice import ColumnPlan, ColumnQuestion, choose
from orchestrator.ioc.reading.tables.titles import Hint, hint_of


def chosen(text: str, *given: str) -> ColumnPlan | tuple[ColumnQuestion, ...]:
    """Return what is chosen for a small table: its first line are the titles."""
    titles, *rows = [line.strip().split(";") for line in text.strip().splitlines()]
    return choose(
        titles, [TableRow(n, row) for n, row in enumerate(rows, 2)], columns_by_hand(given)
    )


def values(text: str, *given: str) -> tuple[int, ...]:
    plan = chosen(text, *given)
    assert isinstance(plan, ColumnPlan), plan
    return (*plan.values, *plan.patterns)


def asked(text: str, *given: str) -> tuple[int, ...]:
    questions = chosen(text, *given)
    assert isinstance(questions, tuple), questions
    return tuple(one.at for one in questions)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("domain_name;ip_address\na.example;192.0.2.1\nb.example;192.0.2.2", (0, 1)),
        ("Address;url\na.example;IOC FOUND\nb.example;IOC FOUND", (0,)),
        ("Indicator;Data;Note\ndomain;a.example;see b.example\nip;192.0.2.1;x", (1,)),
        ("Chỉ dấu;Dữ liệu;Ghi chú\ntên miền;a.example;b.example\nđịa chỉ IP;192.0.2.1;", (1,)),
        (
            "Loại;Nội dung\nmã băm;d41d8cd98f00b204e9800998ecf8427e\nđường dẫn;http://a.example/x",
            (1,),
        ),
        ("created;name;description\n2024;192.0.2.1;banner", (1,)),
        ("a;b\n2024;a.example\n2024;b.example", (1,)),
        (";\na.example;192.0.2.1\nb.example;192.0.2.2", (0, 1)),
        ("Ngày;Máy chủ điều khiển\n1/2/2024;a.example", (1,)),
        ("domain;source\na.example;www.cert.example\nb.example;www.cert.example", (0,)),
        ("Tên miền;Nguồn;Tham khảo\na.example;b.example;http://c.example/x", (0,)),
        ("url;Link\nhttp://a.example/x;http://b.example/y", (0,)),
        ("phish_id;url;phish_detail_url\n1;http://a.example/;http://www.p.example/1", (1,)),
        ("pattern;name\n[domain-name:value = 'a.example'];a.example", (0,)),
        ("SourceIP;DstIP\n192.0.2.1;192.0.2.2", (0, 1)),
        ("type;value\nmalware;a.example\nphishing;b.example", (1,)),
        ("entity_type;value;observable_value\nUrl;http://a.example/;http://a.example/", (1, 2)),
        ("Nhóm / Tên miền;Tham khảo / Tên miền\na.example;b.example", (0,)),
    ],
)
def test_columns_of_indicators(text: str, columns: tuple[int, ...]):
    assert values(text) == columns


def test_many_links_to_one_site_are_no_indicators():
    rows = "\n".join(f"a{n}.example;x;http://report.example/{n}" for n in range(6))
    assert values(f";;\n{rows}") == (0,)


@pytest.mark.parametrize(
    "title", ["sources", "Reference", "ref", "Link", "Note", "Nguồn", "Ghi chú"]
)
def test_a_reference_that_alone_holds_indicators_is_asked_about(title: str):
    text = f"date;{title}\n2024-01-02;a.example\n2024-01-03;b.example"
    assert asked(text) == (1,)
    assert values(text, title) == (1,)
    assert values(text, f"{title}=reference") == ()


@pytest.mark.parametrize("title", ["Victim", "Registrar", "ĐV bị ảnh hưởng", "x"])
def test_another_column_of_hosts_is_asked_about(title: str):
    text = f"domain;{title}\na.example;one.example\nb.example;two.example"
    assert asked(text) == (1,)
    assert values(text, title) == (0, 1)
    assert values(text, f"{title}=reference") == (0,)
    assert values(text, "2=reference") == (0,)


def test_a_column_that_repeats_what_is_listed_is_not_asked_about():
    assert values("domain;c\na.example;a.example\nb.example;b.example") == (0,)


def test_a_column_without_a_title_has_its_number():
    assert values("domain;\na.example;b.example\nc.example;d.example", "2") == (0, 1)


def test_columns_of_hashes_ask_nothing_and_are_of_no_use():
    plan = chosen("MD5;Link\nd41d8cd98f00b204e9800998ecf8427e;http://report.example/x")
    assert isinstance(plan, ColumnPlan)
    assert (dict(plan.values), plan.no_use) == ({}, (0,))


def test_what_may_be_a_file_follows_its_column():
    files = chosen("ioc\na.zip\nb.exe\nc.dll\nd.example")
    names = chosen("ioc\na.zip\nb.example\nc.example")
    assert isinstance(files, ColumnPlan)
    assert isinstance(names, ColumnPlan)
    assert (files.files, names.files) == ({0}, frozenset())


def test_by_hand():
    assert columns_by_hand(["Tên miền", "Link=URL", "3 = type"]) == (
        ColumnByHand(name="Tên miền"),
        ColumnByHand(name="Link", use=ColumnUse.URL),
        ColumnByHand(name="3", use=ColumnUse.TYPE),
    )
    with pytest.raises(ListError, match="reference"):
        columns_by_hand(["Link=website"])
    with pytest.raises(ListError, match="NAME=TYPE"):
        columns_by_hand([""])


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ("Địa chỉ IP C&C", Hint.VALUE),
        ("dst_ip", Hint.VALUE),
        ("DstIP", Hint.VALUE),
        ("IP:Port", Hint.VALUE),
        ("Source IP", Hint.VALUE),
        ("Source URL", Hint.REFERENCE),
        ("Địa chỉ MAC", Hint.OTHER),
        ("urlhaus_link", Hint.REFERENCE),
        ("Link tải mã độc", Hint.UNKNOWN),
        ("Phishing link", Hint.UNKNOWN),
        ("Ghi chú thêm", Hint.DESCRIPTION),
        ("Chỉ dấu", Hint.ANY_VALUE),
        ("loại chỉ dấu", Hint.TYPE),
        ("Dữ liệu", Hint.UNKNOWN),
        ("", Hint.NONE),
        ("Danh sách địa chỉ IP, tên miền độc hại kèm theo công văn số 12", Hint.UNKNOWN),
    ],
)
def test_what_titles_hint_at(title: str, hint: Hint):
    assert hint_of(title) is hint
