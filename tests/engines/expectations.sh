# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $bin, $suffix, $helper, $hostname and $record are set by guest_suite.sh
# What a guest is asked to do. Run once with native programs and once with guests, at the same paths, so that every
# observation can be compared as text.

# observe NAME COMMAND...: stdout and exit status of COMMAND become one line in $record/NAME.
observe() {
  local name=$1 output status
  shift
  output=$("$@" 2>>"$record.stderr" </dev/null)
  status=$?
  output="$output"$'\n'"status $status"
  output=${output#$'\n'}
  output=${output//$work/'{work}'}
  output=${output//${work#/}/'{work without slash}'}
  output=${output//": $hostname"/': {hostname}'}
  output=${output//"${HOME:-/nowhere}"/'{home}'}
  printf '%s\n' "${output//$'\n'/\\n}" >"$record/$name"
}

in_directory() { (cd "$1" && shift && "$@"); }
guest() { local name=$1; shift; "$bin/$name$suffix" "$@"; }
guest_in() { local directory=$1; shift; in_directory "$directory" guest "$@"; }
under_argv0() { (exec -a "$1" "$bin/print_arguments$suffix" a); }
found_on_path() { PATH=$bin:$PATH; "print_arguments$suffix" a; }
how_it_ends() { "$helper" "${@:2}" "$bin/$1$suffix"; }
ends_with() { local name=$1; shift; "$helper" "$bin/$name$suffix" "$@" | tail -n 1; }
trap_output() { [ "$(guest trap abort 2>/dev/null)" ] && echo "something on stdout"; }
with_environment() { env -i "$@" "$bin/print_environment$suffix" --all | sort; }

exit_statuses() {
  local status
  for status in "$@"; do guest exit_with "$status"; echo "$status gives $?"; done
}

many_arguments() {
  # shellcheck disable=SC2046 # one word per number
  guest count_arguments $(seq 20000)
}

write_then_read() {
  guest write_file "$1" first && guest write_file "$1" second && guest write_file --append "$1" third && cat "$1"
}

absolute_symlink() { ln -sf "$work/data/up.txt" absolute-link; guest read_file absolute-link; }
relative_symlink() { ln -sf ../up.txt relative-link; guest read_file relative-link; }
pipe_through() { printf 'one\ntwo' | guest copy_stdin 2>&1; }
from_closed_stdin() { guest copy_stdin <&- 2>/dev/null; }
two_guests_in_a_pipe() { guest large_output 4 | guest copy_stdin 2>/dev/null | cksum; }
to_a_full_device() { guest large_output 1 >/dev/full; }
to_a_closed_pipe() { guest large_output 8 | head -c 1 >/dev/null; echo "status ${PIPESTATUS[0]}"; }
renamed() { cp -- "$bin/print_arguments$suffix" "$1" && "$helper" "$1" a | grep -E '^(\[|exited)'; rm -f "./$1"; }
shebang() {
  printf '#!%s one word\n' "$bin/print_arguments$suffix" >script && chmod +x script && ./script a b
}

observe_all() {
  local here=$work/data/sub odd="$work/data/odd a:b,c=d" clash=$work/data/clash
  cd "$here" || return 1

  observe arguments guest print_arguments a b
  observe arguments-none guest print_arguments
  observe arguments-odd guest print_arguments '' 'a b' $'tab\tnew\nline' '*' "\"'\\" ü
  observe arguments-like-options guest print_arguments --help -v --dir=/nowhere -e A=1
  observe arguments-double-dash guest print_arguments -- a
  observe arguments-only-double-dash guest print_arguments --
  observe arguments-double-dash-twice guest print_arguments -- --
  observe arguments-assignment guest print_arguments NAME=value
  observe arguments-128k guest count_arguments "$(printf '%131071s' '')"
  observe arguments-20000 many_arguments
  observe argv0-relative in_directory "$bin" "./print_arguments$suffix" a
  observe argv0-parent in_directory "$here" "../../bin/print_arguments$suffix" a
  observe argv0-on-path found_on_path
  observe argv0-chosen under_argv0 custom0
  observe argv0-empty under_argv0 ''

  observe name-with-space in_directory "$work/data" renamed "a b$suffix"
  observe name-with-dash in_directory "$work/data" renamed "-v$suffix"
  observe name-without-suffix in_directory "$work/data" renamed plain
  observe shebang shebang

  observe environment env FIRST=1 EMPTY= ODD=$'a b=c\nd,e' "$bin/print_environment$suffix" FIRST EMPTY ODD MISSING
  observe environment-exact with_environment A=1 B=2 "PWD=$here" PATH=/usr/bin:/bin
  observe environment-without-path with_environment A=1 "PWD=$here"
  observe environment-without-pwd with_environment A=1 PATH=/usr/bin:/bin
  observe environment-stale-pwd with_environment PWD=/nowhere PATH=/usr/bin:/bin
  observe environment-128k-value env BIG="$(printf '%131000s' '')" "$bin/print_environment$suffix" MISSING

  observe cwd guest print_cwd
  observe cwd-root guest_in / print_cwd
  observe cwd-odd-name guest_in "$odd" print_cwd

  observe read-relative guest read_file file.txt ./file.txt deeper/file.txt
  observe read-parent guest read_file ../up.txt
  observe read-grandparent guest read_file ../../data/up.txt
  observe read-parent-own-name guest read_file ../sub/file.txt
  observe read-absolute guest read_file "$here/file.txt" "$work/data/up.txt" /etc/hostname
  observe read-after-chdir guest read_file --chdir file.txt ../up.txt "$here/file.txt"
  observe read-missing guest read_file missing "$here/missing" /missing
  observe read-directory-twice guest read_file "$work/data/../data/sub/file.txt"
  observe read-odd-cwd guest_in "$odd" read_file file.txt "$odd/file.txt"
  observe read-from-root guest_in / read_file etc/hostname /etc/hostname "${here#/}/file.txt"
  observe read-name-also-in-root guest_in "$clash" read_file etc/hostname tmp/file.txt
  observe read-root-name-also-here guest_in "$clash" read_file /etc/hostname
  observe read-own-tree-with-name-also-here guest_in "$clash" read_file "$clash/tmp/file.txt" "$work/data/up.txt"
  observe read-proc guest read_file /proc/sys/kernel/ostype
  observe read-absolute-symlink absolute_symlink
  observe read-relative-symlink relative_symlink
  observe write-relative write_then_read new.txt
  observe write-absolute write_then_read "$here/new.txt"
  observe write-parent write_then_read ../new.txt
  observe write-dev-null guest write_file /dev/null text

  observe stdin pipe_through
  observe stdin-closed from_closed_stdin
  observe pipe-of-two two_guests_in_a_pipe
  observe output-full to_a_full_device
  observe output-closed-pipe to_a_closed_pipe

  observe exit-low exit_statuses 0 1 2 3 42 100 125
  observe exit-high exit_statuses 126 127 128 134 137 200 255
  observe trap-abort ends_with trap abort
  observe trap-instruction ends_with trap trap
  observe trap-output trap_output
  observe trap-null ends_with trap null
  observe signal-term how_it_ends copy_stdin --kill 15
  observe signal-int how_it_ends copy_stdin --kill 2
  observe signal-hup how_it_ends copy_stdin --kill 1
}
