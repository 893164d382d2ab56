#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# spawn.sh PROGRAM: does what a Rust integration test would do with the package's program; WASI starts no processes.
output=$("$1" 2)
status=$?
[ "$status" = 2 ] || { echo "exit status $status instead of 2"; exit 1; }
[ "$output" = "$(printf '2\n1')" ] || { echo "printed '$output'"; exit 1; }
[ "$("$1" 9 | wc -l)" -eq 9 ] || { echo "lines lost in a pipe"; exit 1; }
