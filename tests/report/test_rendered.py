"""Documents as a word processor opens them: LibreOffice makes PDF, and its text is Vietnamese."""

import shutil
import subprocess
import unicodedata

import pytest

from orchestrator.report.letter_document import letter_document
from orchestrator.report.official_letter import unit_letter
from orchestrator.text.visible import visible
from tests.documents.office import needs_writer
from tests.report import builders as made
from tests.report import test_official_form as forms
from tests.report import test_official_letter as letters

pytestmark = [
    needs_writer,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here"),
]


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """Every kind of document through one start of LibreOffice; the text of each."""
    folder = tmp_path_factory.mktemp("office")
    letter = unit_letter(made.AUTHORITY, letters.unit(), letters.MACHINES, letters.VI)
    many = [forms.unit(forms.FULL, name=f"UBND phường Bến Nứa {at}") for at in range(60)]
    files = {
        "form": forms.document(forms.form(forms.FULL)),
        "sums": forms.document(forms.sums(*many)),
        "letter": letter_document(letter, at=made.END, shown=visible, say=letters.VI),
    }
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    names = [str(folder / f"{name}.docx") for name in files]
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *names],
        check=True, capture_output=True,
    )  # fmt: skip
    return {name: _text(folder / f"{name}.pdf") for name in files}


def _text(path) -> list[str]:
    run = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True)
    return unicodedata.normalize("NFC", run.stdout.decode()).split("\f")


def flat(pages: list[str]) -> str:
    return " ".join("\n".join(pages).replace("\u2011", "-").split())


def test_the_form_is_one_page_of_the_letters_own_words(texts):
    assert len(texts["form"]) == 2  # and what follows the last form feed
    for line in forms.FORM:
        assert line in flat(texts["form"])
    assert "1234/UBND-VHTT" in flat(texts["form"])


def test_pages_are_numbered_from_the_second_on_and_a_table_repeats_its_head(texts):
    first, second, *_ = texts["sums"]
    assert first.split()[0] == "PHỤ"
    assert second.split()[0] == "2"
    heads = sum("Tên đơn vị" in page and "TT" in page for page in texts["sums"])
    assert heads > 1
    assert "60/60 đơn vị đã khai" in flat(texts["sums"])


def test_the_letter_fits_one_page_with_its_signer(texts):
    assert len(texts["letter"]) == 2
    said = flat(texts["letter"])
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TRƯỜNG HỒ SEN", "Nơi nhận:", "Người Ký"):
        assert part in said
