"""What of LibreOffice is on this machine: its command is there with either half alone."""

import shutil
from pathlib import Path

import pytest

_COMMAND = shutil.which("soffice")


def _has(library: str) -> bool:
    return _COMMAND is not None and (Path(_COMMAND).resolve().parent / library).is_file()


needs_calc = pytest.mark.skipif(not _has("libsclo.so"), reason="no LibreOffice Calc here")
needs_writer = pytest.mark.skipif(not _has("libswlo.so"), reason="no LibreOffice Writer here")
