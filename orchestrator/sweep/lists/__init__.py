"""What `ioc` asks of several rooms: lists as they are today, what they say of values and of logs.

No part of the sweep's face: a sweep loads its lists, and needs none of this.
"""

from orchestrator.ioc.reading.entries import ColumnSeen
from orchestrator.ioc.sets.difference import Difference
from orchestrator.ioc.sets.listing import Seen
from orchestrator.ioc.updating.update_rows import SourceUpdate, UpdateStanding, updates_as_json
from orchestrator.match import Match
from orchestrator.match.scan import Sighting
from orchestrator.sweep.lists.log_scan import LogRead, LogScan, sighting_as_json
from orchestrator.sweep.lists.lookup import ValueLookup, look_up, lookups_as_json
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
    "ColumnSeen",
    "Difference",
    "ListsSeen",
    "LogRead",
    "LogScan",
    "Match",
    "Seen",
    "Sighting",
    "SourceUpdate",
    "UpdateStanding",
    "ValueLookup",
    "accept_list",
    "compare_lists",
    "load_lists",
    "look_into_lists",
    "look_up",
    "lookups_as_json",
    "return_list",
    "sighting_as_json",
    "update_lists",
    "updates_as_json",
]
