"""What other carriers bring, in the store: kits, what came home, and what waits for a word."""

from collections.abc import Iterable

from orchestrator.evidence import inserts, kit_rows
from orchestrator.evidence.kit_rows import KitRow, Revoked
from orchestrator.evidence.store_file import StoreFile
from orchestrator.model.plan import Script
from orchestrator.text.message import say


class RoadStore(StoreFile):
    """Kits and what they brought: append-only."""

    def add_kits(self, kits: Iterable[KitRow], scripts: Iterable[Script]) -> None:
        """Write kits and the scripts in them, all in one step."""
        with self._transaction() as connection:
            inserts.scripts(connection, scripts)
            for kit in kits:
                kit_rows.add(connection, kit)

    def kits(self) -> tuple[KitRow, ...]:
        """Return all kits, the first made first; StateError if a row is damaged."""
        with self._rows(say("store.kits")):
            return tuple(kit_rows.kits(self._connection))

    def revoke_kit(self, kit: str, revoked: Revoked) -> bool:
        """Write that a kit was taken back; False where it was already, or there is none."""
        with self._transaction() as connection:
            return kit_rows.revoke(connection, kit, revoked)
