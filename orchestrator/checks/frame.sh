# Frame of the POSIX script: what every check's part may use, and what the machine says of itself.
# Arguments: $1 the sweep's nonce (16 lower-case hex digits), $2 a prefix for every file that is
# read (empty on a real machine). Reads only, writes to standard output only, resolves no name.
# Made for dash, bash and busybox ash; tools come from PATH.
set -u
set -f
LC_ALL=C
export LC_ALL
frame_end='
'
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

frame_facts=0
frame_sections=0
frame_rows=0
frame_bytes=0

# frame_shut CHECK PART STATUS [DETAIL]: ends a section, or says alone why none was opened. It
# begins with a line end of its own; the reader takes that one line end away again.
frame_shut() {
  frame_sections=$((frame_sections + 1))
  printf '\n@%s shut %s %s %s %s %s %s %s\n' "$nonce" "$1" "$2" "$3" "$frame_sections" "$frame_rows" "$frame_bytes" "${4-}"
  frame_rows=0
  frame_bytes=0
}

# frame_counted ROWS BYTES: keeps how many line ends and bytes the section's body has.
frame_counted() {
  frame_rows=$1
  frame_bytes=$2
}

# frame_section CHECK PART SOURCE MADE COMMAND...: what a command prints as a section, between two
# made rows (none where MADE is empty); frame_code is how the command ended.
frame_section() {
  printf '@%s open %s %s %s\n' "$nonce" "$1" "$2" "$3"
  frame_made=$4
  shift 4
  # The shell takes the line ends at the end away: one is enough.
  frame_body=$("$@")
  frame_code=$?
  [ -z "$frame_body" ] || frame_body=$frame_body$frame_end
  [ -z "$frame_made" ] || frame_body=$frame_made$frame_end$frame_body$frame_made$frame_end
  # shellcheck disable=SC2046 # two numbers
  frame_counted $(printf '%s' "$frame_body" | wc -lc)
  printf '%s' "$frame_body"
}

# frame_fact KEY VALUE: one thing that the machine says of itself; an empty value is not said.
frame_fact() {
  [ -n "$2" ] || return 0
  frame_facts=$((frame_facts + 1))
  printf '@%s fact %s %s\n' "$nonce" "$1" "$2"
}

frame_done() { printf '@%s done 2 %s %s\n' "$nonce" "$frame_facts" "$frame_sections"; }

# frame_bytes_of PATH CANARY_ROW: the bytes of a file as they are, between two made rows.
frame_bytes_of() {
  printf '%s\n' "$2"
  dd if="$root$1" bs=65536 count=64 2>/dev/null
  frame_dd=$?
  printf '\n%s\n' "$2"
  return "$frame_dd"
}

# frame_file CHECK PART PATH CANARY_ROW: one file as a section, at most 4 MiB of it.
frame_file() {
  if [ ! -e "$root$3" ]; then
    frame_shut "$1" "$2" missing "$3"
  elif [ ! -r "$root$3" ]; then
    frame_shut "$1" "$2" denied "$3"
  else
    printf '@%s open %s %s %s\n' "$nonce" "$1" "$2" "$3"
    # shellcheck disable=SC2046 # two numbers
    frame_counted $(frame_bytes_of "$3" "$4" | wc -lc)
    if ! frame_bytes_of "$3" "$4"; then
      frame_shut "$1" "$2" failed "$3"
    elif [ "$(wc -c <"$root$3")" -gt 4194304 ]; then
      frame_shut "$1" "$2" failed "$3 is larger than 4 MiB"
    else
      frame_shut "$1" "$2" ok
    fi
  fi
}

# frame_files HOW FILE...: of each file `>` and its path, then the lines that sed's HOW prints. Ends
# with 1 if one may not be read, with 2 if one could not be: a folder or a pipe is no file.
frame_files() {
  frame_how=$1
  frame_worst=0
  shift
  for frame_path; do
    if [ ! -e "$frame_path" ]; then
      # A pattern that found nothing: in a folder that may not be listed nobody knows.
      ! frame_hidden "$frame_path" || frame_worst=1
    elif [ ! -f "$frame_path" ]; then
      frame_worst=2
    elif [ ! -r "$frame_path" ]; then
      frame_worst=1
    elif [ "$(wc -c <"$frame_path")" -gt 4194304 ]; then
      frame_worst=2
    else
      printf '>%s\n' "${frame_path#"$root"}"
      sed -n "$frame_how" "$frame_path" 2>/dev/null || frame_worst=2
      printf '\n'
    fi
  done
  return "$frame_worst"
}

frame_hidden() { [ -d "${1%/*}" ] && { [ ! -r "${1%/*}" ] || [ ! -x "${1%/*}" ]; }; }

frame_any() { # FILE...
  for frame_path; do
    [ ! -e "$frame_path" ] || return 0
    ! frame_hidden "$frame_path" || return 0
  done
  return 1
}

