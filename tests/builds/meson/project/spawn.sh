#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# spawn.sh PROGRAM: a guest started by a script: its output and its exit status are those of any other program.
output=$("$1" 11)
[ "$output" = 121 ] || { echo "printed '$output'"; exit 1; }
"$1" 99
status=$?
[ "$status" = 4 ] || { echo "exit status $status instead of 4"; exit 1; }
