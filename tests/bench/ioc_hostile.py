"""What the worst list of each form costs its reader, near the limits: memory, time, the answer.

    python -m tests.bench.ioc_hostile [CASE ...]

Each case is read by a process of its own, as `ioc show` reads it. At most 200 MB and ten seconds
of processor time are asked for; what is no list must be an error.
"""

import argparse
import gzip
import json
import lzma
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from orchestrator.errors import InputError
from orchestrator.ioc.reading.list_file import read_list
from tests.documents.least import pdf_of, workbook_of, zipped

MIB = 1024 * 1024
MOST_MB, MOST_SECONDS = 200, 10.0
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def filled(unit: bytes, size: int, head: bytes = b"", tail: bytes = b"") -> bytes:
    """Repeat a unit up to a size."""
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


def numbered(form: str, count: int) -> bytes:
    """Write a form for each number, one a line."""
    return "".join(f"{form.format(n=n)}\n" for n in range(count)).encode()


def swelling(size: int) -> Iterator[tuple[str, bytes]]:
    """Yield small files that swell."""
    zeros = b"a.b\n" * (size // 4)
    yield "bomb.gz", gzip.compress(zeros)
    yield "bomb.xz", lzma.compress(zeros, preset=1)
    yield "bomb.zip", zipped({"list.txt": zeros})
    yield "nested.zip", zipped({"inner.zip": zipped({"list.txt": b"bad.example\n"})})
    sheet = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * (size // 26)
    yield "bomb.xlsx", workbook_of({"s": sheet})
    end = b"</sheetData></worksheet>"
    small = sheet[: sheet.rindex(b"<row>", 0, 3 * MIB)] + end
    yield "sheets.xlsx", workbook_of({f"s{n}": small for n in range(30)})


def documents(size: int) -> Iterator[tuple[str, bytes]]:
    """Yield documents of many small parts."""
    row = '<row><c t="inlineStr"><is><t>a{n}.bad.example</t></is></c></row>'
    head = "<worksheet><sheetData>" + row.format(n="IP").replace("aIP.bad.example", "IOC")
    sheet = head.encode() + b"".join(row.format(n=n).encode() for n in range(size // 80))
    sheet += b"</sheetData></worksheet>"
    yield "rows.xlsx", workbook_of({"s": sheet})
    cells = filled(b"<c/>", size, b"<worksheet><sheetData><row>", b"</row></sheetData></worksheet>")
    yield "cells.xlsx", workbook_of({"s": cells})
    start = f'<w:document xmlns:w="{_W}"><w:body>'.encode()
    paragraph = b"<w:p><w:r><w:t>bad.example la</w:t></w:r></w:p>"
    end = b"</w:body></w:document>"
    yield "long.docx", zipped({"word/document.xml": filled(paragraph, size, start, end)})
    yield "tags.docx", zipped({"word/document.xml": filled(b"<w:t/>", size, start, end)})
    for name, unit in (
        ("text", b"(bad.example) Tj T* "),
        ("paths", b"1 0 0 1 0 0 cm "),
        ("open", b"["),
    ):
        yield f"{name}.pdf", pdf_of(b"BT /F1 9 Tf " + filled(unit, size))
    yield "bomb.pdf", pdf_of(zlib.compress(filled(b"(a.b) Tj ", 8 * size)), "/FlateDecode")
    yield (
        "stacked.pdf",
        pdf_of(zlib.compress(zlib.compress(b" " * 16 * size)), "[/FlateDecode /FlateDecode]"),
    )


def trees(size: int) -> Iterator[tuple[str, bytes]]:
    """Yield JSON and XML."""
    yield "deep.json", b'{"type":"bundle","objects":' + b"[" * size
    yield "wide.json", filled(b"{},", size, b'{"type":"bundle","objects":[', b"{}]}")
    yield "numbers.json", filled(b"1,", size, b'{"type":"bundle","objects":[', b"1]}")
    yield "keys.json", b"{" + b",".join(b'"k%d":{}' % n for n in range(size // 14)) + b"}"
    yield "escapes.json", filled(b"\\u0041", size, b'{"type":"', b'"}')
    one = {"type": "indicator", "pattern": "[domain-name:value = 'a{n}.bad.example']"}
    rows = (json.dumps(one).replace("{n}", str(n)) for n in range(size // 90))
    yield "stix2.json", ('{"type":"bundle","objects":[' + ",".join(rows) + "]}").encode()
    event = (f'{{"type":"domain","value":"a{n}.bad.example"}}' for n in range(size // 50))
    yield "misp.json", ('{"Event":{"Attribute":[' + ",".join(event) + "]}}").encode()
    yield "deep.xml", filled(b"<a>", size, b"<STIX_Package>")
    yield "wide.xml", filled(b"<a/>", size, b"<STIX_Package>", b"</STIX_Package>")
    yield "text.xml", filled(b"<a>b</a>", size, b"<STIX_Package>", b"</STIX_Package>")
    bomb = '<!DOCTYPE a [<!ENTITY a "bad">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(20)
    )
    yield "entities.xml", f"{bomb}]><STIX_Package>&u;</STIX_Package>".encode()
    item = b'<IndicatorItem><Context search="Network/DNS"/><Content>a.b</Content></IndicatorItem>'
    yield "openioc.xml", filled(item, size, b"<ioc>", b"</ioc>")


def texts(size: int) -> Iterator[tuple[str, bytes]]:
    """Yield lists as text."""
    yield "names.txt", numbered("host{n}.bad.example", size // 24)
    yield "hosts.txt", numbered("0.0.0.0 host{n}.bad.example", size // 32)
    yield "urls.txt", numbered("http://bad.example/{n}?a=B", size // 32)
    yield "ports.txt", numbered("192.0.2.7:{n}", size // 20)
    yield "words.txt", filled(b"bad.example la mot may\n", size)
    yield "short.txt", filled(b"a.b\n", size)
    yield "line.txt", filled(b"a.b,", size)
    yield "bare-line.txt", filled(b"a.", size)
    yield "empty.txt", filled(b"\n", size)
    yield "defanged.txt", filled(b"h[.]a(dot)b - ", size, tail=b"\n")
    yield "comments.txt", filled(b"# date: bad\n", size)
    yield "spaces.txt", filled(b" ", size)
    yield "nul.txt", filled(b"\0", size)
    yield "latin.txt", filled("bad.example trường\n".encode("cp1258", "replace"), size)
    yield "utf16.txt", ("\ufeff" + "bad.example\n" * (size // 24)).encode("utf-16-le")
    yield "rows.csv", filled(b"192.0.2.1,bad.example,x\n", size, b"ip,domain,note\n")
    yield "wide.csv", filled(b"a,", size, b"ip,domain,note\n")
    yield "quote.csv", filled(b"a\n", size, b'ip,domain,note\n1,2,"')
    yield "prose.txt", filled(b"The host bad.example and http://bad.com/a were seen there.\n", size)
    yield "page.html", filled(b"<p>bad.com</p>\n", size, b"<html><body>")
    yield "table.html", filled(b"<tr><td>bad.com<td>1", size, b"<html><table><tr><th>IP")
    yield "tags.html", filled(b"<p>", size, b"<html>")
    yield "cells.html", filled(b"<td>", size, b"<html><table><tr>")
    yield "rules.txt", filled(b"||bad.example^\n", size)
    yield "zone.rpz", filled(b"bad.example CNAME .\n", size)


SIZES: Mapping[Callable[[int], Iterator[tuple[str, bytes]]], tuple[int, ...]] = {
    swelling: (80 * MIB,),
    texts: (32 * MIB - 64, 12 * MIB - 64, 4 * MIB - 64),
    trees: (12 * MIB - 64,),
    documents: (12 * MIB - 64, 4 * MIB - 64),
}


def read(path: Path) -> None:
    """Read one list and print what it gave and cost: the work of the process of a case."""
    try:
        said = f"{len(read_list(path, path.name).entries)} values"
    except InputError as error:
        said = str(error.problems[0].what)
    own, worker = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    seconds = sum(one.ru_utime + one.ru_stime for one in (own, worker))
    print(json.dumps([said, max(peak_mb(), worker.ru_maxrss / 1024), seconds]))


def peak_mb() -> float:
    """Return the most memory that this process held; `ru_maxrss` counts its parent's as well."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measure(path: Path) -> None:
    """Read a file in a fresh process and say what it costs."""
    command = [sys.executable, "-m", "tests.bench.ioc_hostile", "--read", str(path)]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        print(f"{path.name:14} BROKE {done.returncode}: {done.stderr.splitlines()[-1:]}")
        return
    said, megabytes, seconds = json.loads(done.stdout)
    met = megabytes <= MOST_MB and seconds <= MOST_SECONDS
    size = path.stat().st_size / MIB
    print(
        f"{path.name:14} {size:7.1f} MiB {megabytes:6.0f} MB {seconds:6.2f} s"
        f" ({time.monotonic() - start:.1f}) {'met   ' if met else 'MISSED'} {said[:70]}",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("case", nargs="*")
    options.add_argument("--read", type=Path)
    args = options.parse_args()
    if args.read:
        read(args.read)
        return
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "sparse.txt"
        with path.open("wb") as file:
            file.truncate(2 * 1024 * MIB)
        measure(path)
        for made, sizes in SIZES.items():
            for size in sizes:
                for case, raw in made(size):
                    if not args.case or case in args.case:
                        one = Path(name) / case
                        one.write_bytes(raw)
                        measure(one)
                        one.unlink()


if __name__ == "__main__":
    main()
