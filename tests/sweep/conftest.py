"""What tests of this room share and make once."""

import pytest

from tests.sweep.sites_home import enrolled, hub, swept, ward


@pytest.fixture(scope="session")
def made_district(tmp_path_factory):
    """Make the state folders of a hub, and of a site that is accepted and has swept."""
    folder = tmp_path_factory.mktemp("made")
    here, there = hub(folder / "hub" / "state"), swept(ward(folder / "ward" / "state"))
    enrolled(here, there)
    return folder
