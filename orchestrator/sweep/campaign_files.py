"""A campaign file that is used: read with its inventory, kept, and in force from then on."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from orchestrator import campaign, checks, evidence
from orchestrator.errors import CampaignError, UsageError
from orchestrator.evidence.queries import whole_rows
from orchestrator.model.district import District
from orchestrator.sweep.acting import refuse_clock_back
from orchestrator.sweep.read_inventory import ReadInventory, read_inventory
from orchestrator.text.message import say
from orchestrator.vault import Vault


class UsedCampaign(Struct, frozen=True, kw_only=True):
    """A campaign file and the inventory that it names, as read now."""

    campaign: campaign.Campaign
    file: Path
    read: ReadInventory

    @property
    def district(self) -> District:
        """The district that the inventory describes."""
        return self.read.district


def used_campaign(
    state: Path, file: Path | None, at: datetime, vault: Vault, *, create: bool = False
) -> UsedCampaign | None:
    """Read a campaign file and its inventory, and keep both: they hold from now on.

    Args:
        state: The state folder.
        file: The file; None for the one campaign that the folder knows and that is not closed.
        at: When (aware UTC).
        vault: What opens vaulted values of the inventory.
        create: Whether a state folder that is not there yet is made.

    Returns:
        None where no file was named and the folder knows none: all that is kept is the campaign.

    Raises:
        CampaignError: The file holds mistakes, is another campaign than the folder's, or a closed
            one.
        InventoryError: Its inventory cannot be used.
        StateError: There is no such folder, or it is damaged.
    """
    with closing(evidence.open_store(state, create=create)) as store:
        known = store.campaigns()
        path = file or _known_file(store)
        if path is None:
            return None
        told = campaign.read_campaign(path, frozenset(check.id for check in checks.ALL))
        _refuse_other(told, known, state, path)
        read = read_inventory(told.inventory, vault)
        row = evidence.CampaignRow(
            id=told.id,
            sha256=told.sha256,
            read_at=at,
            body=campaign.body_of(told, str(path.resolve())),
        )
        store.keep_campaign(row, evidence.campaign_scope(read.district))
    return UsedCampaign(campaign=told, file=path, read=read)


def the_campaign(
    state: Path, file: Path | None, at: datetime, vault: Vault, *, create: bool = False
) -> UsedCampaign:
    """Return what `used_campaign` does; one that is neither named nor known is an error.

    Raises:
        UsageError: No file was named and the folder knows none.
    """
    found = used_campaign(state, file, at, vault, create=create)
    if found is None:
        raise UsageError.one(say("campaign.no_file"), say("campaign.mend.name_file"))
    return found


def close_campaign(state: Path, file: Path, at: datetime, vault: Vault, actor: str) -> UsedCampaign:
    """Close a campaign; its scope as read now is the last one that holds.

    Raises:
        CampaignError: As `used_campaign`.
        UsageError: The clock is behind what is kept; nothing is closed, nor read of the inventory.
    """
    refuse_clock_back(state, at)
    found = the_campaign(state, file, at, vault)
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        store.close_campaign(found.campaign.id, at, actor)
    return found


def _known_file(store: evidence.Store) -> Path | None:
    """Return where the newest version of the open campaign was read from."""
    held = store.scope_in_force()
    if held is None or held.campaign.closed_at is not None:
        return None
    with whole_rows(say("store.campaign_row"), store.folder):
        path = Path(campaign.read_body(held.campaign.body).file)
    if not path.exists():
        raise CampaignError.one(
            say("campaign.file_gone", id=held.campaign.id, path=path),
            say("campaign.mend.name_file"),
        )
    return path


def _refuse_other(
    read: campaign.Campaign, known: tuple[evidence.CampaignRow, ...], state: Path, path: Path
) -> None:
    """Refuse a second campaign on one state folder, and one that was closed."""
    closed = {row.id for row in known if row.closed_at is not None}
    if read.id in closed:
        raise CampaignError.one(
            say("campaign.closed", path=path, id=read.id), say("campaign.mend.other_id")
        )
    for other in _open_ids(known, closed):
        if other != read.id:
            raise CampaignError.one(
                say("campaign.other_campaign", folder=state, known=other, id=read.id),
                say("campaign.mend.other_state", known=other),
            )


def _open_ids(known: tuple[evidence.CampaignRow, ...], closed: set[str]) -> Iterator[str]:
    yield from (row.id for row in known if row.id not in closed)
