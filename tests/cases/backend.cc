#include "tests/cases/backend.h"

#include <cstdlib>
#include <sstream>

namespace nsbinfmt::test {

const Backend& bare_kernel() {
  static const Backend backend{.name = "bare", .kind = BackendKind::bare, .options = {}};
  return backend;
}

const std::vector<Backend>& tested_backends() {
  static const std::vector<Backend> backends = [] {
    const char* names = std::getenv("NSBINFMT_TEST_BACKENDS");
    std::istringstream list(names == nullptr || *names == '\0' ? "kernel" : names);
    std::vector<Backend> found;
    for (std::string name; std::getline(list, name, ',');)
      found.push_back(
          {.name = name, .kind = BackendKind::nsbinfmt, .options = {"--no-inherit", "--backend", name}});
    return found;
  }();
  return backends;
}

}  // namespace nsbinfmt::test
