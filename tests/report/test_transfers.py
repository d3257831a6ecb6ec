"""A hit in a transfer says whose job it is, where to, what it runs, and when that was logged."""

from html import unescape
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.model.observation import Transfer
from orchestrator.model.result import UnitVerdict
from orchestrator.report import write_reports
from orchestrator.text.catalogue import catalogue
from tests.report import builders as made
from tests.report import samples
from tests.report.samples import STATE


@pytest.mark.parametrize("whole", [True, False], ids=["a job", "a file"])
def test_a_transfer_is_told_in_words(tmp_path: Path, *, whole: bool):
    seen = made.name_hit()
    job = Transfer(
        sight=seen.observation.sight,
        job="capnhat",
        owner="PC\\vanthu",
        source="http://www.capnhat-trinhduyet.example/a",
        target="C:\\a.exe" if whole else None,
        command="cmd /c start C:\\a.exe" if whole else None,
        when=None if whole else made.START,
        raw="capnhat",
    )
    machine = made.assessed(made.row("PC-01", "th_ho_sen"), replace(seen, observation=job))
    unit = made.unit("th_ho_sen", "Trường Tiểu học Hồ Sen", UnitVerdict.FAIL, machine)
    written = write_reports(samples.district(unit), tmp_path, "vi", state=STATE)
    page = next(path for path in written.paths if path.name == "th_ho_sen.html")
    text = unescape(page.read_text("utf-8"))
    say = catalogue("vi")
    assert say("found.transfer") in text
    assert "PC\\vanthu" in text
    for key in ("found.transfer_to", "found.transfer_runs"):
        assert (say(key) in text) == whole
    assert (say("found.transfer_at") in text) != whole
