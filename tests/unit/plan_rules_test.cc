#include "policy/formats.h"
#include "policy/inherited_rules.h"
#include "policy/launcher_path.h"
#include "tests/support/catch.h"
#include "tests/unit/plan_fixture.h"

namespace nsbinfmt::test {
namespace {

using policy::DirectEngine;
using policy::Engine;
using policy::IdExtent;
using policy::LaunchedEngine;
using policy::Plan;
using policy::RuleFlags;

using Names = std::vector<std::string>;
using Warnings = std::vector<std::string>;

Host usual_host() { return {.installed = {{"e", {"/usr/bin/e"}}, {"f", {"/usr/bin/f"}}}, .outer_rules = {}}; }

Names names_of(const Plan& plan) {
  Names names;
  for (const policy::Rule& rule : plan.rules) names.push_back(rule.name);
  return names;
}

/// A plan for `lua=e` where only the members in `found` have an engine.
Plan lua_plan(const std::vector<std::size_t>& found) {
  const std::vector<policy::RuleSpec> specs = {policy::parse_rule({.text = "lua=e", .origin = "here"}),
                                               policy::parse_rule({.text = ".foo=f", .origin = "there"})};
  policy::HostFacts facts = usual_host().facts(specs);
  for (std::size_t i = 0; i < 4; ++i) facts.engines[i] = policy::MissingEngine{.why = "not found on PATH"};
  for (const std::size_t i : found)
    facts.engines[i] =
        policy::FoundEngine{.candidate = {.preset = {}, .program = "e", .version_argument = {}},
                            .path = "/usr/bin/e" + std::to_string(i),
                            .version_output = {}};
  policy::Options options;
  options.command = {"c"};
  return policy::make_plan(options, specs, facts);
}

TEST_CASE("a group gives a rule for each member that has an engine", "[plan]") {
  CHECK(names_of(usual_host().plan({"lua=e"})) == policy::find_format("lua")->members);
  CHECK(names_of(lua_plan({0, 2})) == Names{"lua-5.1", "lua-5.3", "ext-foo"});
  CHECK(names_of(lua_plan({3})) == Names{"lua-5.4", "ext-foo"});
  CHECK(names_of(lua_plan({0})) == Names{"lua-5.1", "ext-foo"});
}

TEST_CASE("the rules after a group get their own engines", "[plan]") {
  const Plan plan = lua_plan({0, 2});
  CHECK(engine_path(plan.rules[0]) == "/usr/bin/e0");
  CHECK(engine_path(plan.rules[1]) == "/usr/bin/e2");
  CHECK(engine_path(plan.rules[2]) == "/usr/bin/f");
}

TEST_CASE("a group none of whose members has an engine is refused", "[plan]") {
  CHECK(error_of([] { lua_plan({}); }) == "here: engine 'e' cannot be used: not found on PATH");
}

TEST_CASE("a rule of the same name takes the place of the earlier one, with a warning", "[plan]") {
  const Plan plan = usual_host().plan({".foo=e", ".bar=e", ".foo=f"});
  CHECK(names_of(plan) == Names{"ext-bar", "ext-foo"});
  CHECK(plan.rules[1].engine == Engine(DirectEngine{"/usr/bin/f"}));
  CHECK(plan.warnings == Warnings{"rule 'ext-foo' of --rule .foo=f replaces the one of --rule .foo=e"});
}

TEST_CASE("a replaced rule is not checked any more", "[plan]") {
  const Plan plan = usual_host().plan({":n:E::a::/missing:", ":n:E::b::/usr/bin/e:"});
  CHECK(names_of(plan) == Names{"n"});
  CHECK(plan.warnings.size() == 1);
}

TEST_CASE("inherited rules come along with the lowest priority, in their order", "[plan]") {
  Host host = usual_host();
  host.outer_rules = {{.name = "newer", .matcher = extension("n"), .interpreter = "/usr/bin/e", .flags = {}},
                      {.name = "older", .matcher = extension("o"), .interpreter = "/nowhere", .flags = {}}};
  const Plan plan = host.plan({".foo=e"});
  CHECK(names_of(plan) == Names{"older", "newer", "ext-foo"});
  CHECK(plan.rules[0].origin == policy::inherited_origin);
  CHECK(plan.warnings.empty());
  host.inherit = false;
  CHECK(names_of(host.plan({".foo=e"})) == Names{"ext-foo"});
}

TEST_CASE("a rule replaces an inherited one of its name without a warning", "[plan]") {
  Host host = usual_host();
  host.outer_rules = {
      {.name = "ext-foo", .matcher = extension("old"), .interpreter = "/usr/bin/f", .flags = {}}};
  const Plan plan = host.plan({".foo=e"});
  CHECK(names_of(plan) == Names{"ext-foo"});
  CHECK(plan.rules[0].matcher == extension("foo"));
  CHECK(plan.warnings.empty());
}

TEST_CASE("an outer nsbinfmt's launched rules are handed on", "[plan]") {
  Host host = usual_host();
  const LaunchedEngine launched{.command = policy::parse_command_template("/usr/bin/e run {file} {args}"),
                                .trap_status = 3};
  host.outer_rules = {{.name = "w",
                       .matcher = extension("w"),
                       .interpreter = "/proc/self/fd/9/" + policy::launcher_path(1, launched, 1500),
                       .flags = {.preserve_argv0 = true, .fix_binary = true}}};
  const Plan plan = host.plan({});
  REQUIRE(plan.rules.size() == 1);
  CHECK(plan.rules[0].engine == Engine(launched));
  CHECK(plan.warnings.empty());
}

TEST_CASE("an outer F rule whose interpreter is not here is left out with a warning", "[plan]") {
  Host host = usual_host();
  host.outer_rules = {
      {.name = "q", .matcher = extension("q"), .interpreter = "/gone", .flags = {.fix_binary = true}}};
  const Plan plan = host.plan({});
  CHECK(plan.rules.empty());
  CHECK(plan.warnings.size() == 1);
}

Plan plan_of(const policy::Identity& identity) {
  Host host = usual_host();
  host.identity = identity;
  return host.plan({});
}

const std::vector<IdExtent> whole = {{.inside = 0, .outside = 0, .count = 4294967295U}};

TEST_CASE("a plain user is 0 while binfmt_misc is mounted and itself afterwards", "[plan]") {
  const Plan plan =
      plan_of({.uid = 1000, .gid = 100, .may_map_others = false, .uid_map = whole, .gid_map = whole});
  CHECK(plan.setup_ids.users == std::vector<IdExtent>{{.inside = 0, .outside = 1000, .count = 1}});
  CHECK(plan.setup_ids.groups == std::vector<IdExtent>{{.inside = 0, .outside = 100, .count = 1}});
  CHECK(plan.final_ids.users == std::vector<IdExtent>{{.inside = 1000, .outside = 0, .count = 1}});
  CHECK(plan.final_ids.groups == std::vector<IdExtent>{{.inside = 100, .outside = 0, .count = 1}});
}

TEST_CASE("root keeps every id of its own map, at its number", "[plan]") {
  const std::vector<IdExtent> map = {{.inside = 0, .outside = 100000, .count = 65536},
                                     {.inside = 65536, .outside = 1000, .count = 1}};
  const std::vector<IdExtent> same = {{.inside = 0, .outside = 0, .count = 65536},
                                      {.inside = 65536, .outside = 65536, .count = 1}};
  const Plan plan = plan_of({.uid = 0, .gid = 0, .may_map_others = true, .uid_map = map, .gid_map = whole});
  CHECK(plan.setup_ids.users == same);
  CHECK(plan.final_ids.users == same);
  CHECK(plan.setup_ids.groups == whole);
  CHECK(plan.final_ids.groups == whole);
}

TEST_CASE("root of a namespace with one id keeps that one", "[plan]") {
  const std::vector<IdExtent> one = {{.inside = 0, .outside = 1000, .count = 1}};
  const std::vector<IdExtent> expected = {{.inside = 0, .outside = 0, .count = 1}};
  const Plan plan = plan_of({.uid = 0, .gid = 0, .may_map_others = true, .uid_map = one, .gid_map = one});
  CHECK(plan.setup_ids.users == expected);
  CHECK(plan.final_ids.users == expected);
  CHECK(plan.setup_ids.groups == expected);
  CHECK(plan.final_ids.groups == expected);
}

TEST_CASE("who may map others but has no 0 in its own namespace maps itself only", "[plan]") {
  const std::vector<IdExtent> no_root = {{.inside = 1000, .outside = 0, .count = 1}};
  const Plan plan =
      plan_of({.uid = 1000, .gid = 1000, .may_map_others = true, .uid_map = no_root, .gid_map = no_root});
  CHECK(plan.setup_ids.users == std::vector<IdExtent>{{.inside = 0, .outside = 1000, .count = 1}});
  CHECK(plan.final_ids.users == no_root);
}

TEST_CASE("0 is mapped in both set-up maps, and the caller's own ids in both final ones", "[plan]") {
  const auto maps = [](const std::vector<IdExtent>& extents, std::uint32_t id) {
    for (const IdExtent& extent : extents)
      if (id >= extent.inside && id - extent.inside < extent.count) return true;
    return false;
  };
  for (const bool may_map_others : {false, true}) {
    for (const std::uint32_t id : {0U, 5U, 1000U}) {
      const Plan plan = plan_of(
          {.uid = id, .gid = id, .may_map_others = may_map_others, .uid_map = whole, .gid_map = whole});
      CHECK((maps(plan.setup_ids.users, 0) && maps(plan.setup_ids.groups, 0)));
      CHECK((maps(plan.final_ids.users, id) && maps(plan.final_ids.groups, id)));
    }
  }
}

TEST_CASE("each part of each format rule asks for an engine, in order", "[plan]") {
  const std::vector<policy::RuleSpec> specs = {policy::parse_rule({.text = "lua=e", .origin = "o"}),
                                               policy::parse_rule({.text = ":n:E::x::/i:", .origin = "o"}),
                                               policy::parse_rule({.text = ".foo=./f run", .origin = "o"})};
  const auto requests = policy::engine_requests(specs);
  REQUIRE(requests.size() == 5);
  const policy::EngineRequest e{.candidates = {{.preset = {}, .program = "e", .version_argument = {}}}};
  for (std::size_t i = 0; i < 4; ++i) CHECK(requests[i] == e);
  CHECK(requests[4] ==
        policy::EngineRequest{.candidates = {{.preset = {}, .program = "./f", .version_argument = {}}}});
}

TEST_CASE("a preset asks for its program names, a format alone for those of every preset without a caution",
          "[plan]") {
  const auto request = [](const std::string& rule) {
    const std::vector<policy::RuleSpec> specs = {policy::parse_rule({.text = rule, .origin = "o"})};
    return policy::engine_requests(specs).at(0).candidates;
  };
  const auto qemu = request("arm=qemu");
  REQUIRE(qemu.size() == 2);
  CHECK(qemu[0] ==
        policy::EngineCandidate{.preset = "qemu", .program = "qemu-arm-static", .version_argument = {}});
  CHECK(qemu[1].program == "qemu-arm");
  const auto chosen = request("wasm=wasmtime@./w");
  REQUIRE(chosen.size() == 1);
  CHECK(chosen[0] ==
        policy::EngineCandidate{.preset = "wasmtime", .program = "./w", .version_argument = "--version"});
  std::size_t programs = 0;
  for (const policy::Preset& preset : policy::known_presets())
    if (preset.caution.empty() && policy::runs_format(preset, "wasm")) programs += preset.programs.size();
  CHECK(request("wasm").size() == programs);
  CHECK(request(".foo").empty());
}

}  // namespace
}  // namespace nsbinfmt::test
