"""What stands in a Word document that we wrote, as its reader sees it."""

import io

from docx import Document


def paragraphs(data: bytes) -> list[str]:
    """Return every paragraph, those in tables as well, in the order of the file."""
    body = Document(io.BytesIO(data)).element.body
    return [_text(one) for one in body.iter(f"{{{W}}}p")]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _text(paragraph) -> str:
    said = {f"{{{W}}}tab": "\t", f"{{{W}}}br": "\n", f"{{{W}}}noBreakHyphen": "\u2011"}
    return "".join(
        (node.text or "") if node.tag == f"{{{W}}}t" else said.get(node.tag, "")
        for run in paragraph.iter(f"{{{W}}}r")
        for node in run
    )
