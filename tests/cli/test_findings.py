"""`findings list`, `show` and `set` as a person types them."""

import hashlib
import json

import pytest
from openpyxl import load_workbook

from orchestrator import sweep
from orchestrator.cli.main import main
from orchestrator.sweep import acting
from tests.evidence.building import UNIT
from tests.sweep.kept_looks import BAD, GRAVE, LOOKED, NOW, looked_at

MACHINE = f"{UNIT.code}/a"


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "now", lambda: NOW)
    monkeypatch.delenv("ORCHESTRATOR_ACTOR", raising=False)
    looked_at(tmp_path / "state", "s1", LOOKED, BAD, GRAVE)
    return tmp_path / "state"


@pytest.fixture
def run(state, capsys):
    def typed(*words, lang="en"):
        code = main(["--lang", lang, "findings", *map(str, words), "--state", str(state)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def number(run, value=BAD):
    _, out, _ = run("list", "--json")
    return next(f["number"] for f in json.loads(out)["findings"] if f["indicator"] == value)


SIGNED = ("--by", "Officer A", "--reason", "scanned")


def test_the_list_is_defanged_and_ends_with_the_code_of_the_standings(run):
    code, out, _ = run("list")
    assert code == 3
    assert "bad[.]example" in out
    assert BAD not in out
    assert "2 findings, 2 open" in out


def test_a_state_chooses_and_a_folder_is_the_state_folder(run):
    assert "0 findings" in run("list", "--state", "handled,closed")[1]
    assert "2 findings" in run("list", "--state", "open")[1]
    code, _, err = run("list", "--state", "/nowhere-at-all")
    assert (code, len(err.splitlines())) == (2, 1)


def test_a_misspelt_state_is_one_message(capsys):
    assert main(["--lang", "en", "findings", "list", "--state", "opne"]) == 2
    assert "neither a state" in capsys.readouterr().err


def test_what_is_set_is_shown_and_the_machine_still_fails(run):
    code, out, _ = run("set", MACHINE, "--handled", "reimaged", *SIGNED)
    assert code == 0
    assert "Handled, waiting for a look" in out
    code, out, _ = run("list", "--json")
    document = json.loads(out)
    assert code == 3
    assert {one["state"] for one in document["findings"]} == {"handled"}
    assert (document["open"], document["schema"]) == (2, 1)
    assert document["findings"][0]["acts"][0]["actor"] == "Officer A"
    assert "already" in run("set", MACHINE, "--handled", "reimaged", *SIGNED)[1].casefold()


def test_show_tells_the_history_and_hides_nothing(run):
    run("set", number(run, GRAVE), "--assign", "Officer\x1b[31m B", "--due", "15/12/2026", *SIGNED)
    code, out, _ = run("show", number(run, GRAVE))
    assert code == 0
    assert "203[.]0[.]113[.]7" in out
    assert "\x1b" not in out
    assert "Officer\\x1b[31m B" in out


def test_the_digest_of_an_attachment_is_kept(run, tmp_path):
    (tmp_path / "report.pdf").write_bytes(b"scan")
    words = (MACHINE, "--handled", "scan_clean", *SIGNED)
    _, out, _ = run("set", *words, "--attachment", tmp_path / "report.pdf", "--json")
    (act,) = json.loads(out)["recorded"]
    assert act["attachment"] == hashlib.sha256(b"scan").hexdigest()
    assert run("set", *words, "--attachment", tmp_path / "none.pdf")[0] == 2
    assert run("set", MACHINE, "--triaged", *SIGNED, "--attachment", tmp_path / "x")[0] == 2


def test_the_environment_names_who_answers(run, monkeypatch):
    monkeypatch.setenv("ORCHESTRATOR_ACTOR", "Officer E")
    run("set", MACHINE, "--triaged", "--reason", "seen")
    assert json.loads(run("list", "--json")[1])["findings"][0]["acts"][0]["actor"] == "Officer E"


def test_an_act_is_taken_back_by_the_beginning_of_its_id(run):
    _, out, _ = run(
        "set", number(run), "--false-positive", "--until", "2027-01-31", *SIGNED,
        "--approver", "Head B", "--json",
    )  # fmt: skip
    (act,) = json.loads(out)["recorded"]
    assert (act["kind"], act["covers"]) == ("false_positive", ["RESOLVED"])
    code, out, _ = run("set", number(run), "--undo", act["id"][:12], *SIGNED, "--approver", "B")
    assert code == 0
    assert json.loads(run("show", number(run), "--json")[1])["findings"][0]["state"] == "new"


@pytest.mark.parametrize(
    "words",
    [
        ("F-999999", "--triaged", *SIGNED),
        ("th_khac/a", "--triaged", *SIGNED),
        (MACHINE, "--triaged", "--reason", "x"),
        (MACHINE, "--triaged", "--by", "x"),
        (MACHINE, "--triaged"),
        (MACHINE, "--handled", "other", "--at", "01/01/2030", *SIGNED),
        (MACHINE, "--handled", "other", "--at", "31/02/2026", *SIGNED),
        (MACHINE, "--handled", "burned", *SIGNED),
        (MACHINE, "--accept-risk", *SIGNED),
        (MACHINE, "--triaged", "--due", "15/12/2026", *SIGNED),
        (MACHINE, "--triaged", "--handled", "other", *SIGNED),
        (MACHINE, *SIGNED),
        (MACHINE, "--undo", "123", *SIGNED, "--approver", "B"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_wrong_is_said_and_nothing_is_recorded(run, words, lang):
    try:
        code, _, err = run("set", *words, lang=lang)
    except SystemExit as ended:  # argparse's own
        code, err = ended.code, "."
    assert code == 2
    assert err
    assert "Traceback" not in err
    assert all(not one["acts"] for one in json.loads(run("list", "--json")[1])["findings"])


def test_an_age_that_is_none_is_refused(run):
    assert run("list", "--older", "soon")[0] == 2
    assert "2 findings" in run("list", "--older", "1d")[1]


def filled(file, **cells):
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for column, value in cells.items():
        sheet[f"{column}2"] = value
    book.save(file)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_sheet_goes_out_and_comes_back(run, tmp_path, lang):
    file = tmp_path / "x.xlsx"
    assert run("export", file, lang=lang)[0] == 0
    filled(file, I="handled", J="reimaged", M="x")
    assert run("import", file, "--dry-run", "--by", "A", lang=lang)[0] == 0
    assert json.loads(run("list", "--state", "handled", "--json")[1])["shown"] == 0
    code, out, _ = run("import", file, "--by", "A", "--json")
    assert (code, len(json.loads(out)["taken"])) == (0, 1)
    assert json.loads(run("list", "--state", "handled", "--json")[1])["shown"] == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_refused_row_is_told_by_its_cell_and_ends_with_four(run, tmp_path, lang):
    file = tmp_path / "x.xlsx"
    run("export", file)
    filled(file, I="handled", J="burned", M="x")
    code, out, _ = run("import", file, "--by", "A", lang=lang)
    assert code == 4
    assert "J2: " in out
    assert "`burned`" in out


def test_an_import_by_nobody_is_refused(run, tmp_path):
    file = tmp_path / "x.xlsx"
    run("export", file)
    code, _, err = run("import", file)
    assert (code, len(err.splitlines())) == (2, 1)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_notice_is_a_finding_of_its_unit(run, state, capsys, lang):
    words = ("--unit", UNIT.code, "--address", "198.51.100.20", "--at", "2026-11-28 14:30",
             "--indicator", "c2[.]example", *SIGNED, "--state", str(state))  # fmt: skip
    assert main(["--lang", lang, "notice", "add", *words]) == 0
    assert "c2[.]example" in capsys.readouterr().out
    code, out, _ = run("show", number(run, "c2.example"), lang=lang)
    assert code == 0
    assert "198[.]51[.]100[.]20" in out
    assert main(["--lang", lang, "notice", "add", *words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] is False


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_announcement_is_kept_once(state, capsys, lang):
    def typed(*words):
        code = main(["--lang", lang, "unit", "set", *words, "--by", "A", "--state", str(state)])
        return code, capsys.readouterr().out

    told = ("--announced", "27/11/2026", "--document", "12/UBND", "--reached", "38")
    code, out = typed(UNIT.code, *told, "--json")
    kept = json.loads(out)
    assert (code, kept["new"], kept["act"]["reached"]) == (0, True, "38")
    assert typed(UNIT.code, *told)[0] == 0
    assert json.loads(typed(UNIT.code, *told, "--json")[1])["new"] is False
    assert [one.kind for one in acting.kept_acts(state)] == ["announced"]
    assert typed("th_khac", *told)[0] == 2
    assert typed(UNIT.code, "--announced", "01/01/2027", "--document", "x")[0] == 2
