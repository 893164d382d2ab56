#include "tests/cases/isolation.h"

#include <algorithm>

#include "tests/cases/suite.h"

namespace nsbinfmt::test {
namespace {

// Where a backend is meant to differ. Asserted: such a test has to fail.
struct IsolationDifference {
  std::string test;
  std::string backend;
  std::string reason;
};

const std::vector<IsolationDifference>& isolation_differences() {
  static const std::vector<IsolationDifference> table = {};
  return table;
}

bool differs(const IsolationTest& one, const Backend& backend) {
  return std::ranges::any_of(isolation_differences(), [&](const IsolationDifference& row) {
    return row.test == one.name && row.backend == backend.name;
  });
}

}  // namespace

void add_isolation_tests() {
  for (std::span<const IsolationTest> table :
       {identity_tests(), instance_tests(), status_tests(), terminal_tests(), kill_tests()})
    for (const IsolationTest& one : table)
      for (const Backend& backend : tested_backends())
        add_test(one.name + " (" + backend.name + ")",
                 "[isolation][" + backend.name + "]" + (differs(one, backend) ? "[!shouldfail]" : ""),
                 [&one, &backend] { one.body(backend); });
}

}  // namespace nsbinfmt::test
