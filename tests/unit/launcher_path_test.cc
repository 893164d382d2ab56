#include "policy/launcher_path.h"

#include <algorithm>
#include <sstream>

#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::is_launcher;
using policy::LaunchedEngine;
using policy::launcher_engine;
using policy::launcher_path;

LaunchedEngine engine(const std::string& command, std::optional<int> trap_status = std::nullopt) {
  return {.command = policy::parse_command_template(command), .trap_status = trap_status};
}

/// The interpreter that a launcher is registered under.
std::string registered(const LaunchedEngine& launched, unsigned number = 1) {
  return "/proc/self/fd/3/" + launcher_path(number, launched, 1500);
}

std::size_t longest_component(const std::string& path) {
  std::istringstream components(path);
  std::size_t longest = 0;
  for (std::string component; std::getline(components, component, '/');)
    longest = std::max(longest, component.size());
  return longest;
}

TEST_CASE("a launcher's path is its command, readable", "[launcher path]") {
  CHECK(launcher_path(7, engine("/usr/bin/e run {file} {args}"), 1500) ==
        "nsbinfmt-launcher/7/=%2Fusr%2Fbin%2Fe run {file} {args}");
  CHECK(launcher_path(8, engine("/e 100%", 134), 1500) ==
        "nsbinfmt-launcher/8/=trap:134 %2Fe 100%25 {file} {args}");
  CHECK(launcher_path(1, engine("/e"), 1500) != launcher_path(2, engine("/e"), 1500));
}

TEST_CASE("a launcher's engine is read back from where it is registered", "[launcher path]") {
  for (const std::string command :
       {"/e", "/e 'a b' '' {file}", "A=1 B='x y' /e --x={{}} {dir}:{dir} {args} {file}",
        "/e ' ' %2F %% . .. {file}", "'/a b/e' {env} {file}", "/trap:1 {file}",
        "/e '\n\t\x01\x7f\xff' {file}", "/e trap:3 : , {file}"}) {
    for (const std::optional<int> trap : {std::optional<int>(), std::optional(1), std::optional(255)}) {
      INFO(command);
      const LaunchedEngine launched = engine(command, trap);
      CHECK(is_launcher(registered(launched)));
      CHECK(launcher_engine(registered(launched)) == launched);
      CHECK(registered(launched).find('\n') == std::string::npos);
    }
  }
}

TEST_CASE("a template of any length up to the limit is read back, its components within NAME_MAX",
          "[launcher path]") {
  for (std::size_t length = 1; length < 1150; length += 7) {
    for (const std::string filler : {"x", "/", "%"}) {
      const LaunchedEngine launched =
          engine("/e " + repeated(filler, filler == "x" ? length : length / 3 + 1) + " {file}");
      const std::string path = registered(launched);
      CHECK(longest_component(path) <= 255);
      CHECK(launcher_engine(path) == launched);
    }
  }
}

TEST_CASE("a template too long for a registration gives a path that says nothing", "[launcher path]") {
  const LaunchedEngine launched = engine("/e " + std::string(2000, 'x'));
  CHECK(launcher_path(4, launched, 1500) == "nsbinfmt-launcher/4/long");
  CHECK(is_launcher(registered(launched)));
  CHECK(launcher_engine(registered(launched)) == std::nullopt);
}

TEST_CASE("a description is given up for the room that a registration has", "[launcher path]") {
  const LaunchedEngine launched = engine("/e " + std::string(100, 'x'));
  const std::size_t whole = launcher_path(1, launched, 1500).size();
  CHECK(launcher_path(1, launched, whole) == launcher_path(1, launched, 1500));
  CHECK(launcher_path(1, launched, whole - 1) == "nsbinfmt-launcher/1/long");
}

TEST_CASE("other interpreters are no launchers", "[launcher path]") {
  for (const std::string interpreter :
       {"", "/usr/bin/qemu-arm", "nsbinfmt-launcher/1/=e", "/proc/self/fd/3", "/proc/self/fd/3/",
        "/proc/self/fd/x/nsbinfmt-launcher/1/=e", "/proc/self/fd/3/nsbinfmt-launcher/",
        "/proc/self/fd/3/nsbinfmt-launcher/1", "/proc/self/fd/3/nsbinfmt-launcher/x/=e",
        "/proc/self/fd//nsbinfmt-launcher/1/=e", "/proc/1/fd/3/nsbinfmt-launcher/1/=e"}) {
    INFO(interpreter);
    CHECK_FALSE(is_launcher(interpreter));
    CHECK(launcher_engine(interpreter) == std::nullopt);
  }
}

TEST_CASE("a launcher whose text cannot be read is a launcher without an engine", "[launcher path]") {
  // Made by another version of nsbinfmt, or by somebody else: the run inside must go on without it.
  const std::string start = "/proc/self/fd/3/nsbinfmt-launcher/1/";
  for (const std::string text :
       {"=%2Fe {home}", "=%2Fe {file", "='", "=", "=%", "=%2", "=%zz", "=trap:x %2Fe", "=trap:"}) {
    INFO(text);
    std::optional<LaunchedEngine> found;
    CHECK(error_of([&] { found = launcher_engine(start + text); }) == "(no error)");
    CHECK(found == std::nullopt);
    CHECK(is_launcher(start + text));
  }
}

TEST_CASE("a trap status that no exit status can be is not handed on", "[launcher path]") {
  for (const std::string status : {"0", "256", "-1", "99999"})
    CHECK(launcher_engine("/proc/self/fd/3/nsbinfmt-launcher/1/=trap:" + status + " %2Fe") == std::nullopt);
}

}  // namespace
}  // namespace nsbinfmt::test
