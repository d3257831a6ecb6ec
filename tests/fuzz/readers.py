"""Coverage-guided fuzzing of one reader, by hand; its findings become files of a test.

    python -m pip install atheris
    python -m tests.fuzz.readers FORMAT [-max_total_time=60] [CORPUS FOLDER ...]

FORMAT is a word of `ioc show --format`, or `any`: the reader is then chosen by what the bytes
look like, as for a real list. Other options are libFuzzer's own. Any bytes must give a list or an
`InputError` within ten seconds; whatever else happens ends the run and leaves the bytes in a file
`crash-*`, which belongs into `tests/ioc/reading/fuzz/FORMAT-<what it was>` once it is mended.
"""

import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["orchestrator.ioc", "json", "csv", "zipfile", "pypdf"]):
    from orchestrator.errors import InputError
    from orchestrator.ioc.reading.list_file import ReadAs, read_list
    from orchestrator.ioc.reading.readers.formats import FORMATS
    from orchestrator.ioc.reading.readers.pdf import text_of as pdf_text
    from orchestrator.ioc.reading.readers.prose import read as read_prose

from tests.documents.least import docx, pdf, xlsx

_LIMITS = ("-timeout=10", "-rss_limit_mb=700", "-max_len=20000")
_FILES = Path(__file__).parent.parent / "ioc" / "reading" / "files"


def reader(form: str, folder: Path) -> Callable[[bytes], None]:
    """Return what reads bytes as a list of a form."""
    path = folder / "list"

    def read(raw: bytes) -> None:
        if raw.startswith(b"%PDF-"):  # read by a process of its own, which would not be seen
            return
        path.write_bytes(raw)
        try:
            found = read_list(path, "list", ReadAs(format=None if form == "any" else form))
        except InputError:
            return
        for entry in found.entries:
            assert entry.line >= 1

    return read_pdf if form == "pdf" else read


def read_pdf(raw: bytes) -> None:
    """Read bytes as a PDF in this process."""
    try:
        text = pdf_text(raw)
        list(read_prose(text))
    except InputError:
        return


def seed(folder: Path) -> None:
    """Lay out sound files to begin with."""
    for path in _FILES.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    rows = (("STT", "IP"), ("1", "192.0.2.1"))
    (folder / "made.xlsx").write_bytes(xlsx(rows))
    (folder / "made.docx").write_bytes(docx(("bad.com",), rows))
    (folder / "made.pdf").write_bytes(pdf(["bad.com 192.0.2.1"]))


def main() -> None:
    """Fuzz until the time is over or something is found."""
    program, form, *options = sys.argv
    if form not in {"any", *FORMATS}:
        sys.exit(f"{form} is none of: any, {', '.join(FORMATS)}")
    warnings.simplefilter("ignore")  # a damaged PDF makes its library warn
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds = folder / "seeds"
        seeds.mkdir()
        seed(seeds)
        atheris.Setup([program, *_LIMITS, *options, str(seeds)], reader(form, folder))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
