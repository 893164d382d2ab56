#include "policy/formats.h"

#include <algorithm>
#include <set>

#include "policy/elf_machines.h"
#include "policy/hex.h"
#include "policy/raw_rule.h"
#include "tests/support/catch.h"
#include "tests/unit/support.h"

namespace nsbinfmt::test {
namespace {

using policy::find_format;
using policy::Format;
using policy::known_formats;

/// The names of the formats, groups left out, that a file of these bytes has; ELF machines too.
std::set<std::string> formats_of(std::string head, const std::string& path = "guest") {
  std::set<std::string> names;
  for (const Format& format : known_formats())
    for (const policy::Matcher& matcher : format.matchers)
      if (policy::matches(matcher, head, path)) names.insert(format.name);
  return names;
}

std::set<std::string> formats_of_hex(std::string_view hex) {
  return formats_of(policy::from_hex(hex).value());
}

using Names = std::set<std::string>;

TEST_CASE("each format has a name of its own, by which it is found", "[formats]") {
  Names names;
  for (const Format& format : known_formats()) {
    INFO(format.name);
    CHECK(names.insert(format.name).second);
    CHECK(find_format(format.name) == &format);
    CHECK_FALSE(format.summary.empty());
    CHECK(format.summary.size() < 60);
  }
}

TEST_CASE("a format has matchers or, as a group, members that exist", "[formats]") {
  unsigned groups = 0;
  for (const Format& format : known_formats()) {
    INFO(format.name);
    CHECK(format.matchers.empty() != format.members.empty());
    if (!format.members.empty()) ++groups;
    for (const std::string& member : format.members) {
      REQUIRE(find_format(member) != nullptr);
      CHECK(find_format(member)->members.empty());
      CHECK_FALSE(find_format(member)->engine_suffix.empty());
    }
  }
  CHECK(groups >= 2);
}

TEST_CASE("a format's name can be a rule's name and begins as no raw rule does", "[formats]") {
  for (const Format& format : known_formats()) {
    INFO(format.name);
    CHECK(format.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.-") == std::string::npos);
    for (const policy::Matcher& matcher : format.matchers) {
      const policy::RawRule rule{.name = format.name, .matcher = matcher, .interpreter = "/i", .flags = {}};
      CHECK(policy::parse_raw_rule(policy::to_register_line(rule)) == rule);
    }
  }
}

TEST_CASE("other registrars' names are known", "[formats]") {
  for (const auto& [alias, name] :
       std::vector<std::pair<std::string, std::string>>{{"arm64", "aarch64"},
                                                        {"amd64", "x86_64"},
                                                        {"386", "i386"},
                                                        {"mips64le", "mips64el"},
                                                        {"loong64", "loongarch64"},
                                                        {"windows", "pe"},
                                                        {"exe", "pe"}}) {
    INFO(alias);
    REQUIRE(find_format(alias) != nullptr);
    CHECK(find_format(alias)->name == name);
  }
}

TEST_CASE("an unknown name is no format", "[formats]") {
  for (const std::string name : {"", "WASM", "wasm ", "elf", "a", ".wasm"})
    CHECK(find_format(name) == nullptr);
}

TEST_CASE("every ELF machine is a format that tells its engine by the same name", "[formats]") {
  for (const policy::ElfMachine& machine : policy::elf_machines) {
    const Format* format = find_format(machine.name);
    REQUIRE(format != nullptr);
    CHECK(format->engine_suffix == machine.name);
    CHECK(format->matchers == std::vector<policy::Matcher>{policy::elf_match(machine)});
  }
}

TEST_CASE("files are of the formats that facts name", "[formats]") {
  CHECK(formats_of_hex("0061736d01000000") == Names{"wasm", "wasm-any"});
  CHECK(formats_of_hex("0061736d0d000100") == Names{"wasm-component", "wasm-any"});
  CHECK(formats_of_hex("0061736d02000000") == Names{"wasm-any"});
  CHECK(formats_of_hex("4d5a9000") == Names{"pe"});
  CHECK(formats_of_hex("4243c0de") == Names{"llvm-bc"});
  CHECK(formats_of_hex("dec0170b") == Names{"llvm-bc"});
  CHECK(formats_of_hex("1b4c4a02") == Names{"luajit"});
  CHECK(formats_of_hex("1b4c7561540019") == Names{"lua-5.4"});
  CHECK(formats_of_hex("1b4c756151") == Names{"lua-5.1"});
  CHECK(formats_of_hex("cffaedfe07000001") == Names{"macho"});
  CHECK(formats_of_hex("a70d0d0a") == Names{"pyc-3.11"});
  CHECK(formats_of_hex("2b0e0d0a") == Names{"pyc-3.14"});
  CHECK(formats_of_hex("a70d0a0d").empty());
  CHECK(formats_of("").empty());
  CHECK(formats_of("#!/bin/sh\n").empty());
}

TEST_CASE("each pyc and Lua version is told from the others", "[formats]") {
  for (const std::string group : {"pyc", "lua"}) {
    for (const std::string& member : find_format(group)->members) {
      const auto& match = std::get<policy::MagicMatch>(find_format(member)->matchers.front());
      CHECK(formats_of(match.magic) == Names{member});
    }
  }
  CHECK(find_format("pyc")->members.size() == 9);
  CHECK(find_format("lua")->members.size() == 4);
  CHECK(find_format("pyc-3.11")->engine_suffix == "3.11");
}

TEST_CASE("extensions are wat and, in either case, com", "[formats]") {
  CHECK(formats_of("x", "a.wat") == Names{"wat"});
  CHECK(formats_of("x", "A.COM") == Names{"dos-com"});
  CHECK(formats_of("x", "a.com") == Names{"dos-com"});
  CHECK(formats_of("x", "a.Com").empty());
}

TEST_CASE("no file is a Java class and a Mach-O archive at once", "[formats]") {
  const auto with_second_word = [](unsigned value) {
    std::string head = "\xca\xfe\xba\xbe";
    for (const unsigned shift : {24U, 16U, 8U, 0U}) head += static_cast<char>(value >> shift & 0xffU);
    return formats_of(head);
  };
  for (unsigned value = 0; value < 256; ++value) {
    INFO(value);
    CHECK(with_second_word(value) == (value < 32   ? Names{"macho-fat"}
                                      : value < 96 ? Names{"java-class"}
                                                   : Names{}));
  }
  // A preview class has 0xffff as its minor version.
  CHECK(with_second_word(0xffff0041) == Names{"java-class"});
  CHECK(with_second_word(0xffff0001).empty());
  CHECK(with_second_word(0x00000100).empty());
}

TEST_CASE("a jar is a zip archive whose first member is META-INF/", "[formats]") {
  std::string head = "PK\3\4" + std::string(26, '\x55') + "META-INF/MANIFEST.MF";
  CHECK(formats_of(head) == Names{"jar"});
  head[30] = 'm';
  CHECK(formats_of(head).empty());
  CHECK(formats_of("PK\3\4" + std::string(26, '\0') + "word/document.xml").empty());
}

TEST_CASE("an AppImage is of its type and of its machine", "[formats]") {
  std::string head = elf_head("riscv64");
  head.replace(8, 3, "AI\2");
  CHECK(formats_of(head) == Names{"appimage-2", "riscv64"});
  head[10] = '\1';
  CHECK(formats_of(head) == Names{"appimage-1", "riscv64"});
  CHECK(formats_of(elf_head("riscv64")) == Names{"riscv64"});
}

}  // namespace
}  // namespace nsbinfmt::test
