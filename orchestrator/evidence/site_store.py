"""Sites and their bundles in the store: who may speak, what they brought, what goes to a hub."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from orchestrator.errors import UnwrittenError
from orchestrator.evidence import inserts, outbox_rows, relayed, shard_rows, site_rows
from orchestrator.evidence.outbox_rows import KeptTry, OutboxPart, OutboxRow
from orchestrator.evidence.records import Scoped, SweepRecord
from orchestrator.evidence.relayed import KnownTries, RelayedPart
from orchestrator.evidence.site_rows import SiteRow, SiteWord
from orchestrator.evidence.store_file import StoreFile
from orchestrator.model.plan import Script
from orchestrator.text.message import say


class SiteStore(StoreFile):
    """What goes between a hub and its sites by messages: append-only."""

    def add_site(self, name: str, units: tuple[str, ...], at: datetime) -> None:
        """Write a site, or other units of one that is there."""
        with self._transaction() as connection:
            site_rows.add(connection, name, units, at)

    def say_of_site(self, site: str, word: SiteWord) -> None:
        """Write a person's word on a site that is there."""
        with self._transaction() as connection:
            site_rows.say_word(connection, site, word)

    def sites(self) -> Mapping[str, SiteRow]:
        """Return all sites by their names; StateError if a row is damaged."""
        with self._rows(say("store.sites")):
            return {row.name: row for row in site_rows.sites(self._connection)}

    def hear(self, site: str, key: str, at: datetime) -> None:
        """Write that a message of a site was read, and by which key it speaks."""
        with self._transaction(UnwrittenError) as connection:
            site_rows.heard(connection, site, key, at)

    def count_unreadable(self, site: str) -> None:
        """Write that a message of a site could not be opened."""
        with self._transaction(UnwrittenError) as connection:
            site_rows.unreadable(connection, site)

    def sweep_site(self, sweep: str) -> tuple[bool, str | None]:
        """Return whether a sweep is known here, and whose it is; None for our own."""
        with self._reading():
            return site_rows.sweep_site(self._connection, sweep)

    def came_before(self, sha256: str) -> bool:
        """Return whether a part of that digest was taken."""
        with self._reading():
            return relayed.came_before(self._connection, sha256)

    def known_tries(self, sweep: str, keys: Iterable[str], machines: Iterable[int]) -> KnownTries:
        """Return what came already of the tries with these keys, and of these machines."""
        with self._reading():
            return relayed.known(self._connection, sweep, keys, machines)

    def kept_scripts(self, sha256s: Iterable[str]) -> tuple[Script, ...]:
        """Return those scripts of these digests that are kept; StateError if one is damaged."""
        with self._rows(say("store.outbox")):
            return tuple(outbox_rows.scripts(self._connection, sha256s))

    def take_part(
        self,
        part: RelayedPart,
        scripts: Iterable[Script],
        began: tuple[SweepRecord, Iterable[Scoped]] | None,
        ended_at: datetime | None,
    ) -> None:
        """Write a part of a site's sweep, all in one step.

        Args:
            part: What is new in it.
            scripts: Those that its answers are of.
            began: The sweep's head and scope where it is new here; its list is kept already.
            ended_at: When the sweep ended, None if it had not.

        Raises:
            UnwrittenError: It cannot be written: nothing of it is.
        """
        with self._transaction(UnwrittenError) as connection:
            if began is not None:
                inserts.sweep(connection, began[0])
                inserts.scope(connection, *began)
                site_rows.add_sweep(connection, part.sweep, part.receipt.source)
            inserts.scripts(connection, scripts)
            relayed.keep(connection, part, self._values.sight)
            shard_rows.close(connection, part.sweep, part.receipt.source, part.receipt.received_at)
            if ended_at is not None:
                site_rows.end_sweep(connection, part.sweep, ended_at)

    def swept_so_far(self) -> tuple[int, int]:
        """Return how many tries there are, and how many sweeps ended: another says that more is."""
        with self._reading():
            return outbox_rows.swept_so_far(self._connection)

    def keep_part(self, part: OutboxPart) -> None:
        """Write a part that was made for the hub."""
        with self._transaction() as connection:
            outbox_rows.keep(connection, part)

    def outbox(self) -> tuple[OutboxPart, ...]:
        """Return all parts, the first made first; StateError if a row is damaged."""
        with self._rows(say("store.outbox")):
            return tuple(outbox_rows.parts(self._connection))

    def outbox_part(self, number: int) -> OutboxPart:
        """Return one part; StateError if a row is damaged."""
        with self._rows(say("store.outbox")):
            (part,) = outbox_rows.parts(self._connection, number)
            return part

    def unreceived_parts(self) -> Mapping[int, str]:
        """Return number and digest of the parts without a receipt, the first made first."""
        with self._reading():
            return outbox_rows.unreceived(self._connection)

    def parts_made_of(self, sweep: str) -> int:
        """Return how many parts were made of a sweep."""
        with self._reading():
            return outbox_rows.made_of(self._connection, sweep)

    def in_parts(self, sweep: str) -> Mapping[int, int]:
        """Return the machines of a sweep that are in any part, with their last try in one."""
        with self._reading():
            return outbox_rows.in_parts(self._connection, sweep)

    def last_tries(self, sweep: str) -> Mapping[int, int]:
        """Return the machines of a sweep that were asked, with the number of the last try."""
        with self._reading():
            return outbox_rows.last_tries(self._connection, sweep)

    def tries(self, sweep: str, row: OutboxRow, *, bodies: bool) -> tuple[KeptTry, ...]:
        """Return tries of a machine; see `outbox_rows.tries`. StateError if a row is damaged."""
        with self._rows(say("store.outbox")):
            return tuple(outbox_rows.tries(self._connection, sweep, row, bodies=bodies))

    def receive_receipt(self, sha256: str, receipt: bytes, at: datetime) -> bool:
        """Write that the hub has a part; False where that was known, or there is none."""
        with self._transaction() as connection:
            return outbox_rows.receive(connection, sha256, receipt, at)
