#include "policy/exec_chain.h"

#include <fmt/core.h>

#include <map>

#include "tests/support/catch.h"
#include "tests/unit/support.h"

// The numbers are those of facts/binfmt_misc.md 1.
namespace nsbinfmt::test {
namespace {

using policy::DirectEngine;
using policy::ExecOutcome;
using policy::follow_exec;
using policy::LaunchedEngine;
using policy::Linkage;
using policy::Matcher;
using policy::Program;
using policy::Rule;
using policy::RuleFlags;

using Words = std::vector<std::string>;

/// A file system and the rules in force.
struct World {
  std::map<std::string, Program> programs;
  std::vector<Rule> rules;

  World() { native("/i"); }
  void native(const std::string& path) { programs[path] = native_program(path); }
  void script(const std::string& path, const std::string& line) {
    programs[path] = script_program(path, line);
  }
  void data(const std::string& path, const std::string& head = "data") {
    programs[path] = {.path = path, .head = head, .linkage = Linkage::other};
  }
  void rule(const std::string& name, Matcher matcher, const std::string& interpreter, RuleFlags flags = {}) {
    rules.push_back({.name = name,
                     .matcher = std::move(matcher),
                     .engine = DirectEngine{interpreter},
                     .flags = flags,
                     .origin = "o"});
  }
  void launched(const std::string& name, Matcher matcher, const std::string& command) {
    rules.push_back({.name = name,
                     .matcher = std::move(matcher),
                     .engine = LaunchedEngine{.command = policy::parse_command_template(command),
                                              .trap_status = std::nullopt},
                     .flags = {.preserve_argv0 = true, .fix_binary = true},
                     .origin = "o"});
  }
  ExecOutcome exec(const std::string& path, const Words& args = {"a1"},
                   const std::string& argv0 = "A0") const {
    const auto read = [&](const std::string& wanted) -> std::optional<Program> {
      const auto found = programs.find(wanted);
      return found == programs.end() ? std::nullopt : std::optional(found->second);
    };
    return follow_exec(rules, read,
                       {.file = path,
                        .args = args,
                        .argv0 = argv0,
                        .cwd = "/home/u",
                        .directories = {"/etc"},
                        .environment = {"E=1"}});
  }
};

constexpr RuleFlags with_p{.preserve_argv0 = true};
constexpr RuleFlags with_o{.open_binary = true};

/// `count` scripts s1 -> s2 -> ... -> `last`.
void add_scripts(World& world, unsigned count, const std::string& last) {
  for (unsigned i = 1; i <= count; ++i)
    world.script(fmt::format("s{}", i), i < count ? fmt::format("s{}", i + 1) : last);
}

TEST_CASE("a program that no rule matches is started as it is", "[chain]") {
  const ExecOutcome outcome = World().exec("/i");
  CHECK(outcome.steps.empty());
  CHECK(outcome.program == "/i");
  CHECK(outcome.argv == Words{"A0", "a1"});
  CHECK(outcome.error.empty());
}

TEST_CASE("the interpreter gets the path as given, and argv[0] with P (35, 36)", "[chain]") {
  World world;
  world.data("../t/x.foo");
  world.rule("foo", extension("foo"), "/i");
  CHECK(world.exec("../t/x.foo").argv == Words{"/i", "../t/x.foo", "a1"});
  world.rules[0].flags = with_p;
  const ExecOutcome outcome = world.exec("../t/x.foo");
  CHECK(outcome.argv == Words{"/i", "../t/x.foo", "A0", "a1"});
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].rule == &world.rules[0]);
  CHECK(outcome.steps[0].matched == "../t/x.foo");
  CHECK(outcome.steps[0].argv == outcome.argv);
  CHECK(outcome.program == "/i");
  CHECK(world.exec("../t/x.foo", {}, "").argv == Words{"/i", "../t/x.foo", ""});
  for (const RuleFlags flags :
       {with_o, RuleFlags{.open_binary = true, .credentials = true}, RuleFlags{.fix_binary = true}}) {
    world.rules[0].flags = flags;
    CHECK(world.exec("../t/x.foo").argv == Words{"/i", "../t/x.foo", "a1"});
  }
}

TEST_CASE("the newest rule that matches wins, and its failure is final (18)", "[chain]") {
  World world;
  world.data("x.foo", "AB");
  world.native("/j");
  world.rule("old", magic(0, "AB"), "/i");
  world.rule("new", extension("foo"), "/j");
  world.rule("other", extension("bar"), "/k");
  CHECK(world.exec("x.foo").program == "/j");
  world.rule("newest", magic(1, "B"), "/missing");
  CHECK(world.exec("x.foo").error == "ENOENT");
  CHECK(world.exec("x.foo").culprit == "/missing");
}

