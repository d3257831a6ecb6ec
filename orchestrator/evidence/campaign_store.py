"""Campaigns in the store: their files and scopes, what persons recorded, and what may go."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from orchestrator.evidence import acts, backups, campaigns, prune, scopes
from orchestrator.evidence.campaigns import CampaignRow, CampaignScope, ScopeInForce
from orchestrator.evidence.opening import FILE
from orchestrator.evidence.prune import Prunable
from orchestrator.evidence.store_file import StoreFile
from orchestrator.model.act import Act
from orchestrator.text.message import say


class CampaignStore(StoreFile):
    """Campaign files, acts, and the end of what is kept."""

    def keep_acts(self, found: Iterable[Act]) -> int:
        """Write what persons recorded, all in one step, and return how many acts were new."""
        with self._transaction() as connection:
            return acts.keep(connection, found)

    def acts(self) -> Iterator[Act]:
        """Yield all that persons recorded, oldest first; StateError if a row is damaged."""
        with self._rows(say("store.acts")):
            yield from acts.acts(self._connection)

    def forget_actor(self, name: str, role: str) -> int:
        """Put a role in the place of a person's name in all acts, and return in how many."""
        with self._transaction() as connection:
            return prune.forget_actor(connection, name, role)

    def keep_campaign(self, row: CampaignRow, scope: CampaignScope) -> None:
        """Write a campaign file and its inventory as read; what holds already is not written."""
        with self._transaction() as connection:
            campaigns.keep(connection, row, scope)

    def close_campaign(self, campaign: str, at: datetime, actor: str) -> None:
        """Close all versions of a campaign; `actor` answers for it."""
        with self._transaction() as connection:
            campaigns.close(connection, campaign, at, actor)

    def campaigns(self) -> tuple[CampaignRow, ...]:
        """Return all versions of campaign files that were used, those first read first."""
        with self._reading():
            return campaigns.rows(self._connection)

    def scope_in_force(self, until: datetime = scopes.FOR_EVER) -> ScopeInForce | None:
        """Return the campaign and its scope as last read by then; None where none was."""
        with self._reading():
            return campaigns.in_force(self._connection, self.folder, until)

    def prunable(self, before: datetime, unit: str | None, clearing: frozenset[int]) -> Prunable:
        """Return which raw answers may go; see `evidence.prune`."""
        with self._reading():
            return prune.prunable(self._connection, before, unit, clearing)

    def prune(self, found: Iterable[int], at: datetime) -> None:
        """Drop raw answers, wipe them from the file, and delete the copies of older versions."""
        self._connection.execute("PRAGMA secure_delete = ON")
        with self._transaction() as connection:
            prune.prune(connection, found, at)
        self._values.forget()
        with self._reading():
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        backups.drop_all(self.folder / FILE)

    def pruned_before(self, moment: datetime) -> frozenset[int]:
        """Return the evidence of before a moment whose raw answer is gone."""
        with self._reading():
            return prune.pruned_before(self._connection, moment)
