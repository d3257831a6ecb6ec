from datetime import UTC, datetime

import pytest

from orchestrator.errors import UsageError
from orchestrator.text.catalogue import Catalogue, TextSpan, catalogue
from orchestrator.text.reasons import check_title


def test_numbers_shares_and_times_as_they_are_written_in_vietnam():
    say = catalogue("vi")
    late = datetime(2022, 9, 11, 20, 5, 6, tzinfo=UTC)
    assert say.number(3448) == "3.448"
    assert say.percent(3251, 3448) == "94,2%"
    assert say.day(late) == "12/09/2022"
    assert say.clock(late) == "03:05"
    assert say.moment(late) == "12/09/2022 03:05:06"
    assert say.day("2022-09-05") == "05/09/2022"
    assert say.day("3f2a91bb04c7") == "3f2a91bb04c7"


def test_a_share_is_never_rounded_up_to_all():
    say = catalogue("vi")
    assert say.percent(99_999, 100_000) == "99,9%"
    assert say.percent(5, 5) == "100,0%"
    assert say.percent(0, 0) == "\u2013"


def test_english_has_one_and_many():
    say = catalogue("en")
    assert say("answer.hits", n=1) == "1 hit"
    assert say("answer.hits", n=1200) == "1,200 hits"


def test_a_field_of_digits_is_no_count():
    assert catalogue("vi")("ioc.port", value="x", port=5986) == "x (cổng 5986)"
    assert Catalogue("en")("says.port", what="x", port=8443) == "x, port 8443"


def test_an_open_set_keeps_the_words_that_have_no_text():
    say = catalogue("vi")
    assert say.word_or("severity", "a_later_one") == "a_later_one"
    assert say.word_or("severity", "high") == say("severity.high")
    assert "check.hosts_file.title" in say
    assert "check.a_later_one.title" not in say
    assert check_title("a_later_one", say) == "a_later_one"
    assert check_title("hosts_file", say) == "tệp hosts"


def test_stress_comes_from_the_catalogue_and_never_from_a_field():
    spans = catalogue("vi").rich("warning.other", word="*x* {n}")
    assert spans[0].strong
    assert spans[1] == TextSpan(" *x* {n}.")


def test_an_unknown_language_is_refused():
    with pytest.raises(UsageError, match="fr"):
        catalogue("fr")
