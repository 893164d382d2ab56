#define CATCH_CONFIG_RUNNER
#include <cstdio>
#include <string>

#include "tests/cases/catch.h"
#include "tests/cases/difference.h"
#include "tests/cases/requirement.h"
#include "tests/cases/suite.h"

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

Counts counts;                 // NOLINT: Catch2 makes the listener, main prints
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
    if (stats.totals.assertions.failed > 0)
      ++counts.failed;
    else if (current_test_is_skipped)
      ++counts.skipped;
    else
      ++counts.passed;
  }
};
CATCH_REGISTER_LISTENER(CountTests)

void print_counts() {
  std::printf("cases: %d passed, %d failed, %d skipped\n", counts.passed, counts.failed, counts.skipped);
}

int run(int argc, char** argv) {
  std::string missing = drop_root();
  if (missing.empty()) missing = missing_requirement();
  if (!missing.empty()) {
    std::printf("%s: %s\n", must_run() ? "FAILED" : "SKIPPED", missing.c_str());
    must_run() ? ++counts.failed : ++counts.skipped;
    print_counts();
    return must_run() ? 1 : 77;
  }
  std::string unknown;
  if (!differences_name_cases(unknown)) {
    std::printf("FAILED: difference.cc names a case that does not exist: %s\n", unknown.c_str());
    return 1;
  }
  add_exec_tests();
  add_registration_tests();
  add_instance_tests();
  add_isolation_tests();
  Catch::Session session;
  const int result = session.run(argc, argv);
  print_counts();
  const bool ran_some = counts.passed + counts.failed + counts.skipped > 0 || argc > 1;
  return result == 0 && counts.failed == 0 && ran_some ? 0 : 1;
}

}  // namespace

void skip_test(const std::string& reason) {
  if (must_run()) {
    FAIL("must run, but: " << reason);
    return;
  }
  current_test_is_skipped = true;
  std::printf("SKIPPED: %s\n", reason.c_str());
  SUCCEED(reason);
}

}  // namespace nsbinfmt::test

int main(int argc, char** argv) { return nsbinfmt::test::run(argc, argv); }