TEST_CASE("rules come before #! and before ELF (19)", "[chain]") {
  World world;
  world.script("s.foo", "/bin/sh");
  world.native("e.foo");
  world.rule("foo", extension("foo"), "/i");
  CHECK(world.exec("s.foo").program == "/i");
  CHECK(world.exec("e.foo").program == "/i");
}

TEST_CASE("a #! line drops argv[0] and puts its argument before the script (34)", "[chain]") {
  World world;
  world.script("s", "/i  -x  y ");
  const ExecOutcome outcome = world.exec("s");
  CHECK(outcome.argv == Words{"/i", "-x  y", "s", "a1"});
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].rule == nullptr);
}

TEST_CASE("a script run by a guest: P keeps the argv[0] of that level (30)", "[chain]") {
  World world;
  world.data("gi");
  world.script("s", "gi arg");
  world.rule("g", magic(0, "data"), "/i");
  CHECK(world.exec("s").argv == Words{"/i", "gi", "arg", "s", "a1"});
  world.rules[0].flags = with_p;
  CHECK(world.exec("s").argv == Words{"/i", "gi", "gi", "arg", "s", "a1"});
  CHECK(world.exec("s").steps.size() == 2);
}

TEST_CASE("a guest run by a script interpreter (31)", "[chain]") {
  World world;
  world.data("g.foo");
  world.script("/si", "/i arg");
  world.rule("g", extension("foo"), "/si");
  CHECK(world.exec("g.foo").argv == Words{"/i", "arg", "/si", "g.foo", "a1"});
  for (const RuleFlags flags : {with_p, RuleFlags{.preserve_argv0 = true, .fix_binary = true}}) {
    world.rules[0].flags = flags;
    CHECK(world.exec("g.foo").argv == Words{"/i", "arg", "/si", "g.foo", "A0", "a1"});
  }
}

TEST_CASE("extension rules match interpreters by their path, too (22)", "[chain]") {
  World world;
  world.script("s", "/x.foo");
  world.data("/x.foo");
  world.rule("g", extension("foo"), "/i");
  CHECK(world.exec("s").argv == Words{"/i", "/x.foo", "s", "a1"});
}

TEST_CASE("five rewrites are followed, the sixth is ELOOP (29)", "[chain]") {
  World world;
  add_scripts(world, 5, "/i");
  CHECK(world.exec("s1").error.empty());
  CHECK(world.exec("s1").argv == Words{"/i", "s5", "s4", "s3", "s2", "s1", "a1"});
  add_scripts(world, 6, "/i");
  CHECK(world.exec("s1").error == "ELOOP");
  CHECK(world.exec("s2").error.empty());
}

TEST_CASE("rules and #! lines count together (29)", "[chain]") {
  World world;
  world.data("g.foo");
  world.rule("g", extension("foo"), "/i");
  add_scripts(world, 4, "g.foo");
  CHECK(world.exec("s1").error.empty());
  add_scripts(world, 5, "g.foo");
  CHECK(world.exec("s1").error == "ELOOP");
}

TEST_CASE("a missing interpreter of the sixth rewrite is ENOENT, not ELOOP (kernel 6.18)", "[chain]") {
  World world;
  add_scripts(world, 6, "/missing");
  CHECK(world.exec("s1").error == "ENOENT");
  CHECK(world.exec("s1").culprit == "/missing");
}

TEST_CASE("a rule that matches its own interpreter is ELOOP (25)", "[chain]") {
  World world;
  world.data("g.foo");
  world.rule("all", magic(0, "x", nul), "/i");
  CHECK(world.exec("g.foo").error == "ELOOP");
}

TEST_CASE("after O or C any further rewrite is ENOEXEC (32)", "[chain]") {
  World world;
  world.data("g.foo");
  world.data("h.bar");
  world.script("/si", "/i");
  world.rule("bar", extension("bar"), "/i");
  for (const RuleFlags flags : {with_o, RuleFlags{.open_binary = true, .credentials = true}}) {
    world.rule("g", extension("foo"), "/si", flags);
    CHECK(world.exec("g.foo").error == "ENOEXEC");
    CHECK(world.exec("g.foo").culprit == "/si");
    world.rule("g", extension("foo"), "h.bar", flags);
    CHECK(world.exec("g.foo").error == "ENOEXEC");
  }
}

