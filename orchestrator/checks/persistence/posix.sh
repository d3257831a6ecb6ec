# persistence: crontabs and the commands of units; `>` before a file's path, a blank before a line.

persistence_lines() { # HOW FILE...
  persistence_how=$1
  shift
  for persistence_file; do
    [ -f "$persistence_file" ] || continue
    if [ ! -r "$persistence_file" ]; then
      persistence_status=denied
      continue
    fi
    printf '>%s\n' "${persistence_file#"$root"}"
    sed -n "$persistence_how" "$persistence_file" 2>/dev/null | dd bs=65536 count=4 2>/dev/null
    printf '\n'
  done
}

persistence_part() { # PART SOURCE HOW FILE...
  persistence_status=ok
  persistence_name=$1
  frame_open persistence "$1" "$2"
  printf '>made\n http://%s/ [%s]:9\n' "$canary_name" "$canary_address"
  shift 2
  persistence_lines "$@"
  # Other users' crontabs are for root alone.
  if [ "$persistence_name" = cron ] && [ "$frame_elevated" = 0 ] && [ -d "$root/var/spool/cron" ]; then
    persistence_status=denied
  fi
  frame_shut persistence "$persistence_name" "$persistence_status"
}

set +f
persistence_part cron crontabs 's/^/ /p' "$root"/etc/crontab "$root"/etc/cron.d/* "$root"/var/spool/cron/* "$root"/var/spool/cron/crontabs/* "$root"/etc/crontabs/* "$root"/etc/rc.local
persistence_part units systemd 's/^[[:blank:]]*Exec[A-Za-z]*[[:blank:]]*=/ &/p' "$root"/etc/systemd/system/*.service
set -f
