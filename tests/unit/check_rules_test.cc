#include "policy/check_rules.h"

#include "policy/inherited_rules.h"
#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::DirectEngine;
using policy::LaunchedEngine;
using policy::Linkage;
using policy::Program;
using policy::Rule;
using policy::RuleFlags;

Rule direct(const std::string& name, policy::Matcher matcher, const std::string& path, RuleFlags flags = {}) {
  return {.name = name,
          .matcher = std::move(matcher),
          .engine = DirectEngine{path},
          .flags = flags,
          .origin = "here"};
}

Rule launched(const std::string& name, policy::Matcher matcher, const std::string& command) {
  return {.name = name,
          .matcher = std::move(matcher),
          .engine =
              LaunchedEngine{.command = policy::parse_command_template(command), .trap_status = std::nullopt},
          .flags = {.preserve_argv0 = true, .fix_binary = true},
          .origin = "here"};
}

Rule inherited(Rule rule) {
  rule.origin = policy::inherited_origin;
  return rule;
}

const std::map<std::string, Program> programs = {
    {"/i", native_program("/i")},
    {"/dynamic", native_program("/dynamic", Linkage::dynamic_elf)},
    {"/script", script_program("/script", "/i -x")},
    {"/bad", {.path = "/bad", .head = "data", .linkage = Linkage::other}},
    {"/bad-script", script_program("/bad-script", "/bad")},
    {"/guest.foo", {.path = "/guest.foo", .head = "data", .linkage = Linkage::other}},
    {"/of-guest", script_program("/of-guest", "/guest.foo")},
    {"rel", native_program("rel")},
    {"/loop", script_program("/loop", "/loop")},
};

using Warnings = std::vector<std::string>;

Warnings warnings_of(const std::vector<Rule>& rules) {
  Warnings warnings;
  CHECK(error_of([&] { policy::check_rules(rules, programs, warnings); }) == "(no error)");
  return warnings;
}

std::string refused(const std::vector<Rule>& rules) {
  Warnings warnings;
  return error_of([&] { policy::check_rules(rules, programs, warnings); });
}

const RuleFlags with_f{.fix_binary = true};

TEST_CASE("ordinary rules pass without a word", "[check]") {
  CHECK(warnings_of({}).empty());
  CHECK(warnings_of(
            {direct("a", extension("foo"), "/i"), direct("b", magic(0, "AB"), "/i", {true, true, true, true}),
             direct("c", extension("c"), "/script"), direct("d", extension("d"), "/dynamic"),
             launched("e", extension("e"), "/script {file}"), launched("f", extension("f"), "/dynamic run")})
            .empty());
}

TEST_CASE("a rule that matches its own engine is refused", "[check]") {
  const std::string why =
      "here: rule 'all' would fail at every exec: it matches its own engine '/i' or what that is run by";
  CHECK(refused({direct("all",
                        magic(0,
                              "\x7f"
                              "ELF"),
                        "/i")}) == why);
  CHECK(refused({launched("all", magic(0, "x", nul), "/i run")}) == why);
  CHECK(refused({direct("foo", extension("foo"), "/guest.foo")})
            .find("it matches its own engine '/guest.foo'") != std::string::npos);
}

TEST_CASE("a rule that matches what its engine's #! line names is refused", "[check]") {
  CHECK(refused({direct("elf",
                        magic(0,
                              "\x7f"
                              "ELF"),
                        "/script")}) ==
        "here: rule 'elf' would fail at every exec: it matches its own engine '/script' or what that is run "
        "by");
  CHECK(refused({launched("foo", extension("foo"), "/of-guest run")}) != "(no error)");
}

TEST_CASE("two rules that match each other's engines are refused", "[check]") {
  CHECK(refused({direct("a", extension("foo"), "/script"), direct("b", magic(0, "#!"), "/guest.foo")}) !=
        "(no error)");
}

TEST_CASE("a newer rule shields an engine from its own rule", "[check]") {
  CHECK(warnings_of({direct("foo", extension("foo"), "/guest.foo"), direct("data", magic(0, "data"), "/i")})
            .empty());
}

TEST_CASE("O or C with an engine that is a script or a guest is refused", "[check]") {
  for (const RuleFlags flags :
       {RuleFlags{.open_binary = true}, RuleFlags{.open_binary = true, .credentials = true}}) {
    CHECK(refused({direct("n", extension("bar"), "/script", flags)}) ==
          "here: rule 'n' would fail at every exec: with flag O or C the kernel starts no interpreter that "
          "is a script itself, as '/script' is");
    CHECK(refused(
              {direct("foo", extension("foo"), "/i"), direct("n", extension("bar"), "/guest.foo", flags)}) ==
          "here: rule 'n' would fail at every exec: with flag O or C the kernel starts no interpreter that "
          "is a guest itself, as "
          "'/guest.foo' is");
  }
  Rule through_launcher = launched("n", extension("bar"), "/script run");
  through_launcher.flags.open_binary = true;
  CHECK(warnings_of({through_launcher}).empty());
}

