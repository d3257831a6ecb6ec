import argparse
import subprocess
import sys

import pytest

from orchestrator.cli.main import parser
from orchestrator.inventory.sheets.legacy_fonts import Legacy


def test_the_choices_are_the_room_s():
    legacy = [["inventory", "import", "f", "-i", "i", "--legacy", one.value] for one in Legacy]
    assert [parser().parse_args(words).legacy for words in legacy] == ["tcvn3", "vni"]


def test_export_needs_no_inventory_to_write_into_a_workbook():
    args = parser().parse_args(["inventory", "export", "--into", "a.xlsx", "--in-place"])
    assert isinstance(args, argparse.Namespace)
    assert args.inventory == []


@pytest.mark.parametrize(
    ("package", "words"),
    [
        ("ruamel", ("import", "a.csv", "-i", "x.yml")),
    ],
)
def test_a_missing_package_is_told_with_the_way_to_it(package: str, words: tuple[str, ...]):
    code = (
        f"import sys; sys.modules[{package!r}] = None; from orchestrator.cli.main import main;"
        f"sys.exit(main(['inventory', *{words!r}, '--lang', 'en']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert f"this needs the package {package}" in done.stderr
    assert 'pip install ".[excel]"' in done.stderr
