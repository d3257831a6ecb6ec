import re
import string
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest

import orchestrator.report
from orchestrator.errors import UsageError
from orchestrator.model.answer import Note
from orchestrator.model.indicator import Kind
from orchestrator.model.observation import Half, Network, Protection, ScanOutcome
from orchestrator.model.plan import Severity
from orchestrator.model.result import AnswerKind, Rule, Status, Weakness
from orchestrator.text import en, vi
from orchestrator.text.catalogue import Span, catalogue

FAMILIES: dict[str, type[StrEnum]] = {
    "status": Status,
    "says": Status,
    "rule": Rule,
    "note": Note,
    "kind": Kind,
    "severity": Severity,
    "weak": Weakness,
    "protection": Protection,
    "network": Network,
    "half": Half,
    "outcome": ScanOutcome,
}
WARNINGS = {
    *("list_test_only", "list_stale", "list_shrunk", "list_taken_back", "list_update_failed"),
    *("list_not_fetched", "list_urls_only", "of_source", "allow_expired", "other"),
}
REPORT = Path(orchestrator.report.__file__).parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def families() -> Iterator[str]:
    for family, members in FAMILIES.items():
        yield from (f"{family}.{member}" for member in members)
    yield from (f"answer.{member}" for member in AnswerKind)
    yield from (f"warning.{word}" for word in WARNINGS)


def literal_ids() -> set[str]:
    sources = [*REPORT.rglob("*.py"), *REPORT.rglob("*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return set(re.findall(r'"([a-z]+\.[a-zA-Z_]+)"', text))


def test_both_languages_have_the_same_ids_and_fields():
    assert list(vi.TEXTS) == list(en.TEXTS)
    for key, text in vi.TEXTS.items():
        assert fields(text) == fields(en.TEXTS[key]), key
        assert text.count("*") % 2 == en.TEXTS[key].count("*") % 2 == 0, key


def test_every_word_of_a_closed_set_has_a_text():
    assert set(families()) <= set(vi.TEXTS)


def test_no_text_is_unused():
    used = literal_ids() | set(families()) | {"says.port"}
    unused = {key for key in vi.TEXTS if key not in used and key.removesuffix("_is") not in used}
    assert unused == set()


def test_vietnamese_is_composed_and_has_no_straight_word_of_code():
    for key, text in vi.TEXTS.items():
        assert text == unicodedata.normalize("NFC", text), key
        assert "\xa0" not in text
        assert "  " not in text


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


def test_stress_comes_from_the_catalogue_and_never_from_a_field():
    spans = catalogue("vi").rich("warning.other", word="*x* {n}")
    assert spans[0].strong
    assert spans[1] == Span(" *x* {n}.")


def test_an_unknown_language_is_refused():
    with pytest.raises(UsageError, match="fr"):
        catalogue("fr")
