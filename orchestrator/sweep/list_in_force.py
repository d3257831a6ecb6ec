"""Which list is in force: that of the newest sweep, unless sources were updated after it began."""

from datetime import datetime
from typing import NamedTuple

from orchestrator import evidence, ioc
from orchestrator.model.result import ListInfo
from orchestrator.sweep.judging import table_kept


class InForce(NamedTuple):
    """The digest of a list, and since when it is the one that counts (aware UTC)."""

    sha256: str
    since: datetime


def list_in_force(store: evidence.Store) -> InForce:
    """Return the list by which all that is kept is judged now.

    Raises:
        StateError: Nothing was swept yet, or a row is damaged.
    """
    swept = store.sweep("latest")
    began = store.redating().moment(swept.started_at)
    for newest in store.source_versions()[-1:]:
        if newest.read_at >= began:
            return InForce(newest.ioc_set, newest.read_at)
    return InForce(swept.ioc_sha256, began)


def list_info(store: evidence.Store) -> ListInfo:
    """Return what is shown of the list in force; errors as `list_in_force`."""
    return ioc.info(table_kept(store, list_in_force(store).sha256))