TEST_CASE("an engine that the kernel cannot start is refused", "[check]") {
  CHECK(refused({direct("n", extension("bar"), "/bad")}) ==
        "here: rule 'n' would fail at every exec: '/bad' is no program that the kernel can start (ENOEXEC)");
  CHECK(refused({launched("n", extension("bar"), "/bad-script run")}) ==
        "here: rule 'n' would fail at every exec: '/bad' is no program that the kernel can start (ENOEXEC)");
  CHECK(refused({direct("n", extension("bar"), "/loop")}) ==
        "here: rule 'n' would fail at every exec: '/loop' is run through too many interpreters (ELOOP)");
}

TEST_CASE("an engine that may be executed but not read is not refused", "[check]") {
  std::map<std::string, Program> unread = {
      {"/x-only", {.path = "/x-only", .head = "", .linkage = Linkage::other, .is_readable = false}}};
  Warnings warnings;
  const std::vector<Rule> rules = {direct("n", extension("bar"), "/x-only")};
  CHECK(error_of([&] { policy::check_rules(rules, unread, warnings); }) == "(no error)");
}

TEST_CASE("an interpreter run through so many #! lines that its guests would be ELOOP is refused",
          "[check]") {
  // Five rewrites lead from the engine to a program, and the guest itself is one more.
  std::map<std::string, Program> chain = {{"/i", native_program("/i")}};
  for (int i = 1; i <= 5; ++i) {
    const std::string path = "/s" + std::to_string(i);
    chain[path] = script_program(path, i < 5 ? "/s" + std::to_string(i + 1) : "/i");
  }
  Warnings warnings;
  const auto check = [&](const Rule& rule) {
    return error_of([&] { policy::check_rules(std::vector{rule}, chain, warnings); });
  };
  CHECK(check(direct("n", extension("bar"), "/s2")) == "(no error)");
  CHECK(check(direct("n", extension("bar"), "/s1")).find("ELOOP") != std::string::npos);
  CHECK(check(launched("n", extension("bar"), "/s1 run")) == "(no error)");
}

TEST_CASE("F with an interpreter that is not there is refused", "[check]") {
  CHECK(refused({direct("n", extension("bar"), "/missing", with_f)}) ==
        "here: rule 'n' cannot be registered: its interpreter '/missing' is not there or cannot be executed, "
        "and flag F opens it at once");
}

TEST_CASE("missing interpreters without F are warned of once for all rules", "[check]") {
  CHECK(
      warnings_of({direct("a", extension("a"), "/missing"), direct("b", extension("b"), "/i"),
                   direct("c", extension("c"), "/gone")}) ==
      Warnings{"no such interpreter here, guests of these rules will not run: 'a' (/missing), 'c' (/gone)"});
}

TEST_CASE("an engine whose #! line names a missing interpreter is warned of", "[check]") {
  std::map<std::string, Program> files = {{"/e", script_program("/e", "/gone")}};
  for (const Rule& rule : {direct("n", extension("bar"), "/e"), launched("n", extension("bar"), "/e run")}) {
    Warnings warnings;
    CHECK(error_of([&] { policy::check_rules(std::vector{rule}, files, warnings); }) == "(no error)");
    CHECK(
        warnings ==
        Warnings{"here: rule 'n': '/gone', which runs the engine '/e', is not there or cannot be executed"});
  }
}

TEST_CASE("F with a dynamic program or a script is warned of", "[check]") {
  CHECK(warnings_of({direct("n", extension("bar"), "/dynamic", with_f)}) ==
        Warnings{"here: flag F of rule 'n' promises that '/dynamic' works in every root, but it is "
                 "dynamically linked and its libraries "
                 "are looked up there; use a static build, or leave out F"});
  CHECK(warnings_of({direct("n", extension("bar"), "/script", with_f)}) ==
        Warnings{"here: flag F of rule 'n' promises that '/script' works in every root, but what its #! line "
                 "names is looked up there; "
                 "use a static program, or leave out F"});
  CHECK(warnings_of({direct("n", extension("bar"), "/i", with_f)}).empty());
}

TEST_CASE("a relative interpreter is warned of", "[check]") {
  CHECK(warnings_of({direct("n", extension("bar"), "rel")}) ==
        Warnings{"here: interpreter 'rel' of rule 'n' is relative: the kernel looks it up from the working "
                 "directory of each exec; give an "
                 "absolute path"});
}

TEST_CASE("inherited rules are neither refused nor warned of", "[check]") {
  CHECK(warnings_of({inherited(direct("a",
                                      magic(0,
                                            "\x7f"
                                            "ELF"),
                                      "/i")),
                     inherited(direct("b", extension("b"), "/missing")),
                     inherited(direct("c", extension("c"), "/dynamic", with_f)),
                     inherited(direct("d", extension("d"), "rel")),
                     inherited(direct("e", extension("e"), "/bad"))})
            .empty());
}

}  // namespace
}  // namespace nsbinfmt::test
