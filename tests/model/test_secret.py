"""A secret leaves its holder by `reveal` alone."""

import copy
import pickle

import pytest

from orchestrator.model.secret import Secret

TEXT = "mat-khau-thu"


def test_a_secret_is_revealed_where_it_is_asked_for():
    assert Secret(TEXT).reveal() == TEXT


@pytest.mark.parametrize("shown", [str, repr, "{}".format, "{0!r}".format, "%s".__mod__])
def test_no_form_of_a_secret_shows_it(shown):
    assert shown(Secret(TEXT)) == "Secret(***)"


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_is_neither_pickled_nor_copied(copied):
    with pytest.raises(TypeError, match="a secret is not pickled"):
        copied(Secret(TEXT))


def test_secrets_are_told_apart_by_their_text_and_are_no_text():
    assert {Secret(TEXT), Secret(TEXT), Secret("khac")} == {Secret(TEXT), Secret("khac")}
    assert Secret(TEXT) != TEXT


def test_a_fingerprint_knows_equal_secrets_of_one_salt_only():
    first = Secret(TEXT).fingerprint(b"a")
    assert first == Secret(TEXT).fingerprint(b"a")
    assert first not in (Secret(TEXT).fingerprint(b"b"), Secret("khac").fingerprint(b"a"))
    assert TEXT not in first
