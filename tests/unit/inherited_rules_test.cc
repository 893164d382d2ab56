#include "policy/inherited_rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

#include "policy/raw_rule.h"
#include "tests/unit/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::DirectEngine;
using policy::HostFacts;
using policy::is_launcher;
using policy::LaunchedEngine;
using policy::launcher_engine;
using policy::launcher_path;
using policy::RawRule;
using policy::Rule;

LaunchedEngine engine(const std::string& command, std::optional<int> trap_status = std::nullopt) {
  return {.command = policy::parse_command_template(command), .trap_status = trap_status};
}

/// The interpreter that a launcher is registered under.
std::string registered(const LaunchedEngine& launched, unsigned number = 1) {
  return "/proc/self/fd/3/" + launcher_path(number, launched);
}

std::size_t longest_component(const std::string& path) {
  std::istringstream components(path);
  std::size_t longest = 0;
  for (std::string component; std::getline(components, component, '/');)
    longest = std::max(longest, component.size());
  return longest;
}

TEST_CASE("a launcher's path is its command, readable", "[inherited]") {
  CHECK(launcher_path(7, engine("/usr/bin/e run {file} {args}")) ==
        "nsbinfmt-launcher/7/=%2Fusr%2Fbin%2Fe run {file} {args}");
  CHECK(launcher_path(8, engine("/e 100%", 134)) ==
        "nsbinfmt-launcher/8/=trap:134 %2Fe 100%25 {file} {args}");
  CHECK(launcher_path(1, engine("/e")) != launcher_path(2, engine("/e")));
}

TEST_CASE("a launcher's engine is read back from where it is registered", "[inherited]") {
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
          "[inherited]") {
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

TEST_CASE("a template too long for a registration gives a path that says nothing", "[inherited]") {
  const LaunchedEngine launched = engine("/e " + std::string(2000, 'x'));
  CHECK(launcher_path(4, launched) == "nsbinfmt-launcher/4/long");
  CHECK(is_launcher(registered(launched)));
  CHECK(launcher_engine(registered(launched)) == std::nullopt);
}

TEST_CASE("the longest described template leaves room for a long name, magic and mask", "[inherited]") {
  std::string longest;
  for (std::size_t length = 1100; length < 1300; ++length) {
    const std::string path = registered(engine("/e " + std::string(length, 'x') + " {file}"), 9999);
    if (path.size() > longest.size()) longest = path;
  }
  const RawRule rule{.name = std::string(64, 'n'),
                     .matcher = magic(0, std::string(40, 'a'), std::string(40, '\xff')),
                     .interpreter = longest,
                     .flags = {true, true, true, true}};
  CHECK(error_of([&] { policy::to_register_line(rule); }) == "(no error)");
}

TEST_CASE("other interpreters are no launchers", "[inherited]") {
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

TEST_CASE("a launcher whose text cannot be read is a launcher without an engine", "[inherited]") {
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

TEST_CASE("a trap status that no exit status can be is not handed on", "[inherited]") {
  for (const std::string status : {"0", "256", "-1", "99999"})
    CHECK(launcher_engine("/proc/self/fd/3/nsbinfmt-launcher/1/=trap:" + status + " %2Fe") == std::nullopt);
}

TEST_CASE("outer rules come along, oldest first", "[inherited]") {
  HostFacts facts;
  facts.outer_rules = {
      {.name = "newest", .matcher = extension("a"), .interpreter = "/a", .flags = {.preserve_argv0 = true}},
      {.name = "oldest", .matcher = magic(1, "AB"), .interpreter = "rel", .flags = {}}};
  std::vector<std::string> warnings;
  const std::vector<Rule> expected = {{.name = "oldest",
                                       .matcher = magic(1, "AB"),
                                       .engine = DirectEngine{"rel"},
                                       .flags = {},
                                       .origin = "inherited"},
                                      {.name = "newest",
                                       .matcher = extension("a"),
                                       .engine = DirectEngine{"/a"},
                                       .flags = {.preserve_argv0 = true},
                                       .origin = "inherited"}};
  CHECK(policy::inherited_rules(facts, warnings) == expected);
  CHECK(warnings.empty());
}

TEST_CASE("an outer F rule comes along only when its interpreter is here, too", "[inherited]") {
  HostFacts facts;
  facts.programs["/here"] = native_program("/here");
  facts.outer_rules = {
      {.name = "gone", .matcher = extension("a"), .interpreter = "/gone", .flags = {.fix_binary = true}},
      {.name = "here", .matcher = extension("b"), .interpreter = "/here", .flags = {.fix_binary = true}}};
  std::vector<std::string> warnings;
  const std::vector<Rule> rules = policy::inherited_rules(facts, warnings);
  REQUIRE(rules.size() == 1);
  CHECK(rules[0].name == "here");
  CHECK(rules[0].flags.fix_binary);
  CHECK(warnings ==
        std::vector<std::string>{
            "rule 'gone' in force outside is not in force here: its interpreter '/gone' was opened (F) "
            "elsewhere and cannot be found here"});
}

TEST_CASE("an outer launcher is launched again, with its command and trap status", "[inherited]") {
  const LaunchedEngine launched = engine("A=1 /e run {dir} {file} {args}", 134);
  HostFacts facts;
  facts.outer_rules = {{.name = "w",
                        .matcher = magic(0, "AB"),
                        .interpreter = registered(launched),
                        .flags = {true, false, false, true}},
                       {.name = "l",
                        .matcher = magic(0, "CD"),
                        .interpreter = registered(engine("/e " + std::string(2000, 'x'))),
                        .flags = {true, false, false, true}}};
  std::vector<std::string> warnings;
  const std::vector<Rule> rules = policy::inherited_rules(facts, warnings);
  REQUIRE(rules.size() == 1);
  CHECK(rules[0].engine == policy::Engine(launched));
  CHECK(rules[0].flags == policy::RuleFlags{.preserve_argv0 = true, .fix_binary = true});
  CHECK(
      warnings ==
      std::vector<std::string>{
          "rule 'l' of the nsbinfmt outside is not in force here: its command is too long to be handed on"});
}

}  // namespace
}  // namespace nsbinfmt::test
