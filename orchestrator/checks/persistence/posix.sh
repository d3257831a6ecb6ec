# persistence: crontabs and the commands of units; `>` before a file's path, a blank before a line.

# Ends with 1 for a file that may not be read, with 2 for one that could not be.
persistence_lines() { # HOW FILE...
  persistence_how=$1
  persistence_code=0
  shift
  for persistence_file; do
    [ -f "$persistence_file" ] || continue
    if [ ! -r "$persistence_file" ]; then
      persistence_code=1
    elif [ "$(wc -c <"$persistence_file")" -gt 4194304 ]; then
      persistence_code=2
    else
      printf '>%s\n' "${persistence_file#"$root"}"
      sed -n "$persistence_how" "$persistence_file" 2>/dev/null || persistence_code=2
      printf '\n'
    fi
  done
  return "$persistence_code"
}

persistence_any() { # FILE...
  for persistence_file; do
    [ ! -f "$persistence_file" ] || return 0
  done
  return 1
}

persistence_part() { # PART SOURCE STATUS HOW FILE...
  persistence_name=$1
  persistence_source=$2
  persistence_status=$3
  shift 3
  if [ "$persistence_status" = ok ] && ! persistence_any "$@"; then
    frame_shut persistence "$persistence_name" absent "no $persistence_source"
  else
    frame_section persistence "$persistence_name" "$persistence_source" ">made$frame_end http://$canary_name/ [$canary_address]:9" persistence_lines "$@"
    case $frame_code in 0) ;; 1) persistence_status=denied ;; *) persistence_status=failed ;; esac
    frame_shut persistence "$persistence_name" "$persistence_status"
  fi
}

# Other users' crontabs are for root alone.
persistence_users=ok
[ "$frame_elevated" = 1 ] || [ ! -d "$root/var/spool/cron" ] || persistence_users=denied
set +f
persistence_part cron crontabs "$persistence_users" 's/^/ /p' "$root"/etc/crontab "$root"/etc/cron.d/* "$root"/var/spool/cron/* "$root"/var/spool/cron/crontabs/* "$root"/etc/crontabs/* "$root"/etc/rc.local
persistence_part units systemd ok 's/^[[:blank:]]*Exec[A-Za-z]*[[:blank:]]*=/ &/p' "$root"/etc/systemd/system/*.service
set -f
