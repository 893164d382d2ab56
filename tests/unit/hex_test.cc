#include "policy/hex.h"

#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::from_hex;
using policy::to_hex;

TEST_CASE("hex digits of either case are read, lower case is written", "[hex]") {
  CHECK(from_hex("00fFaB7e") == nul + "\xff\xab\x7e");
  CHECK(to_hex(nul + "\xff\xab\x7e") == "00ffab7e");
  CHECK(from_hex("") == "");
  CHECK(to_hex("").empty());
}

TEST_CASE("half a byte and other characters are no hex", "[hex]") {
  for (const std::string text :
       {"0", "000", "0g", "g0", " 0", "0x", "+1", "-1", "@0", "`0", "/0", ":0", "G0"})
    CHECK(from_hex(text) == std::nullopt);
}

TEST_CASE("from_hex takes back what to_hex makes of any bytes", "[hex]") {
  Dice dice(5);
  for (int round = 0; round < 200; ++round) {
    const std::string bytes = dice.bytes("", 0, 40);
    CHECK(from_hex(to_hex(bytes)) == bytes);
  }
}

}  // namespace
}  // namespace nsbinfmt::test
