"""Which names did programs look up, as the event logs remember long after the cache forgot?

Asks: Windows logs System (event 1014: no server answered), DNS-Client/Operational (3006, 3008,
    3020) and Sysmon (22 look-ups, 3 connections), fields by name. POSIX keeps no such log.
Needs: an administrator or a member of Event Log Readers. System is always on; DNS-Client's own
    log is off until somebody switches it on (this check is then not answered); Sysmon only where
    it was installed. DNS-Client's log came with Windows 8.1.
Blind: names that were answered, where only System is on; nslookup and browsers with DNS over
    HTTPS; what a full log has overwritten (the window says from when it speaks); an event of
    Sysmon says that a connection was begun, not that the other side took part.
Cost: at most 2,000 events and 5 s a log, the newest first; about 150 bytes an event.
Source: letter, point "rà soát kết nối tới tên miền độc hại"; manifest of
    Microsoft-Windows-DNS-Client; Sysmon on learn.microsoft.com.
"""

from orchestrator.checks.base import Check
from orchestrator.checks.dns_events.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent

CHECK = Check(
    id="dns_events",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
)
