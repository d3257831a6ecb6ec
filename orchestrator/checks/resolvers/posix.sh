# resolvers: resolv.conf, and behind systemd's stub the servers that it really asks.

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
