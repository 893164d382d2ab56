# shellcheck shell=bash disable=SC2154 # $scratch and nsbinfmt_options are set by run
# SPDX-License-Identifier: Apache-2.0
#
# What every driver's test uses beside tests/suite.sh.
# A test is read by `run` in a fresh copy of its project; `return` ends it.

# missing NAME REASON [LOG]: NAME cannot be tried here. That is a skip, and in CI a failure.
missing() {
  if [ "${CI:-}" = true ]; then
    check "$1: $2" fail_with "${3:-/dev/null}"
  else
    skip "$1" "$2"
  fi
  return 1
}

fail_with() { # LOG
  cat "$1"
  return 1
}

# need NAME PROGRAM:PACKAGE...
need() {
  local name=$1 word
  shift
  for word in "$@"; do
    command -v "${word%:*}" >/dev/null || missing "$name" "no ${word%:*} (Debian package ${word#*:})" || return 1
  done
}

need_wasm_engine() { # NAME
  local word words
  read -ra words <<<"$WASM_ENGINE"
  for word in "${words[@]}"; do
    case $word in
      *=*) ;; # a variable for the engine
      *) break ;;
    esac
  done
  command -v "$word" >/dev/null || missing "$1" "no $word to run wasm (WASM_ENGINE names another)"
}

need_wasi_clang() { # NAME
  need "$1" clang:clang wasm-ld:lld || return 1
  echo 'int main(void) { return 0; }' >"$scratch/empty.c"
  clang --target=wasm32-wasi "$scratch/empty.c" -o "$scratch/empty.wasm" >"$scratch/empty.log" 2>&1 ||
    missing "$1" "clang cannot build for WASI (Debian packages wasi-libc, libclang-rt-dev-wasm32)" "$scratch/empty.log"
}

# with_wasm COMMAND...: what a user types.
with_wasm() {
  "$NSBINFMT" "${nsbinfmt_options[@]}" --rule "wasm=$WASM_ENGINE" -- "$@"
}

# in_directory DIRECTORY COMMAND...
in_directory() (
  cd "$1" || exit 1
  shift
  "$@"
)

# record LOG COMMAND...: keeps what it says in LOG, and shows it when it fails.
record() {
  local log=$1 status=0
  shift
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" = 0 ] || tail -n 60 "$log"
  return "$status"
}

# fails LOG COMMAND...: passes when the command does not.
fails() {
  local log=$1
  shift
  if "$@" >"$log" 2>&1 </dev/null; then
    echo "unexpectedly succeeded, saying:"
    tail -n 60 "$log"
    return 1
  fi
}

# says LOG REGEX: one line of LOG matches.
says() {
  grep -Eq -e "$2" "$1" || {
    echo "no line matches '$2' in $1:"
    tail -n 60 "$1"
    return 1
  }
}

status_of() { # COMMAND...: prints its exit status
  local status=0
  "$@" >/dev/null 2>&1 </dev/null || status=$?
  echo "$status"
}

# Controls show that a build fails without nsbinfmt, which a host with a system-wide rule cannot show.
# Bash says 126 for ENOEXEC instead of trying the file as a shell script when it looks binary.
host_runs() { # HEADER
  # shellcheck disable=SC2059
  printf "$1" >"$scratch/header"
  chmod +x "$scratch/header"
  [ "$(status_of "$scratch/header")" != 126 ]
}

host_runs_wasm() {
  host_runs '\0asm\1\0\0\0'
}

skip_control() { # DRIVER
  skip "$1: control" "this host runs such a program without nsbinfmt"
}
