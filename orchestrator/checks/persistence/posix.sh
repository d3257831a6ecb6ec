# persistence: crontabs and the commands of units; `>` before a file's path, a blank before a line.
persistence_made=">made$frame_end http://$canary_name/ [$canary_address]:9"
# Other users' crontabs are for root alone.
persistence_users=ok
[ "$frame_elevated" = 1 ] || [ ! -d "$root/var/spool/cron" ] || persistence_users=denied
set +f
frame_texts_among persistence cron crontabs "$persistence_users" "$persistence_made" 's/^/ /p' "$root"/etc/crontab "$root"/etc/cron.d/* "$root"/var/spool/cron/* "$root"/var/spool/cron/crontabs/* "$root"/etc/crontabs/* "$root"/etc/rc.local
frame_texts_among persistence units systemd ok "$persistence_made" 's/^[[:blank:]]*Exec[A-Za-z]*[[:blank:]]*=/ &/p' "$root"/etc/systemd/system/*.service
set -f
