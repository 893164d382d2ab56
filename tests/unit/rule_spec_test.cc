#include "policy/rule_spec.h"

#include "policy/formats.h"
#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::AnyPreset;
using policy::ChosenPreset;
using policy::CommandTemplate;
using policy::EngineChoice;
using policy::find_preset;
using policy::FormatRule;
using policy::parse_command_template;
using policy::parse_rule;
using policy::RawRule;
using policy::RuleFlags;

FormatRule format_rule(const std::string& text) {
  return std::get<FormatRule>(parse_rule({.text = text, .origin = "here"}).rule);
}

std::string refused(const std::string& text) {
  return error_of([&] { parse_rule({.text = text, .origin = "here"}); });
}

std::string hinted(const std::string& text) {
  return hint_of([&] { parse_rule({.text = text, .origin = "here"}); });
}

TEST_CASE("a known format is named as it is", "[spec]") {
  const FormatRule rule = format_rule("wasm");
  CHECK_FALSE(rule.is_group);
  REQUIRE(rule.parts.size() == 1);
  CHECK(rule.parts[0].name == "wasm");
  CHECK(rule.parts[0].format == "wasm");
  CHECK(rule.parts[0].matchers == policy::find_format("wasm")->matchers);
  CHECK(rule.engine == EngineChoice(AnyPreset{}));
  CHECK(rule.flags == std::nullopt);
  CHECK(rule.trap == std::nullopt);
}

TEST_CASE("a format's other name gives the rule of its proper one", "[spec]") {
  const FormatRule rule = format_rule("arm64=qemu");
  CHECK(rule.parts[0].name == "aarch64");
  CHECK(rule.parts[0].format == "aarch64");
  CHECK(rule.parts[0].engine_suffix == "aarch64");
  CHECK(format_rule("386=qemu").parts[0].name == "i386");
}

TEST_CASE("a group covers its members in order", "[spec]") {
  const FormatRule rule = format_rule("lua");
  CHECK(rule.is_group);
  REQUIRE(rule.parts.size() == policy::find_format("lua")->members.size());
  for (std::size_t i = 0; i < rule.parts.size(); ++i)
    CHECK(rule.parts[i].format == policy::find_format("lua")->members[i]);
}

TEST_CASE("a dot begins an extension", "[spec]") {
  const FormatRule rule = format_rule(".Foo-1_+x=e");
  REQUIRE(rule.parts.size() == 1);
  CHECK(rule.parts[0].name == "ext-Foo-1_+x");
  CHECK(rule.parts[0].format.empty());
  CHECK(rule.parts[0].matchers == std::vector{extension("Foo-1_+x")});
}

TEST_CASE("magic: gives bytes, a mask and an offset", "[spec]") {
  CHECK(format_rule("magic:7F45").parts[0].matchers == std::vector{magic(0, "\x7f\x45")});
  CHECK(format_rule("magic:00@255").parts[0].matchers == std::vector{magic(255, nul)});
  CHECK(format_rule("magic:4142/f0fF").parts[0].matchers == std::vector{magic(0, "AB", "\xf0\xff")});
  CHECK(format_rule("magic:4142/f0ff@7=e").parts[0].matchers == std::vector{magic(7, "AB", "\xf0\xff")});
  CHECK(format_rule("magic:" + repeated("00", 256) + ",name:big").parts[0].matchers ==
        std::vector{magic(0, repeated(nul, 256))});
  CHECK(format_rule("magic:41").parts[0].format.empty());
}

TEST_CASE("rules of different magics have different names", "[spec]") {
  // One name would make the later rule replace the earlier.
  const auto name = [](const std::string& text) { return format_rule(text).parts[0].name; };
  CHECK(name("magic:41") != name("magic:42"));
  CHECK(name("magic:41@0") != name("magic:41@8"));
  CHECK(name("magic:41/f0") != name("magic:41/0f"));
  CHECK(name("magic:" + repeated("00", 20) + "01") != name("magic:" + repeated("00", 20) + "02"));
}

