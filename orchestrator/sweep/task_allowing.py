"""`runner allow`: which playbooks a hub may have asked at a site, by a person's word.

Not in the room's face: only `runner` allows.
"""

import hashlib
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from orchestrator import checks, evidence, plan
from orchestrator.files import read_bounded
from orchestrator.sweep.site_enrolment import enrolled
from orchestrator.sweep.site_shards import MOST_PLAYBOOK_BYTES

_MOST_NAME = 100


def allow_playbook(state: Path, file: Path, actor: str, at: datetime) -> evidence.KeptPlaybook:
    """Keep a playbook as one that the hub may have asked here.

    Args:
        state: The site's state folder; it was enrolled.
        file: The playbook.
        actor: Who answers for it.
        at: Now (aware UTC).

    Raises:
        InputError: The file is no playbook of this version, or the folder cannot be used.
    """
    enrolled(state)
    read = plan.read_playbook(file, checks.ALL)
    body = read_bounded(file, MOST_PLAYBOOK_BYTES)
    kept = evidence.KeptPlaybook(
        sha256=hashlib.sha256(body).hexdigest(), name=file.name[-_MOST_NAME:], body=body
    )
    if kept.sha256 != read.sha256:  # it was changed between two looks
        return allow_playbook(state, file, actor, at)
    with closing(evidence.open_store(state, create=True)) as store, evidence.writer_lock(state):
        store.allow_playbook(kept, at, actor)
    return kept


def allowed_as_json(done: evidence.KeptPlaybook) -> Mapping[str, object]:
    """Return what `runner allow --json` prints."""
    return {"playbook": done.name, "sha256": done.sha256}
