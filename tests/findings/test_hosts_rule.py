"""Which lines of a hosts file do harm."""

import pytest
from msgspec.structs import replace

from orchestrator.findings.canaries import Canaries
from orchestrator.findings.hosts_rule import tampered
from orchestrator.model.answer import Note
from orchestrator.model.result import ControlVerdict
from tests.findings.made import QUESTIONS, full, judge
from tests.match.made import NONCE, answered, hosts

UPDATES = "update.microsoft.com"


@pytest.mark.parametrize("null", ["0.0.0.0", "127.0.0.1", "::1"])  # noqa: S104  a line of a file
def test_one_name_that_protects_is_enough(null: str):
    line = hosts(null, "ads.example", UPDATES)
    harmless = hosts(null, "ads.example", "more.example")
    assert tampered(answered(line, harmless), Canaries(NONCE)) == (line.raw,)


@pytest.mark.parametrize(
    ("notes", "verdict"),
    [((), ControlVerdict.PASS), ((Note.ODD_ROWS,), ControlVerdict.NOT_ASSESSED)],
)
def test_a_file_that_nobody_can_read_as_lines_passes_nobody(notes, verdict):
    answers = full()
    answers["hosts_file"] = replace(answers["hosts_file"], notes=notes)
    questions = (
        replace(one, control="CD-07") if one.check == "hosts_file" else one for one in QUESTIONS
    )
    (result,) = judge(answers, questions=tuple(questions)).controls
    assert result.verdict is verdict
