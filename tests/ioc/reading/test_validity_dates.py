"""What lists say of an indicator's time, in the forms that they use."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator import ioc
from orchestrator.ioc.reading.validity_dates import LAST_SEEN_HOLDS, since_of, until_of
from orchestrator.model.indicator import Indicator
from tests.ioc.sets.test_load import listed, put

DAY_END = datetime(2022, 9, 30, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-09-30", DAY_END),
        ("30/09/2022", DAY_END),
        ("30.9.2022", DAY_END),
        ("2022-09-30 12:30:00 UTC", datetime(2022, 9, 30, 12, 30, tzinfo=UTC)),
        ("30/09/2022 12:30", datetime(2022, 9, 30, 12, 30, tzinfo=UTC)),
        ("2022-09-30T12:30:00.000Z", datetime(2022, 9, 30, 12, 30, tzinfo=UTC)),
        ("2022-09-30T12:30:00+07:00", datetime(2022, 9, 30, 5, 30, tzinfo=UTC)),
        ("", None),
        ("31/02/2022", None),
        ("never", None),
        ("1664496000", None),
    ],
)
def test_a_last_moment(text: str, moment: datetime | None):
    assert until_of(text) == moment


def test_a_day_begins_at_its_beginning():
    assert since_of("30/09/2022") == datetime(2022, 9, 30, tzinfo=UTC)


def load(folder: Path, name: str, text: str) -> Indicator:
    iocs = ioc.load([put(folder / name, text)], today=date(2022, 9, 12))
    (one,) = listed(iocs).values()
    return one


@pytest.mark.parametrize("column", ["valid_until", "Expiration Date", "expires", "Hết hạn"])
def test_a_column_that_ends_validity(tmp_path: Path, column: str):
    one = load(tmp_path, "a.csv", f"domain,{column}\nbad.example,2022-09-30\n")
    assert one.valid_until == DAY_END


def test_a_column_of_what_was_seen_last_gives_some_more_time(tmp_path: Path):
    one = load(tmp_path, "a.csv", "ioc,last_seen_utc\nbad.example,2022-09-30\n")
    assert one.valid_until == DAY_END + LAST_SEEN_HOLDS


def test_only_a_start_to_come_is_kept(tmp_path: Path):
    text = "domain,valid_from\nbad.example,{}\n"
    assert load(tmp_path, "a.csv", text.format("2022-09-12")).valid_from is None
    late = load(tmp_path, "b.csv", text.format("2022-09-13"))
    assert late.valid_from == datetime(2022, 9, 13, tzinfo=UTC)


def test_a_stix_indicator_and_a_misp_attribute(tmp_path: Path):
    stix = (
        '{"type": "indicator", "pattern": "[domain-name:value = \'bad.example\']",'
        ' "valid_from": "2023-01-01T00:00:00Z", "valid_until": "2024-01-01T00:00:00Z"}'
    )
    one = load(tmp_path, "a.json", stix)
    assert (one.valid_from, one.valid_until) == (
        datetime(2023, 1, 1, tzinfo=UTC),
        datetime(2024, 1, 1, tzinfo=UTC),
    )
    misp = (
        '{"Event": {"Attribute": [{"type": "domain", "value": "bad.example", "to_ids": true,'
        ' "last_seen": "2022-09-01T00:00:00.000000+00:00"}]}}'
    )
    seen = load(tmp_path, "b.json", misp).valid_until
    assert seen == datetime(2022, 9, 1, tzinfo=UTC) + timedelta(days=90)


def test_a_list_without_an_end_keeps_a_value_valid(tmp_path: Path):
    dated = put(tmp_path / "a.csv", "domain,valid_until\nbad.example,2022-09-01\n")
    bare = put(tmp_path / "b.txt", "bad.example\n")
    iocs = ioc.load([dated, bare], today=date(2022, 9, 12))
    assert listed(iocs)["bad.example"].valid_until is None
