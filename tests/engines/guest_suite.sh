#!/bin/bash
# guest_suite.sh ENGINE FORMAT GUESTS: runs every expectation with GUESTS/native, then with GUESTS/FORMAT executed by path
# as if native, and compares. To be run inside a sandbox with the rule. What is known to differ is asserted too: the
# tables deviations/FORMAT and deviations/ENGINE hold lines "name  value seen  reason" (two spaces or more between).
set -u
engine=${1:?usage: guest_suite.sh ENGINE FORMAT GUESTS} format=$2
guests=$(cd "$3" && pwd) || exit 2
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=tests/suite.sh
. "$here/../suite.sh"
# shellcheck source=tests/engines/expectations.sh
. "$here/expectations.sh"

work=$(mktemp -d) && work=$(cd "$work" && pwd -P) || exit 2
trap 'rm -rf "$work"' EXIT
bin=$work/bin
helper=$guests/native/report_status
hostname=$(cat /etc/hostname 2>/dev/null || echo none)
suffix=
[ "$format" = wasm ] && suffix=.wasm
ulimit -c 0

# run_with DIRECTORY SUFFIX RECORD: lays the same tree out anew around the programs of DIRECTORY, and observes.
run_with() {
  local record=$work/$3 program
  rm -rf "$bin" "$work/data"
  mkdir -p "$bin" "$record" "$work"/data/{sub/deeper,clash/etc,clash/tmp} "$work/data/odd a:b,c=d" || exit 2
  for program in "$1"/*"$2"; do cp "$program" "$bin/$(basename "$program" "$2")$suffix" || exit 2; done
  echo "not the one in /etc" >"$work/data/clash/etc/hostname"
  for program in sub sub/deeper clash/tmp "odd a:b,c=d"; do echo "content of $program" >"$work/data/$program/file.txt"; done
  echo "content of up" >"$work/data/up.txt"
  observe_all
}

# deviations NAME: the values that the tables give for NAME, one to a line; the engine's table goes before the format's.
# A name twice in a table means that either is seen.
deviations() {
  local table
  for table in "$here/deviations/$engine" "$here/deviations/$format"; do
    [ -f "$table" ] && awk -F '  +' -v name="$1" '$1 == name { print $2; found = 1 } END { exit !found }' "$table" && return
  done
  cat "$work/expected/$1"
}

run_with "$guests/native" '' expected
run_with "$guests/$format" "$suffix" observed
for expected in "$work"/expected/*; do
  name=$(basename "$expected")
  actual=$(cat "$work/observed/$name")
  values=$(deviations "$name")
  grep -Fxq -e "$actual" <<<"$values" && values=$actual
  check_equal "$engine/$format/$name" "$values" "$actual"
done
[ "$suite_failed" -eq 0 ] || sort "$work/observed.stderr" | uniq -c | tail -n 30
finish "engines/$engine/$format"
