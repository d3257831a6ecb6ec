"""`kit key|make|draw|list|revoke`: what they print, and how they end."""

import inspect
import json
import stat

import pytest

from orchestrator.cli.kit import making
from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from orchestrator.model.plan import Family
from orchestrator.roads.kit_keys import FOLDER
from orchestrator.sweep.kit_making import KitRequest
from tests.sweep.kits_home import UNIT, state
from tests.sweep.test_kit_making import INVENTORY

SECRET = "một mật khẩu thật dài"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Run a command of `kit` over a state folder with one sweep, and return code and output."""
    monkeypatch.setenv("ORCHESTRATOR_ACTOR", "Lan")
    home = state(tmp_path / "state")
    (tmp_path / "password").write_text(f"{SECRET}\n", "utf-8")
    (tmp_path / "password").chmod(0o600)
    (tmp_path / "inventory.yml").write_text(
        INVENTORY.format(unit=UNIT.code, name=UNIT.name, other="th_khac", other_name="Khác"),
        "utf-8",
    )
    capsys.readouterr()

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["kit", *words, "--state", str(home)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def _make(tmp_path, *more: str) -> tuple[str, ...]:
    inventory = str(tmp_path / "inventory.yml")
    return ("make", "-i", inventory, "--unit", UNIT.code, "-o", str(tmp_path / "out"), *more)


def test_from_a_key_to_a_kit_that_is_taken_back(run, tmp_path):
    password = ("--vault-password-file", str(tmp_path / "password"))
    assert run("key", "new", *password)[0] == ExitCode.DONE
    code, out, err = run(*_make(tmp_path))
    assert (code, "key backup" in err) == (ExitCode.DONE, True)
    *files, told = out.splitlines()
    assert files == [
        str(tmp_path / "out" / "kiem-tra-th_hoa_sen.cmd"),
        str(tmp_path / "out" / "huong-dan-th_hoa_sen.txt"),
    ]
    assert told.endswith(f" kit import --state {tmp_path / 'state'} THƯ_MỤC")
    backup = tmp_path / "backup.pem"
    assert run("key", "backup", "-o", str(backup), *password)[0] == ExitCode.DONE
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    code, out, err = run(*_make(tmp_path, "--family", "posix", "--json"))
    assert (code, err) == (ExitCode.DONE, "")
    told = json.loads(out)
    assert (told["schema"], told["backed_up"], len(told["kits"])) == (1, True, 1)
    kit = told["kits"][0]["id"]
    code, out, _ = run("list", "--lang", "en")
    assert (code, kit[:8] in out, "in use" in out) == (ExitCode.DONE, True, True)
    code, out, _ = run("revoke", kit, "--reason", "mất USB")
    assert (code, "đã thu hồi" in out) == (ExitCode.DONE, True)
    rows = json.loads(run("list", "--json")[1])["kits"]
    assert [row["standing"] for row in rows if row["id"] == kit] == ["revoked"]
    assert run("key", "add", str(backup), *password)[0] == ExitCode.DONE
    code, out, _ = run("key", "list")
    assert (code, out.count("ở đây"), "dự phòng" in out) == (ExitCode.DONE, 3, True)


def test_no_file_and_no_output_holds_the_password_or_a_key_in_clear(run, tmp_path):
    password = ("--vault-password-file", str(tmp_path / "password"))
    said = [run("key", "new", *password), run(*_make(tmp_path)), run("key", "list", "--json")]
    files = [p for p in tmp_path.rglob("*") if p.is_file() and p.name != "password"]
    held = [path.read_bytes() for path in files] + [repr(one).encode() for one in said]
    assert any(path.parent.name == FOLDER for path in files)
    for data in held:
        assert SECRET.encode() not in data
        assert b"BEGIN PRIVATE KEY" not in data
        assert b"BEGIN RSA PRIVATE KEY" not in data


def test_a_draw_prints_what_was_drawn(run, tmp_path):
    words = _make(tmp_path, "--witness", "Nguyễn Thị Lan", "-n", "2", "--json")
    code, out, _ = run("draw", *words[1:])
    assert code == ExitCode.DONE
    (kit,) = json.loads(out)["kits"]
    assert (kit["witness"], len(kit["drawn"])) == ("Nguyễn Thị Lan", 2)


@pytest.mark.parametrize(
    "words",
    [
        ("make", "-i", "INVENTORY", "--unit", "nobody", "-o", "OUT"),
        ("make", "-i", "INVENTORY", "--unit", "th_hoa_sen", "-o", "OUT", "--days", "0"),
        ("make", "-i", "INVENTORY", "--unit", "th_hoa_sen", "-o", "INVENTORY"),
        ("make", "-i", "INVENTORY", "--unit", "th_hoa_sen", "-o", "OUT", "--sweep", "never"),
        ("make", "-i", "NOWHERE", "--unit", "th_hoa_sen", "-o", "OUT"),
        ("draw", "-i", "INVENTORY", "--unit", "th_hoa_sen", "-o", "OUT", "--witness", "."),
        ("revoke", "ffff", "--reason", "x"),
        ("revoke", "a1a1"),
        ("key", "add", "INVENTORY", "--vault-password-file", "INVENTORY"),
        ("key", "add", "NOWHERE", "--vault-password-file", "INVENTORY"),
        ("key", "new", "--vault-password-file", "NOWHERE"),
        ("key", "new", "--vault-id", "a@INVENTORY", "--vault-id", "b@INVENTORY"),
    ],
)
def test_a_mistake_is_one_message_and_nothing_is_written(words, run, tmp_path):
    places = {"INVENTORY": "inventory.yml", "OUT": "out", "NOWHERE": "nowhere"}
    typed = [
        word.replace(name, str(tmp_path / place))
        for word in words
        for name, place in [next((p for p in places.items() if p[0] in word), ("\0", ""))]
    ]
    code, out, err = run(*typed)
    assert (code, out) == (ExitCode.BAD_INPUT, "")
    assert "Traceback" not in err
    assert err.strip()
    assert list(tmp_path.glob("out/*")) == []


def test_without_kits_or_keys_it_says_how_to_begin(run, tmp_path):
    for path in (tmp_path / "state" / FOLDER).iterdir():
        path.unlink()
    assert "kit key new" in run("key", "list")[1]
    code, _, err = run(*_make(tmp_path))
    assert (code, "kit key new" in err) == (ExitCode.BAD_INPUT, True)


def test_the_door_and_the_room_mean_the_same():
    defaults = inspect.signature(KitRequest).parameters
    assert defaults["days"].default == making._DAYS
    assert set(making._FAMILIES) == set(Family)
