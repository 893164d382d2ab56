#include "tests/support/suite_main.h"

#define CATCH_CONFIG_RUNNER
#include <cstdio>

#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

#if __has_include(<catch2/catch_all.hpp>)
using ListenerBase = Catch::EventListenerBase;
#else
using ListenerBase = Catch::TestEventListenerBase;
#endif

struct Counts {
  int passed = 0;
  int failed = 0;
  int skipped = 0;
};

Counts counts;                 // NOLINT: Catch2 makes the listener itself
bool current_test_is_skipped;  // NOLINT: likewise

class CountTests : public ListenerBase {
 public:
  using ListenerBase::ListenerBase;

  void testCaseStarting(const Catch::TestCaseInfo& info) override {
    ListenerBase::testCaseStarting(info);
    current_test_is_skipped = false;
  }
  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    ListenerBase::testCaseEnded(stats);
    if (!stats.totals.assertions.allOk())
      ++counts.failed;
    else if (current_test_is_skipped)
      ++counts.skipped;
    else
      ++counts.passed;
  }
};
CATCH_REGISTER_LISTENER(CountTests)

void print_counts(std::string_view name) {
  std::printf("%.*s: %d passed, %d failed, %d skipped\n", static_cast<int>(name.size()), name.data(),
              counts.passed, counts.failed, counts.skipped);
}

}  // namespace

int run_tests(std::string_view name, int argc, char** argv) {
  Catch::Session session;
  const int result = session.run(argc, argv);
  print_counts(name);
  const bool ran_some = counts.passed + counts.failed + counts.skipped > 0 || argc > 1;
  return result == 0 && counts.failed == 0 && ran_some ? 0 : 1;
}

void close_without_running(std::string_view name, Verdict verdict) {
  ++(verdict == Verdict::failed ? counts.failed : counts.skipped);
  print_counts(name);
}

void count_as_skipped() { current_test_is_skipped = true; }

}  // namespace nsbinfmt::test
