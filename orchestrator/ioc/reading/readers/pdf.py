"""PDF, read by a process of its own: its library cannot be stopped in the middle of a page."""

import io
import multiprocessing
import sys
import zlib
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection

from orchestrator.errors import InputError, ListError
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.readers.prose import read as read_prose
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.text.message import say

SECONDS = 8
MAX_MIB = 16
_MAX_PAGES = 2000
_MAX_CHARS = 8 * 1024 * 1024
_WORKER_BYTES = 180 * 1024 * 1024


def read(raw: bytes, _given: Sequence[ColumnByHand] = ()) -> Iterator[ListCell]:
    """Yield what the text of the pages holds; the line counts lines of all pages.

    Args:
        raw: The file.
        _given: What a person decided of columns; it has none.

    Raises:
        ListError: It has no text (pictures of pages have none), is locked or damaged, takes
            longer than `SECONDS`, or the optional package that reads PDF is missing.
    """
    if len(raw) > MAX_MIB * 1024 * 1024:
        raise ListError.one(say("list_file.pdf_large", n=MAX_MIB), say("list_file.mend.as_text"))
    text = _elsewhere(raw)
    if not text.strip():
        raise ListError.one(say("list_file.pdf_pictures"), say("list_file.mend.as_text"))
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
        raise ListError.one(say("list_file.pdf_package"), say("list_file.mend.extra")) from error
    texts, chars = list[str](), 0
    try:
        for page in pypdf.PdfReader(io.BytesIO(raw)).pages[:_MAX_PAGES]:
            texts.append(page.extract_text())
            chars += len(texts[-1])
            if chars > _MAX_CHARS:
                what = say("list_file.pdf_letters", n=_MAX_CHARS)
                raise ListError.one(what, say("list_file.mend.as_text"))
    except MemoryError as error:
        raise _endless() from error
    except (
        *(PyPdfError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError),
        *(RecursionError, AssertionError, OSError, zlib.error, NotImplementedError),
    ) as error:
        what = say("list_file.pdf", why=str(error))
        raise ListError.one(what, say("list_file.mend.save_again")) from error
    return "\n".join(texts)


def _endless() -> ListError:
    return ListError.one(say("list_file.pdf_endless"), say("list_file.mend.as_text"))


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
    raise ListError.one(*answer) if answer else _endless()


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
