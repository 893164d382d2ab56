# shellcheck shell=bash
# Counting for the shell suites: source this, call check, check_equal and skip, end with finish.
set -u
suite_passed=0
suite_failed=0
suite_skipped=0

# check NAME COMMAND...: passes when COMMAND exits 0; what it printed is shown only when it does not.
check() {
  local name=$1 output status
  shift
  output=$("$@" 2>&1)
  status=$?
  if [ "$status" -eq 0 ]; then
    suite_passed=$((suite_passed + 1))
  else
    suite_failed=$((suite_failed + 1))
    printf 'FAIL %s: exit status %d\n' "$name" "$status"
    [ -z "$output" ] || printf '%s\n' "$output" | sed 's/^/  | /'
  fi
}

# check_equal NAME EXPECTED ACTUAL
check_equal() {
  if [ "$2" = "$3" ]; then
    suite_passed=$((suite_passed + 1))
  else
    suite_failed=$((suite_failed + 1))
    printf 'FAIL %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3"
  fi
}

# skip NAME REASON
skip() {
  suite_skipped=$((suite_skipped + 1))
  printf 'skip %s: %s\n' "$1" "$2"
}

# finish SUITE: the last line of every suite; fails when a check did.
finish() {
  printf '%s: %d passed, %d failed, %d skipped\n' "$1" "$suite_passed" "$suite_failed" "$suite_skipped"
  [ "$suite_failed" -eq 0 ]
}
