#include "tests/support/catch.h"
#include "tests/unit/plan_fixture.h"

namespace nsbinfmt::test {
namespace {

using policy::Plan;

TEST_CASE("a plan without rules is printed", "[print]") {
  CHECK(to_text(Host().plan({})) == R"(backend: kernel (a private binfmt_misc)
set-up user namespace: user 0 is 1000 outside; group 0 is 100 outside
command's user namespace: user 1000 is 0 outside; group 100 is 0 outside
rules: none
command: make 'a b'
)");
}

TEST_CASE("a plan is printed with the rule that wins first, and its warnings", "[print]") {
  const Host host{.installed = {{"e", {"/usr/bin/e"}}, {"s", {"/usr/bin/s", policy::Linkage::static_elf}}},
                  .outer_rules = {{.name = "outer",
                                   .matcher = magic(4, "AB", "\xff\xf0"),
                                   .interpreter = "/usr/bin/e",
                                   .flags = {.open_binary = true, .credentials = true}}}};
  const Plan plan = host.plan({".foo=s", "wasm-any,trap:3=A='1 2' e run {file}"});
  CHECK(to_text(plan) == R"(backend: kernel (a private binfmt_misc)
set-up user namespace: user 0 is 1000 outside; group 0 is 100 outside
command's user namespace: user 1000 is 0 outside; group 100 is 0 outside
rules, the first that matches wins:
  wasm-any: offset 0 magic 0061736d
    launcher runs: 'A=1 2' /usr/bin/e run {file}  [exit status 3 becomes SIGABRT]
    flags: PF; from: --rule wasm-any,trap:3=A='1 2' e run {file}
  ext-foo: extension .foo
    interpreter: /usr/bin/s
    flags: F; from: --rule .foo=s
  outer: offset 4 magic 4142 mask fff0
    interpreter: /usr/bin/e
    flags: OC; from: inherited
warning: the engine of 'wasm-any' has {file} but no {args}: guests get no arguments
command: make 'a b'
)");
}

TEST_CASE("maps of several ids are printed", "[print]") {
  Host host;
  host.identity = {
      .uid = 0,
      .gid = 0,
      .may_map_others = true,
      .uid_map = {{.inside = 0, .outside = 5, .count = 65536}, {.inside = 70000, .outside = 1, .count = 1}},
      .gid_map = {{.inside = 0, .outside = 0, .count = 10}}};
  CHECK_THAT(
      to_text(host.plan({})),
      Catch::Matchers::Contains(
          "set-up user namespace: user 65536 ids from 0 are those from 0 outside, 70000 is 70000 outside; "
          "group 10 ids from 0 are those from 0 outside\n"));
}

}  // namespace
}  // namespace nsbinfmt::test
