"""Whatever the order, the language and the form of a table: all that it lists, and nothing else."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from orchestrator.ioc.reading.list_file import read_list
from tests.ioc.reading.tables.made_tables import MadeTable, made_tables

TABLES = int(os.environ.get("ORCHESTRATOR_TABLES", "300"))


@settings(max_examples=TABLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(made_tables())
def test_all_that_is_planted_is_found_and_no_reference(made: MadeTable):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / made.name
        path.write_bytes(made.data)
        found = read_list(path, made.name)
    values = {(entry.value.kind, entry.value.text) for entry in found.entries}
    assert values == made.listed
    assert made.cited <= {one.text for one in found.skipped}
