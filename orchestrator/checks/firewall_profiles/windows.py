"""Reader of the Windows sections: profiles and service; the log has a reader of its own."""

from collections.abc import Iterator, Mapping

from orchestrator.checks.base import Context, Part
from orchestrator.checks.firewall_profiles.log import read_log
from orchestrator.checks.sections import joined, nothing
from orchestrator.checks.traits import Cells, TraitReader, answer_rows
from orchestrator.model.answer import Answer
from orchestrator.model.observation import FirewallProfile, FirewallService, Network

_NETWORKS = {str(network): network for network in Network}
_SWITCH = {"0": False, "1": True}
_DISABLED = "4"  # a service's start


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return profiles, service and the log's connections; the window is the log's, if any."""
    answers = tuple(_answers(parts, context))
    return joined(answers) if answers else nothing()


def _answers(parts: tuple[Part, ...], context: Context) -> Iterator[Answer]:
    yield from (read_log(part, context) for part in parts if part.name == "log")
    for part in parts:
        if part.name in _READERS:
            yield answer_rows(part, context, *_READERS[part.name])


def _profile(cells: Cells) -> FirewallProfile | None:
    """Read network, key, and pairs of policy and machine: on, in, out, log dropped, log allowed."""
    network = _NETWORKS.get(cells[0])
    if network is None:
        return None
    on, inbound, outbound, dropped, allowed = (
        _SWITCH.get(policy or local) for policy, local in zip(cells[2::2], cells[3::2], strict=True)
    )
    return FirewallProfile(
        network=network,
        name=cells[1],
        on=on,
        blocks_inbound=inbound,
        blocks_outbound=outbound,
        logs_dropped=dropped,
        logs_allowed=allowed,
        by_policy=bool(cells[2]),
    )


def _service(cells: Cells) -> FirewallService | None:
    name, start = cells
    return FirewallService(name=name, disabled=start == _DISABLED) if start else None


_READERS: Mapping[str, tuple[int, TraitReader]] = {
    "profiles": (12, _profile),
    "service": (2, _service),
}
