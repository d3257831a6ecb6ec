"""Forms of lists that people keep beside the common ones: what of each is an indicator."""

import bz2
import io
import json
import lzma
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from orchestrator.errors import ListError
from orchestrator.ioc.guarding.guard import Guard
from orchestrator.ioc.reading.entries import ReadList
from orchestrator.ioc.reading.list_file import read_list
from orchestrator.ioc.sets.load import judge_list
from orchestrator.model.indicator import Unused
from orchestrator.text.message import say


def read(folder: Path, content: str | bytes) -> ReadList:
    path = folder / "list"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_list(path, "list")


def used(listed: ReadList) -> set[str]:
    """The values that pass, an address with its port."""
    passed = judge_list(listed, Guard()).passed
    return {
        f"{entry.value.text}:{entry.value.port}" if entry.value.port else entry.value.text
        for entry, _ in passed
    }


def unused(listed: ReadList) -> Counter[str]:
    return Counter(one.reason for one in judge_list(listed, Guard()).refused)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("192.0.2.0/255.255.255.0", "192.0.2.0/24"),
        ("192.0.2.7/255.255.255.255", "192.0.2.7"),
        ("198.51.100.0/0.0.0.255", "198.51.100.0/24"),
        ("192.0.2.*", "192.0.2.0/24"),
        ("192.0.2.0-192.0.2.255", "192.0.2.0/24"),
        ("192.0.2.16 - 192.0.2.31", "192.0.2.16/28"),
        ("192.0.2.7-192.0.2.7", "192.0.2.7"),
        ("192.0.2.7/tcp", "192.0.2.7"),
        ("192.0.2.7:443/tcp", "192.0.2.7:443"),
        ("+.bad.example", "bad.example"),
        ("  - '+.bad.example'", "bad.example"),
        ("domain:bad.example", "bad.example"),
        ("full:bad.example", "bad.example"),
        ("ip=192.0.2.7", "192.0.2.7"),
        ("url:http://bad.example/a", "http://bad.example/a"),
        ("||bad.example^", "bad.example"),
        ("||bad.example^$all,important", "bad.example"),
    ],
)
def test_a_line_with_one_reading_is_read(tmp_path: Path, line: str, value: str):
    assert used(read(tmp_path, f"worse.example\n{line}\n")) == {"worse.example", value}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("192.0.2.0-192.0.2.200", Unused.DASH_RANGE),
        ("192.0.2.9-192.0.2.1", Unused.DASH_RANGE),
        ("192.0.2.1-2001:db8::1", Unused.DASH_RANGE),
        ("192.0.2.0/255.0.255.0", Unused.BAD_RANGE),
        ("300.0.2.*", Unused.BAD_RANGE),
        ("0.0.0.0-255.255.255.255", Unused.RESERVED),
        ("keyword:bad", Unused.EXPRESSION),
        ("note:bad.example", Unused.NOT_A_VALUE),
        ("page.example##.banner", Unused.NO_RULE),
        ("page.example#@#.banner", Unused.NO_RULE),
        ("||bad.example^$third-party", Unused.NOT_A_VALUE),
    ],
)
def test_any_other_line_is_told_and_never_guessed(tmp_path: Path, line: str, reason: Unused):
    listed = read(tmp_path, f"worse.example\n{line}\n")
    assert used(listed) == {"worse.example"}
    assert unused(listed) == {reason: 1}


def test_values_behind_a_semicolon_are_read_and_those_of_a_remark_counted(tmp_path: Path):
    listed = read(tmp_path, "a.example, b.example;c.example | d.example\n")
    assert used(listed) == {f"{letter}.example" for letter in "abcd"}
    listed = read(tmp_path, "192.0.2.7\nbad.example; see worse.example\n")
    assert used(listed) == {"192.0.2.7", "bad.example"}
    assert unused(listed) == {Unused.CITATION: 1}


FILTER = """[Adblock Plus 2.0]
! a list
page.example##.banner
page.example###ad
/banner/ads.
||page.example/path/x.js
||third.example^$third-party
@@||good.example^
||bad.example^$document,popup
||*.worse.example^
0.0.0.0 fourth.example
fifth.example
"""


def test_a_filter_of_a_browser_names_pages_too_and_they_are_no_indicators(tmp_path: Path):
    listed = read(tmp_path, FILTER)
    assert listed.format == "adblock"
    assert used(listed) == {"bad.example", "worse.example", "fourth.example", "fifth.example"}
    assert unused(listed) == {Unused.NO_RULE: 5, Unused.EXCEPTION: 1}


