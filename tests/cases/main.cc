#include <cstdio>
#include <string>

#include "tests/cases/difference.h"
#include "tests/cases/requirement.h"
#include "tests/cases/suite.h"
#include "tests/support/catch.h"
#include "tests/support/suite_main.h"

namespace nsbinfmt::test {
namespace {

constexpr std::string_view suite = "cases";

int run(int argc, char** argv) {
  std::string missing = drop_root();
  if (missing.empty()) missing = missing_requirement();
  if (!missing.empty()) {
    std::printf("%s: %s\n", must_run() ? "FAILED" : "SKIPPED", missing.c_str());
    close_without_running(suite, must_run() ? Verdict::failed : Verdict::skipped);
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
  return run_tests(suite, argc, argv);
}

}  // namespace

void skip_test(const std::string& reason) {
  if (must_run()) {
    FAIL("must run, but: " << reason);
    return;
  }
  count_as_skipped();
  std::printf("SKIPPED: %s\n", reason.c_str());
  SUCCEED(reason);
}

}  // namespace nsbinfmt::test

int main(int argc, char** argv) { return nsbinfmt::test::run(argc, argv); }
