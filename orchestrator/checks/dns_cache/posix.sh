# dns_cache: what the machine's own resolver has cached, if it has one that keeps a list.

# dns_cache_daemons: prints the names of the resolvers that run here, one a line.
dns_cache_daemons() {
  set +f
  for dns_cache_file in "$root"/proc/[0-9]*/comm; do
    dns_cache_comm=
    { IFS= read -r dns_cache_comm <"$dns_cache_file"; } 2>/dev/null || :
    case $dns_cache_comm in
    systemd-resolve | dnsmasq | unbound | named | nscd | unscd | nsncd | pdns_recursor | pdnsd | kresd* | dnscrypt-proxy | coredns | mDNSResponder | pihole-FTL | AdGuardHome | adguardhome | connmand | smartdns | stubby | dnsproxy | blocky | cloudflared | dnsdist | dnscache | MaraDNS | deadwood | routedns | chinadns* | overture | nextdns | ctrld | zebra-dns | rbldnsd | technitium*)
      printf '%s\n' "$dns_cache_comm"
      ;;
    esac
  done
  set -f
}

# dns_cache_port: whether something other than systemd's stub answers on port 53 of this machine.
dns_cache_port() {
  for dns_cache_table in udp udp6; do
    [ -r "$root/proc/net/$dns_cache_table" ] || continue
    while read -r _ dns_cache_local _; do
      case $dns_cache_local in
      3500007F:0035 | 3600007F:0035 | 7F000035:0035 | 7F000036:0035) ;;
      *:0035) return 0 ;;
      esac
    done <"$root/proc/net/$dns_cache_table"
  done
  return 1
}

# dns_cache_server: a name server on this machine itself that resolv.conf names, systemd's apart.
dns_cache_server() {
  [ -r "$root/etc/resolv.conf" ] || return 0
  while read -r dns_cache_word dns_cache_value _; do
    case $dns_cache_word:$dns_cache_value in
    nameserver:127.0.0.53 | nameserver:127.0.0.54) [ -n "$1" ] || printf '%s\n' "$dns_cache_value" ;;
    nameserver:127.* | nameserver:::1) printf '%s\n' "$dns_cache_value" ;;
    esac
  done <"$root/etc/resolv.conf"
}

# The canary as systemd-resolved would print it, on a line of its own.
dns_cache_canary() {
  dns_cache_key="\"key\":{\"class\":1,\"type\":28,\"name\":\"$canary_name\"}"
  dns_cache_bytes=32,1,13,184
  for dns_cache_group in "$frame_a" "$frame_b" "$frame_c" "$frame_d"; do
    dns_cache_low=${dns_cache_group#??}
    dns_cache_high=${dns_cache_group%??}
    dns_cache_bytes=$dns_cache_bytes,$((0x$dns_cache_high)),$((0x$dns_cache_low))
  done
  printf '[{"protocol":"dns","cache":[{%s,"rrs":[{"rr":{%s,"address":[%s,0,0,0,9]}}],"until":0}]}]\n' \
    "$dns_cache_key" "$dns_cache_key" "$dns_cache_bytes"
}

dns_cache_resolved() {
  if ! command -v resolvectl >/dev/null 2>&1; then
    frame_shut dns_cache resolved missing 'no resolvectl'
    return
  fi
  # "systemd 254 (254.26-1)"; only from 254 on can the cache be listed.
  dns_cache_version=$(resolvectl --version 2>/dev/null)
  dns_cache_version=${dns_cache_version#systemd }
  dns_cache_version=${dns_cache_version%%[!0-9]*}
  if [ "${dns_cache_version:-0}" -lt 254 ]; then
    frame_shut dns_cache resolved missing "systemd ${dns_cache_version:-of unknown version} cannot list its cache"
    return
  fi
  frame_section dns_cache resolved systemd-resolved "$(dns_cache_canary)" dns_cache_list
  if [ "$frame_code" = 0 ]; then
    frame_shut dns_cache resolved ok
  elif [ "$frame_elevated" = 1 ]; then
    frame_shut dns_cache resolved failed 'resolvectl ended with an error'
  else
    frame_shut dns_cache resolved denied 'only root may list the cache'
  fi
}

dns_cache_list() { resolvectl --json=short show-cache 2>/dev/null; }

dns_cache_all() {
  if [ ! -e "$root/proc/1/comm" ] && [ ! -e "$root/proc/stat" ]; then
    frame_shut dns_cache daemons missing 'no list of processes'
    return
  elif ! { IFS= read -r dns_cache_comm <"$root/proc/1/comm"; } 2>/dev/null; then
    frame_shut dns_cache daemons denied 'processes of others are hidden'
    return
  fi
  dns_cache_resolved=
  dns_cache_others=
  for dns_cache_daemon in $(dns_cache_daemons); do
    case $dns_cache_daemon:" $dns_cache_others " in
    systemd-resolve:*) dns_cache_resolved=1 ;;
    *:*" $dns_cache_daemon "*) ;;
    *) dns_cache_others="$dns_cache_others $dns_cache_daemon" ;;
    esac
  done
  [ -z "$dns_cache_resolved" ] || dns_cache_resolved
  dns_cache_stub=$(dns_cache_server "$dns_cache_resolved")
  if [ -n "$dns_cache_others" ]; then
    frame_shut dns_cache daemons missing "${dns_cache_others# }: no list without a write or a query"
  elif [ -n "$dns_cache_stub" ]; then
    frame_shut dns_cache daemons missing "an unknown resolver at $dns_cache_stub"
  elif dns_cache_port; then
    frame_shut dns_cache daemons missing 'an unknown resolver at :53'
  else
    frame_shut dns_cache daemons absent 'no other caching resolver runs here'
  fi
  [ -n "$dns_cache_resolved" ] || frame_shut dns_cache resolved absent 'systemd-resolved does not run here'
}

dns_cache_all
