"""The figures of a list count what is listed, not the sinkholes that come with the program."""

from pathlib import Path

from orchestrator import ioc
from orchestrator.model.ioc_table import as_table
from tests.ioc.sets.test_load import TODAY, put


def test_figures(tmp_path: Path):
    text = "a.example\n192.0.2.1\n2001:db8::1\n198.51.100.0/24\nhttp://a.example/\nvn\n"
    iocs = ioc.load([put(tmp_path / "a.txt", text)], today=TODAY)
    info = ioc.info(as_table(iocs))
    assert (info.indicators, info.domains, info.addresses, info.ranges) == (5, 1, 2, 1)
    assert (info.sha256, info.dated, info.warnings) == (iocs.sha256, iocs.dated, iocs.warnings)
    assert info.refused == iocs.refused
    assert info.files == iocs.files
