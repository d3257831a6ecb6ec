# resolvers: resolv.conf, and behind systemd's stub the servers that it really asks; what files set
# and leases gave; the machine's own addresses.

resolvers_stub() {
  [ -r "$root/etc/resolv.conf" ] || return 1
  while read -r resolvers_word resolvers_value _; do
    case $resolvers_word:$resolvers_value in
    nameserver:127.0.0.53 | nameserver:127.0.0.54) return 0 ;;
    esac
  done <"$root/etc/resolv.conf"
  return 1
}

frame_file resolvers file /etc/resolv.conf "nameserver $canary_address"
if resolvers_stub; then
  frame_file resolvers upstream /run/systemd/resolve/resolv.conf "nameserver $canary_address"
fi

# Lines that name servers, by whatever program reads them, and until when a lease holds; nothing
# else of these files, which hold passwords too. The indentation of YAML stays.
resolvers_lines='s/^[[:blank:]]*nameservers*[[:blank:]:]/ &/p
t
s/^[[:blank:]]*addresses[[:blank:]]*:/ &/p
t
s/^[[:blank:]]*-[[:blank:]]*["'\'']*[0-9A-Fa-f.:]*["'\'']*[[:blank:]]*$/ &/p
t
s/^[[:blank:]]*[A-Za-z_]*[Dd][Nn][Ss][A-Za-z0-9]*[[:blank:]]*=/ &/p
t
s/^[[:blank:]]*DOMAIN_NAME_SERVERS=/ &/p
t
s/^[[:blank:]]*servers=/ &/p
t
s/^[[:blank:]]*dns-over-tls=/ &/p
t
s/^[[:blank:]]*dns-nameservers*[[:blank:]]/ &/p
t
s/^[[:blank:]]*[a-z]*[[:blank:]]*[a-z0-9.-]*name-servers[[:blank:]]/ &/p
t
s/^[[:blank:]]*static [a-z0-9_]*name_servers=/ &/p
t
s/^[[:blank:]]*expire[[:blank:]]/ &/p'
# Where anybody may write, only OpenWrt keeps settings.
resolvers_router=
[ ! -e "$root/etc/openwrt_release" ] || resolvers_router=tmp
set +f
frame_texts resolvers configured 'resolver settings' ok " nameserver $canary_address" "$resolvers_lines" "$root"/etc/systemd/resolved.conf "$root"/etc/systemd/resolved.conf.d/*.conf "$root"/run/systemd/resolved.conf.d/*.conf "$root"/usr/lib/systemd/resolved.conf.d/*.conf "$root"/etc/systemd/network/*.network "$root"/run/systemd/network/*.network "$root"/run/systemd/netif/leases/* "$root"/etc/NetworkManager/NetworkManager.conf "$root"/etc/NetworkManager/conf.d/*.conf "$root"/etc/NetworkManager/system-connections/* "$root"/run/NetworkManager/system-connections/* "$root"/run/NetworkManager/no-stub-resolv.conf "$root"/var/lib/NetworkManager/*.lease "$root"/var/lib/dhcp/*.leases "$root"/var/lib/dhclient/*.lease* "$root"/etc/dhcp/dhclient.conf "$root"/etc/dhclient.conf "$root"/etc/dhcpcd.conf "$root"/run/dhcpcd/hook-state/resolv.conf/* "$root"/run/resolvconf/interface*/* "$root"/etc/resolvconf/resolv.conf.d/* "$root"/etc/netplan/*.yaml "$root"/run/netplan/*.yaml "$root"/lib/netplan/*.yaml "$root"/etc/network/interfaces "$root"/etc/network/interfaces.d/* "$root"/etc/sysconfig/network-scripts/ifcfg-* "$root/${resolvers_router:-etc}"/resolv.conf.auto "$root/${resolvers_router:-etc}"/resolv.conf.d/*
set -f

# The machine's own addresses: IPv4 as the routing table shows them, IPv6 in 32 hex digits.
resolvers_own() {
  resolvers_code=0
  if [ -e "$root/proc/net/fib_trie" ]; then
    sed -n -e '/|-- /{s/.*|-- /own /;h;}' -e '/\/32 host LOCAL/{x;p;x;}' "$root/proc/net/fib_trie" 2>/dev/null || resolvers_code=1
  fi
  if [ -e "$root/proc/net/if_inet6" ]; then
    sed -n 's/^\([0-9a-f]*\) .*/own \1/p' "$root/proc/net/if_inet6" 2>/dev/null || resolvers_code=1
  fi
  return "$resolvers_code"
}

if [ -e "$root/proc/net/fib_trie" ] || [ -e "$root/proc/net/if_inet6" ]; then
  frame_section resolvers addresses /proc/net "own $canary_address" resolvers_own
  if [ "$frame_code" = 0 ]; then frame_shut resolvers addresses ok; else frame_shut resolvers addresses failed; fi
else
  frame_shut resolvers addresses absent 'no /proc/net/fib_trie'
fi
