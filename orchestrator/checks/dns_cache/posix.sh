# dns_cache: what the machine's own resolver has cached, if it has one that keeps a list.

# dns_cache_daemons: prints the names of the caching resolvers that run here, one a line.
dns_cache_daemons() {
  set +f
  for dns_cache_file in "$root"/proc/[0-9]*/comm; do
    dns_cache_comm=
    { IFS= read -r dns_cache_comm <"$dns_cache_file"; } 2>/dev/null || :
    case $dns_cache_comm in
    systemd-resolve | dnsmasq | unbound | named | nscd | pdns_recursor | kresd* | dnscrypt-proxy | coredns | mDNSResponder)
      printf '%s\n' "$dns_cache_comm"
      ;;
    esac
  done
  set -f
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
  frame_open dns_cache resolved systemd-resolved
  dns_cache_canary
  if resolvectl --json=short show-cache 2>/dev/null; then
    frame_shut dns_cache resolved ok
  elif [ "$frame_elevated" = 1 ]; then
    frame_shut dns_cache resolved failed 'resolvectl ended with an error'
  else
    frame_shut dns_cache resolved denied 'only root may list the cache'
  fi
}

dns_cache_all() {
  if [ ! -e "$root/proc/1/comm" ] && [ ! -e "$root/proc/stat" ]; then
    frame_shut dns_cache daemons missing 'no list of processes'
    return
  elif ! { IFS= read -r dns_cache_comm <"$root/proc/1/comm"; } 2>/dev/null; then
    frame_shut dns_cache daemons denied 'processes of others are hidden'
    return
  fi
  dns_cache_found=$(dns_cache_daemons)
  if [ -z "$dns_cache_found" ]; then
    frame_shut dns_cache daemons absent 'no caching resolver runs here'
    return
  fi
  dns_cache_seen=' '
  for dns_cache_daemon in $dns_cache_found; do
    case $dns_cache_seen in *" $dns_cache_daemon "*) continue ;; esac
    dns_cache_seen="$dns_cache_seen$dns_cache_daemon "
    if [ "$dns_cache_daemon" = systemd-resolve ]; then
      dns_cache_resolved
    else
      frame_shut dns_cache "$dns_cache_daemon" missing "$dns_cache_daemon gives no list without a write or a query"
    fi
  done
}

dns_cache_all
