"""Who may speak for which units: a person's word, by names that are known."""

import pytest

from orchestrator.errors import StateError, UsageError
from orchestrator.evidence import SiteState
from orchestrator.roads.enrolment import read_enrolment
from orchestrator.sweep.site_enrolment import (
    SiteRequest,
    SiteSignature,
    accept_site,
    add_site,
    kept_sites,
    revoke_site,
    sites_as_json,
)
from tests.sweep.kits_home import OTHER, START, UNIT
from tests.sweep.sites_home import SIGNED, SITE, copied, ward

WORDS = "sen sen sen sen sen sen sen voi"


@pytest.fixture
def here(made_district, tmp_path):
    return copied(made_district, tmp_path)[0]


def added(here, name, *units):
    file = here.parent / f"{name}.ghidanh"
    request = SiteRequest(state=here, name=name, units=units, output=file)
    return add_site(request, START), file


def test_an_enrolment_file_says_for_whom_and_nothing_secret(here):
    enrolment, file = added(here, "truc-bach", OTHER.code)
    assert read_enrolment(file.read_bytes(), str(file)) == enrolment
    assert (enrolment.district, enrolment.units) == ("Ba Đình", (OTHER.code,))
    assert b"PRIVATE" not in file.read_bytes()
    assert (here / "hub-key.pem").stat().st_mode & 0o777 == 0o600


def test_a_site_is_new_accepted_or_revoked_by_the_newest_word(here):
    added(here, "truc-bach", OTHER.code)
    states = {site.name: site.state for site in kept_sites(here)}
    assert states == {SITE: SiteState.ACCEPTED, "truc-bach": SiteState.NEW}
    words = "anh ao ap ba bao bai bam bac"
    assert accept_site(here, "truc-bach", words, SIGNED, START).state is SiteState.ACCEPTED
    assert revoke_site(here, "truc-bach", SIGNED, START).state is SiteState.REVOKED
    assert accept_site(here, "truc-bach", words, SIGNED, START).state is SiteState.ACCEPTED
    told = sites_as_json(kept_sites(here))["sites"]
    assert told[1]["word"]["words"] == "anh ao áp ba bao bài bám bạc"
    assert told[1]["word"]["by"] == SIGNED.actor


def test_added_again_a_site_has_other_units_and_keeps_its_key(here):
    added(here, SITE, UNIT.code, OTHER.code)
    (site,) = kept_sites(here)
    assert (site.units, site.state) == ((UNIT.code, OTHER.code), SiteState.ACCEPTED)


@pytest.mark.parametrize(
    ("name", "units", "said"),
    [
        ("Phúc Xá", (OTHER.code,), "name of a site"),
        ("a/b", (OTHER.code,), "name of a site"),
        ("", (OTHER.code,), "name of a site"),
        ("x" * 33, (OTHER.code,), "name of a site"),
        ("truc-bach", ("th_sen_van",), "th_sen_vang"),
        ("truc-bach", (" , ",), "no unit is named"),
        ("truc-bach", (UNIT.code,), SITE),
    ],
)
def test_a_site_that_cannot_be_is_one_message(here, name, units, said):
    with pytest.raises(UsageError, match=said) as caught:
        added(here, name, *units)
    assert len(caught.value.problems) == 1
    assert [site.name for site in kept_sites(here)] == [SITE]
    assert not list(here.parent.glob("*.ghidanh"))


def test_without_a_key_to_seal_for_no_site_is_added(tmp_path):
    with pytest.raises(StateError, match="kit key new"):
        added(ward(tmp_path / "state"), "truc-bach", UNIT.code)


@pytest.mark.parametrize(
    ("name", "words", "signed", "said"),
    [
        ("phuc-xe", WORDS, SIGNED, "phuc-xa"),
        (SITE, "tám từ", SIGNED, "eight words"),
        (SITE, "anh ao ap ba bao bai bam bac", SiteSignature(actor="", reason=""), "by"),
    ],
)
def test_a_word_that_cannot_count_changes_nothing(here, name, words, signed, said):
    before = kept_sites(here)
    with pytest.raises(UsageError, match=said):
        accept_site(here, name, words, signed, START)
    with pytest.raises(UsageError):
        revoke_site(here, SITE, SiteSignature(actor="x", reason=""), START)
    assert kept_sites(here) == before
