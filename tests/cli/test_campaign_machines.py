"""`campaign machines` as a person types it."""

import json
from datetime import timedelta

import pytest

from orchestrator import sweep
from orchestrator.cli.main import main
from tests.evidence.building import UNIT
from tests.sweep.kept_looks import BAD, LOOKED, NOW, looked_at

B = f"{UNIT.code}/b"
SIGNED = ("--by", "Officer A", "--reason", "new board", "--approver", "Head B")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sweep, "now", lambda: NOW)
    state = tmp_path / "state"
    looked_at(state, "s1", LOOKED, BAD)
    looked_at(state, "s2", LOOKED + timedelta(days=1), boxes={"b": "other \x1b box"})

    def typed(*words, lang="en"):
        told = ("campaign", "machines", *words, "--state", str(state))
        code = main(["--lang", lang, *told])
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_who_is_in_doubt_is_told(run, lang):
    code, out, _ = run(lang=lang)
    assert code == 0
    assert B in out
    assert "\x1b" not in out
    (row,) = json.loads(run("--json")[1])["machines"]
    assert (row["machine"], row["doubts"]) == ("b", ["other_box"])


def test_a_person_s_word_settles_it(run):
    code, out, _ = run(B, "--same-machine", *SIGNED)
    assert (code, "Hardware replaced" in out) == (0, True)
    assert json.loads(run("--json")[1])["machines"] == []


@pytest.mark.parametrize(
    "words",
    [
        (B, *SIGNED),
        ("--same-machine", *SIGNED),
        (B, "--same-machine", "--by", "x", "--reason", "y"),
        (B, "--moved-from", f"{UNIT.code}/a", *SIGNED),
        (B, "--moved-from", "a", *SIGNED),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_wrong_is_one_message(run, words, lang):
    code, _, err = run(*words, lang=lang)
    assert (code, len(err.splitlines())) == (2, 1)


DROPPED = ("--by", "Officer A", "--reason", "school closed")


def test_a_unit_that_is_dropped_leaves_and_what_it_showed_stays(run):
    code, out, _ = run("--drop-unit", UNIT.code, *DROPPED)
    assert (code, "Unit taken out of scope" in out) == (0, True)
    rows = json.loads(run("--json")[1])["machines"]
    assert {"a", "b"} <= {row["machine"] for row in rows if row["removed_at"]}
    code, _, err = run("--drop-unit", UNIT.code, *DROPPED)
    assert (code, "is out of scope already" in err) == (2, True)


@pytest.mark.parametrize(
    "words", [("u9", *DROPPED), (UNIT.code, "--by", "x"), (UNIT.code, B, *DROPPED)]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_unit_that_cannot_be_dropped_is_one_message(run, words, lang):
    code, _, err = run("--drop-unit", *words, lang=lang)
    assert (code, len(err.splitlines())) == (2, 1)
