"""What a state folder keeps of a campaign file that was used: all of it, and where it stood."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from msgspec import Struct

from orchestrator.campaign.campaign_values import Campaign, Tightening
from orchestrator.files.typed_json import compact_json, read_json
from orchestrator.model.rules import Rules


class KeptRules(Struct, frozen=True, kw_only=True):
    """The rules of a campaign file; spans of time in hours, None leaves a rule as it is."""

    required: tuple[str, ...]
    good_for_hours: int | None
    verify_after_hours: int | None
    old_address_hours: int | None
    old_name_hours: int | None
    accept_declared: bool = True

    def tightening(self) -> Tightening:
        """Return them as the file said them."""
        return Tightening(
            required=self.required,
            good_for=_span(self.good_for_hours),
            verify_after=_span(self.verify_after_hours),
            old_address=_span(self.old_address_hours),
            old_name=_span(self.old_name_hours),
            accept_declared=self.accept_declared,
        )


class KeptFile(Struct, frozen=True, kw_only=True):
    """A campaign file as it was when it was used; `file` is its absolute path of then.

    The other fields are those of `Campaign.as_json`.
    """

    file: str
    campaign: str
    name: str
    letters: tuple[Mapping[str, str | None], ...]
    opens: date
    deadline: date
    inventory: tuple[str, ...]
    ask: tuple[Mapping[str, str | int | None], ...]
    quiet: Mapping[str, object]
    attempts: Mapping[str, int]
    reports: str | None
    prune: Mapping[str, int | None]
    rules: KeptRules
    sha256: str

    def rules_over(self, rules: Rules, zone: tzinfo) -> Rules:
        """Return what its verdicts rest on, as `Campaign.rules` does."""
        opens = datetime.combine(self.opens, time.min, zone)
        return self.rules.tightening().since(opens, rules)


def body_of(campaign: Campaign, file: str) -> str:
    """Return what is kept of a campaign file that was read from that path."""
    return compact_json({"file": file, **campaign.as_json()})


def read_body(text: str) -> KeptFile:
    """Return what was kept; ValueError if no version wrote that."""
    return read_json(text, KeptFile)


def _span(hours: int | None) -> timedelta | None:
    return None if hours is None else timedelta(hours=hours)