TEST_CASE("bad formats are refused with their cause", "[spec]") {
  CHECK(refused("wasn=e") == "here: unknown format 'wasn'");
  CHECK(refused("WASM") == "here: unknown format 'WASM'");
  CHECK(refused("wasm ") == "here: unknown format 'wasm '");
  CHECK(refused(".") == "here: bad format '.': no extension after the dot");
  CHECK(refused(".=e") == "here: bad format '.': no extension after the dot");
  CHECK_THAT(refused(".tar.gz=e"),
             Catch::Matchers::StartsWith(
                 "here: bad format '.tar.gz': the kernel compares what follows the last dot"));
  CHECK_THAT(refused(".a/b=e"), Catch::Matchers::StartsWith("here: bad format '.a/b': "));
  for (const std::string text : {"", "4", "4g", "zz/41", "41/zz", "41/4", "0x41"})
    CHECK(refused("magic:" + text) ==
          "here: bad format 'magic:" + text + "': magic and mask are pairs of hex digits");
  CHECK(refused("magic:4142/ff") == "here: bad format 'magic:4142/ff': the mask has 1 bytes, the magic 2");
  for (const std::string text :
       {"41@", "41@-1", "41@256", "41@x", "41@1 ", "41@0x1", "41@99999999999999999999", "41@1/ff"})
    CHECK(refused("magic:" + text) == "here: bad format 'magic:" + text + "': the offset must be 0 to 255");
  CHECK(refused("magic:4142@255") ==
        "here: bad format 'magic:4142@255': it reaches beyond the first 256 bytes");
  CHECK_THAT(refused("magic:" + repeated("00", 257)),
             Catch::Matchers::EndsWith("it reaches beyond the first 256 bytes"));
}

TEST_CASE("a bad format's hint says what there is", "[spec]") {
  CHECK(hinted("wasn") ==
        "did you mean 'wasm'? --list-formats lists the known ones; .EXT and magic:HEX[/MASK][@OFFSET] name "
        "others");
  CHECK_THAT(hinted("magic:4g"), Catch::Matchers::StartsWith("write it as magic:HEX[/MASK][@OFFSET]"));
}

TEST_CASE("options name a rule, set flags and turn traps into signals", "[spec]") {
  CHECK(format_rule("wasm,name:mine").parts[0].name == "mine");
  CHECK(format_rule("wasm,name:mine").parts[0].format == "wasm");
  CHECK(format_rule("wasm,flags:PC").flags ==
        RuleFlags{.preserve_argv0 = true, .open_binary = true, .credentials = true});
  CHECK(format_rule("wasm,flags:").flags == RuleFlags{});
  CHECK(format_rule("wasm,trap").trap == policy::TrapOption{.status = std::nullopt});
  CHECK(format_rule("wasm,trap:134").trap == policy::TrapOption{.status = 134});
  const FormatRule all = format_rule(".x,trap:1,name:n,flags:F=e a,b=c");
  CHECK(all.parts[0].name == "n");
  CHECK(all.flags == RuleFlags{.fix_binary = true});
  CHECK(all.trap == policy::TrapOption{.status = 1});
  CHECK(all.engine == EngineChoice(parse_command_template("e a,b=c")));
}

TEST_CASE("bad options are refused with their cause", "[spec]") {
  CHECK(refused("wasm,nam:x") == "here: unknown rule option 'nam:x'");
  CHECK(refused("wasm,") == "here: unknown rule option ''");
  CHECK(refused("wasm,name") == "here: unknown rule option 'name'");
  CHECK(refused("wasm,name:") == "here: unknown rule option 'name:'");
  CHECK(refused("wasm,flags") == "here: unknown rule option 'flags'");
  CHECK(refused("wasm,flags:PX") == "here: bad rule option 'flags:PX': the flags are P O C F");
  for (const std::string status : {"", "0", "256", "-1", "x", "1x"})
    CHECK(refused("wasm,trap:" + status) ==
          "here: bad rule option 'trap:" + status + "': an exit status is 1 to 255");
  CHECK(refused("lua,name:x") == "here: option 'name' cannot name the several rules of a format group");
  CHECK(hinted("wasm,nam:x") == "the options are name:NAME, flags:LETTERS, trap and trap:STATUS");
}

TEST_CASE("a name that the kernel would not take is refused at once", "[spec]") {
  for (const std::string& name : {std::string("a/b"), std::string("."), std::string(".."),
                                  std::string("register"), std::string("status"), std::string(256, 'n')}) {
    INFO(name);
    CHECK(refused("wasm,name:" + name) != "(no error)");
  }
}

TEST_CASE("an extension that makes too long a name is refused at once", "[spec]") {
  CHECK(refused("." + std::string(300, 'x') + "=e") != "(no error)");
}

TEST_CASE("an engine is a preset, a preset's program, or a command", "[spec]") {
  const policy::Preset* wasmtime = find_preset("wasmtime");
  CHECK(format_rule("wasm=wasmtime").engine ==
        EngineChoice(ChosenPreset{.preset = wasmtime, .program = std::nullopt, .environment = {}}));
  CHECK(format_rule("wasm=wasmtime@/opt/w t@1").engine ==
        EngineChoice(parse_command_template("wasmtime@/opt/w t@1")));
  CHECK(format_rule("wasm='wasmtime@/opt/w t@1'").engine ==
        EngineChoice(ChosenPreset{.preset = wasmtime, .program = "/opt/w t@1", .environment = {}}));
  CHECK(format_rule("wasm=wasmtime@./w").engine ==
        EngineChoice(ChosenPreset{.preset = wasmtime, .program = "./w", .environment = {}}));
  CHECK(format_rule("wasm=/usr/bin/wasmtime").engine ==
        EngineChoice(parse_command_template("/usr/bin/wasmtime")));
  CHECK(format_rule("wasm=wasmtime run {file}").engine ==
        EngineChoice(parse_command_template("wasmtime run {file}")));
  CHECK(format_rule("wasm=other@x").engine == EngineChoice(parse_command_template("other@x")));
}

