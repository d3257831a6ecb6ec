"""Each machine's own password, for whoever is about to dial."""

from pathlib import Path

from msgspec import Struct

from orchestrator.inventory.district.laps import ACCOUNT, Laps, read_laps
from orchestrator.model.district import District
from orchestrator.vault import Vault


class LapsFile(Struct, frozen=True, kw_only=True):
    """An export of LAPS, and whose passwords they are where no column of it says so."""

    path: Path
    account: str = ACCOUNT


def read(file: LapsFile | None, district: District, vault: Vault) -> Laps:
    """Return the passwords of a district's machines, none without a file.

    Raises:
        InputError: The file cannot be used; see `read_laps`.
    """
    if file is None:
        return Laps(passwords={}, warnings=())
    return read_laps(file.path, district, vault, file.account)
