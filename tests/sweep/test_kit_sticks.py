"""Sticks as people bring them: foreign files, cut and changed ones, other districts' results."""

import os
import random
from contextlib import closing

import pytest

from orchestrator import evidence
from orchestrator.cli.main import main
from orchestrator.errors import ExitCode, UsageError, VaultError
from orchestrator.evidence.opening import FILE
from orchestrator.model.secret import Secret
from orchestrator.roads.answer_head import with_answer
from orchestrator.roads.kit_keys import KeyKind
from orchestrator.roads.sealing import MOST_FILE_BYTES, seal
from orchestrator.sweep.kit_files import find_answers
from orchestrator.sweep.kit_importing import KitImportRequest, import_answers
from tests.roads.made_keys import PASSPHRASE, head_of, identity, kit_key
from tests.sweep.kits_home import HOME, INFECTED, Pc, nonce_of, sealed, state
from tests.sweep.test_kit_importing import brought, put


@pytest.fixture
def home(tmp_path):
    return state(tmp_path / "state")


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def password(tmp_path, monkeypatch):
    file = tmp_path / "password"
    file.write_text(PASSPHRASE.reveal(), "utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", str(file))


def rows(home):
    with closing(evidence.open_store(home, create=False)) as store:
        return len(store.prints()), store.waiting_answers()


@pytest.mark.usefixtures("password")
def test_two_thousand_foreign_files_are_one_line(home, stick, capsys):
    below = stick / "Bộ ảnh (1)"
    below.mkdir()
    for n in range(2000):
        (below / f"anh-{n}.jpg").write_bytes(b"\xff\xd8" + b"x" * 50)
    put(below, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    code = main(["kit", "import", str(stick), "--state", str(home)])
    said = capsys.readouterr().out.splitlines()
    assert code == ExitCode.DONE
    assert len(said) == 3
    assert said[1].startswith("2.000 tệp khác")
    assert said[2].startswith("1 tệp: 1 đã nhập")


def test_a_stick_without_any_is_told_of(home, stick):
    (stick / "x.txt").write_text("không có gì", "utf-8")
    with pytest.raises(UsageError, match="no kit result"):
        brought(home, stick)


def test_links_pipes_and_what_cannot_be_read_stop_nothing(home, stick, tmp_path):
    good = put(stick, "1", sealed(Pc(1), nonce_of(1), chosen="hs-0001"))
    (stick / "loop").symlink_to(stick)
    os.mkfifo(stick / "pipe")
    found = find_answers([stick])
    assert [one.path for one in found.answers] == [good]
    done, told = brought(home, stick / "pipe", good, tmp_path / "missing.txt")
    assert [one["why"] for one in told if one["what"] == "refused"] == ["unread", "unread"]
    assert (done.taken, done.refused, done.exit_code) == (1, 2, ExitCode.INCOMPLETE)


def test_a_half_copied_file_is_cut_and_the_rest_is_taken(home, stick):
    whole = sealed(Pc(1), nonce_of(1), chosen="hs-0001")
    put(stick, "a", whole[: len(whole) // 2])
    put(stick, "b", whole)
    put(stick, "c", b"-----BEGIN CMS-----" + bytes(range(256)) * 64)
    done, told = brought(home, stick)
    assert [one["why"] for one in told if one["what"] == "refused"] == ["cut", "cut"]
    assert done.taken == 1


def test_changed_files_bring_nothing_else(home, stick):
    whole = sealed(Pc(1), nonce_of(1), chosen="hs-0001")
    chance = random.Random(7)  # noqa: S311 - it changes bytes
    for n in range(150):
        changed = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 9))):
            changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        put(stick, f"m{n:03}", bytes(changed))
    done, told = brought(home, stick)
    assert done.files <= 150
    assert done.taken + done.repeated + done.refused == done.files
    assert done.taken <= 1
    assert done.waiting == 0
    assert all(one["machines"] in ([], ["th_hoa_sen/hs-0001"]) for one in told)


