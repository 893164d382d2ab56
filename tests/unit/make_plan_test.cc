#include "policy/inherited_rules.h"
#include "tests/support/catch.h"
#include "tests/unit/plan_fixture.h"

namespace nsbinfmt::test {
namespace {

using policy::DirectEngine;
using policy::Engine;
using policy::find_preset;
using policy::LaunchedEngine;
using policy::Linkage;
using policy::Plan;
using policy::Rule;
using policy::RuleFlags;

using Warnings = std::vector<std::string>;

/// One program under each kind of name.
Host usual_host() {
  return {.installed = {{"e", {"/usr/bin/e"}},
                        {"./e", {"/home/u/e"}},
                        {"static", {"/usr/bin/static", Linkage::static_elf}},
                        {"script", {"/usr/bin/script", Linkage::script}},
                        {"wasmtime",
                         {"/usr/bin/wasmtime", Linkage::dynamic_elf, "wasmtime 99.0.0 (abc 2026-01-01)\n"}},
                        {"qemu-s390x", {"/usr/bin/qemu-s390x"}},
                        {"qemu-arm", {"/usr/bin/qemu-arm"}},
                        {"qemu-arm-static", {"/usr/bin/qemu-arm-static", Linkage::static_elf}}},
          .outer_rules = {}};
}

policy::CommandTemplate command(std::string_view text) { return policy::parse_command_template(text); }

std::string native() { return std::string(policy::native_machine()); }

constexpr RuleFlags launcher_flags{.preserve_argv0 = true, .fix_binary = true};

TEST_CASE("without rules there is nothing but the command", "[plan]") {
  const Plan plan = usual_host().plan({});
  CHECK(plan.rules.empty());
  CHECK(plan.warnings.empty());
  CHECK(plan.command == std::vector<std::string>{"make", "a b"});
}

TEST_CASE("a bare engine is registered as the kernel would have it", "[plan]") {
  const Plan plan = usual_host().plan({".foo=e"});
  CHECK(plan.rules == std::vector<Rule>{{.name = "ext-foo",
                                         .matcher = extension("foo"),
                                         .engine = DirectEngine{"/usr/bin/e"},
                                         .flags = {},
                                         .origin = "--rule .foo=e"}});
  CHECK(plan.warnings.empty());
  CHECK(usual_host().plan({".foo=./e {file} {args}"}).rules[0].engine == Engine(DirectEngine{"/home/u/e"}));
}

TEST_CASE("a bare static engine gets F, a dynamic one or a script does not", "[plan]") {
  CHECK(usual_host().plan({".foo=static"}).rules[0].flags == RuleFlags{.fix_binary = true});
  CHECK(usual_host().plan({".foo=e"}).rules[0].flags == RuleFlags{});
  CHECK(usual_host().plan({".foo=script"}).rules[0].flags == RuleFlags{});
}

TEST_CASE("flags that are asked for hold, with nothing added", "[plan]") {
  CHECK(usual_host().plan({".foo,flags:=static"}).rules[0].flags == RuleFlags{});
  CHECK(usual_host().plan({".foo,flags:P=static"}).rules[0].flags == RuleFlags{.preserve_argv0 = true});
  CHECK(usual_host().plan({".foo,flags:F=static"}).warnings.empty());
  CHECK(usual_host().plan({".foo,flags:F=e"}).rules[0].flags == RuleFlags{.fix_binary = true});
  CHECK(usual_host().plan({".foo,flags:F=e"}).warnings.size() == 1);
}

TEST_CASE("an engine with words, variables or a trap status is launched", "[plan]") {
  const std::vector<std::pair<std::string, LaunchedEngine>> rules = {
      {".foo=e run", {command("/usr/bin/e run"), std::nullopt}},
      {".foo=A=1 ./e", {command("A=1 /home/u/e"), std::nullopt}},
      {".foo,trap:3=static", {command("/usr/bin/static"), 3}},
      {".foo=e {args} {file}", {command("/usr/bin/e {args} {file}"), std::nullopt}},
  };
  for (const auto& [text, engine] : rules) {
    INFO(text);
    const Plan plan = usual_host().plan({text});
    CHECK(plan.rules[0].engine == Engine(engine));
    CHECK(plan.rules[0].flags == launcher_flags);
    CHECK(plan.warnings.empty());
  }
}

TEST_CASE("a launched rule takes O and C, knows F already, and refuses P", "[plan]") {
  CHECK(usual_host().plan({".foo,flags:=e run"}).rules[0].flags == launcher_flags);
  CHECK(usual_host().plan({".foo,flags:F=e run"}).rules[0].flags == launcher_flags);
  CHECK(usual_host().plan({".foo,flags:C=e run"}).rules[0].flags == RuleFlags{true, true, true, true});
  CHECK(usual_host().plan({".foo,flags:O=e run"}).rules[0].flags ==
        RuleFlags{.preserve_argv0 = true, .open_binary = true, .fix_binary = true});
  CHECK(usual_host().refusal({".foo,flags:P=e run"}) ==
        "--rule .foo,flags:P=e run: flag P and an engine with words of its own: the argv[0] goes where "
        "{argv0} stands");
}

TEST_CASE("an engine that drops the arguments is warned of", "[plan]") {
  CHECK(usual_host().plan({".foo=e {file}"}).warnings ==
        Warnings{"the engine of 'ext-foo' has {file} but no {args}: guests get no arguments"});
}

TEST_CASE("a preset gives its command with its own program", "[plan]") {
  const Plan plan = usual_host().plan({"wasm=wasmtime"});
  auto expected = command(find_preset("wasmtime")->variants.front().command);
  expected.program = "/usr/bin/wasmtime";
  CHECK(plan.rules[0].name == "wasm");
  CHECK(plan.rules[0].engine == Engine(LaunchedEngine{.command = expected, .trap_status = std::nullopt}));
  CHECK(plan.rules[0].flags == launcher_flags);
  CHECK(plan.warnings.empty());
}

TEST_CASE("variables given with a preset come after the preset's own, and win", "[plan]") {
  const Plan plan = usual_host().plan({"wasm=A=1 wasmtime"});
  const auto& engine = std::get<LaunchedEngine>(plan.rules[0].engine);
  REQUIRE_FALSE(engine.command.environment.empty());
  CHECK(engine.command.environment.back().name == "A");
}

TEST_CASE("a preset runs the program that is given with it", "[plan]") {
  Host host = usual_host();
  host.installed["/opt/wt"] = {"/opt/wt", Linkage::dynamic_elf, "wasmtime 99.1.0\n"};
  const auto engine = std::get<LaunchedEngine>(host.plan({"wasm=wasmtime@/opt/wt"}).rules[0].engine);
  CHECK(engine.command.program == "/opt/wt");
}

TEST_CASE("trap takes the preset's status, or the one that is given", "[plan]") {
  const auto trap = [](const std::string& rule) {
    return std::get<LaunchedEngine>(usual_host().plan({rule}).rules[0].engine).trap_status;
  };
  REQUIRE(find_preset("wasmtime")->trap_status);
  CHECK(trap("wasm,trap=wasmtime") == find_preset("wasmtime")->trap_status);
  CHECK(trap("wasm,trap:77=wasmtime") == 77);
  CHECK(trap("wasm=wasmtime") == std::nullopt);
  CHECK(usual_host().refusal({".foo,trap=e"}) ==
        "--rule .foo,trap=e: option 'trap': the engine's exit status for a trap is not known");
  CHECK(usual_host().refusal({"arm,trap=qemu"}) ==
        "--rule arm,trap=qemu: option 'trap': a trap cannot be told from an ordinary exit of 'qemu'");
}

TEST_CASE("a preset with a caution is never chosen unless named, and then warned of once", "[plan]") {
  const policy::Preset* mono = find_preset("mono");
  REQUIRE(mono != nullptr);
  REQUIRE_FALSE(mono->caution.empty());
  Host host = usual_host();
  for (const std::string& program : policy::program_names(*mono, ""))
    host.installed[program] = {"/usr/bin/mono"};
  CHECK(host.plan({"pe=mono", "pe,name:second=mono"}).warnings ==
        Warnings{"preset 'mono': " + std::string(mono->caution)});
  CHECK_THAT(host.refusal({"pe"}), Catch::Matchers::StartsWith("--rule pe: "));
}

TEST_CASE("trap needs no status where the engine itself ends by a signal", "[plan]") {
  const policy::Preset* node = find_preset("node");
  REQUIRE(node != nullptr);
  REQUIRE(node->trap_status == policy::trap_is_a_signal);
  Host host = usual_host();
  host.installed["node"] = {"/usr/bin/node", Linkage::dynamic_elf, "v99.1.0\n"};
  CHECK(std::get<LaunchedEngine>(host.plan({"wasm,trap=node"}).rules[0].engine).trap_status == std::nullopt);
}

TEST_CASE("qemu is registered directly with P, and F where it is static", "[plan]") {
  const Plan dynamic = usual_host().plan({"s390x=qemu"});
  CHECK(dynamic.rules[0].engine == Engine(DirectEngine{"/usr/bin/qemu-s390x"}));
  CHECK(dynamic.rules[0].flags == RuleFlags{.preserve_argv0 = true});
  const Plan fixed = usual_host().plan({"arm=qemu"});
  CHECK(fixed.rules[0].engine == Engine(DirectEngine{"/usr/bin/qemu-arm-static"}));
  CHECK(fixed.rules[0].flags == RuleFlags{.preserve_argv0 = true, .fix_binary = true});
  CHECK(usual_host().plan({"arm"}).rules[0].engine == fixed.rules[0].engine);
}

TEST_CASE("qemu with variables of its own goes through its template", "[plan]") {
  auto expected = command(find_preset("qemu")->variants.front().command);
  expected.program = "/usr/bin/qemu-s390x";
  expected.environment = command("QEMU_CPU=max x").environment;
  CHECK(usual_host().plan({"s390x=QEMU_CPU=max qemu"}).rules[0].engine ==
        Engine(LaunchedEngine{.command = expected, .trap_status = std::nullopt}));
}

TEST_CASE("an engine that is missing is refused with its cause", "[plan]") {
  CHECK(usual_host().refusal({".foo=nope"}) ==
        "--rule .foo=nope: engine 'nope' cannot be used: not found on PATH");
  CHECK(usual_host().refusal({"wasm=wasmtime@/opt/wt"}) ==
        "--rule wasm=wasmtime@/opt/wt: engine '/opt/wt' cannot be used: not found on PATH");
  CHECK(usual_host().refusal({"riscv64=qemu"}) ==
        "--rule riscv64=qemu: no engine for 'riscv64': none of qemu-riscv64-static, qemu-riscv64 was found "
        "on PATH");
  CHECK(usual_host().refusal({".foo"}) == "--rule .foo: no preset runs the format 'ext-foo'");
}

TEST_CASE("an engine too old for every variant is refused", "[plan]") {
  REQUIRE(find_preset("wasmtime")->variants.back().from_version > 0);
  Host host = usual_host();
  host.installed["wasmtime"].version_output = "wasmtime-cli 0.35.1\n";
  CHECK_THAT(
      host.refusal({"wasm=wasmtime"}),
      Catch::Matchers::StartsWith(
          "--rule wasm=wasmtime: engine '/usr/bin/wasmtime' is of version 0.35.1: preset 'wasmtime' needs "));
}

TEST_CASE("an engine that tells no version is taken for a new one, with a warning", "[plan]") {
  Host host = usual_host();
  host.installed["wasmtime"].version_output = "";
  const Plan plan = host.plan({"wasm=wasmtime"});
  CHECK(plan.rules.size() == 1);
  CHECK(plan.warnings ==
        Warnings{"engine '/usr/bin/wasmtime' printed no version when asked for it: taking it for a new one"});
}

TEST_CASE("a preset runs only its own formats, and any bytes of the user's", "[plan]") {
  CHECK(usual_host().refusal({"pe=wasmtime"}) == "--rule pe=wasmtime: preset 'wasmtime' does not run 'pe'");
  CHECK(usual_host().plan({".foo=wasmtime"}).rules.size() == 1);
  CHECK(usual_host().plan({"magic:00=wasmtime"}).rules.size() == 1);
}

TEST_CASE("a rule for the native architecture is refused", "[plan]") {
  Host host = usual_host();
  host.installed["qemu-" + native()] = {"/usr/bin/q"};
  const std::string why =
      "'" + native() + "' is this machine's own architecture: such a rule would catch every program";
  CHECK(host.refusal({native() + "=qemu"}) == "--rule " + native() + "=qemu: " + why);
  CHECK(host.refusal({native() + "=e"}) == "--rule " + native() + "=e: " + why);
}

TEST_CASE("a format with several matchers gives a rule for each, with names of their own", "[plan]") {
  const Plan plan = usual_host().plan({"java-class=e", "macho,name:mac=e run"});
  REQUIRE(plan.rules.size() == 4);
  CHECK(plan.rules[0].name == "java-class");
  CHECK(plan.rules[1].name == "java-class-2");
  CHECK(plan.rules[2].name == "mac");
  CHECK(plan.rules[3].name == "mac-2");
  CHECK(plan.rules[0].engine == plan.rules[1].engine);
  CHECK(plan.rules[0].matcher != plan.rules[1].matcher);
}

TEST_CASE("later rules come later, and so win", "[plan]") {
  const Plan plan = usual_host().plan({".a=e", ":raw:E::b::/usr/bin/e:P", ".c=static"});
  REQUIRE(plan.rules.size() == 3);
  CHECK(plan.rules[0].name == "ext-a");
  CHECK(plan.rules[1] == Rule{.name = "raw",
                              .matcher = extension("b"),
                              .engine = DirectEngine{"/usr/bin/e"},
                              .flags = {.preserve_argv0 = true},
                              .origin = "--rule :raw:E::b::/usr/bin/e:P"});
  CHECK(plan.rules[2].name == "ext-c");
}

TEST_CASE("rules that would fail at every exec are refused", "[plan]") {
  CHECK(usual_host().refusal({":n:M::\\x7fELF::/usr/bin/e:"}).find("it matches its own engine") !=
        std::string::npos);
  CHECK(usual_host().refusal({".foo,flags:O=script"}).find("with flag O or C") != std::string::npos);
}

}  // namespace
}  // namespace nsbinfmt::test
