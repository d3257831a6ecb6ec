"""PDF, read by a process of its own: its library cannot be stopped in the middle of a page."""

import io
import multiprocessing
import sys
import zlib
from collections.abc import Iterator
from multiprocessing.connection import Connection

from orchestrator.errors import InputError, ListError
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.readers.prose import read as read_prose

SECONDS = 8
MAX_MIB = 16
_MAX_PAGES = 2000
_MAX_CHARS = 8 * 1024 * 1024
_WORKER_BYTES = 180 * 1024 * 1024
_ENDLESS = "the PDF takes too long to read, or too much memory"
_AS_TEXT = "ask the sender for the list as text"


def read(raw: bytes) -> Iterator[ListCell]:
    """Yield what the text of the pages holds; the line counts lines of all pages.

    Raises:
        ListError: It has no text (pictures of pages have none), is locked or damaged, takes
            longer than `SECONDS`, or the optional package that reads PDF is missing.
    """
    if len(raw) > MAX_MIB * 1024 * 1024:
        raise ListError.one(f"a PDF larger than {MAX_MIB} MiB", _AS_TEXT)
    text = _elsewhere(raw)
    if not text.strip():
        raise ListError.one("the PDF has no text: its pages are pictures", _AS_TEXT)
    return read_prose(text)


def text_of(raw: bytes) -> str:
    """Return the text of all pages, however long that takes.

    Raises:
        ListError: It is locked or damaged, or the package that reads PDF is missing.
    """
    try:
        import pypdf  # noqa: PLC0415 - an optional extra
        from pypdf.errors import PyPdfError  # noqa: PLC0415 - likewise
    except ImportError as error:
        what = "reading PDF needs a package that is not installed"
        raise ListError.one(what, 'in the program\'s folder: pip install ".[documents]"') from error
    texts, chars = list[str](), 0
    try:
        for page in pypdf.PdfReader(io.BytesIO(raw)).pages[:_MAX_PAGES]:
            texts.append(page.extract_text())
            chars += len(texts[-1])
            if chars > _MAX_CHARS:
                raise ListError.one(f"more than {_MAX_CHARS} letters of text in a PDF", _AS_TEXT)
    except MemoryError as error:
        raise ListError.one(_ENDLESS, _AS_TEXT) from error
    except (
        *(PyPdfError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError),
        *(RecursionError, AssertionError, OSError, zlib.error, NotImplementedError),
    ) as error:
        raise ListError.one(f"the PDF is damaged or locked ({error})", "save it again") from error
    return "\n".join(texts)


def _elsewhere(raw: bytes) -> str:
    process = multiprocessing.get_context("spawn")
    here, there = process.Pipe(duplex=False)
    worker = process.Process(target=_work, args=(there, raw), daemon=True)
    worker.start()
    there.close()
    try:
        answer = here.recv() if here.poll(SECONDS) else None
    except EOFError:  # it died of its limits
        answer = None
    finally:
        worker.kill()
        worker.join()
        here.close()
    if isinstance(answer, str):
        return answer
    raise ListError.one(*answer) if answer else ListError.one(_ENDLESS, _AS_TEXT)


def _work(there: Connection, raw: bytes) -> None:
    """Send the text, or what is wrong and how to mend it."""
    _limit_memory()
    try:
        there.send(text_of(raw))
    except InputError as error:
        there.send((error.problems[0].what, error.problems[0].mend))


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_DATA, (_WORKER_BYTES, _WORKER_BYTES))
