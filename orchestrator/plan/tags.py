"""Which tasks a run takes, by Ansible's rules for `--tags` and `--skip-tags`."""

from collections.abc import Collection

_NEVER_TAGGED = frozenset(("untagged",))


def is_taken(own: Collection[str], tags: Collection[str], skip_tags: Collection[str]) -> bool:
    """Return whether a task with these tags of its own (its play's included) is run.

    Args:
        own: The task's tags; `always` and `never` have Ansible's meaning.
        tags: What `--tags` names; empty means `all`. `tagged` and `untagged` are understood.
        skip_tags: What `--skip-tags` names; it wins.
    """
    mine = frozenset(own) or _NEVER_TAGGED
    return _wanted(mine, frozenset(tags) or {"all"}) and not _skipped(mine, frozenset(skip_tags))


def _wanted(mine: frozenset[str], tags: Collection[str]) -> bool:
    if "always" in mine or not mine.isdisjoint(tags):
        return True
    if "never" in mine:
        return False
    return "all" in tags or ("tagged" in tags and mine != _NEVER_TAGGED)


def _skipped(mine: frozenset[str], skip_tags: Collection[str]) -> bool:
    if "all" in skip_tags:
        return "always" not in mine or "always" in skip_tags
    return not mine.isdisjoint(skip_tags) or ("tagged" in skip_tags and mine != _NEVER_TAGGED)