TEST_CASE("VAR=value words stay with their preset", "[spec]") {
  const auto chosen = std::get<ChosenPreset>(format_rule("wasm=A=1 B='x y' wasmtime@w").engine);
  CHECK(chosen.preset == find_preset("wasmtime"));
  CHECK(chosen.program == "w");
  REQUIRE(chosen.environment.size() == 2);
  CHECK(chosen.environment[1].name == "B");
  CHECK(chosen.environment[1].value == policy::TemplateWord{.segments = {policy::Segment("x y")}});
}

TEST_CASE("a bad engine is refused with the rule's origin", "[spec]") {
  CHECK(refused("wasm=") == "here: no engine in ''");
  CHECK(refused("wasm=A=1") == "here: no engine in 'A=1'");
  CHECK(refused("wasm=e {guest}") == "here: unknown placeholder '{guest}' in '{guest}'");
  CHECK(refused("wasm=e 'x") == "here: cannot split 'e 'x' into words: no closing single quote");
  CHECK(refused("wasm=e {args}") == "here: {args} without {file} in 'e {args}'");
}

TEST_CASE("a preset is refused for a format that it does not run, in a group too", "[spec]") {
  CHECK(refused("pe=wasmtime") == "here: preset 'wasmtime' does not run 'pe'");
  CHECK(refused("pe=wasmtime@./w") == "here: preset 'wasmtime' does not run 'pe'");
  CHECK(refused("lua=wasmtime") == "here: preset 'wasmtime' does not run 'lua-5.1'");
  CHECK(refused(".pe=wasmtime") == "(no error)");
  CHECK(refused("pe=wasmtime run") == "(no error)");
}

TEST_CASE("a preset's @ needs a program after it", "[spec]") {
  CHECK(refused("wasm=wasmtime@") != "(no error)");
}

TEST_CASE("what begins with none of letter, digit and dot is a raw line", "[spec]") {
  const RawRule foo{.name = "n", .matcher = extension("foo"), .interpreter = "/i", .flags = {}};
  for (const std::string text : {":n:E::foo::/i:", ",n,E,,foo,,/i,",
                                 "\xffn\xff"
                                 "E\xff\xff"
                                 "foo\xff\xff/i\xff",
                                 " n E  foo  /i "})
    CHECK(std::get<RawRule>(parse_rule({.text = text, .origin = "here"}).rule) == foo);
  CHECK_THAT(refused(":n:X::foo::/i:"),
             Catch::Matchers::StartsWith("here: bad rule ':n:X::foo::/i:': the type"));
  CHECK_THAT(refused(""), Catch::Matchers::StartsWith("here: bad rule '': 0 bytes"));
  CHECK(parse_rule({.text = ":n:E::foo::/i:", .origin = "f:3"}).origin == "f:3");
}

TEST_CASE("a rules file has a rule in each line but the blank and commented ones", "[spec]") {
  const auto lines = policy::rule_lines(
      "# comment\n:a:E::a::/i:\n\n  ; other\n \t \n\t wasm=wasmtime # no comment\n.x=e", "/etc/r.conf");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].text == ":a:E::a::/i:");
  CHECK(lines[0].origin == "/etc/r.conf:2");
  CHECK(lines[1].text == "wasm=wasmtime # no comment");
  CHECK(lines[1].origin == "/etc/r.conf:6");
  CHECK(lines[2].text == ".x=e");
  CHECK(lines[2].origin == "/etc/r.conf:7");
  CHECK(policy::rule_lines("", "f").empty());
  CHECK(policy::rule_lines("\n\n#x", "f").empty());
}

TEST_CASE("blanks and carriage returns at a line's end do not count, as in systemd-binfmt", "[spec]") {
  const auto lines = policy::rule_lines(":a:E::a::/i:P \t\n:b:E::b::/i:\r\nwasm \n\r\n", "f");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].text == ":a:E::a::/i:P");
  CHECK(lines[1].text == ":b:E::b::/i:");
  CHECK(lines[2].text == "wasm");
}

}  // namespace
}  // namespace nsbinfmt::test
