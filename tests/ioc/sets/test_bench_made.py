"""The made lists of the benchmarks hold what they say, so that a figure means what it says."""

import random

from orchestrator.match import Index
from orchestrator.model.ioc_table import as_table
from tests.bench.ioc_made import iocs, plain_values, planted, values
from tests.bench.ioc_match import matches


def test_all_planted_values_are_found_and_no_other():
    rng = random.Random(4)  # noqa: S311 - made data
    made = values(2000, rng)
    assert [len(group) for group in made] == [1700, 280, 20]
    wanted = planted(*made, 20)
    index = Index(as_table(iocs(*made)))
    assert matches(index, [*wanted, *plain_values(1000, rng)]) == set(wanted)
