"""No reader raises anything but a ListError, whatever it is given: noise, or damaged real forms."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.errors import ListError
from orchestrator.ioc.reading.entries import Refusals
from orchestrator.ioc.reading.list_file import read_list
from orchestrator.ioc.reading.normalise import normalise
from orchestrator.ioc.reading.readers.formats import TEXT_FORMATS, read_text
from orchestrator.model.indicator import Kind
from tests.documents.least import docx, pdf, xlsx

FILES = tuple(path.read_bytes() for path in sorted((Path(__file__).parent / "files").iterdir()))
DOCUMENTS = (
    xlsx((("STT", "IP"), ("1", "192.0.2.1"))),
    docx(("bad.com",), (("IP",), ("192.0.2.1",))),
    pdf(["bad.com 192.0.2.1"]),
)
SETTINGS = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def damaged(draw: st.DrawFn, whole: tuple[bytes, ...] = FILES) -> bytes:
    """A sound file with some bytes cut out, doubled or overwritten."""
    raw = bytearray(draw(st.sampled_from(whole)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 40)))
        raw[start:end] = draw(
            st.one_of(
                st.binary(max_size=6),
                st.just(bytes(raw[start:end]) * 2),
                st.sampled_from((b"null", b"[]", b'"', b"\xc2\xb2", b"<", b"'", b"1e999", b"{}")),
            )
        )
    return bytes(raw)


def read(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(raw)
        try:
            found = read_list(path, "list")
        except ListError:
            return
        for entry in found.entries:
            assert entry.line >= 1
            if entry.value.kind is not Kind.URL:
                assert normalise(entry.value.text) == entry.value._replace(port=None)


@SETTINGS
@given(st.one_of(st.binary(max_size=300), damaged()))
def test_any_bytes_are_a_list_or_an_error(raw: bytes):
    read(raw)


@SETTINGS
@given(damaged(DOCUMENTS))
@pytest.mark.filterwarnings("ignore")  # a damaged PDF makes its library warn
def test_any_document_is_a_list_or_an_error(raw: bytes):
    pytest.importorskip("pypdf")
    read(raw)


@SETTINGS
@given(st.one_of(st.text(max_size=200), damaged().map(lambda raw: raw.decode("utf-8", "replace"))))
@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_any_text_in_any_format_is_a_list_or_an_error(form: str, text: str):
    try:
        read_text(text.replace("\r", "\n"), Refusals("list"), form)
    except ListError:
        return
