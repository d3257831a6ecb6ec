# connections: the socket table by ss, else by /proc/net; then the program behind each process.

# Four bytes of hex digits in the order in which /proc/net prints a word of this machine.
connections_word() {
  if [ "$connections_order" = big ]; then
    printf '%s' "$1"
    return
  fi
  connections_rest=$1
  connections_swapped=
  while [ -n "$connections_rest" ]; do
    connections_tail=${connections_rest#??}
    connections_swapped=${connections_rest%"$connections_tail"}$connections_swapped
    connections_rest=$connections_tail
  done
  printf '%s' "$connections_swapped"
}

# The sixth byte of a program's ELF header says the order of bytes; MIPS routers are often big.
connections_order() {
  connections_byte=$(dd if="$root/proc/self/exe" bs=1 skip=5 count=1 2>/dev/null)
  if [ "$connections_byte" = "$(printf '\002')" ]; then printf big; else printf little; fi
}

# Before iproute2 4.6 there is no -H; the reader knows the heading.
connections_sockets() { ss -tunapH 2>/dev/null || ss -tunap 2>/dev/null; }

connections_ss() {
  command -v ss >/dev/null 2>&1 || return 1
  frame_section connections sockets ss "tcp ESTAB 0 0 [$canary_address]:9 [$canary_address]:9" connections_sockets
  if [ "$frame_code" = 0 ]; then
    frame_shut connections sockets ok
  else
    frame_shut connections sockets failed 'ss ended with an error'
    return 1
  fi
}

connections_tables() {
  connections_status=0
  for connections_table in tcp tcp6 udp udp6; do
    [ -e "$root/proc/net/$connections_table" ] || continue
    sed "s/^ */$connections_table /" "$root/proc/net/$connections_table" 2>/dev/null || connections_status=1
  done
  return "$connections_status"
}

connections_proc() {
  if [ ! -e "$root/proc/net/tcp" ]; then
    frame_shut connections proc missing 'neither ss nor /proc/net/tcp'
    return
  elif [ ! -r "$root/proc/net/tcp" ]; then
    frame_shut connections proc denied /proc/net/tcp
    return
  fi
  connections_order=$(connections_order)
  connections_hex=$(connections_word 20010db8)$(connections_word "$frame_a$frame_b")
  connections_hex=$connections_hex$(connections_word "$frame_c$frame_d")$(connections_word 00000009)
  # The reader must know the order of bytes even if the section's end never comes.
  frame_section connections proc "/proc/net ($connections_order-endian)" "tcp6 0: $connections_hex:0009 $connections_hex:0009 01" connections_tables
  if [ "$frame_code" = 0 ]; then frame_shut connections proc ok; else frame_shut connections proc failed; fi
}

# "PID PATH" a line: one ls for all, because a readlink each would cost a process each.
connections_links() {
  set +f
  cd "$root/proc" 2>/dev/null || return 0
  # shellcheck disable=SC2012 # find prints where a link leads only with GNU's -printf
  ls -l [0-9]*/exe 2>/dev/null | sed -n 's|^[^/]* \([0-9][0-9]*\)/exe -> |\1 |p'
}

connections_ss || connections_proc
frame_section connections programs /proc/PID/exe '' connections_links
frame_shut connections programs ok
