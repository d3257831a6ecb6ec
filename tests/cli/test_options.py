"""What options hold that several commands share."""

from orchestrator.cli.options import separated


def test_tags_may_be_repeated_and_hold_commas():
    assert separated(["a,b", "c"]) == ("a", "b", "c")
