#include <fmt/core.h>

#include "policy/hex.h"
#include "policy/raw_rule.h"
#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::ExtensionMatch;
using policy::MagicMatch;
using policy::parse_entry;
using policy::parse_raw_rule;
using policy::RawRule;
using policy::to_register_line;

RawRule random_rule(Dice& dice) {
  RawRule rule;
  do rule.name = dice.bytes("/" + nul, 1, 30);
  while (rule.name == "." || rule.name == "..");
  rule.interpreter = dice.bytes(nul, 1, 60);
  rule.flags = {.preserve_argv0 = dice.coin(),
                .open_binary = dice.coin(),
                .credentials = false,
                .fix_binary = dice.coin()};
  rule.flags.credentials = rule.flags.open_binary && dice.coin();
  if (dice.coin()) {
    rule.matcher = ExtensionMatch{.extension = dice.bytes("/" + nul, 1, 20)};
    return rule;
  }
  MagicMatch match{.offset = 0, .magic = dice.bytes("", 1, 128), .mask = {}};
  if (dice.coin()) match.offset = dice.below(257 - match.magic.size());
  if (dice.coin()) match.mask = dice.bytes("", match.magic.size(), match.magic.size());
  rule.matcher = match;
  return rule;
}

/// An entry as bm_entry_read() in fs/binfmt_misc.c prints it.
std::string entry_text(const RawRule& rule) {
  std::string text =
      fmt::format("enabled\ninterpreter {}\nflags: {}\n", rule.interpreter, to_text(rule.flags));
  if (const auto* suffix = std::get_if<ExtensionMatch>(&rule.matcher))
    return text + fmt::format("extension .{}\n", suffix->extension);
  const auto& match = std::get<MagicMatch>(rule.matcher);
  text += fmt::format("offset {}\nmagic {}\n", match.offset, policy::to_hex(match.magic));
  if (!match.mask.empty()) text += fmt::format("mask {}\n", policy::to_hex(match.mask));
  return text;
}

TEST_CASE("the kernel reads back each rule that is written for it", "[raw]") {
  Dice dice(3);
  for (int round = 0; round < 4000; ++round) {
    const RawRule rule = random_rule(dice);
    const std::string line = to_register_line(rule);
    INFO(policy::to_hex(line));
    REQUIRE(line.size() <= policy::register_line_max);
    REQUIRE(parse_raw_rule(line) == rule);
  }
}

TEST_CASE("a rule without odd bytes is written as everybody writes it", "[raw]") {
  CHECK(to_register_line({.name = "jar",
                          .matcher = extension("jar"),
                          .interpreter = "/usr/bin/jexec",
                          .flags = {.preserve_argv0 = true}}) == ":jar:E::jar::/usr/bin/jexec:P");
  CHECK(to_register_line(
            {.name = "n", .matcher = magic(4, nul + "a", "\xff\xfe"), .interpreter = "/i", .flags = {}}) ==
        R"(:n:M:4:\x00\x61:\xff\xfe:/i:)");
}

TEST_CASE("a line too long for the kernel is not written", "[raw]") {
  const RawRule rule{
      .name = "n", .matcher = extension("foo"), .interpreter = std::string(1909, 'i'), .flags = {}};
  CHECK(error_of([&] { to_register_line(rule); }) ==
        "rule 'n' is 1921 bytes long as a line, the kernel takes 1920");
  RawRule shorter = rule;
  shorter.interpreter.pop_back();
  CHECK(parse_raw_rule(to_register_line(shorter)) == shorter);
}

TEST_CASE("an entry of /proc/sys/fs/binfmt_misc is read (16)", "[raw]") {
  CHECK(
      parse_entry(
          "qemu-arm",
          "enabled\ninterpreter /usr/bin/qemu-arm\nflags: POCF\noffset 0\nmagic 7f454c46\nmask ffffff00\n") ==
      RawRule{.name = "qemu-arm",
              .matcher = magic(0,
                               "\x7f"
                               "ELF",
                               "\xff\xff\xff" + nul),
              .interpreter = "/usr/bin/qemu-arm",
              .flags = {true, true, true, true}});
  CHECK(parse_entry("n", "enabled\ninterpreter /i\nflags: \noffset 12\nmagic 4142\n") ==
        RawRule{.name = "n", .matcher = magic(12, "AB"), .interpreter = "/i", .flags = {}});
  CHECK(parse_entry("jar", "enabled\ninterpreter /j e x\nflags: F\nextension .jar\n") ==
        RawRule{.name = "jar",
                .matcher = extension("jar"),
                .interpreter = "/j e x",
                .flags = {.fix_binary = true}});
}

TEST_CASE("a disabled entry is no rule (18)", "[raw]") {
  CHECK(parse_entry("n", "disabled\ninterpreter /i\nflags: \noffset 0\nmagic 41\n") == std::nullopt);
  CHECK(parse_entry("n", "disabled\ninterpreter /i\nflags: \nextension .foo\n") == std::nullopt);
}

TEST_CASE("an interpreter with newlines is read from an entry whole (9, 16)", "[raw]") {
  const auto rule = parse_entry("n", "enabled\ninterpreter /i\nj\n\nk\nflags: P\nextension .foo\n");
  REQUIRE(rule);
  CHECK(rule->interpreter == "/i\nj\n\nk");
  CHECK(rule->matcher == extension("foo"));
}

TEST_CASE("an entry says all of its rule", "[raw]") {
  Dice dice(4);
  for (int round = 0; round < 2000; ++round) {
    const RawRule rule = random_rule(dice);
    INFO(entry_text(rule));
    REQUIRE(parse_entry(rule.name, entry_text(rule)) == rule);
  }
}

TEST_CASE("an entry that no kernel prints is refused", "[raw]") {
  const std::string start = "enabled\ninterpreter /i\nflags: \n";
  for (const std::string& text :
       {std::string(), std::string("on\n"), std::string("enabled\n"),
        std::string("enabled\nflags: \nextension .a\n"),
        std::string("enabled\ninterpreter /i\nextension .a\n"),
        std::string("enabled\ninterpreter /i\nflags: X\nextension .a\n"), start,
        start + "offset \nmagic 41\n", start + "offset x\nmagic 41\n", start + "offset 0\n",
        start + "offset 0\nmagic 4\n", start + "offset 0\nmagic 4g\n", start + "offset 0\nmagic 41\nmask f\n",
        start + "offset 0\nmagic 41\nmusk ff\n"}) {
    INFO(text);
    CHECK_THAT(error_of([&] { parse_entry("n", text); }),
               Catch::Matchers::StartsWith("cannot read binfmt_misc entry 'n': unexpected text"));
  }
}

TEST_CASE("an entry with something more in it is refused rather than half read", "[raw]") {
  const std::string start = "enabled\ninterpreter /i\nflags: \n";
  for (const std::string& text :
       {start + "offset 5x\nmagic 41\n", start + "offset 0\nmagic 41\nmask ff\nmore\n",
        start + "offset 0\nmagic \n", start + "offset 0\nmagic 4142\nmask ff\n",
        start + "offset 300\nmagic 41\n"}) {
    INFO(text);
    CHECK(error_of([&] { parse_entry("n", text); }) != "(no error)");
  }
}

}  // namespace
}  // namespace nsbinfmt::test
