#pragma once

#include <string>
#include <vector>

namespace nsbinfmt::test {

enum class BackendKind { bare, nsbinfmt };

struct Backend {
  std::string name;
  BackendKind kind = BackendKind::nsbinfmt;
  std::vector<std::string> options;  // nsbinfmt's, before the rules
};

const Backend& bare_kernel();

// Those named in $NSBINFMT_TEST_BACKENDS (kernel, notify, ptrace, separated by commas; default kernel).
const std::vector<Backend>& tested_backends();

}  // namespace nsbinfmt::test
