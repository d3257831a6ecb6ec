"""What reports say in English of how a machine stands; ids and fields as in `vi_posture`."""

from collections.abc import Mapping

POSTURE: Mapping[str, str] = {
    "stands.supported": "{name}: supported until {day}",
    "stands.not_in_table": "{name}: not in the table of {day}",
    "stands.patched": "newest update {day}",
    "stands.no_product": "no antivirus seen",
    "stands.outdated": "signatures out of date",
    "stands.detections": "{n:detection|detections} in its history",
    "stands.service_disabled": "firewall service disabled",
    "stands.no_trace": "no trace of a tool",
    "stands.only_there": "file only, not known to have run",
    "stands.partly": "only partly read",
    "stands.on": "on",
    "stands.off": "off",
    "stands.untold": "not told",
    "protection.on": "on",
    "protection.off": "off",
    "protection.snoozed": "snoozed",
    "protection.expired": "expired",
    "protection.unknown": "not told whether it is on",
    "network.domain": "domain network",
    "network.private": "private network",
    "network.public": "public network",
    "half.server": "SMB 1 server",
    "half.client": "SMB 1 client",
    "outcome.nothing_found": "ran, found nothing",
    "outcome.left": "ran, something is left to do",
    "outcome.failed": "run failed",
    "outcome.untold": "ran, result not told",
}
