"""What must be known of an answer reaches every output, of a machine that passes, too."""

import json
from html import unescape
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.model.answer import Note
from orchestrator.model.result import UnitVerdict
from orchestrator.report import write_reports
from orchestrator.text.catalogue import catalogue
from tests.report import builders as made
from tests.report import samples
from tests.report.samples import STATE


@pytest.mark.parametrize("note", Note)
@pytest.mark.parametrize("check", ["connections", "firewall_profiles"])
def test_a_note_on_a_machine_that_passes_reaches_every_output(
    note: Note, check: str, tmp_path: Path
):
    machine = made.assessed(made.row("PC-01", "th_ho_sen"))
    rows = (*(row for row in machine.checks if row.check != check), made.read(check))
    noted = replace(rows[-1], notes=(note,))
    machine = replace(machine, checks=(*rows[:-1], noted))
    assert machine.verdict == "pass"
    unit = made.unit("th_ho_sen", "Trường Tiểu học Hồ Sen", UnitVerdict.PASS, machine)
    written = write_reports(samples.district(unit), tmp_path, "vi", state=STATE)
    texts = {
        path.name: path.read_text("utf-8-sig") for path in written.paths if path.suffix != ".docx"
    }
    words = catalogue("vi").word("note", note)
    said = words[:1].upper() + words[1:]
    for page in ("th_ho_sen.html", "index.html"):
        assert said in unescape(texts[page])
    assert f"{check}:{note}" in texts["machines.csv"]
    told = json.loads(texts["report.json"])["machines"][0]["checks"]
    assert next(row["notes"] for row in told if row["check"] == check) == [note]