def test_dnsmasq_blocks_several_names_in_a_line_and_forwards_others(tmp_path: Path):
    listed = read(
        tmp_path,
        "address=/bad.example/worse.example/0.0.0.0\nserver=/third.example/\n"
        "server=/fourth.example/127.0.0.1\nserver=/school.example/192.0.2.53\n"
        "server=/open.example/#\n",
    )
    assert used(listed) == {"bad.example", "worse.example", "third.example", "fourth.example"}
    assert unused(listed) == {Unused.EXCEPTION: 2}


def test_a_short_zone_is_a_zone_and_its_remarks_are_no_values(tmp_path: Path):
    listed = read(
        tmp_path,
        "$TTL 30\n@ SOA localhost. root.localhost. (\n 1 ; number\n 3600 1800 604800 30 )\n"
        " NS localhost.\nbad.example CNAME . ; see https://page.example/bad.example/\n",
    )
    assert (listed.format, used(listed)) == ("rpz", {"bad.example"})


def test_a_list_below_a_remark_of_a_page_is_no_xml(tmp_path: Path):
    assert used(read(tmp_path, "<!-- a list -->\nbad.example\n")) == {"bad.example"}


NO_LISTS = {
    "yara": 'import "pe"\n\nrule made : apt\n{\n  meta:\n    reference = "https://page.example/a"\n'
    '  strings:\n    $a = "bad.example"\n  condition:\n    $a\n}\n',
    "iptables": "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 192.0.2.7/32 -j ACCEPT\n"
    "-A INPUT -s 192.0.2.8/32 -j DROP\nCOMMIT\n",
    "fortigate": 'config firewall address\n edit "a"\n  set subnet 192.0.2.7 255.255.255.255\n'
    ' next\n edit "b"\n  set fqdn "bad.example"\n next\nend\n',
    "cisco": "ip access-list extended A\n deny ip any host 192.0.2.7\n"
    " permit ip any host 192.0.2.8\n",
    "nft": "table ip filter {\n set a { type ipv4_addr\n elements = { 192.0.2.7 }\n }\n}\n",
    "mail": "From: a@office.example\nTo: b@school.example\nSubject: a list\n"
    "Received: from relay.example (192.0.2.25)\n\nbad.example\n",
}


@pytest.mark.parametrize("content", NO_LISTS.values(), ids=list(NO_LISTS))
def test_what_also_names_others_is_refused_by_its_form(tmp_path: Path, content: str):
    with pytest.raises(ListError) as caught:
        read(tmp_path, content)
    assert caught.value.problems[0].mend


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x11" * 99, "7z"),
        (b"Rar!\x1a\x07\x01\x00" + b"\x11" * 99, "RAR"),
        (b"\x28\xb5\x2f\xfd" + b"\x11" * 99, "zstd"),
        (b"list".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 248 + b"bad.example\n", "tar"),
        (rb"{\rtf1\ansi bad.example\par}", "RTF"),
    ],
)
def test_a_packed_file_that_nobody_reads_is_named(tmp_path: Path, content: bytes, word: str):
    with pytest.raises(ListError, match=word):
        read(tmp_path, content)


def test_a_document_with_a_password_is_no_old_one(tmp_path: Path):
    mark = "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ListError) as caught:
        read(tmp_path, b"\xd0\xcf\x11\xe0" + b"\0" * 600 + mark)
    assert caught.value.problems[0].what == say("list_file.locked")


def archive(names: tuple[str, ...]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, "bad.example\n")
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        bz2.compress(b"bad.example\n"),
        bz2.compress(b"bad.") + bz2.compress(b"example\n"),
        lzma.compress(b"bad.") + b"\0" * 8 + lzma.compress(b"example\n"),
        archive(("list.txt", "__MACOSX/._list.txt", ".DS_Store")),
    ],
)
def test_a_packed_list_is_read_to_its_end(tmp_path: Path, content: bytes):
    assert used(read(tmp_path, content)) == {"bad.example"}


@pytest.mark.parametrize(
    "content",
    [
        bz2.compress(b"bad.example\n")[:-4],
        lzma.compress(b"bad.example\n") + lzma.compress(b"worse.example\n")[:-4],
        lzma.compress(b"a.example\n") * 101,
    ],
)
def test_a_packed_list_that_is_cut_or_endless_is_refused(tmp_path: Path, content: bytes):
    with pytest.raises(ListError):
        read(tmp_path, content)


