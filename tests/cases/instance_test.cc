#include "tests/cases/child.h"
#include "tests/cases/instance_fact.h"
#include "tests/cases/requirement.h"
#include "tests/cases/suite.h"
#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

void check(const InstanceFact& fact) {
  const std::vector<File> files = {probe("i", "first"), probe("j", "second"), text("x.foo", "GUEST"),
                                   directory("m"),      directory("m2"),      text("root/x.foo", "GUEST")};
  const World world(files);
  const Outcome outcome = run_in_child([&] {
    fact.body(world);
    return 0;
  });
  INFO("facts " << fact.facts << ", stderr: " << outcome.err);
  CHECK(world.shorten(outcome.out + status_text(outcome)) == fact.expected);
}

}  // namespace

void add_instance_tests() {
  if (!missing_oracle().empty()) {
    add_test("the instance itself", "[instance][bare]", [] { skip_test(missing_oracle()); });
    return;
  }
  for (std::span<const InstanceFact> table : {rule_facts(), life_facts(), fd_facts()})
    for (const InstanceFact& fact : table)
      add_test(fact.name + " (bare kernel)", "[instance][bare]", [&fact] { check(fact); });
}

}  // namespace nsbinfmt::test