def test_a_file_beyond_all_measure_is_not_opened(home, stick):
    path = put(stick, "1", sealed(Pc(1), nonce_of(1)))
    with path.open("ab") as stream:
        stream.truncate(MOST_FILE_BYTES * 3)
    done, told = brought(home, stick)
    assert (done.refused, done.exit_code) == (1, ExitCode.BAD_INPUT)
    assert told[0]["why"] == "unread"


def test_results_of_others_are_refused_each_with_its_reason(home, stick):
    answer = b"x"
    plain = with_answer(head_of(answer), answer)
    put(stick, "1", seal(plain, (kit_key(KeyKind.DISTRICT, 1),)))
    put(stick, "2", seal(plain, (kit_key(),)))
    put(stick, "3", sealed(Pc(1), nonce_of(1), script="ff" * 32))
    put(stick, "4", sealed(Pc(1), nonce_of(1), unit="th_sen_vang"))
    _, told = brought(home, stick)
    assert [one["why"] for one in told] == ["other_key", "no_kit", "other_run", "other_run"]
    assert rows(home) == (0, ())


def test_a_wrong_passphrase_opens_nothing(home, stick):
    path = put(stick, "1", sealed(Pc(1), nonce_of(1)))
    wrong = KitImportRequest(state=home, paths=(path,), identities=(identity(Secret("x" * 9)),))
    with pytest.raises(VaultError):
        import_answers(wrong, lambda: HOME, lambda _: None)


@pytest.mark.usefixtures("password")
def test_what_was_said_is_readable_nowhere_but_in_the_store(home, stick, capsys):
    planted = f"{77:012x}"  # of the installation's id
    put(stick, "1", sealed(Pc(77, INFECTED), nonce_of(1), chosen="hs-0001"))
    put(stick, "2", sealed(Pc(78), nonce_of(2)))
    for more in ([], ["--json"]):
        main(["kit", "import", str(stick), "--state", str(home), *more])
        main(["kit", "waiting", "--state", str(home), *more])
    said = capsys.readouterr()
    assert planted not in said.out + said.err
    for folder, _, names in os.walk(home.parent):
        for name in names:
            if not name.startswith(FILE):
                with open(os.path.join(folder, name), "rb") as stream:  # noqa: PTH118, PTH123
                    assert planted.encode() not in stream.read()


@pytest.mark.usefixtures("password")
def test_a_person_decides_on_the_command_line(home, stick, capsys):
    put(stick, "1", sealed(Pc(1), nonce_of(1)))
    assert main(["kit", "import", str(stick), "--state", str(home)]) == ExitCode.INCOMPLETE
    assert main(["kit", "waiting", "--state", str(home)]) == ExitCode.INCOMPLETE
    assert "Số 1, th_hoa_sen" in capsys.readouterr().out
    signed = ["--by", "A. Nguyễn", "--reason", "đã hỏi trường"]

    def settle(number, *more):
        return main(["kit", "settle", number, *more, "--state", str(home)])

    assert settle("1", "hs-0001") == ExitCode.BAD_INPUT  # nobody answers for it
    assert settle("1", *signed) == ExitCode.BAD_INPUT  # no row
    assert settle("1", "hs-9999", *signed) == ExitCode.BAD_INPUT
    assert settle("1", "--replaced", "--approver", "B", *signed) == ExitCode.BAD_INPUT
    assert settle("9", "hs-0001", *signed) == ExitCode.BAD_INPUT
    capsys.readouterr()
    assert settle("1", "hs-0001", *signed) == ExitCode.DONE
    assert "Đã quyết định: th_hoa_sen/hs-0001 (A. Nguyễn)." in capsys.readouterr().out
    assert main(["kit", "waiting", "--state", str(home)]) == ExitCode.DONE
    assert settle("1", "drop", *signed) == ExitCode.DONE
    assert main(["kit", "waiting", "--all", "--lang", "en", "--state", str(home)]) == ExitCode.DONE
    assert "Decided: dropped" in capsys.readouterr().out
