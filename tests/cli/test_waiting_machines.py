"""`inventory add --from-waiting`: a PC that no row was for gets one, and its result with it."""

from contextlib import closing
from datetime import timedelta

import pytest
import yaml

from orchestrator import evidence
from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from orchestrator.model.result import ScopeRow, Verdict
from orchestrator.sweep.judging import to_keep
from tests.sweep.kits_home import (
    HOME,
    OTHER,
    UNIT,
    Pc,
    listed,
    nonce_of,
    record,
    row,
    script,
    sealed,
    state,
)
from tests.sweep.test_kit_importing import brought, machines
from tests.sweep.test_kit_making import INVENTORY

LATER = HOME + timedelta(hours=1)


@pytest.fixture
def home(tmp_path):
    return state(tmp_path / "state")


@pytest.fixture
def inventory(tmp_path):
    path = tmp_path / "inventory.yml"
    path.write_text(
        INVENTORY.format(unit=UNIT.code, name=UNIT.name, other=OTHER.code, other_name=OTHER.name),
        "utf-8",
    )
    return path


@pytest.fixture
def add(inventory, home, capsys):
    """Run the command, and return how it ended with all that it said."""

    def command(*words):
        words = (*words, "-i", str(inventory), "--state", str(home))
        code = main(["inventory", "add", *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return command


def wait(home, folder, name="DESKTOP-4F2", said="P. Tin học, máy 7", number=9):
    """Bring home what a PC of no row says."""
    path = folder / f"KQ-{number}.txt"
    path.write_bytes(sealed(Pc(number), nonce_of(number), name=name, said=said))
    _, told = brought(home, path)
    assert told[0]["why"] == "unknown"


def swept_again(home, *more):
    """Sweep by the inventory as it is now; nobody answers."""
    with closing(evidence.open_store(home, create=False)) as store:
        head = record("s2", nonce_of(2))
        store.begin(head, (*map(row, range(1, 7)), *more), (script(),), to_keep(listed()))


def test_a_pc_that_no_row_was_for_gets_one_and_its_result(home, inventory, add, tmp_path):
    wait(home, tmp_path)
    code, said = add("--from-waiting", "1")
    assert (code, "kit settle 1 th_hoa_sen/DESKTOP-4F2" in said) == (ExitCode.DONE, True), said
    listed_as = yaml.safe_load(inventory.read_text("utf-8"))[UNIT.code]["hosts"]["DESKTOP-4F2"]
    assert listed_as == {"room": "P. Tin học, máy 7"}
    added = ScopeRow(machine="DESKTOP-4F2", unit=UNIT.code)
    swept_again(home, evidence.Scoped(row=added))
    words = ("--by", "Lan", "--reason", "đã thêm vào danh mục", "--state", str(home))
    assert main(["kit", "settle", "1", "th_hoa_sen/DESKTOP-4F2", *words]) == ExitCode.DONE
    assert machines(home, LATER)["DESKTOP-4F2"].verdict is Verdict.PASS


def test_what_a_clerk_says_comes_first(home, inventory, add, tmp_path):
    wait(home, tmp_path)
    words = ("sv-09", "--from-waiting", "1", "--unit", OTHER.name, "--room", "Kho", "--json")
    code, said = add(*words)
    assert code == ExitCode.DONE
    assert '"unit": "th_sen_vang"' in said
    text = inventory.read_text("utf-8")
    assert "Kho" in text
    assert "sv-09" in text
    assert "DESKTOP" not in text


def test_a_dry_run_writes_nothing(home, inventory, add, tmp_path):
    before = inventory.read_bytes()
    wait(home, tmp_path)
    assert add("--from-waiting", "1", "--dry-run")[0] == ExitCode.DONE
    assert inventory.read_bytes() == before


@pytest.mark.parametrize(
    "said", ["{{ lookup('pipe', 'id') }}", "{% raw %}", "{# x #}", "\u202ex", "m" * 200 + "m"]
)
def test_a_place_that_is_more_than_a_word_is_not_taken(said, home, inventory, add, tmp_path):
    wait(home, tmp_path, said=said[:200])
    assert add("--from-waiting", "1")[0] == ExitCode.DONE
    text = inventory.read_text("utf-8")
    assert "DESKTOP-4F2" in text
    assert ("room" in text) == said.startswith("m")


@pytest.mark.parametrize("name", ["hs-[01:99]", "{{ x }}", "a b", "a: &x", "-", ""])
def test_a_name_that_is_none_is_refused(name, home, inventory, add, tmp_path):
    before = inventory.read_bytes()
    wait(home, tmp_path, name=name)
    code, said = add("--from-waiting", "1")
    # A PC that calls itself nothing is known by what its answer says of it.
    assert code == ExitCode.BAD_INPUT, said
    assert "inventory add TÊN -i DANH_MỤC --from-waiting 1" in said
    assert inventory.read_bytes() == before


def test_only_what_waits_for_a_row_is_added(home, add, tmp_path):
    assert "kit waiting" in add("--from-waiting", "1")[1]
    for number, chosen in ((1, "hs-0001"), (2, "hs-0002")):
        path = tmp_path / f"KQ-{number}.txt"
        path.write_bytes(sealed(Pc(1), nonce_of(number), chosen=chosen))
        brought(home, path)
    code, said = add("--from-waiting", "1")  # a clash: the hardware is of another row
    assert (code, "kit settle 1" in said) == (ExitCode.BAD_INPUT, True)
    assert add("hs-09")[0] == ExitCode.BAD_INPUT
    assert add("--unit", UNIT.code)[0] == ExitCode.BAD_INPUT