@pytest.mark.parametrize(
    ("published", "value"),
    [
        ("bad\\[.\\]example", "bad.example"),
        ("bad\\.example", "bad.example"),
        ("**bad.example**", "bad.example"),
        ("(bad.example)", "bad.example"),
        ("[bad.example](https://page.example/bad.example)", "bad.example"),
        ("htxp://bad[.]example/a", "http://bad.example/a"),
        ("htxp://bad.example/a", "http://bad.example/a"),
        ("hxxx://bad.example/a", "http://bad.example/a"),
        ("[http]://bad.example/a", "http://bad.example/a"),
        ("fxp://bad.example/a", "ftp://bad.example/a"),
        ("hxxps\\[://\\]bad[.]example", "https://bad.example"),
    ],
)
def test_more_ways_to_write_what_nobody_shall_follow(tmp_path: Path, published: str, value: str):
    assert used(read(tmp_path, f"192.0.2.7\n{published}\n")) == {"192.0.2.7", value}


RANGES = {
    "shield": "Start\tEnd\tNetblock\tAttacks\tName\n192.0.2.0\t192.0.2.255\t24\t500\tA\n"
    "198.51.100.0\t198.51.100.255\t24\t400\tB\n",
    "csv": "start_ip,end_ip,note\n192.0.2.0,192.0.2.255,x\n198.51.100.0,198.51.100.255,x\n",
    "vi": "STT;IP bắt đầu;IP kết thúc\n1;192.0.2.0;192.0.2.255\n2;198.51.100.0;198.51.100.255\n",
}


@pytest.mark.parametrize("content", RANGES.values(), ids=list(RANGES))
def test_two_columns_are_the_ends_of_ranges(tmp_path: Path, content: str):
    assert used(read(tmp_path, content)) == {"192.0.2.0/24", "198.51.100.0/24"}


def test_a_range_of_two_columns_that_is_no_network_is_told(tmp_path: Path):
    listed = read(tmp_path, "from,to\n192.0.2.0,192.0.2.255\n198.51.100.1,198.51.100.7\n")
    assert used(listed) == {"192.0.2.0/24"}
    assert unused(listed) == {Unused.DASH_RANGE: 1}


@pytest.mark.parametrize(
    "titles",
    [
        "Website giả mạo;Website thật",
        "Tên miền giả mạo;Tên miền bị giả mạo",
        "Tên miền;Tên miền chính thức",
        "url;brand_domain",
        "domain;legitimate domain",
        "Domain;Impersonated domain",
        "Kết nối tới;Website đơn vị",
        "Tên miền giả mạo cơ quan nhà nước;Tên miền bị giả mạo",
    ],
)
def test_the_site_that_is_imitated_is_no_indicator(tmp_path: Path, titles: str):
    listed = read(tmp_path, f"{titles}\nbad.example;bank.example\nworse.example;post.example\n")
    assert used(listed) == {"bad.example", "worse.example"}
    assert unused(listed) == {Unused.CITATION: 2}


def test_what_a_list_says_is_allowed_is_no_indicator(tmp_path: Path):
    listed = read(
        tmp_path,
        "IndicatorType,IndicatorValue,Action\nDomainName,bad.example,Block\n"
        "DomainName,good.example,Allowed\nIpAddress,192.0.2.7,Alert\nIpAddress,192.0.2.8,Allow\n",
    )
    assert used(listed) == {"bad.example", "192.0.2.7"}
    assert unused(listed) == {Unused.EXCEPTION: 2}


def test_lines_of_a_word_and_a_value_are_no_titles(tmp_path: Path):
    listed = read(
        tmp_path,
        "IP: 192.0.2.7\nDomain: bad.example\nURL: http://worse.example/a\n"
        "Tên miền: third.example\ndomain=fourth.example\n",
    )
    assert used(listed) == {
        *("192.0.2.7", "bad.example", "http://worse.example/a", "third.example"),
        "fourth.example",
    }


def test_what_stands_above_a_table_is_a_reference(tmp_path: Path):
    listed = read(
        tmp_path,
        "Danh sách của trang page.example,,\nSTT,Tên miền,Ghi chú\n1,bad.example,a\n"
        "2,worse.example,b\n",
    )
    assert used(listed) == {"bad.example", "worse.example"}
    assert unused(listed) == {Unused.CITATION: 1}


def test_a_commented_header_names_many_columns(tmp_path: Path):
    sha256 = "ab" * 32
    listed = read(
        tmp_path,
        '# "first_seen_utc","sha256_hash","md5_hash","reporter","file_name","mime","clam","vt"\n'
        f'"2024-03-01", "{sha256}", "{sha256[:32]}", "a", "invoice.zip", "b", "c", "d"\n',
    )
    assert used(listed) == set()
    assert unused(listed) == {Unused.HASH: 2, Unused.FILE_NAME: 1}


