"""Subjects, streams and consumers of the broker: who sends what to whom.

A site's name is part of each subject of its own, so it is held to letters that mean nothing there.
"""

import re
from typing import Final

TASKS: Final = "TASK"
RESULTS: Final = "RESULT"
HUB: Final = "hub"  # the hub's consumer of results
# Sites are written small: no site's own inbox is the hub's.
HUB_INBOX: Final = "_INBOX.HUB"
ALL_TASKS: Final = "orc.task.*"
ALL_RESULTS: Final = "orc.result.*"
ALL_HELLOS: Final = "orc.hello.*"
ALL_GETS: Final = "orc.get.*"

_SITE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


def is_site_name(name: str) -> bool:
    """Say whether a site may be called so: 1 to 32 of a-z, 0-9, `_` and `-`."""
    return _SITE.fullmatch(name) is not None


def task(site: str) -> str:
    """Return where the hub puts what a site is to do."""
    return f"orc.task.{site}"


def result(site: str) -> str:
    """Return where a site sends what its machines answered."""
    return f"orc.result.{site}"


def hello(site: str) -> str:
    """Return where a site says that it is there."""
    return f"orc.hello.{site}"


def get(site: str) -> str:
    """Return where a site asks for a playbook or a list."""
    return f"orc.get.{site}"


def receipt(site: str) -> str:
    """Return where the hub answers a site."""
    return f"orc.receipt.{site}"


def inbox(site: str) -> str:
    """Return what the subjects begin with on which the broker itself answers a site."""
    return f"_INBOX.{site}"


def site_of(subject: str) -> str:
    """Return whose subject it is: its last part."""
    return subject.rpartition(".")[2]
