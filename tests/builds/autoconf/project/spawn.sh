#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A guest started by a script: its output and its exit status are those of any other program.
output=$(./arguments one 'two words' '')
status=$?
expected=$(printf 'one\ntwo words\n')
[ "$status" = 3 ] || { echo "exit status $status instead of 3"; exit 1; }
[ "$output" = "$expected" ] || { echo "printed '$output'"; exit 1; }
