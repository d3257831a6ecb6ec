"""Which names has this machine looked up lately, as its own resolver cache remembers?

Asks: POSIX `resolvectl --json=short show-cache`; Windows `MSFT_DNSClientCache`, else
    `ipconfig /displaydns` by the shape of its blocks. Nothing is looked up.
Needs: POSIX root and systemd 254; Windows any user, Windows 8 or Server 2012 for the class.
Blind: names whose time to live is over (minutes), names looked up by programs that bring their
    own resolver (browsers with DNS over HTTPS, nslookup); which program asked. Windows also
    keeps the hosts file in it. dnsmasq, unbound, BIND and nscd give no list without a write or
    a query: with one of them this check is not answered.
Cost: under 0.2 s; about 150 bytes a record.
Source: letter, point "rà soát kết nối tới tên miền độc hại"; resolvectl(1);
    MSFT_DNSClientCache on learn.microsoft.com.
"""

from orchestrator.checks.base import Check
from orchestrator.checks.dns_cache.posix import read_posix
from orchestrator.checks.dns_cache.windows import read_windows
from orchestrator.checks.scripts import beside

CHECK = Check(
    id="dns_cache",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
)
