"""What `ioc` asks of several rooms: lists as they are today, what they say of values and of logs.

No part of the sweep's face: a sweep loads its lists, and needs none of this.
"""

from orchestrator.ioc.reading.entries import ColumnSeen
from orchestrator.ioc.sets.list_changes import Difference
from orchestrator.ioc.sets.listing import ListSeen
from orchestrator.ioc.updating.update_rows import SourceUpdate, UpdateStanding, updates_as_json
from orchestrator.match import Match
from orchestrator.match.logs.line_reading import LogTime
from orchestrator.match.scan import Sighting
from orchestrator.sweep.lists.clients import Clients, KnownBy, Whose
from orchestrator.sweep.lists.dropping import drop_source
from orchestrator.sweep.lists.kept_again import HeldAgainst, NotHeldAgainst, hold_against_kept
from orchestrator.sweep.lists.log_scan import (
    LogRead,
    LogScan,
    OpenLog,
    clients_of,
    sighting_as_json,
)
from orchestrator.sweep.lists.lookup import ValueLookup, look_up, lookups_as_json
from orchestrator.sweep.lists.scan_csv import SightingCsv
from orchestrator.sweep.lists.scan_groups import GroupBy, Groups, SightingGroup
from orchestrator.sweep.lists.scan_rows import ClientSighting
from orchestrator.sweep.lists.today import (
    ListsSeen,
    accept_list,
    compare_lists,
    load_lists,
    look_into_lists,
    return_list,
    update_lists,
)

__all__ = [
    "ClientSighting",
    "Clients",
    "ColumnSeen",
    "Difference",
    "GroupBy",
    "Groups",
    "HeldAgainst",
    "KnownBy",
    "ListSeen",
    "ListsSeen",
    "LogRead",
    "LogScan",
    "LogTime",
    "Match",
    "NotHeldAgainst",
    "OpenLog",
    "Sighting",
    "SightingCsv",
    "SightingGroup",
    "SourceUpdate",
    "UpdateStanding",
    "ValueLookup",
    "Whose",
    "accept_list",
    "clients_of",
    "compare_lists",
    "drop_source",
    "hold_against_kept",
    "load_lists",
    "look_into_lists",
    "look_up",
    "lookups_as_json",
    "return_list",
    "sighting_as_json",
    "update_lists",
    "updates_as_json",
]
