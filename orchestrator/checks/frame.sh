# Frame of the POSIX script: what every check's part may use, and what the machine says of itself.
# Arguments: $1 the sweep's nonce (16 lower-case hex digits), $2 a prefix for every file that is
# read (empty on a real machine). Reads only, writes to standard output only, resolves no name.
# Made for dash, bash and busybox ash; tools come from PATH.
set -u
set -f
LC_ALL=C
export LC_ALL
nonce=${1:?a nonce is needed}
root=${2-}
[ -n "$root" ] || PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# The canary's address in its text form, group by group.
frame_rest=${nonce#????}
frame_a=${nonce%"$frame_rest"}
frame_b=${frame_rest%????????}
frame_rest=${frame_rest#????}
frame_c=${frame_rest%????}
frame_d=${frame_rest#????}
canary_name=canary-$nonce.invalid
canary_address=2001:db8:$frame_a:$frame_b:$frame_c:$frame_d:0:9

# frame_open CHECK PART SOURCE: the lines that follow are the section's body.
frame_open() { printf '@%s open %s %s %s\n' "$nonce" "$1" "$2" "$3"; }

# frame_shut CHECK PART STATUS [DETAIL]: begins with a line end of its own, because a file's last
# line may have none; the reader takes that one line end away again.
frame_shut() { printf '\n@%s shut %s %s %s %s\n' "$nonce" "$1" "$2" "$3" "${4-}"; }

# frame_fact KEY VALUE: one thing that the machine says of itself; an empty value is not said.
frame_fact() { [ -z "$2" ] || printf '@%s fact %s %s\n' "$nonce" "$1" "$2"; }

frame_done() { printf '@%s done\n' "$nonce"; }

# frame_file CHECK PART PATH CANARY_ROW: one file as a section, at most 4 MiB of it.
frame_file() {
  if [ ! -e "$root$3" ]; then
    frame_shut "$1" "$2" missing "$3"
  elif [ ! -r "$root$3" ]; then
    frame_shut "$1" "$2" denied "$3"
  else
    frame_open "$1" "$2" "$3"
    printf '%s\n' "$4"
    if ! dd if="$root$3" bs=65536 count=64 2>/dev/null; then
      frame_shut "$1" "$2" failed "$3"
    elif [ "$(wc -c <"$root$3")" -gt 4194304 ]; then
      frame_shut "$1" "$2" failed "$3 is larger than 4 MiB"
    else
      frame_shut "$1" "$2" ok
    fi
  fi
}

# frame_first PATH: the first line of a file, or nothing.
frame_first() {
  frame_line=
  [ ! -r "$root$1" ] || IFS= read -r frame_line <"$root$1" || :
  printf '%s' "$frame_line"
}

frame_os() {
  if [ -r "$root/etc/os-release" ]; then
    while IFS= read -r frame_line; do
      case $frame_line in
      PRETTY_NAME=*)
        frame_line=${frame_line#PRETTY_NAME=}
        frame_line=${frame_line#[\"\']}
        printf '%s' "${frame_line%[\"\']}"
        return
        ;;
      esac
    done <"$root/etc/os-release"
  fi
  uname -sr 2>/dev/null
}

# Seconds since 1970 at which the machine booted.
frame_boot() {
  if [ -r "$root/proc/stat" ]; then
    while read -r frame_word frame_line; do
      if [ "$frame_word" = btime ]; then
        printf '%s' "$frame_line"
        return
      fi
    done <"$root/proc/stat"
  fi
  frame_line=$(frame_first /proc/uptime)
  frame_line=${frame_line%%.*}
  case $frame_line in
  '' | *[!0-9]*) ;;
  *) printf '%s' "$(($(date +%s) - frame_line))" ;;
  esac
}

frame_name() {
  frame_line=$(frame_first /proc/sys/kernel/hostname)
  printf '%s' "${frame_line:-$(uname -n 2>/dev/null)}"
}

frame_elevated=0
[ "$(id -u 2>/dev/null)" != 0 ] || frame_elevated=1

frame_fact name "$(frame_name)"
frame_fact os "$(frame_os)"
frame_fact clock "$(date -u +%Y-%m-%dT%H:%M:%SZ 2>/dev/null)"
frame_fact boot "$(frame_boot)"
frame_fact machine_id "$(frame_first /etc/machine-id)"
frame_fact elevated "$frame_elevated"
