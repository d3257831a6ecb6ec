# os_support: what the distribution says of itself; the newest upgrade in Debian's package log.
os_support_newest() {
  cat "$root/var/log/dpkg.log.1" "$root/var/log/dpkg.log" 2>/dev/null | sed -n -e '/ upgrade /h' -e '${' -e x -e '/./p' -e '}'
}

frame_file os_support os_release /etc/os-release "PRETTY_NAME=$canary_name"
if [ ! -e "$root/var/log/dpkg.log" ]; then
  frame_shut os_support upgrades absent 'no /var/log/dpkg.log'
elif [ ! -r "$root/var/log/dpkg.log" ]; then
  frame_shut os_support upgrades denied /var/log/dpkg.log
else
  frame_section os_support upgrades /var/log/dpkg.log "2000-01-01 00:00:00 upgrade $canary_name 0 0" os_support_newest
  frame_shut os_support upgrades ok
fi
