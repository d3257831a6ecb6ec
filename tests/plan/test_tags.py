import pytest

from orchestrator.plan.compile import is_taken


@pytest.mark.parametrize(
    ("own", "tags", "skip", "taken"),
    [
        ("", "", "", True),
        ("a", "", "", True),
        ("a", "a", "", True),
        ("a", "b", "", False),
        ("", "a", "", False),
        ("always", "b", "", True),
        ("never", "", "", False),
        ("never", "all", "", False),
        ("never", "never", "", True),
        ("never a", "a", "", True),
        ("never a", "tagged", "", False),
        ("always never", "", "", True),
        ("a", "tagged", "", True),
        ("", "tagged", "", False),
        ("", "untagged", "", True),
        ("a", "untagged", "", False),
        ("a", "all", "a", False),
        ("a b", "a", "b", False),
        ("a", "", "all", False),
        ("always", "", "all", True),
        ("always", "", "all always", False),
        ("always", "", "always", False),
        ("a", "", "tagged", False),
        ("", "", "tagged", True),
        ("", "", "untagged", False),
    ],
)
def test_tags_follow_ansibles_rules(own: str, tags: str, skip: str, *, taken: bool) -> None:
    assert is_taken(own.split(), tags.split(), skip.split()) is taken
