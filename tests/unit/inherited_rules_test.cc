#include "policy/inherited_rules.h"

#include <fmt/core.h>

#include <algorithm>

#include "policy/launcher_path.h"
#include "policy/raw_rule.h"
#include "tests/support/catch.h"
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
  return "/proc/self/fd/3/" + launcher_path(number, launched, 1500);
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
  CHECK(warnings == std::vector<std::string>{"rule 'l' of the nsbinfmt outside is not in force here: its "
                                             "command is too long, or too new, to be handed on"});
}

}  // namespace
}  // namespace nsbinfmt::test
