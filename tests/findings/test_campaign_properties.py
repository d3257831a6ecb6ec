"""The properties of a campaign hold over plausible histories."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.findings.campaign_properties import PROPERTIES

HISTORIES = int(os.environ.get("ORCHESTRATOR_HISTORIES", "200"))


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
def test_a_property_holds(holds: Callable[[st.DataObject], None]):
    @settings(max_examples=HISTORIES, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def over_histories(data: st.DataObject) -> None:
        holds(data)

    over_histories()
