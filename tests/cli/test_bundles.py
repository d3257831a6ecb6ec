"""`hub`, `runner` and `bundle`: a bundle's whole way, and of its receipts, as typed."""

import json

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from tests.roads.made_keys import PASSPHRASE
from tests.sweep.kits_home import UNIT
from tests.sweep.sites_home import SITE, enrolled, hub, swept, ward

VAULT = ("--vault-password-file", "word")


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Run a command, and return its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORCHESTRATOR_ACTOR", "Tổ CNTT")
    (tmp_path / "word").write_text(PASSPHRASE.reveal(), "utf-8")
    (tmp_path / "word").chmod(0o600)

    def call(*argv, state, lang="en"):
        code = main([*argv, "--state", str(tmp_path / state), "--lang", lang])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


def words_in(said, about):
    return next(line.partition(": ")[2] for line in said.splitlines() if about in line)


def test_nothing_counts_before_the_words_were_heard(run, tmp_path):
    hub(tmp_path / "hub")
    swept(ward(tmp_path / "ward"))
    code, said = run(
        "hub", "site", "add", SITE, "--units", UNIT.code, "-o", "px.ghidanh", state="hub"
    )
    assert (code, words_in(said, "enrolment")) != (ExitCode.DONE, "")
    ours = words_in(said, "Eight words of the enrolment")
    code, said = run("runner", "enroll", "px.ghidanh", state="ward")
    assert words_in(said, "Eight words of the enrolment") == ours
    words = words_in(said, "Eight words of this site")
    assert len(words.split()) == 8
    code, said = run("bundle", "export", "latest", "-o", "goi.txt", state="ward")
    assert (code, "1 part, 5 machines, 4 answers" in said) == (ExitCode.DONE, True)
    code, said = run("bundle", "import", "goi.txt", *VAULT, state="hub")
    assert (code, "not accepted yet" in said) == (ExitCode.BAD_INPUT, True)
    assert words not in said, "who only copies words from this screen has compared nothing"
    code, said = run("hub", "accept", SITE, *words.split(), state="hub")
    assert (code, "accepted" in said) == (ExitCode.DONE, True)


def test_the_way_there_and_back(run, tmp_path):
    hub(tmp_path / "hub")
    words = enrolled(tmp_path / "hub", swept(ward(tmp_path / "ward")))
    run("bundle", "export", "latest", "-o", "goi.txt", state="ward")
    code, said = run("bundle", "import", "goi.txt", "--dry-run", *VAULT, state="hub")
    assert (code, "6 tries taken" in said) == (ExitCode.DONE, True)
    code, said = run("bundle", "import", "goi.txt", *VAULT, state="hub", lang="vi")
    assert (code, "đã nhập 6 lần hỏi" in said) == (ExitCode.DONE, True)
    (receipts,) = tmp_path.glob(f"BN-{SITE}-*.txt")
    code, said = run("runner", "receipts", receipts.name, state="ward")
    assert (code, "1 part need not be sent again now" in said) == (ExitCode.DONE, True)
    code, said = run("runner", "export", "-o", ".", state="ward")
    assert (code, "Nothing to send" in said) == (ExitCode.DONE, True)
    code, said = run("runner", "status", state="ward")
    assert (code, words in said, "0 without a receipt" in said) == (ExitCode.DONE, True, True)
    code, said = run("hub", "sites", state="hub")
    assert (code, f"{SITE} · accepted" in said, "1 sweep" in said) == (ExitCode.DONE, True, True)
    code, said = run("hub", "revoke", SITE, state="hub")
    assert (code, "revoked" in said) == (ExitCode.BAD_INPUT, False)
    code, said = run("hub", "revoke", SITE, "--reason", "máy hỏng", state="hub")
    assert (code, "revoked" in said) == (ExitCode.DONE, True)
    code, said = run("sweep", "--resume", "w1", "-i", "x,", state="hub")
    assert code == ExitCode.BAD_INPUT


def test_all_of_it_says_json_too(run, tmp_path):
    hub(tmp_path / "hub")
    swept(ward(tmp_path / "ward"))
    add = ("hub", "site", "add", SITE, "--units", UNIT.code, "-o", "px.ghidanh")
    told = [
        run(*add, "--json", state="hub"),
        run("runner", "enroll", "px.ghidanh", "--json", state="ward"),
        run("runner", "export", "-o", ".", "--json", state="ward"),
        run("runner", "status", "--json", state="ward"),
        run("hub", "sites", "--json", state="hub"),
    ]
    read = [json.loads(said) for code, said in told if code == ExitCode.DONE]
    assert [one["schema"] for one in read] == [1] * 5
    assert read[0]["enrolment_words"] == read[1]["enrolment_words"]
    words = read[1]["key_words"]
    code, said = run("hub", "accept", SITE, words, "--json", state="hub")
    assert json.loads(said)["sites"][0]["state"] == "accepted"
    files = read[2]["files"]
    code, said = run("bundle", "import", *files, "--json", *VAULT, state="hub")
    events = [json.loads(line) for line in said.splitlines()]
    assert [one["event"] for one in events] == ["bundle_file", "bundle_import_end"]
    code, said = run("runner", "receipts", *events[1]["receipts"], "--json", state="ward")
    assert (code, json.loads(said)["marked"]) == (ExitCode.DONE, 1)


@pytest.mark.parametrize(
    "argv",
    [
        ("bundle", "export", "latest", "-o", "x.txt"),
        ("bundle", "import", "x.txt"),
        ("runner", "export", "-o", "."),
        ("runner", "receipts", "x.txt"),
        ("runner", "status"),
        ("runner", "enroll", "gone.ghidanh"),
        ("hub", "sites"),
        ("hub", "site", "add", SITE, "--units", "a", "-o", "x"),
        ("hub", "accept", SITE, "sen"),
    ],
)
def test_an_empty_folder_is_one_message(run, argv):
    code, said = run(*argv, state="nowhere")
    assert code == ExitCode.BAD_INPUT
    assert len(said.strip().splitlines()) <= 2
    assert "Traceback" not in said