# frame_texts CHECK PART SOURCE STATUS MADE HOW FILE...: such lines as one section, which is of no
# better status than STATUS; none of the files there means that the machine has no such source.
frame_texts() {
  frame_check=$1
  frame_part=$2
  frame_source=$3
  frame_status=$4
  frame_row=$5
  shift 5
  frame_word=$1
  shift
  if [ "$frame_status" = ok ] && ! frame_any "$@"; then
    frame_shut "$frame_check" "$frame_part" absent "no $frame_source"
    return
  fi
  frame_section "$frame_check" "$frame_part" "$frame_source" "$frame_row" frame_files "$frame_word" "$@"
  case $frame_code in 0) ;; 1) frame_status=denied ;; *) frame_status=failed ;; esac
  frame_shut "$frame_check" "$frame_part" "$frame_status"
}

# frame_texts_among: the same where folders lie among the files, of which nobody reads settings.
frame_texts_among() {
  frame_at=0
  for frame_path; do
    shift
    frame_at=$((frame_at + 1))
    { [ "$frame_at" -gt 6 ] && [ -d "$frame_path" ]; } || set -- "$@" "$frame_path"
  done
  frame_texts "$@"
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

# What may return the disk to an image at each boot: words of the kernel's command line, the
# root's file system, and of an overlay the places that hold what is written.
frame_resets() {
  for frame_word in $(frame_first /proc/cmdline); do
    case $frame_word in
    boot=* | root=live:* | rd.live.* | toram* | copytoram* | overlayroot=* | systemd.volatile=* | persisten* | cow_*)
      printf '%s ' "$frame_word"
      ;;
    esac
  done
  [ -r "$root/proc/mounts" ] || return 0
  frame_upper=$(sed -n 's|^[^ ]* / [^ ]* .*upperdir=\([^, ]*\).*|\1|p' "$root/proc/mounts")
  while read -r _ frame_place frame_word _; do
    case $frame_place in
    /) printf 'root=%s ' "$frame_word" ;;
    *) case $frame_upper in "$frame_place"/*) printf 'at=%s:%s ' "$frame_word" "$frame_place" ;; esac ;;
    esac
  done <"$root/proc/mounts"
}

# What runs containers here: its sockets and folders, and network namespaces whose sockets this
# one does not show; one that has but a loopback, or tunnels that lead nowhere, reaches nobody.
frame_containers() {
  for frame_word in docker:run/docker.sock docker:var/run/docker.sock containerd:run/containerd podman:run/podman podman:run/libpod crio:run/crio lxc:run/lxc lxd:var/lib/lxd lxd:var/snap/lxd incus:var/lib/incus nspawn:run/systemd/nspawn; do
    [ ! -e "$root/${frame_word#*:}" ] || printf '%s ' "${frame_word%%:*}"
  done
  set +f
  for frame_word in "$root"/var/lib/lxc/*/config "$root"/var/lib/machines/* "$root"/run/systemd/machines/*; do
    [ ! -e "$frame_word" ] || printf 'machine '
  done
  set -f
  frame_spaces | while read -r frame_word; do
    if [ -r "$root/proc/$frame_word/net/dev" ]; then
      sed -n -e '/^ *lo:/d' -e '/^ *sit0:/d' -e '/^ *tunl0:/d' -e '/^ *ip/d' -e '/^ *gre/d' -e '/^ *erspan/d' -e 's/^ *[^ ]*:.*/netns/p' "$root/proc/$frame_word/net/dev"
    else
      printf 'netns '
    fi
  done
}

# frame_spaces: of each network namespace but this one a process that is in it.
frame_spaces() {
  set +f
  cd "$root/proc" 2>/dev/null || return 0
  # shellcheck disable=SC2012 # find prints where a link leads only with GNU's -printf
  { ls -l self/ns/net || :; ls -l [0-9]*/ns/net; } 2>/dev/null | sed -n 's|^.* \([a-z0-9]*\)/ns/net -> net:.\([0-9]*\).$|\1 \2|p' | {
    frame_known=
    while read -r frame_word frame_line; do
      case " $frame_known " in
      *" $frame_line "*) continue ;;
      esac
      [ -z "$frame_known" ] || printf '%s\n' "$frame_word"
      frame_known="$frame_known $frame_line"
    done
  }
}

frame_joined() { printf '%s' "$*"; }

printf '@%s frame 2\n' "$nonce"
frame_elevated=0
[ "$(id -u 2>/dev/null)" != 0 ] || frame_elevated=1

frame_fact name "$(frame_name)"
frame_fact os "$(frame_os)"
frame_fact clock "$(date -u +%Y-%m-%dT%H:%M:%SZ 2>/dev/null)"
frame_fact boot "$(frame_boot)"
frame_fact machine_id "$(frame_first /etc/machine-id)"
frame_fact elevated "$frame_elevated"
# shellcheck disable=SC2046 # words, whatever parted them
frame_fact resets "$(frame_joined $(frame_resets))"
# shellcheck disable=SC2046 # words, whatever parted them
frame_fact containers "$(frame_joined $(frame_containers))"
