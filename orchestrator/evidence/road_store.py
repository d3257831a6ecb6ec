"""What other carriers bring, in the store: kits, what came home, and what waits for a word."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from orchestrator.errors import UnwrittenError
from orchestrator.evidence import arrivals, inserts, kit_rows
from orchestrator.evidence.arrivals import Arrival, ArrivedBefore, JoinWord, Receipt, WaitingAnswer
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

    def script_checks(self, sha256: str) -> tuple[str, ...]:
        """Return which checks a kept script asks; StateError if it is damaged or not there."""
        with self._rows(say("store.kits")):
            return kit_rows.script_checks(self._connection, sha256)

    def kits_home(self) -> Mapping[str, tuple[datetime, int]]:
        """Return of each kit that brought anything when the last came, and of how many machines."""
        with self._rows(say("store.kits")):
            return kit_rows.home(self._connection)

    def arrived_before(self, receipt: Receipt, nonce: str, sha256: str) -> ArrivedBefore:
        """Return what of a kit's run came already; `sha256` is of the answer alone."""
        with self._reading():
            return arrivals.before(self._connection, receipt, nonce, sha256)

    def receive(self, found: Iterable[Arrival]) -> tuple[int | None, ...]:
        """Write answers that came home, all in one step.

        Returns:
            The number under which each waits, None for those that do not.

        Raises:
            UnwrittenError: They cannot be written: none of them is.
        """
        numbers: list[int | None] = []
        with self._transaction(UnwrittenError) as connection:
            for one in found:
                evidence, number = arrivals.keep(connection, one)
                if one.looked is not None:
                    self._values.sight(evidence, one.looked.values)
                numbers.append(number)
        return tuple(numbers)

    def waiting_answers(self) -> tuple[WaitingAnswer, ...]:
        """Return all answers that wait, or waited, by number; StateError if a row is damaged."""
        with self._rows(say("store.arrivals")):
            return tuple(arrivals.waiting(self._connection))

    def join(self, evidence: int, word: JoinWord) -> None:
        """Write a person's word whose an answer is; it waits to be read as that machine's."""
        with self._transaction() as connection:
            arrivals.join(connection, evidence, word)

    def in_doubt(self) -> frozenset[int]:
        """Return the machines that an answer may be of which waits for a word."""
        with self._reading():
            return arrivals.in_doubt(self._connection)

    def machine_numbers(self) -> Mapping[int, tuple[str, str]]:
        """Return unit and name of every machine, by its number."""
        with self._reading():
            return arrivals.machine_numbers(self._connection)

    def prints(self) -> tuple[tuple[str, str, int, bool], ...]:
        """Return what machines are recognised by; see `arrivals.prints`."""
        with self._reading():
            return tuple(arrivals.prints(self._connection))
