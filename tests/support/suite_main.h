#pragma once

#include <string_view>

namespace nsbinfmt::test {

/// Runs the tests that are registered, or those that the arguments name, and prints `NAME: N passed, N
/// failed, N skipped`. 0 when none failed and, unless the arguments chose, there were some; else 1. Catch2's
/// own result is a number of failures, and 77 of them would read as "skipped".
int run_tests(std::string_view name, int argc, char** argv);

/// Prints the closing line of a suite that cannot run at all, counted as one.
enum class Verdict { failed, skipped };
void close_without_running(std::string_view name, Verdict verdict);

/// The test that is running counts as skipped unless it fails.
void count_as_skipped();

}  // namespace nsbinfmt::test
