# identity: what a machine is recognised by; rows are a kind, a value and a network card.
identity_row() { printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }

identity_file() { # PART KIND PATH
  if [ ! -e "$root$3" ]; then
    frame_shut identity "$1" absent "no $3"
  elif [ ! -r "$root$3" ]; then
    frame_shut identity "$1" denied "$3"
  elif [ ! -f "$root$3" ]; then
    frame_shut identity "$1" failed "$3"
  else
    frame_section identity "$1" "$3" "$(identity_row "$2" "$canary_name" '')" identity_row "$2" "$(frame_first "$3")" ''
    frame_shut identity "$1" ok
  fi
}

identity_cards() {
  set +f
  for identity_path in "$root"/sys/class/net/*/address; do
    [ -r "$identity_path" ] || continue
    identity_path=${identity_path#"$root"}
    identity_card=${identity_path%/address}
    identity_row adapter "$(frame_first "$identity_path")" "${identity_card##*/}"
  done
}

frame_section identity names 'kernel name' "$(identity_row name "$canary_name" '')" identity_row name "$(frame_name)" ''
frame_shut identity names ok
identity_file machine_id machine_id /etc/machine-id
identity_file hardware hardware /sys/class/dmi/id/product_uuid
if [ -d "$root/sys/class/net" ]; then
  frame_section identity adapters /sys/class/net "$(identity_row adapter "$canary_name" '')" identity_cards
  frame_shut identity adapters ok
else
  frame_shut identity adapters absent 'no /sys/class/net'
fi
