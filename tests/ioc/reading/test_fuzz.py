"""What fuzzing found (`tests/fuzz/`): each a file that once broke its reader."""

from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.ioc.reading.list_file import ReadAs, read_list

FOLDER = Path(__file__).parent / "fuzz"


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_finding_is_an_error_with_its_file(path: Path):
    form = path.name.partition("-")[0]
    with pytest.raises(InputError, match=path.name):
        read_list(path, path.name, ReadAs(format=None if form == "any" else form))