def test_a_commented_header_is_parted_as_its_rows_are(tmp_path: Path):
    listed = read(
        tmp_path,
        "# domain\tsource\tnote\nbad.example\tpage.example\ta\nworse.example\tb.example\t\n",
    )
    assert used(listed) == {"bad.example", "worse.example"}


def test_a_name_beside_hashes_alone_is_a_file(tmp_path: Path):
    md5 = "0123456789abcdef0123456789abcdef"
    listed = read(tmp_path, f"{md5},invoice.zip\n{md5[::-1]},photo.mov\n")
    assert used(listed) == set()
    assert unused(listed) == {Unused.HASH: 2, Unused.FILE_NAME: 2}


REPORT = """# Report
It is told at https://page.example/a by www.office.gov.vn, of version 192.0.2.1 of a program.

| Type | Indicator | Note |
|------|-----------|------|
| domain | `bad[.]example` | see page.example |
| url | hxxp://worse[.]example/a\\|b | |

Further it used third[.]example.
"""


def test_a_report_of_tables_and_text_keeps_references_apart(tmp_path: Path):
    listed = read(tmp_path, REPORT.replace("example", "com"))
    assert listed.format == "text"
    assert used(listed) == {"bad.com", "http://worse.com/a|b", "third.com"}
    assert unused(listed) == {Unused.CITATION: 3, Unused.NOT_A_VALUE: 1}


@pytest.mark.parametrize("field", ["indicator_types", "labels"])
def test_an_indicator_of_what_is_good_is_an_exception(tmp_path: Path, field: str):
    objects = [
        {
            "type": "indicator",
            "pattern": f"[domain-name:value = '{name}.example']",
            "valid_from": "2024-01-01T00:00:00Z",
            field: [said],
        }
        for name, said in (("bad", "malicious-activity"), ("good", "benign"))
    ]
    listed = read(tmp_path, json.dumps({"type": "bundle", "objects": objects}))
    assert used(listed) == {"bad.example"}
    assert unused(listed) == {Unused.EXCEPTION: 1}


def test_what_was_observed_and_no_pattern_names_is_a_reference(tmp_path: Path):
    objects = [
        {
            "type": "indicator",
            "pattern": "[domain-name:value = 'bad.example' AND NOT "
            "domain-name:value = 'good.example']",
        },
        {"type": "domain-name", "value": "bad.example"},
        {"type": "ipv4-addr", "value": "192.0.2.7"},
        {"type": "observed-data", "objects": {"0": {"type": "url", "value": "http://a.example/"}}},
    ]
    listed = read(tmp_path, json.dumps({"type": "bundle", "objects": objects}))
    assert used(listed) == {"bad.example"}
    assert unused(listed) == {Unused.CITATION: 2, Unused.OTHER_TYPE: 1}


ATTRIBUTES = [
    {"type": "domain", "value": "bad.example", "to_ids": True},
    {"type": "link", "value": "https://page.example/a", "to_ids": False},
]


@pytest.mark.parametrize(
    "tree",
    [
        ATTRIBUTES,
        {"Attribute": ATTRIBUTES},
        {"response": {"Attribute": ATTRIBUTES}},
        {"response": [{"Event": {"Attribute": ATTRIBUTES}}]},
    ],
)
def test_attributes_of_misp_come_in_several_holders(tmp_path: Path, tree: object):
    listed = read(tmp_path, json.dumps(tree))
    assert (listed.format, used(listed)) == ("misp", {"bad.example"})


def test_a_pulse_in_json_is_refused_and_is_no_empty_package(tmp_path: Path):
    pulse = {"name": "a", "indicators": [{"indicator": "bad.example", "type": "domain"}]}
    with pytest.raises(ListError):
        read(tmp_path, json.dumps(pulse))


CALLERS = "Địa chỉ IP nguồn;Địa chỉ IP đích\n192.0.2.1;198.51.100.7\n192.0.2.2;198.51.100.8\n"


def test_whoever_began_a_connection_is_asked_about(tmp_path: Path):
    with pytest.raises(ListError) as caught:
        read(tmp_path, CALLERS)
    assert "Địa chỉ IP nguồn=reference" in str(caught.value)


def test_sources_of_their_own_are_indicators(tmp_path: Path):
    assert used(read(tmp_path, "Source IP,Note\n192.0.2.1,a\n192.0.2.2,b\n")) == {
        *("192.0.2.1", "192.0.2.2")
    }


@pytest.mark.parametrize(
    "cell", ["'bad.example'", "`bad.example`", "“bad.example”", "<bad.example>"]
)
def test_quotes_that_the_table_does_not_know_are_no_part_of_a_cell(tmp_path: Path, cell: str):
    assert used(read(tmp_path, f"domain,ip\n{cell},'192.0.2.7'\n")) == {
        *("bad.example", "192.0.2.7")
    }


