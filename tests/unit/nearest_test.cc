#include "policy/nearest.h"

#include <vector>

#include "tests/support/catch.h"

namespace nsbinfmt::test {
namespace {

using policy::nearest_hint;

const std::vector<std::string> names = {"wasm", "aarch64", "riscv64", "rules", "rule"};

TEST_CASE("a name at most two edits away is suggested, a swap of neighbours being one", "[nearest]") {
  CHECK(nearest_hint("wsam", names) == "did you mean 'wasm'? ");
  CHECK(nearest_hint("wasn", names) == "did you mean 'wasm'? ");
  CHECK(nearest_hint("wasmm", names) == "did you mean 'wasm'? ");
  CHECK(nearest_hint("arch64", names) == "did you mean 'aarch64'? ");
  CHECK(nearest_hint("aarch46", names) == "did you mean 'aarch64'? ");
  CHECK(nearest_hint("raarch46", names) == "did you mean 'aarch64'? ");
  CHECK(nearest_hint("ruels", names) == "did you mean 'rules'? ");
}

TEST_CASE("the nearest of several is suggested", "[nearest]") {
  CHECK(nearest_hint("rulez", names).substr(0, 18) == "did you mean 'rule");
  CHECK(nearest_hint("ruless", names) == "did you mean 'rules'? ");
}

TEST_CASE("a far or short word gives no suggestion", "[nearest]") {
  CHECK(nearest_hint("ppc", names).empty());
  CHECK(nearest_hint("", names).empty());
  CHECK(nearest_hint("wa", names).empty());
  CHECK(nearest_hint("msaw", names).empty());  // two edits of four letters
  CHECK(nearest_hint("aarch64xyz", names).empty());
  CHECK(nearest_hint("wasm", {}).empty());
}

}  // namespace
}  // namespace nsbinfmt::test
