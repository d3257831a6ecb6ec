"""What text files of before Unicode say; also those in UTF-16 that do not say so."""

from orchestrator.documents.encodings import decoded_as
from orchestrator.inventory.sheets.legacy_fonts import detect


def unmarked_text(data: bytes) -> str:
    """Return bytes that are no UTF-8 and bear no mark, as the text that they most likely are.

    Raises:
        UnsoundEncodingError: They are broken UTF-16.
    """
    if b"\0" in data:
        return decoded_as(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return data.decode("latin-1")
    # In the fonts of before Unicode the same bytes are other letters; those are told apart later.
    old = data.decode("latin-1")
    return old if detect(text.splitlines()) and detect(old.splitlines()) else text