def test_the_site_of_an_office_in_a_sentence_is_a_reference(tmp_path: Path):
    text = (
        "Đề nghị các đơn vị chặn kết nối đến bad.com và 192.0.2.7 ngay hôm nay.\n"
        "Chi tiết xin liên hệ trang www.office.hanoi.gov.vn hoặc qua điện thoại.\n"
        "Các đơn vị báo cáo kết quả trước ngày 15 tháng này để tổng hợp chung.\n"
    )
    listed = read(tmp_path, text)
    assert used(listed) == {"bad.com", "192.0.2.7"}
    assert unused(listed) == {Unused.CITATION: 1}


SECTIONS = {
    "plain": "bad.example\n192.0.2.7\n\nReferences:\nhttps://page.example/a\n- page.example\n",
    "vi": "Tên miền độc hại:\nbad[.]example\n192.0.2.7\n\nTham khảo:\nhttps://page.example/a\n"
    "page.example\n",
    "yaml": "iocs:\n  domains:\n    - bad.example\n  ips:\n    - 192.0.2.7\nreferences:\n"
    "  - https://page.example/a\n  - page.example\n",
    "long": "bad.example\n192.0.2.7\n" + "# nothing\n" * 20_000 + "\n## Sources\n"
    "https://page.example/a\npage.example\n",
}


@pytest.mark.parametrize("content", SECTIONS.values(), ids=list(SECTIONS))
def test_links_below_the_word_references_are_none_of_the_indicators(tmp_path: Path, content: str):
    listed = read(tmp_path, content)
    assert used(listed) == {"bad.example", "192.0.2.7"}
    assert unused(listed)[Unused.CITATION] == 2
    lines = content.split("\n")
    cited = [one for one in listed.skipped if one.reason is Unused.CITATION]
    assert all(one.text in lines[one.line - 1] for one in cited)


def test_a_section_of_references_ends_at_the_next_heading_and_keeps_what_is_defanged(
    tmp_path: Path,
):
    listed = read(
        tmp_path,
        "References:\nhttps://page.example/a\nbad[.]example\n192.0.2.7\nDomains:\nworse.example\n",
    )
    assert used(listed) == {"bad.example", "192.0.2.7", "worse.example"}


def test_a_title_and_a_cell_of_several_lines_are_no_sections(tmp_path: Path):
    with pytest.raises(ListError):
        read(tmp_path, "title,reference\na,https://page.example/a\nb,https://page.example/b\n")
    listed = read(tmp_path, 'domain,note\nbad.example,"a\nReferences:\nhttps://page.example/a"\n')
    assert used(listed) == {"bad.example"}


def test_remarks_behind_a_dash_and_lines_of_an_exclamation_mark_name_no_indicators(tmp_path: Path):
    listed = read(
        tmp_path,
        "! Title: names of page.example\n! Homepage: https://page.example\n"
        "bad.example - first seen at page.example\nworse.example \u2013 IP: 192.0.2.7\n"
        "third.example - địa chỉ IP 192.0.2.8\n- fourth.example - loader\n",
    )
    assert used(listed) == {
        *("bad.example", "worse.example", "192.0.2.7", "third.example", "192.0.2.8"),
        "fourth.example",
    }
    assert unused(listed)[Unused.CITATION] == 1


RESEMBLING = {
    "names": "next.example\nset.example\nend.example\nedit.example\n",
    "router": "/ip dns\nset servers=192.0.2.53\n/ip firewall filter\n"
    "add action=accept chain=input src-address=192.0.2.54\n/ip firewall address-list\n"
    "add address=192.0.2.7 list=a\n",
    "report": "The actors used bad[.]example in 2024 and later.\nA rule that finds it:\n"
    'rule made {\n  strings:\n    $a = "x"\n  condition:\n    $a\n}\n',
    "page": "<html><script>a.replace(/(.)/, b)</script><p>bad.com</p><p>http://worse.com/a</p>",
}


@pytest.mark.parametrize("content", RESEMBLING.values(), ids=list(RESEMBLING))
def test_what_only_resembles_such_forms_is_read(tmp_path: Path, content: str):
    listed = read(tmp_path, content)
    assert listed.entries
    assert Unused.CITATION not in unused(listed)


def test_a_whole_export_of_a_router_lists_its_address_lists_alone(tmp_path: Path):
    assert used(read(tmp_path, RESEMBLING["router"])) == {"192.0.2.7"}
