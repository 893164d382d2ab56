#include "tests/cases/tools.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace nsbinfmt::test {
namespace {

// The helpers lie beside the test that runs.
std::string beside_this_program(const char* name) {
  return std::filesystem::read_symlink("/proc/self/exe").replace_filename(name);
}

}  // namespace

std::string probe_program() {
  static const std::string path = beside_this_program("probe_interpreter");
  return path;
}

std::string action_program() {
  static const std::string path = beside_this_program("exec_action");
  return path;
}

std::string nsbinfmt_program() {
  const char* path = std::getenv("NSBINFMT");
  return path == nullptr || *path == '\0' ? "" : std::filesystem::absolute(path).string();
}

}  // namespace nsbinfmt::test
