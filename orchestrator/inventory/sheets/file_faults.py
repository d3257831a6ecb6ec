"""Why a workbook is not read, in the words of who keeps a list of machines in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.documents.package import DocumentCaps, DocumentError, DocumentFault
from orchestrator.errors import InputError, Place
from orchestrator.text.message import Message, say

MAX_FILE_BYTES = 32 * 1024 * 1024
CAPS = DocumentCaps(
    parts=4096,
    part_bytes=64 * 1024 * 1024,  # 5,000 machines take 3 MiB
    total_bytes=256 * 1024 * 1024,
    tags=16_000_000,
    rows=100_000,
)


@contextmanager
def worded(source: str) -> Iterator[None]:
    """Turn what is wrong with a workbook into the error that a person reads.

    Args:
        source: Its name.

    Raises:
        InputError: It is not read.
    """
    try:
        yield
    except DocumentError as error:
        raise InputError.one(*_said(error), Place(file=source)) from error


def _said(error: DocumentError) -> tuple[Message, Message]:
    """Return what is wrong, and how it is mended."""
    match error.fault:
        case DocumentFault.DAMAGED | DocumentFault.ENTITIES:
            return say("sheet.damaged", why=error.why), say("mend.save_again")
        case DocumentFault.NO_MAIN:
            return say("sheet.no_workbook"), say("mend.as_xlsx")
        case DocumentFault.PARTS:
            return say("sheet.parts"), say("mend.save_again")
        case DocumentFault.PART_BYTES:
            what = say("sheet.part_size", mib=error.limit // 2**20)
            return what, say("mend.only_machines")
        case DocumentFault.TOTAL_BYTES | DocumentFault.TAGS:
            return say("sheet.too_much"), say("mend.only_machines")
        case DocumentFault.ROWS:
            return say("sheet.rows", name=error.why, rows=error.limit), say("mend.split")