TEST_CASE("O at the last level is fine (32)", "[chain]") {
  World world;
  world.data("g.foo");
  world.script("s", "g.foo");
  world.rule("g", extension("foo"), "/i", with_o);
  CHECK(world.exec("s").argv == Words{"/i", "g.foo", "s", "a1"});
}

TEST_CASE("O at the fifth level and a sixth rewrite is ENOEXEC (kernel 6.18)", "[chain]") {
  World world;
  world.data("g.foo");
  world.script("/si", "/i");
  world.rule("g", extension("foo"), "/si", with_o);
  add_scripts(world, 4, "g.foo");
  CHECK(world.exec("s1").error == "ENOEXEC");
}

TEST_CASE("O and then a script whose interpreter is missing is ENOENT (kernel 6.18)", "[chain]") {
  World world;
  world.data("g.foo");
  world.script("/si", "/missing");
  world.rule("g", extension("foo"), "/si", with_o);
  CHECK(world.exec("g.foo").error == "ENOENT");
}

TEST_CASE("what neither a rule nor the kernel knows is ENOEXEC (23, 25)", "[chain]") {
  World world;
  world.data("g");
  world.data("empty", "");
  world.data("x.foo");
  world.rule("foo", extension("foo"), "g");
  for (const std::string path : {"g", "empty"}) {
    CHECK(world.exec(path).error == "ENOEXEC");
    CHECK(world.exec(path).culprit == path);
  }
  CHECK(world.exec("x.foo").error == "ENOEXEC");
  CHECK(world.exec("x.foo").culprit == "g");
  CHECK(world.exec("nowhere").error == "ENOENT");
}

TEST_CASE("a program for another machine that no rule matches is ENOEXEC (23)", "[chain]") {
  World world;
  world.programs["g"] = {.path = "g", .head = elf_head("s390x"), .linkage = Linkage::static_elf};
  CHECK(world.exec("g").error == "ENOEXEC");
  CHECK(world.exec("g").culprit == "g");
}

TEST_CASE("a launched guest's command is filled in from its execve", "[chain]") {
  World world;
  world.data("g.foo");
  world.native("/e");
  world.launched("foo", extension("foo"), "/e run --in={cwd} {dir} {env} --argv0={argv0} {file} {args}");
  const ExecOutcome outcome = world.exec("g.foo");
  CHECK(outcome.program == "/e");
  CHECK(outcome.argv == Words{"/e", "run", "--in=/home/u", "/etc", "E=1", "--argv0=A0", "g.foo", "a1"});
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].rule == &world.rules[0]);
}

TEST_CASE("a launcher reached through a script has that level's argv", "[chain]") {
  World world;
  world.data("gi.foo");
  world.script("s", "gi.foo arg");
  world.native("/e");
  world.launched("foo", extension("foo"), "/e {argv0} {file} {args}");
  CHECK(world.exec("s").argv == Words{"/e", "gi.foo", "gi.foo", "arg", "s", "a1"});
}

TEST_CASE("the launcher's own execve begins a chain of its own", "[chain]") {
  World world;
  world.data("g.foo");
  world.script("/e", "/i arg");
  add_scripts(world, 4, "g.foo");
  world.launched("foo", extension("foo"), "/e run {file} {args}");
  const ExecOutcome outcome = world.exec("s1");
  CHECK(outcome.error.empty());
  CHECK(outcome.program == "/i");
  CHECK(outcome.argv == Words{"/i", "arg", "/e", "run", "g.foo", "s4", "s3", "s2", "s1", "a1"});
}

TEST_CASE("a launched engine that is missing or no program is the culprit", "[chain]") {
  World world;
  world.data("g.foo");
  world.data("/bad");
  world.launched("foo", extension("foo"), "/missing {file}");
  CHECK(world.exec("g.foo").error == "ENOENT");
  CHECK(world.exec("g.foo").culprit == "/missing");
  world.launched("foo", extension("foo"), "/bad {file}");
  CHECK(world.exec("g.foo").error == "ENOEXEC");
  CHECK(world.exec("g.foo").culprit == "/bad");
}

TEST_CASE("a launched engine that is its own guest ends", "[chain]") {
  World world;
  world.data("g.foo");
  world.data("/e.foo");
  world.launched("foo", extension("foo"), "/e.foo {file} {args}");
  CHECK(world.exec("g.foo").error == "ELOOP");
}

}  // namespace
}  // namespace nsbinfmt::test
