"""Tables in the shapes that feeds and people send: what each lists, and what it only names."""

from collections import Counter
from pathlib import Path

import pytest

from orchestrator.errors import ListError
from orchestrator.ioc.reading.entries import ReadList
from orchestrator.ioc.reading.list_file import read_list
from orchestrator.model.indicator import Unused

HASH = "d41d8cd98f00b204e9800998ecf8427e"


def read(text: str, tmp_path: Path) -> ReadList:
    path = tmp_path / "list"
    path.write_text(text, encoding="utf-8")
    return read_list(path, "list")


@pytest.mark.parametrize(
    ("text", "listed", "unused"),
    [
        (  # rows of a page on one line
            (
                "<html><table><tr><th>Domain</th><th>Link</th></tr>"
                "<tr><td>bad[.]example</td><td>www.blog.example</td></tr></table></html>"
            ),
            {"bad.example"},
            {Unused.CITATION: 1},
        ),
        (
            "| Domain | Reference |\n|---|:-:|\n| bad[.]example | https://blog.example/a |\n",
            {"bad.example"},
            {Unused.CITATION: 1},
        ),
        (  # one column, and a URL with a space
            f"ioc\nbad.example\nhttp://worse.example/a b.exe\n{HASH}\n",
            {"bad.example", "http://worse.example/a b.exe"},
            {Unused.HASH: 1},
        ),
        (  # a feed's commented header, words in capitals inside
            "# Listingdate,DstIP,DstPort\n2024-01-02,192.0.2.1,443\n2024-01-02,192.0.2.2,8443\n",
            {"192.0.2.1", "192.0.2.2"},
            {},
        ),
        (  # MISP's export: cells of two lines, halves with ports, links, what is not for detection
            (
                "uuid,type,value,comment,to_ids\n"
                '1,"domain","bad.example","one\nsee www.blog.example",1\n'
                '2,"ip-dst|port","192.0.2.1|443","",1\n'
                '3,"link","https://blog.example/x","",0\n'
                f'4,"filename|md5","a.exe|{HASH}","",1\n'
            ),
            {"bad.example", "192.0.2.1"},
            {Unused.CITATION: 2, Unused.HASH: 1},
        ),
        (  # names of files that could be domains
            f"File name,MD5,C2\ninvoice.zip,{HASH},bad.example\nnote.one,{HASH},worse.example\n",
            {"bad.example", "worse.example"},
            {Unused.FILE_NAME: 2, Unused.HASH: 2},
        ),
        (  # titles of a letter above the header, a row of totals below
            (
                "DANH SÁCH TÊN MIỀN ĐỘC HẠI,,,\n,,,\nSTT,Tên miền/IP,Loại,Ghi chú\n"
                "1,bad[.]example,C&C,tại www.blog.example\n2,192[.]0[.]2[.]1,C&C,\nTổng,,,\n"
            ),
            {"bad.example", "192.0.2.1"},
            {Unused.CITATION: 1, Unused.NO_VALUE: 1},
        ),
        (  # two parts, each with a header of its own
            "STT;Tên miền\n1;bad.example\nSTT;Địa chỉ IP\n1;192.0.2.1\n",
            {"bad.example", "192.0.2.1"},
            {},
        ),
    ],
)
def test_a_table_is_read(text: str, listed: set[str], unused: dict[Unused, int], tmp_path: Path):
    found = read(text, tmp_path)
    assert {entry.value.text for entry in found.entries} == listed
    assert Counter(one.reason for one in found.skipped) == unused


def test_the_sites_of_victims_are_asked_about(tmp_path: Path):
    with pytest.raises(ListError, match=r'`Website`.*--column "Website=reference"'):
        read("IP độc hại,Website\n192.0.2.1,www.school.example\n", tmp_path)
