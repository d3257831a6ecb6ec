"""Every name and address by which evidence can be met: what a later list is first held against."""

from collections.abc import Iterable, Iterator

from orchestrator.match.urls import host_of, urls_in
from orchestrator.model.answer import Answer, NotApplicable
from orchestrator.model.observation import (
    ConfiguredText,
    Connection,
    Observation,
    Posture,
    Transfer,
    mentioned,
)


def values_of(answers: Iterable[Answer]) -> frozenset[str]:
    """Return all that `match` looks up in answers: none of it listed, no list meets anything.

    Of a URL that stands in a text, the host is among them.
    """
    found: set[str] = set()
    for answer in answers:
        if not isinstance(answer, NotApplicable):
            for seen in answer.observations:
                if isinstance(seen, Connection):  # most rows of most answers
                    found.update((seen.remote_address, seen.local_address or seen.remote_address))
                else:
                    found.update(_values(seen))
    return frozenset(found)


def _values(seen: Observation) -> Iterator[str]:
    yield from mentioned(seen).values
    match seen:
        case ConfiguredText():
            yield from _url_hosts(seen.text)
        case Transfer() | Posture():
            yield from _url_hosts(seen.raw)
        case _:
            pass


def _url_hosts(text: str) -> Iterator[str]:
    return (host_of(form) for forms in urls_in(text) for form in forms)
