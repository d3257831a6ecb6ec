"""Subjects of the broker, its one stream and that stream's one consumer: who sends what to whom.

What the hub says to a site is published and forgotten: the hub says it again until the site's
result is there. What a site says is forgotten too, but for its results, which wait in a stream
while the hub is away.
"""

from typing import Final

RESULTS: Final = "RESULT"
HUB: Final = "hub"  # the consumer
HUB_INBOX: Final = "_INBOX.HUB"  # sites are written small: none's inbox is the hub's
ALL_RESULTS: Final = "orc.result.*"
ALL_HELLOS: Final = "orc.hello.*"
HUBS: Final = "orc.hub"  # where hubs hear each other: there must be one


def task(site: str) -> str:
    """Return where the hub says what a site is to do."""
    return f"orc.task.{site}"


def receipt(site: str) -> str:
    """Return where the hub answers what a site sent."""
    return f"orc.receipt.{site}"


def result(site: str) -> str:
    """Return where a site sends what its machines answered."""
    return f"orc.result.{site}"


def hello(site: str) -> str:
    """Return where a site says that it is there."""
    return f"orc.hello.{site}"


def inbox(site: str) -> str:
    """Return what the subjects begin with on which nats-py would ask for a site."""
    return f"_INBOX.{site}"


def site_of(subject: str) -> str:
    """Return whose subject it is: its last part."""
    return subject.rpartition(".")[2]
