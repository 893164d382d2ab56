#include "policy/launcher_config.h"

#include "policy/launcher_format.h"
#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::LaunchedEngine;
using policy::launcher_config;
using policy::Rule;

const std::string mark = "\x01";
const std::string end_of_list = mark + "z" + nul;

std::string config(const policy::CommandTemplate& command, std::optional<int> trap_status = std::nullopt,
                   policy::RuleFlags flags = {}) {
  const LaunchedEngine engine{.command = command, .trap_status = trap_status};
  const Rule rule{
      .name = "n", .matcher = extension("foo"), .engine = engine, .flags = flags, .origin = "here"};
  return launcher_config(rule, engine);
}

std::string config_of(std::string_view text) { return config(policy::parse_command_template(text)); }

TEST_CASE("a launcher carries flags, trap status, environment and words", "[launcher]") {
  CHECK(config_of("/e") ==
        nul + nul + end_of_list + "/e" + nul + mark + "f" + nul + mark + "a" + nul + end_of_list);
  CHECK(config_of("A=1 B={cwd} /e x{file}y {file}") == nul + nul + "A=1" + nul + "B=" + mark + "c" + nul +
                                                           end_of_list + "/e" + nul + "x" + mark + "fy" +
                                                           nul + mark + "f" + nul + end_of_list);
}

TEST_CASE("each placeholder has its code", "[launcher]") {
  CHECK(config_of("/e {file} {args} {argv0} {cwd} {dir} {env}") ==
        nul + nul + end_of_list + "/e" + nul + mark + "f" + nul + mark + "a" + nul + mark + "0" + nul + mark +
            "c" + nul + mark + "d" + nul + mark + "e" + nul + end_of_list);
}

TEST_CASE("no two placeholders have one code, and none is the end's", "[launcher]") {
  std::string codes = {policy::launcher_mark, policy::launcher_end};
  for (const std::string name :
       {"file", "args", "dashargs", "argv0", "cwd", "dir", "up", "updir", "env", "nocache"}) {
    const std::string text = config_of("/e {" + name + "} {file}");
    // flags, trap status, an empty environment (3 bytes), "/e" and its NUL, then the mark
    REQUIRE(text.size() > 9);
    CHECK(text[8] == policy::launcher_mark);
    CHECK(codes.find(text[9]) == std::string::npos);
    codes += text[9];
  }
}

TEST_CASE("flag O and the trap status stand first", "[launcher]") {
  const auto command = policy::parse_command_template("/e");
  CHECK(config(command, std::nullopt, {.open_binary = true})[0] == policy::launcher_opens_guest);
  CHECK(config(command, std::nullopt, {.preserve_argv0 = true, .fix_binary = true})[0] == 0);
  CHECK(config(command)[1] == 0);
  CHECK(config(command, 134)[1] == static_cast<char>(134));
  CHECK(config(command, 255)[1] == static_cast<char>(255));
}

TEST_CASE("the mark's own byte is doubled wherever it stands", "[launcher]") {
  CHECK(config_of("A=\x01 /\x01 \x01{file}\x01") == nul + nul + "A=" + mark + mark + nul + end_of_list + "/" +
                                                        mark + mark + nul + mark + mark + mark + "f" + mark +
                                                        mark + nul + end_of_list);
}

TEST_CASE("empty words and values stay", "[launcher]") {
  CHECK(config_of("A= /e '' {file}") ==
        nul + nul + "A=" + nul + end_of_list + "/e" + nul + nul + mark + "f" + nul + end_of_list);
}

TEST_CASE("a template larger than a launcher holds is refused, one as large is not", "[launcher]") {
  const std::size_t rest = config_of("/e x {file}").size() - 1;
  CHECK(config_of("/e " + std::string(policy::launcher_capacity - rest, 'x') + " {file}").size() ==
        policy::launcher_capacity);
  const std::string larger = "/e " + std::string(policy::launcher_capacity - rest + 1, 'x') + " {file}";
  CHECK(error_of([&] { config_of(larger); }) ==
        "here: the command of rule 'n' has 16385 bytes, the launcher holds 16384");
  CHECK(hint_of([&] { config_of(larger); }) == "put the words into a script and use that as the engine");
}

}  // namespace
}  // namespace nsbinfmt::test
